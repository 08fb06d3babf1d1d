/*
 * organisation.h: the organisations that host themes.
 */
#ifndef FORUM_ORGANISATION_H
#define FORUM_ORGANISATION_H

#include "forum/mistake.h"
#include "forum/permit.h"
#include "forum/typed.h"
#include "text/html.h"

enum {
	ORGANISATION_NAME_CHARS_MAX = 120,
	ORGANISATION_BODY_CHARS_MAX = 10000,
	CONTACT_CHARS_MAX = 300 /* each address and contact field */
};

/* As on its page. */
struct organisation {
	int64_t id, parent_id; /* parent_id 0: none */
	struct str slug, name, body;
	struct safe_html html;
	struct str visiting_address, postal_address, website, contact_person,
	    email, phone;
	struct str colour; /* "#rrggbb", or empty */
	struct str parent_name, parent_slug;
	int64_t version, created_at, closed_at; /* closed_at 0: open */
};
struct organisation_list {
	struct organisation *v;
	size_t n;
};

enum err organisation_by_slug(struct store_read *, struct arena *,
    struct str slug, struct organisation *) MUST_CHECK;
/* Where it is. */
enum err organisation_slug(struct store_read *, struct arena *, int64_t id,
    struct str *slug) MUST_CHECK;
/* organisation_list() will be called, from the first on: see store_ahead. */
void
organisation_list_ahead(struct store_read *, int64_t parent_id, int64_t max);

/*
 * In the order they were made: umbrella 0 gives those without a parent.
 * What stands on the page only (body, html, contact) is empty in lists.
 */
enum err
organisation_list(struct store_read *, struct arena *, int64_t parent_id,
    int64_t after_id, int64_t max, struct organisation_list *) MUST_CHECK;

void organisation_subject(const struct organisation *, struct subject *);

/* What a form or the command line fills in. slug '' makes one from the name. */
struct organisation_form {
	struct str slug, parent_slug, name, body, visiting_address,
	    postal_address, website, contact_person, email, phone;
	struct str colour;   /* empty: none */
	struct str form_key; /* '' : none */
};

/*
 * ERR_DENIED	the actor may not (actor 0, the command line, may)
 * ERR_INVALID	*errors
 * On OK *slug is where it is.  Sent twice with one form_key: made once.
 */
enum err organisation_create(struct store_write *, struct arena *,
    int64_t actor_id, const struct organisation_form *, int64_t *id,
    struct str *slug, struct form_errors *) MUST_CHECK;
/*
 * Change everything but the slug and the umbrella.
 *
 * ERR_NOT_FOUND, ERR_DENIED, ERR_INVALID
 * ERR_CONFLICT	version is not the one that the form was made from
 */
enum err organisation_update(struct store_write *, struct arena *,
    int64_t actor_id, struct str slug, int64_t version,
    const struct organisation_form *, struct form_errors *) MUST_CHECK;
/* Closed: its themes can be read, nothing can be written. Twice is fine. */
enum err organisation_set_closed(struct store_write *, struct arena *,
    int64_t actor_id, struct str slug, bool is_closed) MUST_CHECK;

#endif
