/*
 * role.h: giving and taking of roles.  What a role allows is in permit.h.
 */
#ifndef FORUM_ROLE_H
#define FORUM_ROLE_H

#include "forum/viewer.h"

/* "moderator", "host" or "admin": for the log and the command line. */
struct str role_name(enum role);

/*
 * Give or take a role.  Host needs an organisation; admin is of the site.
 * Giving twice, or taking what is not there, is fine.  actor_id 0 is the
 * command line.  Logged as a decision, with role_name() as its reason.
 *
 * ERR_NOT_FOUND	no such account, organisation or theme
 * ERR_DENIED	the actor is no administrator
 * ERR_INVALID	a role that does not go with that scope
 * ERR_LIMIT	the account has GRANTS_MAX already
 */
enum err role_give(struct store_write *, struct arena *, int64_t actor_id,
    int64_t account_id, const struct grant *) MUST_CHECK;
enum err role_take(struct store_write *, struct arena *, int64_t actor_id,
    int64_t account_id, const struct grant *) MUST_CHECK;

#endif
