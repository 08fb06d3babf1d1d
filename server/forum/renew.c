#include "forum/renew.h"

#include "base/arena.h"
#include "forum/site.h"
#include "query/post.h"
#include "query/renew.h"
#include "store/store.h"
#include "text/markdown.h"

/* One write, and what it did so far. */
struct piece {
	struct store_write *w;
	struct arena *arena;
	size_t n;
};

/* Somebody wrote another text meanwhile, which is fine. */
static enum err
or_none(enum err e)
{
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Too complex for a renderer that has become stricter: it stays as it was. */
static struct str
html_of(struct piece *p, struct str text, struct str was)
{
	struct safe_html html;

	return markdown_render(p->arena, text, &html) == OK ? html.s : was;
}

static enum err
renew_post(struct piece *p, const struct renew_posts_row *post)
{
	struct str html = html_of(p, post->body, post->html);
	struct post_lock_row thread;
	enum err e;

	e = q_post_lock(store_reads(p->w), p->arena,
	    &(struct post_lock_in){ .post_id = post->id }, &thread);
	if (e == OK)
		e = or_none(q_renew_post(p->w,
		    &(struct renew_post_in){ .post_id = post->id,
			.body = post->body,
			.html = html,
			.renderer = MARKDOWN_VERSION }));
	if (e == OK && !str_eq(html, post->html))
		store_note(p->w, TOPIC_THREAD, thread.id);
	return e;
}

static enum err
renew_posts(struct piece *p, int64_t after_id)
{
	struct renew_posts_list list;
	enum err e;

	e = q_renew_posts(store_reads(p->w), p->arena,
	    &(struct renew_posts_in){ .after_id = after_id, .max = RENEW_MAX },
	    &list);
	for (size_t i = 0; e == OK && i < list.n; i++)
		if (list.v[i].renderer < MARKDOWN_VERSION)
			e = renew_post(p, &list.v[i]);
	if (e != OK)
		return e;
	return q_renew_reach(p->w,
	    &(struct renew_reach_in){ .renderer = MARKDOWN_VERSION,
		.post_id = list.n > 0 ? list.v[list.n - 1].id : 0 });
}

static enum err
renew_organisations(struct piece *p)
{
	struct renew_organisations_list list;
	enum err e;

	e = q_renew_organisations(store_reads(p->w), p->arena,
	    &(struct renew_organisations_in){
		.renderer = MARKDOWN_VERSION, .max = RENEW_MAX },
	    &list);
	for (size_t i = 0; e == OK && i < list.n; i++) {
		const struct renew_organisations_row *o = &list.v[i];
		struct str html = html_of(p, o->body, o->html);

		e = or_none(q_renew_organisation(p->w,
		    &(struct renew_organisation_in){ .organisation_id = o->id,
			.body = o->body,
			.html = html,
			.renderer = MARKDOWN_VERSION }));
		if (e == OK && !str_eq(html, o->html))
			store_note(p->w, TOPIC_ORGANISATION, o->id);
		p->n++;
	}
	return e;
}

static enum err
renew_site_pages(struct piece *p)
{
	struct renew_site_pages_list list;
	enum err e;

	e = q_renew_site_pages(store_reads(p->w), p->arena,
	    &(struct renew_site_pages_in){
		.renderer = MARKDOWN_VERSION, .max = RENEW_MAX },
	    &list);
	for (size_t i = 0; e == OK && i < list.n; i++) {
		const struct renew_site_pages_row *page = &list.v[i];
		struct str html = html_of(p, page->body, page->html);

		e = or_none(q_renew_site_page(p->w,
		    &(struct renew_site_page_in){ .name = page->name,
			.body = page->body,
			.html = html,
			.renderer = MARKDOWN_VERSION }));
		if (e == OK && !str_eq(html, page->html))
			store_note(p->w, TOPIC_SITE, 0);
		p->n++;
	}
	return e;
}

static enum err
renew_statement(struct piece *p)
{
	struct renew_statements_row row;
	struct str html;
	enum err e;

	e = q_renew_statements(store_reads(p->w), p->arena,
	    &(struct renew_statements_in){ .renderer = MARKDOWN_VERSION },
	    &row);
	if (e != OK)
		return or_none(e);
	html = html_of(p, row.limits, row.html);
	e = or_none(q_renew_statement(p->w,
	    &(struct renew_statement_in){ .limits = row.limits,
		.html = html,
		.renderer = MARKDOWN_VERSION }));
	if (e == OK && !str_eq(html, row.html))
		store_note(p->w, TOPIC_SITE, 0);
	p->n++;
	return e;
}

/* What there is little of goes before the posts. */
static enum err
renew_next(struct piece *p)
{
	struct renew_state_row site;
	int64_t after_id = 0;
	enum err e;

	/* Of several nodes one does a piece at a time. */
	if ((e = site_lock(p->w, p->arena)) != OK ||
	    (e = q_renew_state(store_reads(p->w), p->arena, &site)) != OK)
		return e;
	if (site.renderer > MARKDOWN_VERSION ||
	    (site.renderer == MARKDOWN_VERSION && !site.renewed_id.has))
		return ERR_NOT_FOUND;
	if (site.renderer == MARKDOWN_VERSION)
		after_id = site.renewed_id.v;
	else if ((e = renew_site_pages(p)) != OK ||
	    (e = renew_statement(p)) != OK ||
	    (e = renew_organisations(p)) != OK || p->n > 0)
		return e;
	return renew_posts(p, after_id);
}

enum err
renew_some(struct store_write *w)
{
	struct piece p = { .w = w, .arena = arena_new(0) };
	enum err e = renew_next(&p);

	arena_free(p.arena);
	return e;
}
