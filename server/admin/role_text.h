/*
 * role_text.h: roles as words: "admin", "moderator" (of the site),
 * "moderator:org/SLUG", "moderator:theme/SLUG", "host:org/SLUG".
 */
#ifndef ADMIN_ROLE_TEXT_H
#define ADMIN_ROLE_TEXT_H

#include "forum/viewer.h"

/*
 * ERR_INVALID		not of that form
 * ERR_NOT_FOUND	no such organisation or theme
 */
enum err role_parse(struct store_read *, struct arena *, struct str,
    struct grant *out) MUST_CHECK;

/* The same the other way round. */
enum err role_print(struct store_read *, struct arena *, const struct grant *,
    struct str *out) MUST_CHECK;

#endif
