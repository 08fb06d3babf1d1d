#include "forum/organisation.h"

#include "base/clock.h"
#include "base/num.h"
#include "forum/accent.h"
#include "forum/form_key.h"
#include "forum/moderation.h"
#include "forum/site.h"
#include "query/organisation.h"
#include "store/store.h"
#include "text/markdown.h"

enum err
organisation_by_slug(struct store_read *r, struct arena *a, struct str slug,
    struct organisation *out)
{
	struct organisation_of_slug_row row;
	enum err e;

	e = q_organisation_of_slug(
	    r, a, &(struct organisation_of_slug_in){ .slug = slug }, &row);
	if (e != OK)
		return e;
	*out = (struct organisation){
		.id = row.id,
		.parent_id = row.parent_id.v,
		.slug = row.slug,
		.name = row.name,
		.body = row.body,
		.html = markdown_stored(row.html),
		.visiting_address = row.visiting_address,
		.postal_address = row.postal_address,
		.website = row.website,
		.contact_person = row.contact_person,
		.email = row.email,
		.phone = row.phone,
		.colour = row.colour,
		.parent_name = row.parent_name.v,
		.parent_slug = row.parent_slug.v,
		.version = row.version,
		.created_at = row.created_at,
		.closed_at = row.closed_at.v,
	};
	return OK;
}

void
organisation_list_ahead(struct store_read *r, int64_t parent_id, int64_t max)
{
	q_organisation_under_ahead(r,
	    &(struct organisation_under_in){
		.parent_id = parent_id, .max = max });
}

enum err
organisation_list(struct store_read *r, struct arena *a, int64_t parent_id,
    int64_t after_id, int64_t max, struct organisation_list *out)
{
	struct organisation_under_list rows;
	struct organisation *v;
	enum err e;

	e = q_organisation_under(r, a,
	    &(struct organisation_under_in){
		.parent_id = parent_id, .after_id = after_id, .max = max },
	    &rows);
	if (e != OK)
		return e;
	v = arena_array(a, rows.n, sizeof(*v));
	for (size_t i = 0; i < rows.n; i++)
		v[i] = (struct organisation){
			.id = rows.v[i].id,
			.parent_id = parent_id,
			.slug = rows.v[i].slug,
			.name = rows.v[i].name,
			.version = rows.v[i].version,
			.created_at = rows.v[i].created_at,
			.closed_at = rows.v[i].closed_at.v,
		};
	*out = (struct organisation_list){ v, rows.n };
	return OK;
}

void
organisation_subject(const struct organisation *o, struct subject *s)
{
	*s = (struct subject){
		.organisation_id = o->id,
		.umbrella_id = o->parent_id,
		.is_organisation_closed = o->closed_at != 0,
	};
}

/* The fields of a form as they are kept. */
struct checked {
	struct str name, body, visiting_address, postal_address, website,
	    contact_person, email, phone, colour;
	struct safe_html html;
};

static enum err
form_check(struct arena *a, const struct organisation_form *f,
    struct checked *out, struct form_errors *errors)
{
	enum { MAX = CONTACT_CHARS_MAX };

	typed_line(a, f->name,
	    &(struct typed_rule){ "name", 2, ORGANISATION_NAME_CHARS_MAX },
	    &out->name, errors);
	typed_text(a, f->body,
	    &(struct typed_rule){ "body", 0, ORGANISATION_BODY_CHARS_MAX },
	    &out->body, errors);
	typed_text(a, f->visiting_address,
	    &(struct typed_rule){ "visiting_address", 0, MAX },
	    &out->visiting_address, errors);
	typed_text(a, f->postal_address,
	    &(struct typed_rule){ "postal_address", 0, MAX },
	    &out->postal_address, errors);
	typed_url(a, f->website, &(struct typed_rule){ "website", 0, MAX },
	    &out->website, errors);
	typed_line(a, f->contact_person,
	    &(struct typed_rule){ "contact_person", 0, MAX },
	    &out->contact_person, errors);
	typed_email(a, f->email, &(struct typed_rule){ "email", 0, MAX },
	    &out->email, errors);
	typed_line(a, f->phone, &(struct typed_rule){ "phone", 0, MAX },
	    &out->phone, errors);
	accent_typed(a, f->colour, &out->colour, errors);
	if (markdown_render(a, out->body, &out->html) != OK)
		form_errors_add(errors, "body", MISTAKE_TOO_COMPLEX);
	return errors->n == 0 ? OK : ERR_INVALID;
}

/* The umbrella that was typed; one level: an umbrella is not under another. */
static enum err
parent_find(struct store_write *w, struct arena *a, struct str slug,
    int64_t *parent_id, struct form_errors *errors)
{
	struct organisation parent;
	enum err e;

	*parent_id = 0;
	if (slug.n == 0)
		return OK;
	e = organisation_by_slug(store_reads(w), a, slug, &parent);
	if (e == ERR_NOT_FOUND || (e == OK && parent.parent_id != 0)) {
		form_errors_add(errors, "parent", MISTAKE_NOT_A_CHOICE);
		return ERR_INVALID;
	}
	if (e == OK)
		*parent_id = parent.id;
	return e;
}

static enum err
add(struct store_write *w, struct arena *a, const struct organisation_form *f,
    int64_t *id, struct str *slug, struct form_errors *errors)
{
	struct checked c = { 0 };
	int64_t parent_id;
	enum err e, checked;

	checked = form_check(a, f, &c, errors);
	e = parent_find(w, a, f->parent_slug, &parent_id, errors);
	if (e != OK || checked != OK)
		return e != OK ? e : checked;
	for (int attempt = 1; attempt <= SLUG_ATTEMPTS_MAX; attempt++) {
		typed_slug(a, f->slug, c.name, attempt, slug, errors);
		if (errors->n != 0)
			return ERR_INVALID;
		e = q_organisation_add(w,
		    &(struct organisation_add_in){ .parent_id = parent_id,
			.slug = *slug,
			.name = c.name,
			.body = c.body,
			.html = c.html.s,
			.renderer = MARKDOWN_VERSION,
			.visiting_address = c.visiting_address,
			.postal_address = c.postal_address,
			.website = c.website,
			.contact_person = c.contact_person,
			.email = c.email,
			.phone = c.phone,
			.colour = c.colour,
			.created_at = clock_now() },
		    id);
		if (e != ERR_CONFLICT)
			return e;
	}
	form_errors_add(errors, "slug", MISTAKE_TAKEN);
	return ERR_INVALID;
}

enum err
organisation_slug(
    struct store_read *r, struct arena *a, int64_t id, struct str *slug)
{
	struct organisation_slug_row row;
	enum err e;

	e = q_organisation_slug(
	    r, a, &(struct organisation_slug_in){ .id = id }, &row);
	if (e == OK)
		*slug = row.slug;
	return e;
}

/* Log it.  Names and lists stand on many pages: all are made again. */
static enum err
note(struct store_write *w, int64_t actor_id, int64_t id,
    enum decision_kind kind)
{
	store_note(w, TOPIC_SITE, 0);
	return decision_add(w,
	    &(struct decision_new){
		.actor_id = actor_id, .kind = kind, .organisation_id = id });
}

enum err
organisation_create(struct store_write *w, struct arena *a, int64_t actor_id,
    const struct organisation_form *f, int64_t *id, struct str *slug,
    struct form_errors *errors)
{
	struct str words[] = { f->slug, f->parent_slug, f->name, f->body,
		f->visiting_address, f->postal_address, f->website,
		f->contact_person, f->email, f->phone, f->colour };
	struct form_use use = { actor_id, f->form_key,
		form_key_digest(a, words, ARRAY_LEN(words)) };
	struct str new_slug;
	int64_t new_id;
	enum err e;

	e = permit_actor(
	    w, a, actor_id, ACTION_ADD_ORGANISATION, &(struct subject){ 0 });
	if (e != OK || (e = form_key_find(w, a, &use, &new_id)) != OK)
		return e;
	if (new_id != 0) {
		*id = new_id;
		return organisation_slug(store_reads(w), a, new_id, slug);
	}
	if (f->colour.n > 0 && (e = site_lock(w, a)) != OK)
		return e;
	if ((e = add(w, a, f, &new_id, &new_slug, errors)) != OK ||
	    (f->colour.n > 0 && (e = accent_renew(w, a)) != OK) ||
	    (e = form_key_made(w, &use, new_id)) != OK ||
	    (e = note(w, actor_id, new_id, DECISION_ORGANISATION_ADDED)) != OK)
		return e;
	*id = new_id;
	*slug = new_slug;
	return OK;
}

/* The organisation, if the actor may change it. */
static enum err
organisation_to_change(struct store_write *w, struct arena *a, int64_t actor_id,
    struct str slug, struct organisation *out)
{
	struct subject s;
	enum err e;

	if ((e = organisation_by_slug(store_reads(w), a, slug, out)) != OK)
		return e;
	organisation_subject(out, &s);
	return permit_actor(w, a, actor_id, ACTION_EDIT_ORGANISATION, &s);
}

enum err
organisation_update(struct store_write *w, struct arena *a, int64_t actor_id,
    struct str slug, int64_t version, const struct organisation_form *f,
    struct form_errors *errors)
{
	struct organisation o;
	struct checked c = { 0 };
	bool has_new_colour;
	enum err e;

	if ((e = organisation_to_change(w, a, actor_id, slug, &o)) != OK ||
	    (e = form_check(a, f, &c, errors)) != OK)
		return e;
	has_new_colour = !str_eq(c.colour, o.colour);
	if (has_new_colour && (e = site_lock(w, a)) != OK)
		return e;
	e = q_organisation_change(w,
	    &(struct organisation_change_in){ .id = o.id,
		.version = version,
		.name = c.name,
		.body = c.body,
		.html = c.html.s,
		.renderer = MARKDOWN_VERSION,
		.visiting_address = c.visiting_address,
		.postal_address = c.postal_address,
		.website = c.website,
		.contact_person = c.contact_person,
		.email = c.email,
		.phone = c.phone,
		.colour = c.colour });
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
	if (has_new_colour && (e = accent_renew(w, a)) != OK)
		return e;
	return note(w, actor_id, o.id, DECISION_ORGANISATION_CHANGED);
}

enum err
organisation_set_closed(struct store_write *w, struct arena *a,
    int64_t actor_id, struct str slug, bool is_closed)
{
	struct organisation o;
	enum err e;

	if ((e = organisation_to_change(w, a, actor_id, slug, &o)) != OK)
		return e;
	e = is_closed ? q_organisation_close(w,
			    &(struct organisation_close_in){
				.id = o.id, .closed_at = clock_now() })
		      : q_organisation_open(
			    w, &(struct organisation_open_in){ .id = o.id });
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	return note(w, actor_id, o.id,
	    is_closed ? DECISION_ORGANISATION_CLOSED
		      : DECISION_ORGANISATION_OPENED);
}
