/*
 * withdraw.c: taking back what one wrote, removing what another wrote, and
 * undoing either: a page that asks, and the answer to it.
 */
#include "forum/post.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/view_confirm.h"
#include "tpl/all.h"

struct withdraw_job {
	struct arena *arena;
	int64_t actor_id, post_id;
	struct str reason;
};

static enum err
write_withdraw(struct store_write *w, void *arg)
{
	struct withdraw_job *job = arg;

	return post_withdraw(w, job->arena, job->actor_id, job->post_id);
}

static enum err
write_restore(struct store_write *w, void *arg)
{
	struct withdraw_job *job = arg;

	return post_restore(w, job->arena, job->actor_id, job->post_id);
}

static enum err
write_remove(struct store_write *w, void *arg)
{
	struct withdraw_job *job = arg;

	return post_remove(
	    w, job->arena, job->actor_id, job->post_id, job->reason);
}

/* What differs between the three. */
struct step {
	enum action action;
	const char *path; /* behind /p/ID */
	store_fn *write;
	enum msg title, lead, button;
	enum post_state done; /* the post's state afterwards */
	bool is_danger, has_reason;
};

static const struct step withdraw_step = {
	.action = ACTION_WITHDRAW,
	.path = "withdraw",
	.write = write_withdraw,
	.title = MSG_CONFIRM_WITHDRAW_TITLE,
	.lead = MSG_CONFIRM_WITHDRAW_LEAD,
	.button = MSG_CONFIRM_WITHDRAW_BUTTON,
	.done = POST_WITHDRAWN,
	.is_danger = true,
};
static const struct step restore_step = {
	.action = ACTION_RESTORE,
	.path = "restore",
	.write = write_restore,
	.title = MSG_CONFIRM_RESTORE_TITLE,
	.lead = MSG_CONFIRM_RESTORE_LEAD,
	.button = MSG_CONFIRM_RESTORE_BUTTON,
	.done = POST_SHOWN,
};
static const struct step remove_step = {
	.action = ACTION_REMOVE,
	.path = "remove",
	.write = write_remove,
	.title = MSG_CONFIRM_REMOVE_TITLE,
	.lead = MSG_CONFIRM_REMOVE_LEAD,
	.button = MSG_CONFIRM_REMOVE_BUTTON,
	.done = POST_REMOVED,
	.is_danger = true,
	.has_reason = true,
};

static enum err
show(struct page_ctx *c, const struct step *step, const struct post_one *one,
    const struct form_errors *errors)
{
	struct confirm_view view = { .lead = step->lead,
		.button = step->button,
		.back = arena_fmt(c->arena, "/p/%" PRId64, c->path.id),
		.is_danger = step->is_danger,
		.has_reason = step->has_reason,
		.name = one->thread.title,
		.author = one->post.author_name,
		.language = one->post.language,
		.html = one->post.html };

	view.form = form_view(c,
	    arena_fmt(c->arena, "/p/%" PRId64 "/%s", c->path.id, step->path),
	    errors);
	form_frame(c, &view.frame, step->title, view.form.action);
	view.reason = form_field(c, "reason", STR_NONE, errors);
	tpl_confirm(c->out, frame_render(c), &view);
	return OK;
}

static enum err
find(struct page_ctx *c, struct post_one *one, struct subject *subject)
{
	enum err e;

	e = post_read(c->read, c->arena, c->viewer, c->path.id, one);
	if (e == OK)
		thread_post_subject(&one->thread, &one->post, subject);
	return e;
}

static enum err
ask(struct page_ctx *c, const struct step *step)
{
	struct subject subject;
	struct post_one one;
	enum err e;

	if ((e = find(c, &one, &subject)) != OK)
		return e;
	if (!permit(c->viewer, step->action, &subject))
		return ERR_DENIED;
	return show(c, step, &one, NULL);
}

/* Refused: was it done already, by the same form or on another page? */
static enum err
look_again(struct page_ctx *c, const struct step *step)
{
	struct subject subject;
	struct post_one one;
	enum err e;

	if ((e = find(c, &one, &subject)) != OK)
		return e;
	return one.post.state == step->done &&
		permit(c->viewer, ACTION_READ_HISTORY, &subject)
	    ? OK
	    : ERR_DENIED;
}

static enum err
act(struct page_ctx *c, const struct step *step)
{
	struct withdraw_job job = { .arena = c->arena,
		.actor_id = c->viewer->account_id,
		.post_id = c->path.id,
		.reason = form_text(c, "reason") };
	struct form_errors errors = { 0 };
	struct post_one one;
	enum err e;

	e = post_read(c->read, c->arena, c->viewer, c->path.id, &one);
	if (e == OK)
		e = page_write(c, step->write, &job);
	if (e == ERR_INVALID && step->has_reason) {
		form_errors_add(&errors, "reason",
		    str_trim(job.reason).n == 0 ? MISTAKE_EMPTY
						: MISTAKE_TOO_LONG);
		page_status(c, 422);
		return show(c, step, &one, &errors);
	}
	if (e == ERR_DENIED)
		e = look_again(c, step);
	if (e != OK)
		return e;
	page_redirect(c, arena_fmt(c->arena, "/p/%" PRId64, c->path.id));
	return OK;
}

/* GET /p/:id/withdraw */
enum err
page_withdraw(struct page_ctx *c)
{
	return ask(c, &withdraw_step);
}

/* POST /p/:id/withdraw */
enum err
page_withdraw_post(struct page_ctx *c)
{
	return act(c, &withdraw_step);
}

/* GET /p/:id/restore */
enum err
page_restore(struct page_ctx *c)
{
	return ask(c, &restore_step);
}

/* POST /p/:id/restore */
enum err
page_restore_post(struct page_ctx *c)
{
	return act(c, &restore_step);
}

/* GET /p/:id/remove */
enum err
page_remove(struct page_ctx *c)
{
	return ask(c, &remove_step);
}

/* POST /p/:id/remove */
enum err
page_remove_post(struct page_ctx *c)
{
	return act(c, &remove_step);
}
