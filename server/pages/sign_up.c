/*
 * sign_up.c: becoming a member.  An address that is taken ends on the same
 * page as a new one, so that nobody can find out who is a member.
 */
#include "forum/mailbox.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/view_account.h"
#include "tpl/all.h"

struct sign_up_job {
	struct arena *arena;
	struct account_new new;
	struct str hash;
	int64_t account_id;
	bool has_mail;
	struct str language;
	struct form_errors errors;
};

static enum err
write_account(struct store_write *w, void *arg)
{
	struct sign_up_job *job = arg;
	enum err e;

	job->errors.n = 0;
	e = account_create(w, job->arena, &job->new, job->hash,
	    &job->account_id, &job->errors);
	if (e != OK || !job->has_mail)
		return e;
	return mailbox_joined(
	    w, job->arena, job->new.email, job->account_id, job->language);
}

static enum err
show(struct page_ctx *c, const struct form_errors *errors)
{
	struct sign_up_view view = { .next = form_next(c) };

	page_private(c); /* "next" is one visitor's */
	form_frame(c, &view.frame, MSG_SIGN_UP_TITLE,
	    form_with_next(c, STR("/sign-up")));
	view.frame.menu = MENU_SIGN_UP;
	view.frame.next = view.next;
	view.form = form_view(c, STR("/sign-up"), errors);
	view.name = form_field(c, "name", STR_NONE, errors);
	view.email = form_field(c, "email", STR_NONE, errors);
	view.password = form_secret(c, "password", errors);
	tpl_sign_up(c->out, frame_render(c), &view);
	return OK;
}

/* GET /sign-up */
enum err
page_sign_up(struct page_ctx *c)
{
	if (c->viewer->account_id != 0) {
		page_redirect(c, STR("/account"));
		return OK;
	}
	return show(c, NULL);
}

/* POST /sign-up */
enum err
page_sign_up_post(struct page_ctx *c)
{
	struct sign_up_job job = { .arena = c->arena,
		.has_mail = page_has_mail(c),
		.language = c->language };
	enum err e;

	job.new = (struct account_new){ .name = form_text(c, "name"),
		.email = form_text(c, "email"),
		.password = form_text(c, "password"),
		.site_name = c->site->name };
	e = account_prepare(c->arena, &job.new, &job.hash, &job.errors);
	if (e == OK)
		e = page_write(c, write_account, &job);
	if (form_is_refused(c, e))
		return show(c, &job.errors);
	if (e != OK)
		return e;
	page_redirect(c, form_with_next(c, STR("/sign-in?joined=1")));
	return OK;
}
