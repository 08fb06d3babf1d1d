/*
 * new_password.c: the page that a mailed link for a new password leads to.
 */
#include "base/clock.h"
#include "forum/mailbox.h"
#include "forum/session.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/link.h"
#include "pages/routes.h"
#include "render/view_account.h"
#include "route/settings.h"
#include "tpl/all.h"

struct new_password_job {
	struct arena *arena;
	struct str token, hash;
	int64_t lifetime_ms;
	int64_t old_account_id; /* of the session that it replaces */
	struct str old_digest;
	struct str session;
};

static enum err
write_new_password(struct store_write *w, void *arg)
{
	struct new_password_job *job = arg;
	struct account_secret who;
	enum err e;

	e = mailbox_renew(w, job->arena, job->token, job->hash, &who);
	if (e == OK)
		e = session_create(
		    w, job->arena, &who, job->lifetime_ms, &job->session);
	if (e != OK || job->old_digest.n == 0)
		return e;
	return session_end(w, job->old_account_id, job->old_digest);
}

/* Whose password it is; ERR_NOT_FOUND: the link is not good. */
static enum err
owner(struct page_ctx *c, struct account_self *self)
{
	int64_t account_id;
	enum err e;

	e = token_find(
	    c->read, c->arena, TOKEN_PASSWORD, link_token(c), &account_id);
	if (e != OK)
		return e;
	return account_self(c->read, c->arena, account_id, self);
}

static enum err
show(struct page_ctx *c, const struct account_self *self,
    const struct form_errors *errors)
{
	struct new_password_view view = { .token = link_token(c),
		.email = self->email };

	link_keep_private(c);
	view.form = form_view(c, STR("/new-password"), errors);
	form_frame(c, &view.frame, MSG_NEW_PASSWORD_TITLE, view.form.action);
	view.password = form_secret(c, "password", errors);
	tpl_new_password(c->out, frame_render(c), &view);
	return OK;
}

/* GET /new-password?token= */
enum err
page_new_password(struct page_ctx *c)
{
	struct account_self self;
	enum err e;

	if (link_is_missing(c))
		return OK;
	e = owner(c, &self);
	if (e == ERR_NOT_FOUND)
		return link_closed(c, TOKEN_PASSWORD);
	return e == OK ? show(c, &self, NULL) : e;
}

/* POST /new-password */
enum err
page_new_password_post(struct page_ctx *c)
{
	struct new_password_job job = { .arena = c->arena,
		.token = link_token(c),
		.lifetime_ms = c->settings->session_days * DAY_MS,
		.old_account_id = c->viewer->account_id,
		.old_digest = c->session.digest };
	struct form_errors errors = { 0 };
	struct account_self self;
	enum err e;

	e = owner(c, &self);
	if (e == OK)
		e = password_prepare(c->arena,
		    &(struct account_new){ .name = self.name,
			.email = self.email,
			.password = form_text(c, "password"),
			.site_name = c->site->name },
		    &job.hash, &errors);
	if (e == OK)
		e = page_write(c, write_new_password, &job);
	if (e == ERR_NOT_FOUND)
		return link_closed(c, TOKEN_PASSWORD);
	if (form_is_refused(c, e))
		return show(c, &self, &errors);
	if (e != OK)
		return e;
	page_set_session(c, job.session);
	page_redirect(c, STR("/account?password=1"));
	return OK;
}
