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

/* A visitor has account_id 0 and no grants. */
struct viewer {
	int64_t account_id;
	struct str name;
	struct str language; /* '' follows the browser */
	bool is_demo;
	int64_t n_approved; /* posts of theirs that were ever shown */
	const struct grant *grants;
	size_t n_grants;
};

/*
 * Everything about one account; id 0 gives the visitor.
 *
 * ERR_NOT_FOUND	there is no such account
 */
enum err viewer_load(struct store_read *, struct arena *, int64_t account_id,
    struct viewer *out) MUST_CHECK;

/* Fill in the roles of the account that v already names. */
enum err viewer_load_grants(
    struct store_read *, struct arena *, struct viewer *v) MUST_CHECK;

/*
 * A visitor as the member who they may become, for what is offered to visitors
 * by way of signing in: an account without roles that wrote nothing.  Anybody
 * else as they are.
 */
struct viewer viewer_as_member(const struct viewer *);

/* Has any moderator's role, so that the queue is worth a link. */
bool viewer_is_moderator(const struct viewer *);
bool viewer_is_admin(const struct viewer *);

#endif
