/*
 * own_posts.c: what one wrote, and what was decided on it.
 */
#include "forum/moderation.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/routes.h"
#include "render/view_account.h"
#include "tpl/all.h"

enum { OWN_POSTS_MAX = 20 }; /* on one page */

/* What a decision means to the one who wrote it. */
static enum msg
decision_msg(enum decision_kind kind, bool *is_one)
{
	*is_one = true;
	switch (kind) {
	case DECISION_APPROVED:
		return MSG_OWN_APPROVED;
	case DECISION_REJECTED:
		return MSG_OWN_REJECTED;
	case DECISION_EDITED:
		return MSG_OWN_EDITED;
	case DECISION_REMOVED:
		return MSG_OWN_REMOVED;
	case DECISION_RESTORED:
		return MSG_OWN_RESTORED;
	case DECISION_EDIT_APPROVED:
		return MSG_OWN_EDIT_APPROVED;
	case DECISION_EDIT_REJECTED:
		return MSG_OWN_EDIT_REJECTED;
	case DECISION_THREAD_CLOSED:
	case DECISION_THREAD_OPENED:
	case DECISION_THEME_ADDED:
	case DECISION_THEME_CHANGED:
	case DECISION_THEME_CLOSED:
	case DECISION_THEME_OPENED:
	case DECISION_ORGANISATION_ADDED:
	case DECISION_ORGANISATION_CHANGED:
	case DECISION_ORGANISATION_CLOSED:
	case DECISION_ORGANISATION_OPENED:
	case DECISION_ROLE_GIVEN:
	case DECISION_ROLE_TAKEN:
	case DECISION_SITE_CHANGED:
		break;
	}
	*is_one = false;
	return MSG_OWN_APPROVED;
}

static void
fill(struct own_post_view *v, const struct own_post *p)
{
	*v = (struct own_post_view){ .id = p->id,
		.thread_id = p->thread_id,
		.title = p->title,
		.excerpt = p->excerpt,
		.at = moment(p->created_at),
		.is_held = p->state == POST_HELD,
		.is_shown = p->state == POST_SHOWN,
		.is_rejected = p->state == POST_REJECTED,
		.is_withdrawn = p->state == POST_WITHDRAWN,
		.is_removed = p->state == POST_REMOVED,
		.is_opening = p->is_opening,
		.is_edit_pending = p->is_edit_pending,
		.reason = p->reason };
	if (p->decided_at == 0)
		return;
	v->decided = moment(p->decided_at);
	v->decision = decision_msg(
	    (enum decision_kind)p->decision, &v->has_decision);
}

/* GET /account/posts */
enum err
page_own_posts(struct page_ctx *c)
{
	struct own_posts_view view = { 0 };
	struct own_posts list;
	int64_t before;
	enum err e;

	e = list_number(c, "before", 0, &before);
	if (e == OK)
		e = post_list_own(c->read, c->arena, c->viewer->account_id,
		    before, OWN_POSTS_MAX + 1, &list);
	if (e != OK)
		return e;
	if (list.n > OWN_POSTS_MAX)
		view.older = list.v[(list.n = OWN_POSTS_MAX) - 1].id;
	view.is_first = before == 0;
	view.posts.n = list.n;
	view.posts.v = arena_array(c->arena, list.n, sizeof(*view.posts.v));
	for (size_t i = 0; i < list.n; i++)
		fill(&view.posts.v[i], &list.v[i]);
	frame_fill_hidden(c, &view.frame, MSG_OWN_TITLE, STR("/account/posts"));
	tpl_own_posts(c->out, frame_render(c), &view);
	return OK;
}
