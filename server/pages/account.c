/*
 * account.c: one's own account: who one is here, another password, another
 * language, what one is mailed.
 */
#include "forum/account.h"
#include "forum/mailbox.h"
#include "forum/sign_in.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/language.h"
#include "pages/routes.h"
#include "render/view_account.h"
#include "route/next.h"
#include "tpl/all.h"

struct account_job {
	struct arena *arena;
	int64_t account_id;
	struct account_secret was;
	struct str hash, keep; /* a new password */
	struct str language;
	bool mail_placed;
};

static enum err
write_password(struct store_write *w, void *arg)
{
	struct account_job *job = arg;

	return account_set_password(w, &job->was, job->hash, job->keep);
}

static enum err
write_language(struct store_write *w, void *arg)
{
	struct account_job *job = arg;

	return account_set_language(w, job->account_id, job->language);
}

static enum err
write_mail(struct store_write *w, void *arg)
{
	struct account_job *job = arg;

	return account_set_mail(w, job->account_id, job->mail_placed);
}

static enum err
write_ask(struct store_write *w, void *arg)
{
	struct account_job *job = arg;

	return mailbox_ask(w, job->arena, job->account_id, job->language);
}

/* GET /account */
enum err
page_account(struct page_ctx *c)
{
	struct account_self self;
	struct account_view view;
	enum err e;

	e = account_self(c->read, c->arena, c->viewer->account_id, &self);
	if (e != OK)
		return e;
	view = (struct account_view){ .name = self.name,
		.email = self.email,
		.since = date(self.created_at),
		.languages = language_of_pages(c, self.language),
		.has_mail = page_has_mail(c) && !c->viewer->is_demo,
		.has_confirmed = self.has_confirmed,
		.mail_placed = self.mail_placed,
		.is_saved = http_form_has(c->query, "saved"),
		.is_sent = http_form_has(c->query, "sent"),
		.has_new_password = http_form_has(c->query, "password") };
	frame_fill_hidden(c, &view.frame, MSG_ACCOUNT_TITLE, STR("/account"));
	view.frame.menu = MENU_ACCOUNT;
	tpl_account(c->out, frame_render(c), &view);
	return OK;
}

/* POST /account/confirm: send the mail once more */
enum err
page_account_confirm_post(struct page_ctx *c)
{
	struct account_job job = { .arena = c->arena,
		.account_id = c->viewer->account_id,
		.language = c->language };
	enum err e;

	if (!page_has_mail(c))
		return ERR_NOT_FOUND;
	e = page_write(c, write_ask, &job);
	if (e != OK)
		return e;
	page_redirect(c, STR("/account?sent=1"));
	return OK;
}

/* POST /account/mail */
enum err
page_account_mail_post(struct page_ctx *c)
{
	struct account_job job = { .account_id = c->viewer->account_id,
		.mail_placed = form_has(c, "mail_placed") };
	enum err e = page_write(c, write_mail, &job);

	if (e != OK)
		return e;
	page_redirect(c, STR("/account?saved=1"));
	return OK;
}

static enum err
show_password(struct page_ctx *c, const struct form_errors *errors)
{
	struct account_self self;
	struct password_view view;
	enum err e;

	e = account_self(c->read, c->arena, c->viewer->account_id, &self);
	if (e != OK)
		return e;
	view = (struct password_view){ .email = self.email };
	view.form = form_view(c, STR("/account/password"), errors);
	form_frame(c, &view.frame, MSG_PASSWORD_TITLE, view.form.action);
	view.current = form_secret(c, "current", errors);
	view.password = form_secret(c, "password", errors);
	tpl_password(c->out, frame_render(c), &view);
	return OK;
}

/* GET /account/password */
enum err
page_password(struct page_ctx *c)
{
	return show_password(c, NULL);
}

/* POST /account/password */
enum err
page_password_post(struct page_ctx *c)
{
	struct account_job job = { .arena = c->arena,
		.account_id = c->viewer->account_id,
		.keep = c->session.digest };
	struct form_errors errors = { 0 };
	struct account_self self;
	struct account_new who;
	enum err e;

	e = account_self(c->read, c->arena, job.account_id, &self);
	if (e == OK)
		e = sign_in_confirm(c->read, c->arena, job.account_id,
		    form_text(c, "current"), &job.was);
	if (e == OK) {
		who = (struct account_new){ .name = self.name,
			.email = self.email,
			.password = form_text(c, "password"),
			.site_name = c->site->name };
		e = password_prepare(c->arena, &who, &job.hash, &errors);
	}
	if (e == OK)
		e = page_write(c, write_password, &job);
	if (e == ERR_DENIED || e == ERR_NOT_FOUND) {
		form_errors_add(&errors, "current", MISTAKE_WRONG_PASSWORD);
		e = ERR_INVALID;
	}
	if (form_is_refused(c, e))
		return show_password(c, &errors);
	if (e != OK)
		return e;
	page_redirect(c, STR("/account?password=1"));
	return OK;
}

/*
 * The page with the form that was sent; or another that has it, ?form=, where
 * something was typed in it, and otherwise back.
 */
static enum err
show_form(struct page_ctx *c)
{
	struct str next = http_form_get(c->query, "next");
	struct str form = http_form_get(c->query, "form");

	if (form.n == 0)
		return page_show(c, next);
	if (form_text(c, "body").n != 0)
		return page_show(c, form);
	page_redirect(c, next_or_front(next));
	return OK;
}

/*
 * POST /language: from the foot of a page; or ?to=fr&next=/p/7/answer with the
 * form of that page, which is then shown with what was typed; or
 * ?to=fr&next=/t/7&form=/t/7/answer with the box below it.
 */
enum err
page_language_post(struct page_ctx *c)
{
	bool has_form = http_form_has(c->query, "to");
	struct account_job job = { .arena = c->arena,
		.account_id = c->viewer->account_id,
		.language = has_form ? http_form_get(c->query, "to")
				     : form_text(c, "language") };
	enum lang lang;
	enum err e = OK;

	if (lang_parse(job.language, &lang) != OK || !lang_is_offered(lang))
		return ERR_INVALID;
	job.language = lang_tag(lang);
	if (job.account_id != 0)
		e = page_write(c, write_language, &job);
	if (e != OK)
		return e;
	page_set_language(c, job.language);
	if (has_form) {
		c->language = job.language;
		return show_form(c);
	}
	page_redirect(c, form_next(c));
	return OK;
}
