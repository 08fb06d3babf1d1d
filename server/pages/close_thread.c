/*
 * close_thread.c: ending a conversation, and opening it again.
 */
#include <inttypes.h>

#include "forum/thread.h"
#include "pages/confirm.h"
#include "pages/routes.h"

struct close_job {
	struct arena *arena;
	int64_t actor_id, thread_id;
	bool is_closed;
};

static enum err
write_close(struct store_write *w, void *arg)
{
	struct close_job *job = arg;

	return thread_set_closed(
	    w, job->arena, job->actor_id, job->thread_id, job->is_closed);
}

/* GET /t/:id/close */
enum err
page_close_thread(struct page_ctx *c)
{
	struct subject subject;
	struct thread thread;
	enum err e;

	e = thread_head(c->read, c->arena, c->viewer, c->path.id, &thread);
	if (e != OK)
		return e;
	thread_subject(&thread, &subject);
	if (!permit(c->viewer, ACTION_CLOSE_THREAD, &subject))
		return ERR_DENIED;
	return confirm_closing(c,
	    &(struct closing){
		.path = arena_fmt(c->arena, "/t/%" PRId64, thread.id),
		.name = thread.title,
		.is_closed = thread.closed_at != 0,
		.close_lead = MSG_CONFIRM_CLOSE_THREAD_LEAD,
		.close_button = MSG_CONFIRM_CLOSE_THREAD_BUTTON,
		.open_lead = MSG_CONFIRM_OPEN_THREAD_LEAD,
		.open_button = MSG_CONFIRM_OPEN_THREAD_BUTTON });
}

/* POST /t/:id/close */
enum err
page_close_thread_post(struct page_ctx *c)
{
	struct close_job job = { .arena = c->arena,
		.actor_id = c->viewer->account_id,
		.thread_id = c->path.id,
		.is_closed = confirm_is_closed(c) };
	enum err e;

	e = page_write(c, write_close, &job);
	if (e != OK)
		return e;
	page_redirect(c, arena_fmt(c->arena, "/t/%" PRId64, c->path.id));
	return OK;
}
