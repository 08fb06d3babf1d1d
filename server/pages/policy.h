/*
 * policy.h: what a theme says about posts that wait for a moderator.
 */
#ifndef PAGES_POLICY_H
#define PAGES_POLICY_H

#include "forum/theme.h"
#include "render/view_thread.h"

struct policy_view policy_view(const struct theme *);

/* Does what this person writes there wait for a moderator first? */
bool policy_waits(const struct viewer *, const struct theme *);

#endif
