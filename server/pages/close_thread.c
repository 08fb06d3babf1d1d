/*
 * close_thread.c: ending a conversation, and opening it again.
 */
#include "forum/thread.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/view_confirm.h"
#include "tpl/all.h"

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
	struct confirm_view view;
	struct subject subject;
	struct thread thread;
	bool is_closed;
	enum err e;

	e = thread_head(c->read, c->arena, c->viewer, c->path.id, &thread);
	if (e != OK)
		return e;
	thread_subject(&thread, &subject);
	if (!permit(c->viewer, ACTION_CLOSE_THREAD, &subject))
		return ERR_DENIED;
	is_closed = thread.closed_at != 0;
	view = (struct confirm_view){
		.lead = is_closed ? MSG_CONFIRM_OPEN_THREAD_LEAD
				  : MSG_CONFIRM_CLOSE_THREAD_LEAD,
		.button = is_closed ? MSG_CONFIRM_OPEN_THREAD_BUTTON
				    : MSG_CONFIRM_CLOSE_THREAD_BUTTON,
		.back = arena_fmt(c->arena, "/t/%" PRId64, thread.id),
		.choice = is_closed ? STR("open") : STR("close"),
		.is_danger = !is_closed,
		.name = thread.title,
	};
	view.form = form_view(
	    c, arena_fmt(c->arena, "/t/%" PRId64 "/close", thread.id), NULL);
	frame_fill_hidden(c, &view.frame, view.button, view.form.action);
	tpl_confirm(c->out, frame_render(c), &view);
	return OK;
}

/* POST /t/:id/close */
enum err
page_close_thread_post(struct page_ctx *c)
{
	struct close_job job = { .arena = c->arena,
		.actor_id = c->viewer->account_id,
		.thread_id = c->path.id,
		.is_closed = !str_eq(form_text(c, "do"), STR("open")) };
	enum err e;

	e = page_write(c, write_close, &job);
	if (e != OK)
		return e;
	page_redirect(c, arena_fmt(c->arena, "/t/%" PRId64, c->path.id));
	return OK;
}
