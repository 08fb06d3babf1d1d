/*
 * log.c: what was decided, by whom and why.
 */
#include "forum/moderation.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/routes.h"
#include "render/view_queue.h"
#include "tpl/all.h"

enum { LOG_SHOWN_MAX = 50 }; /* on one page */

static enum msg
sentence_of(enum decision_kind kind)
{
	switch (kind) {
	case DECISION_APPROVED:
		return MSG_LOG_APPROVED;
	case DECISION_REJECTED:
		return MSG_LOG_REJECTED;
	case DECISION_EDITED:
		return MSG_LOG_EDITED;
	case DECISION_REMOVED:
		return MSG_LOG_REMOVED;
	case DECISION_RESTORED:
		return MSG_LOG_RESTORED;
	case DECISION_THREAD_CLOSED:
		return MSG_LOG_THREAD_CLOSED;
	case DECISION_THREAD_OPENED:
		return MSG_LOG_THREAD_OPENED;
	case DECISION_THEME_ADDED:
		return MSG_LOG_THEME_ADDED;
	case DECISION_THEME_CHANGED:
		return MSG_LOG_THEME_CHANGED;
	case DECISION_THEME_CLOSED:
		return MSG_LOG_THEME_CLOSED;
	case DECISION_THEME_OPENED:
		return MSG_LOG_THEME_OPENED;
	case DECISION_ORGANISATION_ADDED:
		return MSG_LOG_ORGANISATION_ADDED;
	case DECISION_ORGANISATION_CHANGED:
		return MSG_LOG_ORGANISATION_CHANGED;
	case DECISION_ORGANISATION_CLOSED:
		return MSG_LOG_ORGANISATION_CLOSED;
	case DECISION_ORGANISATION_OPENED:
		return MSG_LOG_ORGANISATION_OPENED;
	case DECISION_ROLE_GIVEN:
		return MSG_LOG_ROLE_GIVEN;
	case DECISION_ROLE_TAKEN:
		return MSG_LOG_ROLE_TAKEN;
	case DECISION_SITE_CHANGED:
		return MSG_LOG_SITE_CHANGED;
	case DECISION_EDIT_APPROVED:
		return MSG_LOG_EDIT_APPROVED;
	case DECISION_EDIT_REJECTED:
		return MSG_LOG_EDIT_REJECTED;
	}
	return MSG_LOG_OTHER;
}

/* The page of what it was about. */
static struct str
href_of(struct page_ctx *c, const struct decision *d)
{
	if (d->post_id != 0)
		return arena_fmt(c->arena, "/p/%" PRId64, d->post_id);
	if (d->thread_id != 0)
		return arena_fmt(c->arena, "/t/%" PRId64, d->thread_id);
	if (d->theme_slug.n != 0)
		return arena_fmt(
		    c->arena, "/theme/" STR_FMT, STR_ARG(d->theme_slug));
	return STR_NONE;
}

/* GET /log */
enum err
page_log(struct page_ctx *c)
{
	struct log_view view = { 0 };
	struct decision_list list;
	int64_t before;
	enum err e;

	e = list_number(c, "before", 0, &before);
	if (e == OK)
		e = decision_list(c->read, c->arena, c->viewer, before,
		    LOG_SHOWN_MAX + 1, &list);
	if (e != OK)
		return e;
	if (list.n > LOG_SHOWN_MAX)
		view.older = list.v[(list.n = LOG_SHOWN_MAX) - 1].id;
	view.is_first = before == 0;
	view.lines.n = list.n;
	view.lines.v = arena_array(c->arena, list.n, sizeof(*view.lines.v));
	for (size_t i = 0; i < list.n; i++) {
		const struct decision *d = &list.v[i];

		view.lines.v[i] = (struct log_line_view){
			.at = moment(d->at),
			.sentence = sentence_of(d->kind),
			.actor = d->actor_name,
			.account = d->account_name,
			.title = d->title,
			.theme_name = d->theme_name,
			.theme_slug = d->theme_slug,
			.organisation_name = d->organisation_name,
			.href = href_of(c, d),
			.post_id = d->post_id,
			.reason = d->reason,
		};
	}
	frame_fill_hidden(c, &view.frame, MSG_LOG_TITLE, STR("/log"));
	view.frame.menu = MENU_LOG;
	tpl_log(c->out, frame_render(c), &view);
	return OK;
}
