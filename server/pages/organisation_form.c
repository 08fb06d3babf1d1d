/*
 * organisation_form.c: making an organisation, changing it, closing it.
 */
#include "forum/accent.h"
#include "forum/organisation.h"
#include "pages/confirm.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/view_house.h"
#include "tpl/all.h"

enum { UMBRELLAS_MAX = 200 };

struct organisation_job {
	struct arena *arena;
	int64_t actor_id;
	struct organisation_form form;
	int64_t version; /* of a change */
	bool is_closed;	 /* of closing */
	int64_t id;
	struct str slug;
	struct form_errors errors;
};

static enum err
write_create(struct store_write *w, void *arg)
{
	struct organisation_job *job = arg;

	job->errors.n = 0;
	return organisation_create(w, job->arena, job->actor_id, &job->form,
	    &job->id, &job->slug, &job->errors);
}

static enum err
write_update(struct store_write *w, void *arg)
{
	struct organisation_job *job = arg;

	job->errors.n = 0;
	return organisation_update(w, job->arena, job->actor_id, job->slug,
	    job->version, &job->form, &job->errors);
}

static enum err
write_closed(struct store_write *w, void *arg)
{
	struct organisation_job *job = arg;

	return organisation_set_closed(
	    w, job->arena, job->actor_id, job->slug, job->is_closed);
}

/* What was typed, or the proposal that was taken instead. */
static struct str
colour_sent(const struct page_ctx *c)
{
	return form_text(c, form_has(c, "take") ? "take" : "colour");
}

static struct organisation_job
read_job(struct page_ctx *c)
{
	return (struct organisation_job){
		.arena = c->arena,
		.actor_id = c->viewer->account_id,
		.slug = c->path.slug,
		.version = form_number(c, "version"),
		.is_closed = confirm_is_closed(c),
		.form = {
			.parent_slug = form_text(c, "parent"),
			.name = form_text(c, "name"),
			.body = form_text(c, "body"),
			.visiting_address = form_text(c, "visiting_address"),
			.postal_address = form_text(c, "postal_address"),
			.website = form_text(c, "website"),
			.contact_person = form_text(c, "contact_person"),
			.email = form_text(c, "email"),
			.phone = form_text(c, "phone"),
			.colour = colour_sent(c),
			.form_key = form_text(c, "key"),
		},
	};
}

static void
fill_colour(struct page_ctx *c, struct organisation_form_view *v,
    struct str kept, const struct form_errors *errors)
{
	struct str proposal;
	struct colour colour;

	v->colour = form_field(c, "colour", kept, errors);
	if (form_is_sent(c))
		v->colour.value = colour_sent(c);
	if (colour_parse(str_trim(v->colour.value), &colour) == OK)
		v->colour_seen = colour_text(c->arena, colour);
	proposal = accent_proposal(c->arena, v->colour.value);
	if (str_eq(proposal, v->colour_seen))
		return;
	v->colour_proposal = proposal;
	if (v->colour.error.n > 0)
		v->colour.error = frame_named(
		    c, MSG_FORM_HARD_TO_READ_TRY, proposal);
}

/* The fields, as typed or as they are in o. */
static void
fill_fields(struct page_ctx *c, struct organisation_form_view *v,
    const struct organisation *o, const struct form_errors *errors)
{
	v->umbrella = form_field(c, "parent", o->parent_slug, errors);
	v->name = form_field(c, "name", o->name, errors);
	v->body = form_field(c, "body", o->body, errors);
	v->visiting_address = form_field(
	    c, "visiting_address", o->visiting_address, errors);
	v->postal_address = form_field(
	    c, "postal_address", o->postal_address, errors);
	v->website = form_field(c, "website", o->website, errors);
	v->contact_person = form_field(
	    c, "contact_person", o->contact_person, errors);
	v->email = form_field(c, "email", o->email, errors);
	v->phone = form_field(c, "phone", o->phone, errors);
	fill_colour(c, v, o->colour, errors);
}

/* The organisations that a new one can belong to. */
static enum err
fill_umbrellas(struct page_ctx *c, struct organisation_form_view *v)
{
	struct organisation_list list;
	struct choice_view *choices;
	enum err e;

	e = organisation_list(c->read, c->arena, 0, 0, UMBRELLAS_MAX, &list);
	if (e != OK)
		return e;
	choices = arena_array(c->arena, list.n, sizeof(*choices));
	for (size_t i = 0; i < list.n; i++)
		choices[i] = (struct choice_view){ .value = list.v[i].slug,
			.label = list.v[i].name,
			.is_chosen = str_eq(
			    list.v[i].slug, v->umbrella.value) };
	v->umbrellas = (struct choice_views){ choices, list.n };
	return OK;
}

static enum err
show_new(struct page_ctx *c, enum err why, const struct form_errors *errors)
{
	struct organisation o = { .parent_slug = http_form_get(
				      c->query, "parent") };
	struct organisation_form_view view = { .is_new = true };
	enum err e;

	if (!permit(c->viewer, ACTION_ADD_ORGANISATION, &(struct subject){ 0 }))
		return ERR_DENIED;
	fill_fields(c, &view, &o, errors);
	e = fill_umbrellas(c, &view);
	if (e != OK)
		return e;
	view.form = form_view(c, STR("/org/new"), errors);
	form_frame(c, &view.frame, MSG_ORGANISATION_FORM_NEW, view.form.action);
	if (why == ERR_CONFLICT)
		form_renew_key(c, &view.form);
	tpl_organisation_form(c->out, frame_render(c), &view);
	return OK;
}

/* GET /org/new */
enum err
page_organisation_new(struct page_ctx *c)
{
	return show_new(c, OK, NULL);
}

/* POST /org/new */
enum err
page_organisation_new_post(struct page_ctx *c)
{
	struct organisation_job job = read_job(c);
	enum err e;

	e = page_write(c, write_create, &job);
	if (form_is_refused(c, e))
		return show_new(c, e, &job.errors);
	if (e != OK)
		return e;
	page_redirect(
	    c, arena_fmt(c->arena, "/org/" STR_FMT, STR_ARG(job.slug)));
	return OK;
}

static enum err
find(struct page_ctx *c, struct organisation *o)
{
	struct subject subject;
	enum err e;

	e = organisation_by_slug(c->read, c->arena, c->path.slug, o);
	if (e != OK)
		return e;
	organisation_subject(o, &subject);
	return permit(c->viewer, ACTION_EDIT_ORGANISATION, &subject)
	    ? OK
	    : ERR_DENIED;
}

static enum err
show_edit(struct page_ctx *c, enum err why, const struct form_errors *errors)
{
	struct organisation_form_view view = { .slug = c->path.slug };
	struct organisation o;
	enum err e;

	e = find(c, &o);
	if (e != OK)
		return e;
	view.is_closed = o.closed_at != 0;
	fill_fields(c, &view, &o, errors);
	view.form = form_view(c,
	    arena_fmt(c->arena, "/org/" STR_FMT "/edit", STR_ARG(o.slug)),
	    errors);
	form_version(c, &view.form, why, o.version);
	form_frame(
	    c, &view.frame, MSG_ORGANISATION_FORM_EDIT, view.form.action);
	tpl_organisation_form(c->out, frame_render(c), &view);
	return OK;
}

/* GET /org/:slug/edit */
enum err
page_organisation_edit(struct page_ctx *c)
{
	return show_edit(c, OK, NULL);
}

/* POST /org/:slug/edit */
enum err
page_organisation_edit_post(struct page_ctx *c)
{
	struct organisation_job job = read_job(c);
	enum err e;

	e = page_write(c, write_update, &job);
	if (form_is_refused(c, e))
		return show_edit(c, e, &job.errors);
	if (e != OK)
		return e;
	page_redirect(
	    c, arena_fmt(c->arena, "/org/" STR_FMT, STR_ARG(job.slug)));
	return OK;
}

/* GET /org/:slug/close */
enum err
page_organisation_close(struct page_ctx *c)
{
	struct organisation o;
	enum err e;

	e = find(c, &o);
	if (e != OK)
		return e;
	return confirm_closing(c,
	    &(struct closing){
		.path = arena_fmt(c->arena, "/org/" STR_FMT, STR_ARG(o.slug)),
		.name = o.name,
		.is_closed = o.closed_at != 0,
		.close_lead = MSG_ORGANISATION_FORM_CLOSE_LEAD,
		.close_button = MSG_ORGANISATION_FORM_CLOSE,
		.open_lead = MSG_ORGANISATION_FORM_OPEN_LEAD,
		.open_button = MSG_ORGANISATION_FORM_OPEN });
}

/* POST /org/:slug/close */
enum err
page_organisation_close_post(struct page_ctx *c)
{
	struct organisation_job job = read_job(c);
	enum err e;

	e = page_write(c, write_closed, &job);
	if (e != OK)
		return e;
	page_redirect(
	    c, arena_fmt(c->arena, "/org/" STR_FMT, STR_ARG(job.slug)));
	return OK;
}
