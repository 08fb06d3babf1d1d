/*
 * queue.c: what waits for a moderator, and deciding on many at once.  One post
 * by itself is queue_post.c's.
 */
#include <assert.h>

#include "pages/form.h"
#include "pages/frame.h"
#include "pages/queue_part.h"
#include "pages/routes.h"
#include "tpl/all.h"

enum { QUEUE_SHOWN_MAX = 20 }; /* on one page */

static_assert((int)QUEUE_SHOWN_MAX <= (int)BULK_MAX, "all can be ticked");

/* Take "POST.VERSION" or "MOMENT.POST" apart. */
static bool
parse_pair(struct str s, int64_t *a, int64_t *b)
{
	struct str first;

	return str_cut(&s, '.', &first) &&
	    parse_i64(first, 0, INT64_MAX, a) == OK &&
	    parse_i64(s, 0, INT64_MAX, b) == OK;
}

/* A text that was changed since is not what was ticked. */
static bool
is_ticked(const struct page_ctx *c, const struct queue_item *item)
{
	for (size_t i = 0; i < c->form->n; i++) {
		int64_t id, version;

		if (str_eq(c->form->v[i].name, STR("post")) &&
		    parse_pair(c->form->v[i].value, &id, &version) &&
		    id == item->post_id && version == item->version)
			return true;
	}
	return false;
}

/* Those that wait, after the one in ?after=MOMENT.POST. */
static enum err
show(struct page_ctx *c, struct queue_view *view,
    const struct form_errors *errors)
{
	struct queue_key after = { 0 };
	struct queue_items list;
	enum err e;

	view->is_first = !parse_pair(
	    http_form_get(c->query, "after"), &after.queued_at, &after.post_id);
	e = queue_list(
	    c->read, c->arena, c->viewer, after, QUEUE_SHOWN_MAX + 1, &list);
	if (e != OK)
		return e;
	if (list.n > QUEUE_SHOWN_MAX) {
		list.n = QUEUE_SHOWN_MAX;
		view->next_at = list.v[list.n - 1].queued_at;
		view->next_id = list.v[list.n - 1].post_id;
	}
	view->items.n = list.n;
	view->items.v = arena_array(c->arena, list.n, sizeof(*view->items.v));
	for (size_t i = 0; i < list.n; i++) {
		view->items.v[i] = queue_part_item(c, &list.v[i]);
		view->items.v[i].is_ticked = is_ticked(c, &list.v[i]);
	}
	view->form = form_view(c, STR("/queue"), errors);
	form_frame(c, &view->frame, MSG_QUEUE_TITLE, view->form.action);
	view->frame.has_form = list.n > 0;
	view->frame.menu = MENU_QUEUE;
	view->reason = form_field(c, "reason", STR_NONE, errors);
	tpl_queue(c->out, frame_render(c), view);
	return OK;
}

static int64_t
query_count(const struct page_ctx *c, const char *name)
{
	int64_t n;

	if (parse_i64(http_form_get(c->query, name), 0, BULK_MAX, &n) != OK)
		return 0;
	return n;
}

/* GET /queue */
enum err
page_queue(struct page_ctx *c)
{
	struct queue_view view = { .n_approved = query_count(c, "approved"),
		.n_rejected = query_count(c, "rejected") };

	return show(c, &view, NULL);
}

/* Decide on each that was ticked; *n_done of them succeeded. */
static enum err
decide_all(struct page_ctx *c, enum verdict verdict, struct queue_view *view,
    int64_t *n_done, struct form_errors *errors)
{
	size_t n_ticked = 0;

	*n_done = 0;
	view->troubles.v = arena_array(
	    c->arena, BULK_MAX, sizeof(*view->troubles.v));
	for (size_t i = 0; i < c->form->n; i++) {
		struct queue_part_job job = { .arena = c->arena };
		enum err e;

		job.decide = (struct decide){ .actor_id = c->viewer->account_id,
			.verdict = verdict,
			.reason = form_text(c, "reason") };
		if (!str_eq(c->form->v[i].name, STR("post")) ||
		    !parse_pair(c->form->v[i].value, &job.decide.post_id,
			&job.decide.version))
			continue;
		if (n_ticked++ == BULK_MAX)
			break;
		e = queue_part_decide(c, &job);
		if (e == ERR_INVALID) {
			*errors = job.errors;
			return e;
		}
		if (e == OK)
			(*n_done)++;
		else
			view->troubles
			    .v[view->troubles.n++] = queue_part_trouble(
			    &job, e);
	}
	view->is_none_ticked = n_ticked == 0;
	return OK;
}

/* POST /queue */
enum err
page_queue_post(struct page_ctx *c)
{
	bool is_reject = str_eq(form_text(c, "verdict"), STR("reject"));
	struct form_errors errors = { 0 };
	struct queue_view view = { 0 };
	int64_t n_done;
	enum err e;

	if (form_has(c, "verdict") && form_text(c, "verdict").n == 0)
		return show(c, &view, NULL);
	if (!is_reject && !str_eq(form_text(c, "verdict"), STR("approve")))
		return ERR_INVALID;
	e = decide_all(c, is_reject ? VERDICT_REJECT : VERDICT_APPROVE, &view,
	    &n_done, &errors);
	if (e == ERR_INVALID || (e == OK && view.is_none_ticked)) {
		page_status(c, 422);
		return show(c, &view, &errors);
	}
	if (e != OK)
		return e;
	if (view.troubles.n == 0) {
		page_redirect(c,
		    arena_fmt(c->arena, "/queue?%s=%" PRId64,
			is_reject ? "rejected" : "approved", n_done));
		return OK;
	}
	*(is_reject ? &view.n_rejected : &view.n_approved) = n_done;
	page_status(c, 409);
	return show(c, &view, NULL);
}
