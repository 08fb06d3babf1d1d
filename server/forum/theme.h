/*
 * theme.h: the themes in which threads are opened.
 */
#ifndef FORUM_THEME_H
#define FORUM_THEME_H

#include "forum/mistake.h"
#include "forum/permit.h"

enum {
	THEME_NAME_CHARS_MAX = 80,
	THEME_ABOUT_CHARS_MAX = 500,
	POLICY_N_MAX = 100
};

struct theme {
	int64_t id, organisation_id, umbrella_id;
	struct str slug, name, about;
	struct str organisation_slug, organisation_name, organisation_colour;
	enum policy policy;
	int64_t policy_n; /* for POLICY_NEW_MEMBERS */
	enum openers openers;
	int64_t n_threads, n_answers;
	int64_t n_queued; /* for moderators only: posts that wait */
	int64_t version, created_at, active_at, closed_at;
	bool is_organisation_closed;
};
struct theme_list {
	struct theme *v;
	size_t n;
};

enum err theme_by_slug(struct store_read *, struct arena *, struct str slug,
    struct theme *) MUST_CHECK;
enum err theme_by_id(
    struct store_read *, struct arena *, int64_t id, struct theme *) MUST_CHECK;
/* theme_list() will be called, from the first on: see store_ahead. */
void
theme_list_ahead(struct store_read *, int64_t organisation_id, int64_t max);

/* Of an organisation (0: of all), by id after the one given. */
enum err
theme_list(struct store_read *, struct arena *, int64_t organisation_id,
    int64_t after_id, int64_t max, struct theme_list *) MUST_CHECK;

void theme_subject(const struct theme *, struct subject *);

struct theme_form {
	struct str slug, organisation_slug, name, about;
	enum policy policy;
	int64_t policy_n;
	enum openers openers;
	struct str form_key;
};

/* Errors as organisation_create and organisation_update. */
enum err theme_create(struct store_write *, struct arena *, int64_t actor_id,
    const struct theme_form *, int64_t *id, struct str *slug,
    struct form_errors *) MUST_CHECK;
enum err theme_update(struct store_write *, struct arena *, int64_t actor_id,
    struct str slug, int64_t version, const struct theme_form *,
    struct form_errors *) MUST_CHECK;
enum err theme_set_closed(struct store_write *, struct arena *,
    int64_t actor_id, struct str slug, bool is_closed) MUST_CHECK;

#endif
