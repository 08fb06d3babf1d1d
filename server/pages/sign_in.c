/*
 * sign_in.c: who are you?
 */
#include "base/clock.h"
#include "forum/session.h"
#include "forum/sign_in.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/view_account.h"
#include "route/settings.h"
#include "tpl/all.h"

struct sign_in_job {
	struct arena *arena;
	struct account_secret who;
	int64_t lifetime_ms;
	int64_t old_account_id; /* of the session that it replaces */
	struct str old_digest;
	struct str token;
};

static enum err
write_session(struct store_write *w, void *arg)
{
	struct sign_in_job *job = arg;
	enum err e = session_create(
	    w, job->arena, &job->who, job->lifetime_ms, &job->token);

	if (e != OK || job->old_digest.n == 0)
		return e;
	return session_end(w, job->old_account_id, job->old_digest);
}

static enum err
show(struct page_ctx *c, bool is_refused)
{
	struct sign_in_view view = { .is_refused = is_refused,
		.next = form_next(c),
		.has_just_joined = http_form_has(c->query, "joined"),
		.has_mail = page_has_mail(c),
		.is_demo = c->site->is_demo };

	page_private(c); /* "next" is one visitor's */
	form_frame(c, &view.frame, MSG_SIGN_IN_TITLE,
	    form_with_next(c, STR("/sign-in")));
	view.frame.menu = MENU_SIGN_IN;
	view.frame.next = view.next;
	view.form = form_view(c, STR("/sign-in"), NULL);
	view.email = form_field(c, "email", STR_NONE, NULL);
	tpl_sign_in(c->out, frame_render(c), &view);
	return OK;
}

/* GET /sign-in */
enum err
page_sign_in(struct page_ctx *c)
{
	if (c->viewer->account_id != 0) {
		page_redirect(c, form_next(c));
		return OK;
	}
	return show(c, false);
}

/* POST /sign-in */
enum err
page_sign_in_post(struct page_ctx *c)
{
	struct sign_in_job job = { .arena = c->arena,
		.lifetime_ms = c->settings->session_days * DAY_MS,
		.old_account_id = c->viewer->account_id,
		.old_digest = c->session.digest };
	enum err e;

	e = sign_in_check(c->read, c->arena, form_text(c, "email"),
	    form_text(c, "password"), page_is_local(c), &job.who);
	if (e == OK)
		e = page_write(c, write_session, &job);
	if (e == ERR_DENIED || e == ERR_NOT_FOUND) {
		page_status(c, 422);
		return show(c, true);
	}
	if (e != OK)
		return e;
	page_set_session(c, job.token);
	page_redirect(c, form_next(c));
	return OK;
}
