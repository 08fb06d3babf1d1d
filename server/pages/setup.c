/*
 * setup.c: the one-time page on which the first administrator makes the site
 * their own: an account, the site's name and address, a first organisation and
 * theme.
 */
#include <string.h>

#include "base/clock.h"
#include "base/num.h"
#include "forum/account.h"
#include "forum/organisation.h"
#include "forum/role.h"
#include "forum/session.h"
#include "forum/site.h"
#include "forum/theme.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/language.h"
#include "pages/routes.h"
#include "render/view_house.h"
#include "route/settings.h"
#include "tpl/all.h"

struct setup_job {
	struct arena *arena;
	struct str token;
	struct account_new account;
	struct str hash;
	struct site site;
	struct organisation_form organisation;
	struct theme_form theme;
	int64_t lifetime_ms;
	struct str session;
	struct form_errors errors;
};

/* A part of the form found mistakes: note them under this form's names. */
static enum err
note(struct setup_job *job, enum err e, const struct form_errors *found,
    const char *name_field)
{
	for (size_t i = 0; i < found->n; i++)
		form_errors_add(&job->errors,
		    strcmp(found->v[i].field, "name") == 0 ||
			    strcmp(found->v[i].field, "slug") == 0
			? name_field
			: found->v[i].field,
		    found->v[i].mistake);
	return e;
}

static enum err
write_account(struct store_write *w, struct setup_job *job, int64_t *id)
{
	static const struct grant admin = { ROLE_ADMIN, SCOPE_SITE, 0 };
	struct form_errors found = { 0 };
	enum err e;

	e = account_create(w, job->arena, &job->account, job->hash, id, &found);
	if (e != OK)
		return note(job, e, &found, "name");
	if (*id == 0) {
		form_errors_add(&job->errors, "email", MISTAKE_TAKEN);
		return ERR_INVALID;
	}
	return role_give(w, job->arena, 0, *id, &admin);
}

static enum err
write_setup(struct store_write *w, void *arg)
{
	struct form_errors site = { 0 }, organisation = { 0 }, theme = { 0 };
	struct setup_job *job = arg;
	struct theme_form first = job->theme;
	struct str slug;
	int64_t id = 0, made_id;
	enum err e;

	job->errors.n = 0;
	e = setup_token_use(w, job->arena, job->token);
	if (e == OK)
		e = write_account(w, job, &id);
	if (e != OK)
		return e;
	e = site_update(w, job->arena, id, &job->site, &site);
	if (e != OK)
		return note(job, e, &site, "site_name");
	e = organisation_create(w, job->arena, id, &job->organisation, &made_id,
	    &first.organisation_slug, &organisation);
	if (e != OK)
		return note(job, e, &organisation, "organisation_name");
	e = theme_create(w, job->arena, id, &first, &made_id, &slug, &theme);
	if (e != OK)
		return note(job, e, &theme, "theme_name");
	return session_create(w, job->arena,
	    &(struct account_secret){ .account_id = id, .hash = job->hash },
	    job->lifetime_ms, &job->session);
}

/* What the rules would find empty only after the account was looked at. */
static void
note_empty(struct setup_job *job)
{
	if (str_trim(job->site.name).n == 0)
		form_errors_add(&job->errors, "site_name", MISTAKE_EMPTY);
	if (str_trim(job->organisation.name).n == 0)
		form_errors_add(
		    &job->errors, "organisation_name", MISTAKE_EMPTY);
	if (str_trim(job->theme.name).n == 0)
		form_errors_add(&job->errors, "theme_name", MISTAKE_EMPTY);
}

static struct str
token(const struct page_ctx *c)
{
	return form_is_sent(c) ? form_text(c, "token")
			       : http_form_get(c->query, "token");
}

static enum err
show(struct page_ctx *c, const struct form_errors *errors)
{
	struct setup_view view = { 0 };

	view.token = token(c);
	page_private(c);
	/* The token is worth an administrator: no copy of it on a disk. */
	http_response_set(c->resp, "Cache-Control", STR("no-store"));
	view.form = form_view(c, STR("/setup"), errors);
	form_frame(c, &view.frame, MSG_SETUP_TITLE, view.form.action);
	view.name = form_field(c, "name", STR_NONE, errors);
	view.email = form_field(c, "email", STR_NONE, errors);
	view.password = form_secret(c, "password", errors);
	view.site_name = form_field(c, "site_name", STR_NONE, errors);
	view.url = form_field(c, "url", c->site->url, errors);
	view.time_zone = form_field(c, "time_zone", c->site->time_zone, errors);
	view.language = form_field(c, "language", c->site->language, errors);
	view.languages = language_of_pages(c, view.language.value);
	view.organisation_name = form_field(
	    c, "organisation_name", STR_NONE, errors);
	view.theme_name = form_field(c, "theme_name", STR_NONE, errors);
	tpl_setup(c->out, frame_render(c), &view);
	return OK;
}

/* GET /setup?token= */
enum err
page_setup(struct page_ctx *c)
{
	enum err e;

	page_private(c);
	e = setup_token_check(c->read, c->arena, token(c));
	return e == OK ? show(c, NULL) : e;
}

/* POST /setup */
enum err
page_setup_post(struct page_ctx *c)
{
	struct setup_job job = { .arena = c->arena,
		.token = token(c),
		.account = { .name = form_text(c, "name"),
		    .email = form_text(c, "email"),
		    .password = form_text(c, "password"),
		    .site_name = form_text(c, "site_name") },
		.site = { .name = form_text(c, "site_name"),
		    .tagline = c->site->tagline,
		    .url = form_text(c, "url"),
		    .time_zone = form_text(c, "time_zone"),
		    .language = form_text(c, "language") },
		.organisation = { .name = form_text(c, "organisation_name") },
		.theme = { .name = form_text(c, "theme_name"),
		    .policy = POLICY_ALL,
		    .openers = OPENERS_MEMBERS },
		.lifetime_ms = c->settings->session_days * DAY_MS };
	enum err e;

	e = setup_token_check(c->read, c->arena, job.token);
	if (e == OK)
		e = account_prepare(
		    c->arena, &job.account, &job.hash, &job.errors);
	if (e == OK || e == ERR_INVALID)
		note_empty(&job);
	if (e == OK && job.errors.n != 0)
		e = ERR_INVALID;
	if (e == OK)
		e = page_write(c, write_setup, &job);
	if (form_is_refused(c, e))
		return show(c, &job.errors);
	if (e != OK)
		return e;
	page_set_session(c, job.session);
	page_redirect(c, STR("/settings?new=1"));
	return OK;
}
