/*
 * policy.h: what a theme says about posts that wait for a moderator.
 */
#ifndef PAGES_POLICY_H
#define PAGES_POLICY_H

#include "forum/theme.h"
#include "render/view_thread.h"

struct policy_view policy_view(const struct theme *);

/*
 * What this person writes there waits for a moderator until so many of their
 * posts have been shown; INT64_MAX: always.
 */
int64_t policy_waits_until(const struct viewer *, const struct theme *);

/* Does it wait now? */
bool policy_waits(const struct viewer *, const struct theme *);

#endif
