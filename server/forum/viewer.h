/*
 * viewer.h: who is looking, and which roles they have.
 */
#ifndef FORUM_VIEWER_H
#define FORUM_VIEWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct store_read;
struct store_write;

/* As stored in role_grant. */
enum role { ROLE_MODERATOR = 1, ROLE_HOST = 2, ROLE_ADMIN = 3 };
enum scope { SCOPE_SITE = 0, SCOPE_ORGANISATION = 1, SCOPE_THEME = 2 };

enum { GRANTS_MAX = 64 }; /* of one account */

struct grant {
	enum role role;
	enum scope scope;
	int64_t scope_id; /* 0 for the site */
};

/*
 * For whom among the members without a role something would have been decided
 * otherwise: noted while it is decided for a viewer who is nobody of them.
 */
enum { OTHERS_MAX = 128 };
struct others {
	int64_t ids[OTHERS_MAX]; /* in no order */
	size_t n;
	bool is_over;	    /* there are more */
	int64_t n_approved; /* and all with fewer approved posts than this */
};

/* A visitor has account_id 0 and no grants. */
struct viewer {
	int64_t account_id;
	struct str name;
	struct str language; /* '' follows the browser */
	bool is_demo;
	int64_t n_approved; /* posts of theirs that were ever shown */
	const struct grant *grants;
	size_t n_grants;
	struct others *others; /* NULL, or where permit() and the rules note */
};

/*
 * Everything about one account; id 0 gives the visitor.
 *
 * ERR_NOT_FOUND	there is no such account
 */
enum err viewer_load(struct store_read *, struct arena *, int64_t account_id,
    struct viewer *out) MUST_CHECK;

/* viewer_load() will be called for an account: see store_ahead. */
void viewer_ahead(struct store_read *, int64_t account_id);

/* Fill in the roles of the account that v already names. */
enum err viewer_load_grants(
    struct store_read *, struct arena *, struct viewer *v) MUST_CHECK;

/*
 * A visitor as the member who they may become, for what is offered to visitors
 * by way of signing in: an account without roles that wrote nothing.  Anybody
 * else as they are.
 */
struct viewer viewer_as_member(const struct viewer *);

/*
 * Any member of long standing, without a role, who wrote nothing: what they may
 * see every such member may, but for the others that are noted.
 */
struct viewer
viewer_anybody(struct str name, struct str language, struct others *);
/* It hangs on whether this account asks; nothing where nobody wants to know. */
void viewer_note_other(const struct viewer *, int64_t account_id);
/* It hangs on whether so many posts were approved. */
void viewer_note_approved(const struct viewer *, int64_t n_approved);

/* Has any moderator's role, so that the queue is worth a link. */
bool viewer_is_moderator(const struct viewer *);
bool viewer_is_admin(const struct viewer *);

#endif
