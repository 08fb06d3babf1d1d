/*
 * queue_post.c: one post of the queue: say that one is looking at it, and
 * decide.
 */
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/queue_part.h"
#include "pages/routes.h"
#include "tpl/all.h"

enum { NEXT_LOOKED_AT = 20 };

struct claim_job {
	struct arena *arena;
	int64_t actor_id, post_id;
	struct str by;
};

static enum err
write_claim(struct store_write *w, void *arg)
{
	struct claim_job *job = arg;

	return queue_claim(
	    w, job->arena, job->actor_id, job->post_id, &job->by);
}

static enum err
write_release(struct store_write *w, void *arg)
{
	struct claim_job *job = arg;

	return queue_release(w, job->arena, job->actor_id, job->post_id);
}

/* It waits no more: say so, and keep what was typed for copying. */
static enum err
show_gone(struct page_ctx *c, struct queue_post_view *view)
{
	struct subject subject;
	struct post_one one;
	enum err e;

	e = post_read(c->read, c->arena, c->viewer, c->path.id, &one);
	if (e != OK)
		return e;
	thread_post_subject(&one.thread, &one.post, &subject);
	if (!permit(c->viewer, ACTION_MODERATE, &subject))
		return ERR_NOT_FOUND;
	view->is_gone = true;
	view->item = (struct queue_item_view){ .post_id = one.post.id,
		.thread_id = one.thread.id,
		.title = one.thread.title,
		.theme_name = one.thread.theme_name,
		.theme_slug = one.thread.theme_slug };
	view->kept_title = form_text(c, "title");
	view->kept_body = form_text(c, "body");
	view->reason = form_field(c, "reason", STR_NONE, NULL);
	frame_fill_hidden(c, &view->frame, MSG_QUEUE_DECIDE,
	    arena_fmt(c->arena, "/queue/%" PRId64, c->path.id));
	view->frame.is_kept = form_is_sent(c);
	tpl_queue_post(c->out, frame_render(c), view);
	return OK;
}

/*
 * The text in the box is what was typed, unless it was typed for a text that
 * has been changed since and the moderator did not ask to change it: then that
 * stands beside it.
 */
static void
fill_text(struct page_ctx *c, struct queue_post_view *view,
    const struct queue_item *item, const struct form_errors *errors)
{
	bool is_edit = str_eq(form_text(c, "action"), STR("edit"));
	bool is_same = form_number(c, "version") == item->version;

	view->title = form_field(c, "title", item->title, errors);
	view->body = form_field(c, "body", item->body, errors);
	if (form_has(c, "body") && (is_edit || is_same)) {
		view->is_editing = is_edit ||
		    !str_eq(view->body.value, item->body);
		return;
	}
	if (form_has(c, "body") && !str_eq(view->body.value, item->body)) {
		view->kept_title = view->title.value;
		view->kept_body = view->body.value;
	}
	view->title.value = item->title;
	view->body.value = item->body;
}

/*
 * That the text has been changed is said until it is decided on; also to who
 * comes from another language, of which no decision has said so.
 */
static void
fill_changed(struct page_ctx *c, struct queue_post_view *view)
{
	bool is_changed = form_has(c, "changed") ||
	    (form_is_sent(c) &&
		form_number(c, "version") != view->item.version);

	if (!view->has_trouble && is_changed) {
		view->has_trouble = true;
		view->trouble.sentence = MSG_QUEUE_IS_CHANGED;
	}
	view->form.version = view->item.version;
	view->form.is_changed = view->has_trouble &&
	    view->trouble.sentence == MSG_QUEUE_IS_CHANGED;
}

static enum err
show(struct page_ctx *c, struct queue_post_view *view,
    const struct form_errors *errors)
{
	struct queue_item item;
	enum err e;

	e = queue_one(c->read, c->arena, c->viewer, c->path.id, &item);
	if (e == ERR_NOT_FOUND)
		return show_gone(c, view);
	if (e != OK)
		return e;
	view->item = queue_part_item(c, &item);
	fill_text(c, view, &item, errors);
	view->reason = form_field(c, "reason", STR_NONE, errors);
	view->form = form_view(
	    c, arena_fmt(c->arena, "/queue/%" PRId64, item.post_id), errors);
	fill_changed(c, view);
	form_frame(c, &view->frame, MSG_QUEUE_DECIDE, view->form.action);
	/* What is there to copy is in no form. */
	view->frame.is_kept = view->kept_body.n > 0;
	view->frame.has_form = !view->frame.is_kept;
	tpl_queue_post(c->out, frame_render(c), view);
	return OK;
}

/* GET /queue/:id */
enum err
page_queue_one(struct page_ctx *c)
{
	struct str done = http_form_get(c->query, "done");
	struct queue_post_view view = {
		.has_just_approved = str_eq(done, STR("approved")),
		.has_just_rejected = str_eq(done, STR("rejected")),
	};

	return show(c, &view, NULL);
}

static enum err
claim(struct page_ctx *c, store_fn *write)
{
	struct claim_job job = { .arena = c->arena,
		.actor_id = c->viewer->account_id,
		.post_id = c->path.id };
	struct queue_post_view view = { 0 };
	enum err e;

	e = page_write(c, write, &job);
	if (e == ERR_CONFLICT) {
		view.has_trouble = true;
		view.trouble = (struct queue_trouble_view){
			.post_id = c->path.id,
			.by = job.by,
			.sentence = MSG_QUEUE_IS_CLAIMED
		};
		page_status(c, 409);
		return show(c, &view, NULL);
	}
	if (e == ERR_NOT_FOUND) {
		page_status(c, 409);
		return show_gone(c, &view);
	}
	if (e != OK)
		return e;
	page_redirect(c, arena_fmt(c->arena, "/queue/%" PRId64, c->path.id));
	return OK;
}

/* The first that nobody else is looking at, behind a moment; 0: none. */
static enum err
next_after(struct page_ctx *c, struct queue_key after, int64_t *next)
{
	struct queue_items list;
	enum err e;

	e = queue_list(
	    c->read, c->arena, c->viewer, after, NEXT_LOOKED_AT, &list);
	if (e != OK)
		return e;
	*next = 0;
	for (size_t i = 0; i < list.n && *next == 0; i++) {
		const struct queue_item *item = &list.v[i];

		if (item->post_id != c->path.id &&
		    (item->claimed_by == 0 ||
			item->claimed_by == c->viewer->account_id))
			*next = item->post_id;
	}
	return OK;
}

/* On to the next that waits: behind this one, or from the start. */
static enum err
go_on(struct page_ctx *c, int64_t queued_at, const char *done)
{
	int64_t next;
	enum err e;

	e = next_after(c, (struct queue_key){ queued_at, c->path.id }, &next);
	if (e == OK && next == 0)
		e = next_after(c, (struct queue_key){ 0, 0 }, &next);
	if (e != OK)
		return e;
	page_redirect(c,
	    next == 0 ? arena_fmt(c->arena, "/queue?%s=1", done)
		      : arena_fmt(c->arena, "/queue/%" PRId64 "?done=%s", next,
			    done));
	return OK;
}

static enum err
show_trouble(struct page_ctx *c, const struct queue_part_job *job, enum err e)
{
	struct queue_post_view view = { 0 };

	if (e == ERR_INVALID) {
		page_status(c, 422);
		return show(c, &view, &job->errors);
	}
	if (e != ERR_CONFLICT && e != ERR_DENIED)
		return e;
	view.has_trouble = true;
	view.trouble = queue_part_trouble(job, e);
	page_status(c, e == ERR_CONFLICT ? 409 : 403);
	return show(c, &view, NULL);
}

static enum err
decide(struct page_ctx *c, enum verdict verdict, bool is_edit)
{
	struct queue_part_job job = { .arena = c->arena };
	struct queue_item item;
	enum err e;

	e = queue_one(c->read, c->arena, c->viewer, c->path.id, &item);
	if (e == ERR_NOT_FOUND)
		item = (struct queue_item){ 0 };
	else if (e != OK)
		return e;
	job.decide = (struct decide){ .actor_id = c->viewer->account_id,
		.post_id = c->path.id,
		.version = form_number(c, "version"),
		.verdict = verdict,
		.reason = form_text(c, "reason"),
		.title = form_text(c, "title"),
		.body = post_body_make(c->arena, form_text(c, "body")) };
	/* Words that were changed are never thrown away in silence. */
	if (verdict == VERDICT_APPROVE && form_has(c, "body") &&
	    job.decide.version == item.version)
		is_edit = is_edit ||
		    !str_eq(job.decide.body.typed, item.body) ||
		    (item.is_opening && !str_eq(job.decide.title, item.title));
	job.decide.is_edited = is_edit;
	e = queue_part_decide(c, &job);
	if (e != OK)
		return show_trouble(c, &job, e);
	return go_on(c, item.queued_at,
	    verdict == VERDICT_APPROVE ? "approved" : "rejected");
}

/* POST /queue/:id */
enum err
page_queue_one_post(struct page_ctx *c)
{
	struct str action = form_text(c, "action");

	if (str_eq(action, STR("claim")))
		return claim(c, write_claim);
	if (str_eq(action, STR("release")))
		return claim(c, write_release);
	if (str_eq(action, STR("approve")))
		return decide(c, VERDICT_APPROVE, false);
	if (str_eq(action, STR("edit")))
		return decide(c, VERDICT_APPROVE, true);
	if (str_eq(action, STR("reject")))
		return decide(c, VERDICT_REJECT, false);
	return ERR_INVALID;
}
