/*
 * settings.c: what an administrator sets for the whole site, and its own pages:
 * house rules, contact, privacy.
 */
#include "forum/permit.h"
#include "forum/site.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/language.h"
#include "pages/routes.h"
#include "render/view_house.h"
#include "tpl/all.h"

struct settings_job {
	struct arena *arena;
	int64_t actor_id;
	struct site site;
	struct str name, body; /* of a page */
	struct form_errors errors;
};

static enum err
write_site(struct store_write *w, void *arg)
{
	struct settings_job *job = arg;

	job->errors.n = 0;
	return site_update(
	    w, job->arena, job->actor_id, &job->site, &job->errors);
}

static enum err
write_page(struct store_write *w, void *arg)
{
	struct settings_job *job = arg;

	job->errors.n = 0;
	return site_page_update(
	    w, job->arena, job->actor_id, job->name, job->body, &job->errors);
}

static enum err
show(struct page_ctx *c, const struct form_errors *errors)
{
	const struct site *site = c->site;
	struct settings_view view = {
		.is_saved = http_form_has(c->query, "saved"),
	};

	view.form = form_view(c, STR("/settings"), errors);
	form_frame(c, &view.frame, MSG_SETTINGS_TITLE, view.form.action);
	view.name = form_field(c, "name", site->name, errors);
	view.tagline = form_field(c, "tagline", site->tagline, errors);
	view.url = form_field(c, "url", site->url, errors);
	view.time_zone = form_field(c, "time_zone", site->time_zone, errors);
	view.language = form_field(c, "language", site->language, errors);
	view.languages = language_of_pages(c, view.language.value);
	tpl_settings(c->out, frame_render(c), &view);
	return OK;
}

/* GET /settings */
enum err
page_settings(struct page_ctx *c)
{
	return show(c, NULL);
}

/* POST /settings */
enum err
page_settings_post(struct page_ctx *c)
{
	struct settings_job job = { .arena = c->arena,
		.actor_id = c->viewer->account_id,
		.site = { .name = form_text(c, "name"),
		    .tagline = form_text(c, "tagline"),
		    .url = form_text(c, "url"),
		    .time_zone = form_text(c, "time_zone"),
		    .language = form_text(c, "language") } };
	enum err e;

	e = page_write(c, write_site, &job);
	if (form_is_refused(c, e))
		return show(c, &job.errors);
	if (e != OK)
		return e;
	page_redirect(c, STR("/settings?saved=1"));
	return OK;
}

/* What a page is called, and how it may begin. */
static enum msg
title_of(struct str name, enum msg *example)
{
	if (str_eq(name, STR("contact"))) {
		*example = MSG_EXAMPLE_CONTACT;
		return MSG_LAYOUT_CONTACT;
	}
	if (str_eq(name, STR("privacy"))) {
		*example = MSG_EXAMPLE_PRIVACY;
		return MSG_LAYOUT_PRIVACY;
	}
	*example = MSG_EXAMPLE_RULES;
	return MSG_LAYOUT_RULES;
}

static enum err
show_page(struct page_ctx *c, bool has_preview, struct safe_html preview,
    const struct form_errors *errors)
{
	struct site_page_form_view view = { .has_preview = has_preview,
		.preview = preview };
	struct site_page page;
	enum msg title, example;
	enum err e;

	e = site_page_load(c->read, c->arena, c->path.slug, &page);
	if (e != OK)
		return e;
	title = title_of(page.name, &example);
	view.is_example = page.body.n == 0 && !form_is_sent(c);
	if (view.is_example)
		page.body = frame_text(c, example);
	view.name = page.name;
	view.back = arena_fmt(c->arena, "/" STR_FMT, STR_ARG(page.name));
	view.form = form_view(c,
	    arena_fmt(c->arena, "/settings/" STR_FMT, STR_ARG(page.name)),
	    errors);
	form_frame(c, &view.frame, title, view.form.action);
	view.body = form_field(c, "body", page.body, errors);
	tpl_site_page_form(c->out, frame_render(c), &view);
	return OK;
}

/* GET /settings/:slug */
enum err
page_settings_page(struct page_ctx *c)
{
	return show_page(c, false, (struct safe_html){ STR_NONE }, NULL);
}

/* POST /settings/:slug */
enum err
page_settings_page_post(struct page_ctx *c)
{
	struct settings_job job = { .arena = c->arena,
		.actor_id = c->viewer->account_id,
		.name = c->path.slug,
		.body = form_text(c, "body") };
	struct safe_html preview = { STR_NONE };
	bool is_preview = form_has(c, "preview");
	enum err e;

	e = is_preview ? site_page_preview(c->arena, job.body, &job.body,
			     &preview, &job.errors)
		       : page_write(c, write_page, &job);
	if (form_is_refused(c, e))
		return show_page(c, false, preview, &job.errors);
	if (e != OK)
		return e;
	if (is_preview)
		return show_page(c, true, preview, NULL);
	page_redirect(
	    c, arena_fmt(c->arena, "/" STR_FMT, STR_ARG(c->path.slug)));
	return OK;
}
