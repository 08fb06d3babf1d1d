/*
 * sign_out.c: leaving, on this computer or everywhere.
 */
#include "forum/session.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/view_confirm.h"
#include "tpl/all.h"

struct sign_out_job {
	int64_t account_id;
	struct str digest;
};

static enum err
write_end(struct store_write *w, void *arg)
{
	struct sign_out_job *job = arg;

	return session_end(w, job->account_id, job->digest);
}

static enum err
write_end_all(struct store_write *w, void *arg)
{
	struct sign_out_job *job = arg;

	return session_end_all(w, job->account_id);
}

/* GET /sign-out */
enum err
page_sign_out(struct page_ctx *c)
{
	struct confirm_view view = { .lead = MSG_CONFIRM_SIGN_OUT_LEAD,
		.button = MSG_CONFIRM_SIGN_OUT_BUTTON,
		.back = STR("/") };

	view.form = form_view(c, STR("/sign-out"), NULL);
	form_frame(
	    c, &view.frame, MSG_CONFIRM_SIGN_OUT_BUTTON, view.form.action);
	tpl_confirm(c->out, frame_render(c), &view);
	return OK;
}

static enum err
leave(struct page_ctx *c, store_fn *write)
{
	struct sign_out_job job = { .account_id = c->viewer->account_id,
		.digest = c->session.digest };
	enum err e = OK;

	if (job.account_id != 0)
		e = page_write(c, write, &job);
	if (e != OK)
		return e;
	page_set_session(c, STR_NONE);
	page_redirect(c, STR("/"));
	return OK;
}

/* POST /sign-out */
enum err
page_sign_out_post(struct page_ctx *c)
{
	return leave(c, write_end);
}

/* POST /account/sign-out: everywhere */
enum err
page_sign_out_everywhere_post(struct page_ctx *c)
{
	return leave(c, write_end_all);
}
