/*
 * setup.c: the one-time page on which the first administrator makes the site
 * their own, in three steps: the site, a first organisation with a theme, an
 * account.  The server keeps nothing between them: a step carries what was
 * typed in the others, and all of it is written at the end.
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
#include "forum/typed.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/language.h"
#include "pages/link.h"
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

static enum setup_step
step_of(const char *field)
{
	static const struct {
		const char *field;
		enum setup_step step;
	} steps[] = {
		{ "site_name", SETUP_SITE },
		{ "language", SETUP_SITE },
		{ "url", SETUP_SITE },
		{ "time_zone", SETUP_SITE },
		{ "organisation_name", SETUP_FIRST },
		{ "theme_name", SETUP_FIRST },
	};

	for (size_t i = 0; i < ARRAY_LEN(steps); i++)
		if (strcmp(steps[i].field, field) == 0)
			return steps[i].step;
	return SETUP_YOU;
}

/* The mistakes of the first step that has any: others wait for their turn. */
static enum setup_step
first_of(struct form_errors *errors)
{
	struct form_errors all = *errors;
	enum setup_step first = SETUP_YOU;

	for (size_t i = 0; i < all.n; i++)
		if (step_of(all.v[i].field) < first)
			first = step_of(all.v[i].field);
	errors->n = 0;
	for (size_t i = 0; i < all.n; i++)
		if (step_of(all.v[i].field) == first)
			errors->v[errors->n++] = all.v[i];
	return first;
}

static bool
has_mistake(const struct form_errors *errors, const char *field)
{
	for (size_t i = 0; errors != NULL && i < errors->n; i++)
		if (strcmp(errors->v[i].field, field) == 0)
			return true;
	return false;
}

/* On a site without anything there is nowhere to go. */
static void
fill_bare_frame(struct page_ctx *c, struct frame_view *f, enum msg title)
{
	frame_fill_hidden(c, f, title, STR("/setup"));
	f->is_bare = !c->site->is_set_up;
}

static enum err
show(struct page_ctx *c, enum setup_step step, const struct form_errors *errors)
{
	struct setup_view view = { .step = step };

	view.token = link_token(c);
	link_keep_private(c);
	view.form = form_view(c, STR("/setup"), errors);
	fill_bare_frame(c, &view.frame, MSG_SETUP_TITLE);
	view.frame.has_form = true;
	view.name = form_field(c, "name", STR_NONE, errors);
	view.email = form_field(c, "email", STR_NONE, errors);
	view.password = form_secret(c, "password", errors);
	view.site_name = form_field(c, "site_name", c->site->name, errors);
	view.url = form_field(c, "url", c->site->url, errors);
	view.time_zone = form_field(c, "time_zone", c->site->time_zone, errors);
	view.has_more = has_mistake(errors, "url") ||
	    has_mistake(errors, "time_zone");
	view.language = form_field(c, "language", c->language, errors);
	view.languages = language_of_pages(c, view.language.value);
	view.organisation_name = form_field(
	    c, "organisation_name", STR_NONE, errors);
	view.theme_name = form_field(c, "theme_name", STR_NONE, errors);
	tpl_setup(c->out, frame_render(c), &view);
	return OK;
}

/* There is no such token, or no more. */
static enum err
show_closed(struct page_ctx *c)
{
	struct setup_closed_view view = { .is_set_up = c->site->is_set_up };

	link_keep_private(c);
	page_status(c, 404);
	fill_bare_frame(c, &view.frame,
	    view.is_set_up ? MSG_SETUP_DONE_TITLE : MSG_SETUP_CLOSED_TITLE);
	tpl_setup_closed(c->out, frame_render(c), &view);
	return OK;
}

static enum setup_step
step_sent(const struct page_ctx *c)
{
	int64_t n = form_number(c, "step");

	return n >= SETUP_SITE && n <= SETUP_YOU ? (enum setup_step)n
						 : SETUP_SITE;
}

/* GET /setup?token= */
enum err
page_setup(struct page_ctx *c)
{
	enum err e;

	e = setup_token_check(c->read, c->arena, link_token(c));
	if (e == ERR_NOT_FOUND)
		return show_closed(c);
	return e == OK ? show(c, step_sent(c), NULL) : e;
}

static struct setup_job
read_job(struct page_ctx *c)
{
	return (struct setup_job){ .arena = c->arena,
		.token = link_token(c),
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
}

/* What the rules would find wrong in a step and those before it. */
static enum err
check(struct setup_job *job, enum setup_step step)
{
	struct form_errors site = { 0 };
	struct str line;
	enum err e;

	e = site_check(job->arena, &job->site, &site);
	if (e != OK)
		(void)note(job, e, &site, "site_name");
	if (step >= SETUP_FIRST) {
		typed_line(job->arena, job->organisation.name,
		    &(struct typed_rule){
			"organisation_name", 2, ORGANISATION_NAME_CHARS_MAX },
		    &line, &job->errors);
		typed_line(job->arena, job->theme.name,
		    &(struct typed_rule){
			"theme_name", 2, THEME_NAME_CHARS_MAX },
		    &line, &job->errors);
	}
	if (step == SETUP_YOU && job->errors.n == 0)
		return account_prepare(
		    job->arena, &job->account, &job->hash, &job->errors);
	return job->errors.n == 0 ? OK : ERR_INVALID;
}

/* The step that was filled in, and where to go from there. */
static enum err
go_on(struct page_ctx *c, struct setup_job *job, enum setup_step step)
{
	enum err e = check(job, step);

	if (e == OK && step < SETUP_YOU)
		return show(c, (enum setup_step)(step + 1), NULL);
	if (e == OK)
		e = page_write(c, write_setup, job);
	if (e == ERR_NOT_FOUND)
		return show_closed(c);
	if (form_is_refused(c, e)) {
		step = first_of(&job->errors);
		return show(c, step, &job->errors);
	}
	if (e != OK)
		return e;
	page_set_session(c, job->session);
	page_redirect(c, STR("/start"));
	return OK;
}

/* POST /setup */
enum err
page_setup_post(struct page_ctx *c)
{
	struct setup_job job = read_job(c);
	enum setup_step step = step_sent(c);
	enum err e;

	e = setup_token_check(c->read, c->arena, job.token);
	if (e == ERR_NOT_FOUND)
		return show_closed(c);
	if (e != OK)
		return e;
	if (form_has(c, "back"))
		return show(
		    c, step == SETUP_YOU ? SETUP_FIRST : SETUP_SITE, NULL);
	return go_on(c, &job, step);
}
