/*
 * forgot.c: a link for a new password, by mail; where there is none, whom to
 * ask.  What is said about an address that has no account is what is said
 * about one that has.
 */
#include "forum/mailbox.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/view_account.h"
#include "route/settings.h"
#include "tpl/all.h"

struct forgot_job {
	struct arena *arena;
	struct str email, language;
};

static enum err
write_forgot(struct store_write *w, void *arg)
{
	struct forgot_job *job = arg;

	return mailbox_forgot(w, job->arena, job->email, job->language);
}

static enum err
show(struct page_ctx *c, const struct form_errors *errors)
{
	struct forgot_view view = { .has_mail = page_has_mail(c),
		.administrator = c->settings->administrator };

	page_private(c); /* "sent" is one visitor's */
	view.is_sent = view.has_mail && http_form_has(c->query, "sent");
	view.is_address = str_find(view.administrator, '@') !=
	    view.administrator.n;
	view.form = form_view(c, STR("/forgot"), errors);
	if (view.has_mail && !view.is_sent)
		form_frame(c, &view.frame, MSG_FORGOT_TITLE, view.form.action);
	else
		frame_fill_hidden(
		    c, &view.frame, MSG_FORGOT_TITLE, view.form.action);
	view.email = form_field(c, "email", STR_NONE, errors);
	tpl_forgot(c->out, frame_render(c), &view);
	return OK;
}

/* GET /forgot */
enum err
page_forgot(struct page_ctx *c)
{
	return show(c, NULL);
}

/* POST /forgot */
enum err
page_forgot_post(struct page_ctx *c)
{
	static const struct typed_rule rule = { "email", 1, EMAIL_BYTES_MAX };
	struct forgot_job job = { .arena = c->arena, .language = c->language };
	struct form_errors errors = { 0 };
	enum err e;

	if (!page_has_mail(c))
		return ERR_NOT_FOUND;
	typed_email(
	    c->arena, form_text(c, "email"), &rule, &job.email, &errors);
	e = errors.n == 0 ? page_write(c, write_forgot, &job) : ERR_INVALID;
	if (form_is_refused(c, e))
		return show(c, &errors);
	if (e != OK)
		return e;
	page_redirect(c, STR("/forgot?sent=1"));
	return OK;
}
