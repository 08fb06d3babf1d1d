/*
 * search.c: finding words and phrases in what everyone may read.
 */
#include "forum/search.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/routes.h"
#include "render/views.h"
#include "tpl/all.h"

enum { SEARCH_HITS = 20 };

static struct hit_views
show_hits(struct page_ctx *c, const struct search_hits *hits)
{
	struct hit_view *v = arena_array(c->arena, hits->n, sizeof(*v));

	for (size_t i = 0; i < hits->n; i++) {
		const struct search_hit *h = &hits->v[i];

		v[i] = (struct hit_view){ .post_id = h->post_id,
			.title = h->title,
			.excerpt = h->excerpt,
			.author_name = h->author_name,
			.theme_name = h->theme_name,
			.theme_slug = h->theme_slug,
			.at = moment(h->created_at) };
	}
	return (struct hit_views){ v, hits->n };
}

static enum err
find(struct page_ctx *c, struct search_view *v)
{
	struct search_hits hits;
	int64_t before;
	enum err e;

	e = list_number(c, "before", 0, &before);
	if (e == OK)
		e = search(c->read, c->arena, c->viewer, v->query, before,
		    SEARCH_HITS, &hits);
	if (e == ERR_INVALID) {
		v->is_nothing = true;
		return OK;
	}
	if (e != OK)
		return e;
	v->older_id = hits.older_id;
	v->hits = show_hits(c, &hits);
	return OK;
}

/* GET /search */
enum err
page_search(struct page_ctx *c)
{
	struct search_view view = { 0 };
	enum err e = OK;

	page_private(c);
	frame_fill(c, &view.frame, frame_text(c, MSG_SEARCH_TITLE));
	view.frame.is_hidden = true;
	view.frame.here = STR("/search");
	view.query = str_trim(http_form_get(c->query, "q"));
	view.is_asked = view.query.n > 0;
	if (view.is_asked)
		e = find(c, &view);
	if (e != OK)
		return e;
	tpl_search(c->out, frame_render(c), &view);
	return OK;
}
