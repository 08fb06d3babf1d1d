#include "forum/theme.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/num.h"
#include "forum/form_key.h"
#include "forum/moderation.h"
#include "forum/organisation.h"
#include "query/theme.h"
#include "store/store.h"

static void
theme_of_row(const struct theme_range_row *row, struct theme *out)
{
	*out = (struct theme){
		.id = row->id,
		.organisation_id = row->organisation_id,
		.umbrella_id = row->umbrella_id.v,
		.slug = row->slug,
		.name = row->name,
		.about = row->about,
		.organisation_slug = row->organisation_slug,
		.organisation_name = row->organisation_name,
		.organisation_colour = row->organisation_colour,
		.policy = (enum policy)row->policy,
		.policy_n = row->policy_n,
		.openers = (enum openers)row->openers,
		.n_threads = row->n_threads,
		.n_answers = row->n_answers,
		.n_queued = row->n_queued,
		.version = row->version,
		.created_at = row->created_at,
		.active_at = row->active_at,
		.closed_at = row->closed_at.v,
		.is_organisation_closed = row->organisation_closed_at.has,
	};
}

enum err
theme_by_id(
    struct store_read *r, struct arena *a, int64_t id, struct theme *out)
{
	struct theme_range_list rows;
	enum err e;

	e = q_theme_range(r, a,
	    &(struct theme_range_in){ .first_id = id, .last_id = id, .max = 1 },
	    &rows);
	if (e != OK)
		return e;
	if (rows.n == 0)
		return ERR_NOT_FOUND;
	theme_of_row(&rows.v[0], out);
	return OK;
}

enum err
theme_by_slug(
    struct store_read *r, struct arena *a, struct str slug, struct theme *out)
{
	struct theme_id_of_slug_row row;
	enum err e;

	e = q_theme_id_of_slug(
	    r, a, &(struct theme_id_of_slug_in){ .slug = slug }, &row);
	return e == OK ? theme_by_id(r, a, row.id, out) : e;
}

void
theme_list_ahead(struct store_read *r, int64_t organisation_id, int64_t max)
{
	q_theme_range_ahead(r,
	    &(struct theme_range_in){ .organisation_id = organisation_id,
		.first_id = 1,
		.last_id = INT64_MAX,
		.max = max });
}

enum err
theme_list(struct store_read *r, struct arena *a, int64_t organisation_id,
    int64_t after_id, int64_t max, struct theme_list *out)
{
	struct theme_range_list rows;
	struct theme *v;
	enum err e;

	if (after_id == INT64_MAX) {
		*out = (struct theme_list){ 0 };
		return OK;
	}
	e = q_theme_range(r, a,
	    &(struct theme_range_in){ .organisation_id = organisation_id,
		.first_id = after_id + 1,
		.last_id = INT64_MAX,
		.max = max },
	    &rows);
	if (e != OK)
		return e;
	v = arena_array(a, rows.n, sizeof(*v));
	for (size_t i = 0; i < rows.n; i++)
		theme_of_row(&rows.v[i], &v[i]);
	*out = (struct theme_list){ v, rows.n };
	return OK;
}

void
theme_subject(const struct theme *t, struct subject *s)
{
	*s = (struct subject){
		.organisation_id = t->organisation_id,
		.umbrella_id = t->umbrella_id,
		.theme_id = t->id,
		.is_organisation_closed = t->is_organisation_closed,
		.is_theme_closed = t->closed_at != 0,
		.openers = t->openers,
	};
}

/* The words of a form as they are kept. */
struct checked {
	struct str name, about;
};

static enum err
form_check(struct arena *a, const struct theme_form *f, struct checked *out,
    struct form_errors *errors)
{
	int64_t first = f->policy == POLICY_NEW_MEMBERS ? 1 : 0;

	typed_line(a, f->name,
	    &(struct typed_rule){ "name", 2, THEME_NAME_CHARS_MAX }, &out->name,
	    errors);
	typed_text(a, f->about,
	    &(struct typed_rule){ "about", 0, THEME_ABOUT_CHARS_MAX },
	    &out->about, errors);
	if (f->policy > POLICY_ALL)
		form_errors_add(errors, "policy", MISTAKE_NOT_A_CHOICE);
	if (f->policy_n < first || f->policy_n > POLICY_N_MAX)
		form_errors_add(errors, "policy_n", MISTAKE_NOT_A_CHOICE);
	if (f->openers > OPENERS_HOSTS)
		form_errors_add(errors, "openers", MISTAKE_NOT_A_CHOICE);
	return errors->n == 0 ? OK : ERR_INVALID;
}

static enum err
add(struct store_write *w, struct arena *a, const struct theme_form *f,
    int64_t organisation_id, int64_t *id, struct str *slug,
    struct form_errors *errors)
{
	struct checked c = { 0 };
	enum err e;

	if ((e = form_check(a, f, &c, errors)) != OK)
		return e;
	for (int attempt = 1; attempt <= SLUG_ATTEMPTS_MAX; attempt++) {
		typed_slug(a, f->slug, c.name, attempt, slug, errors);
		if (errors->n != 0)
			return ERR_INVALID;
		e = q_theme_add(w,
		    &(struct theme_add_in){ .organisation_id = organisation_id,
			.slug = *slug,
			.name = c.name,
			.about = c.about,
			.policy = f->policy,
			.policy_n = f->policy_n,
			.openers = f->openers,
			.created_at = clock_now() },
		    id);
		if (e != ERR_CONFLICT)
			return e;
	}
	form_errors_add(errors, "slug", MISTAKE_TAKEN);
	return ERR_INVALID;
}

/* Log it.  Names and lists stand on many pages: all are made again. */
static enum err
note(struct store_write *w, int64_t actor_id, int64_t theme_id,
    enum decision_kind kind)
{
	store_note(w, TOPIC_SITE, 0);
	return decision_add(w,
	    &(struct decision_new){
		.actor_id = actor_id, .kind = kind, .theme_id = theme_id });
}

/* The organisation that the form names, if the actor may add a theme to it. */
static enum err
host_find(struct store_write *w, struct arena *a, int64_t actor_id,
    struct str slug, struct organisation *o, struct form_errors *errors)
{
	struct subject s;
	enum err e;

	e = organisation_by_slug(store_reads(w), a, slug, o);
	if (e == ERR_NOT_FOUND) {
		form_errors_add(errors, "organisation", MISTAKE_NOT_A_CHOICE);
		return ERR_INVALID;
	}
	if (e != OK)
		return e;
	organisation_subject(o, &s);
	return permit_actor(w, a, actor_id, ACTION_ADD_THEME, &s);
}

enum err
theme_create(struct store_write *w, struct arena *a, int64_t actor_id,
    const struct theme_form *f, int64_t *id, struct str *slug,
    struct form_errors *errors)
{
	struct str words[] = { f->slug, f->organisation_slug, f->name, f->about,
		arena_fmt(a, "%d %" PRId64 " %d", (int)f->policy, f->policy_n,
		    (int)f->openers) };
	struct form_use use = { actor_id, f->form_key,
		form_key_digest(a, words, ARRAY_LEN(words)) };
	struct organisation host;
	struct theme made;
	struct str new_slug;
	int64_t new_id;
	enum err e;

	e = host_find(w, a, actor_id, f->organisation_slug, &host, errors);
	if (e != OK || (e = form_key_find(w, a, &use, &new_id)) != OK)
		return e;
	if (new_id != 0) {
		if ((e = theme_by_id(store_reads(w), a, new_id, &made)) != OK)
			return e;
		*id = made.id;
		*slug = made.slug;
		return OK;
	}
	if ((e = add(w, a, f, host.id, &new_id, &new_slug, errors)) != OK ||
	    (e = form_key_made(w, &use, new_id)) != OK ||
	    (e = note(w, actor_id, new_id, DECISION_THEME_ADDED)) != OK)
		return e;
	*id = new_id;
	*slug = new_slug;
	return OK;
}

/* The theme, if the actor may change it. */
static enum err
theme_to_change(struct store_write *w, struct arena *a, int64_t actor_id,
    struct str slug, struct theme *out)
{
	struct subject s;
	enum err e;

	if ((e = theme_by_slug(store_reads(w), a, slug, out)) != OK)
		return e;
	theme_subject(out, &s);
	return permit_actor(w, a, actor_id, ACTION_EDIT_THEME, &s);
}

enum err
theme_update(struct store_write *w, struct arena *a, int64_t actor_id,
    struct str slug, int64_t version, const struct theme_form *f,
    struct form_errors *errors)
{
	struct theme t;
	struct checked c = { 0 };
	enum err e;

	if ((e = theme_to_change(w, a, actor_id, slug, &t)) != OK ||
	    (e = form_check(a, f, &c, errors)) != OK)
		return e;
	e = q_theme_change(w,
	    &(struct theme_change_in){ .id = t.id,
		.version = version,
		.name = c.name,
		.about = c.about,
		.policy = f->policy,
		.policy_n = f->policy_n,
		.openers = f->openers });
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
	return note(w, actor_id, t.id, DECISION_THEME_CHANGED);
}

enum err
theme_set_closed(struct store_write *w, struct arena *a, int64_t actor_id,
    struct str slug, bool is_closed)
{
	struct theme t;
	enum err e;

	if ((e = theme_to_change(w, a, actor_id, slug, &t)) != OK)
		return e;
	e = is_closed ? q_theme_close(w,
			    &(struct theme_close_in){
				.id = t.id, .closed_at = clock_now() })
		      : q_theme_open(w, &(struct theme_open_in){ .id = t.id });
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	return note(w, actor_id, t.id,
	    is_closed ? DECISION_THEME_CLOSED : DECISION_THEME_OPENED);
}
