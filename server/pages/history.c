/*
 * history.c: the texts that a post has had.
 */
#include "forum/post.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/routes.h"
#include "render/view_compose.h"
#include "tpl/all.h"

enum { HISTORY_MAX = 20 }; /* texts on one page */

static void
fill(struct revision_view *v, const struct revision *r)
{
	*v = (struct revision_view){ .number = r->number,
		.is_current = r->state == REVISION_CURRENT,
		.is_pending = r->state == REVISION_PENDING,
		.is_rejected = r->state == REVISION_REJECTED,
		.is_by_moderator = r->is_by_moderator,
		.title = r->title,
		.editor_name = r->editor_name,
		.html = r->html,
		.at = moment(r->created_at) };
}

/* GET /p/:id/history */
enum err
page_history(struct page_ctx *c)
{
	struct history_view view = { .post_id = c->path.id };
	struct revision_list list;
	struct post_one one;
	int64_t before;
	enum err e;

	e = list_number(c, "before", 0, &before);
	if (e == OK)
		e = post_read(c->read, c->arena, c->viewer, c->path.id, &one);
	if (e == OK)
		e = revision_list(c->read, c->arena, c->viewer, c->path.id,
		    before, HISTORY_MAX + 1, &list);
	if (e != OK)
		return e;
	if (list.n > HISTORY_MAX)
		view.next = list.v[(list.n = HISTORY_MAX) - 1].number;
	view.language = one.post.language;
	view.thread_title = one.thread.title;
	view.revisions.n = list.n;
	view.revisions.v = arena_array(
	    c->arena, list.n, sizeof(*view.revisions.v));
	for (size_t i = 0; i < list.n; i++)
		fill(&view.revisions.v[i], &list.v[i]);
	frame_fill_hidden(c, &view.frame, MSG_HISTORY_TITLE,
	    arena_fmt(c->arena, "/p/%" PRId64 "/history", c->path.id));
	tpl_history(c->out, frame_render(c), &view);
	return OK;
}
