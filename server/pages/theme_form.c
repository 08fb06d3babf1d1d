/*
 * theme_form.c: making a theme, changing it, closing it.
 */
#include "forum/organisation.h"
#include "forum/theme.h"
#include "pages/confirm.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/view_house.h"
#include "tpl/all.h"

struct theme_job {
	struct arena *arena;
	int64_t actor_id;
	struct theme_form form;
	int64_t version; /* of a change */
	bool is_closed;	 /* of closing */
	int64_t id;
	struct str slug;
	struct form_errors errors;
};

static enum err
write_create(struct store_write *w, void *arg)
{
	struct theme_job *job = arg;

	job->errors.n = 0;
	return theme_create(w, job->arena, job->actor_id, &job->form, &job->id,
	    &job->slug, &job->errors);
}

static enum err
write_update(struct store_write *w, void *arg)
{
	struct theme_job *job = arg;

	job->errors.n = 0;
	return theme_update(w, job->arena, job->actor_id, job->slug,
	    job->version, &job->form, &job->errors);
}

static enum err
write_closed(struct store_write *w, void *arg)
{
	struct theme_job *job = arg;

	return theme_set_closed(
	    w, job->arena, job->actor_id, job->slug, job->is_closed);
}

/* What stands in the address of each choice. */
static struct str
policy_value(enum policy policy)
{
	switch (policy) {
	case POLICY_OPEN:
		return STR("open");
	case POLICY_NEW_MEMBERS:
		return STR("new");
	case POLICY_ALL:
		break;
	}
	return STR("all");
}

/* Anything unknown is a number that no policy has: the rules refuse it. */
static enum policy
policy_typed(const struct page_ctx *c)
{
	for (int policy = POLICY_OPEN; policy <= POLICY_ALL; policy++)
		if (str_eq(form_text(c, "policy"),
			policy_value((enum policy)policy)))
			return (enum policy)policy;
	return (enum policy)(POLICY_ALL + 1);
}

static enum openers
openers_typed(const struct page_ctx *c)
{
	if (str_eq(form_text(c, "openers"), STR("members")))
		return OPENERS_MEMBERS;
	if (str_eq(form_text(c, "openers"), STR("hosts")))
		return OPENERS_HOSTS;
	return (enum openers)(OPENERS_HOSTS + 1);
}

static struct theme_job
read_job(struct page_ctx *c)
{
	return (struct theme_job){
		.arena = c->arena,
		.actor_id = c->viewer->account_id,
		.slug = c->path.slug,
		.version = form_number(c, "version"),
		.is_closed = confirm_is_closed(c),
		.form = {
			.name = form_text(c, "name"),
			.about = form_text(c, "about"),
			.policy = policy_typed(c),
			.policy_n = form_number(c, "policy_n"),
			.openers = openers_typed(c),
			.form_key = form_text(c, "key"),
		},
	};
}

/* The fields, as typed or as they are in t. */
static void
fill_fields(struct page_ctx *c, struct theme_form_view *v,
    const struct theme *t, const struct form_errors *errors)
{
	v->name = form_field(c, "name", t->name, errors);
	v->about = form_field(c, "about", t->about, errors);
	v->policy = form_field(c, "policy", policy_value(t->policy), errors);
	v->policy_n = form_field(c, "policy_n",
	    arena_fmt(c->arena, "%" PRId64, t->policy_n), errors);
	v->openers = form_field(c, "openers",
	    t->openers == OPENERS_HOSTS ? STR("hosts") : STR("members"),
	    errors);
	v->is_policy_open = str_eq(v->policy.value, STR("open"));
	v->is_policy_new = str_eq(v->policy.value, STR("new"));
	v->is_policy_all = str_eq(v->policy.value, STR("all"));
	v->is_for_hosts = str_eq(v->openers.value, STR("hosts"));
}

static enum err
show_new(struct page_ctx *c, enum err why, const struct form_errors *errors)
{
	struct theme theme = { .policy = POLICY_ALL, .policy_n = 3 };
	struct theme_form_view view = { .is_new = true };
	struct organisation o;
	struct subject subject;
	enum err e;

	e = organisation_by_slug(c->read, c->arena, c->path.slug, &o);
	if (e != OK)
		return e;
	organisation_subject(&o, &subject);
	if (!permit(c->viewer, ACTION_ADD_THEME, &subject))
		return ERR_DENIED;
	view.organisation_name = o.name;
	view.organisation_slug = o.slug;
	fill_fields(c, &view, &theme, errors);
	view.form = form_view(c,
	    arena_fmt(c->arena, "/org/" STR_FMT "/new-theme", STR_ARG(o.slug)),
	    errors);
	form_frame(c, &view.frame, MSG_THEME_FORM_NEW, view.form.action);
	if (why == ERR_CONFLICT)
		form_renew_key(c, &view.form);
	tpl_theme_form(c->out, frame_render(c), &view);
	return OK;
}

/* GET /org/:slug/new-theme */
enum err
page_theme_new(struct page_ctx *c)
{
	return show_new(c, OK, NULL);
}

/* POST /org/:slug/new-theme */
enum err
page_theme_new_post(struct page_ctx *c)
{
	struct theme_job job = read_job(c);
	enum err e;

	job.form.organisation_slug = c->path.slug;
	e = page_write(c, write_create, &job);
	if (form_is_refused(c, e))
		return show_new(c, e, &job.errors);
	if (e != OK)
		return e;
	page_redirect(
	    c, arena_fmt(c->arena, "/theme/" STR_FMT, STR_ARG(job.slug)));
	return OK;
}

static enum err
find(struct page_ctx *c, struct theme *theme)
{
	struct subject subject;
	enum err e;

	e = theme_by_slug(c->read, c->arena, c->path.slug, theme);
	if (e != OK)
		return e;
	theme_subject(theme, &subject);
	return permit(c->viewer, ACTION_EDIT_THEME, &subject) ? OK : ERR_DENIED;
}

static enum err
show_edit(struct page_ctx *c, enum err why, const struct form_errors *errors)
{
	struct theme_form_view view = { .slug = c->path.slug };
	struct theme theme;
	enum err e;

	e = find(c, &theme);
	if (e != OK)
		return e;
	view.organisation_name = theme.organisation_name;
	view.organisation_slug = theme.organisation_slug;
	view.is_closed = theme.closed_at != 0;
	fill_fields(c, &view, &theme, errors);
	view.form = form_view(c,
	    arena_fmt(c->arena, "/theme/" STR_FMT "/edit", STR_ARG(theme.slug)),
	    errors);
	form_version(c, &view.form, why, theme.version);
	form_frame(c, &view.frame, MSG_THEME_FORM_EDIT, view.form.action);
	tpl_theme_form(c->out, frame_render(c), &view);
	return OK;
}

/* GET /theme/:slug/edit */
enum err
page_theme_edit(struct page_ctx *c)
{
	return show_edit(c, OK, NULL);
}

/* POST /theme/:slug/edit */
enum err
page_theme_edit_post(struct page_ctx *c)
{
	struct theme_job job = read_job(c);
	enum err e;

	e = page_write(c, write_update, &job);
	if (form_is_refused(c, e))
		return show_edit(c, e, &job.errors);
	if (e != OK)
		return e;
	page_redirect(
	    c, arena_fmt(c->arena, "/theme/" STR_FMT, STR_ARG(job.slug)));
	return OK;
}

/* GET /theme/:slug/close */
enum err
page_theme_close(struct page_ctx *c)
{
	struct theme theme;
	enum err e;

	e = find(c, &theme);
	if (e != OK)
		return e;
	return confirm_closing(c,
	    &(struct closing){ .path = arena_fmt(c->arena, "/theme/" STR_FMT,
				   STR_ARG(theme.slug)),
		.name = theme.name,
		.is_closed = theme.closed_at != 0,
		.close_lead = MSG_THEME_FORM_CLOSE_LEAD,
		.close_button = MSG_THEME_FORM_CLOSE,
		.open_lead = MSG_THEME_FORM_OPEN_LEAD,
		.open_button = MSG_THEME_FORM_OPEN });
}

/* POST /theme/:slug/close */
enum err
page_theme_close_post(struct page_ctx *c)
{
	struct theme_job job = read_job(c);
	enum err e;

	e = page_write(c, write_closed, &job);
	if (e != OK)
		return e;
	page_redirect(
	    c, arena_fmt(c->arena, "/theme/" STR_FMT, STR_ARG(job.slug)));
	return OK;
}
