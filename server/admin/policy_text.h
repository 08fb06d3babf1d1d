/*
 * policy_text.h: a theme's policies as words of the command line.
 */
#ifndef ADMIN_POLICY_TEXT_H
#define ADMIN_POLICY_TEXT_H

#include "forum/theme.h"

/*
 * "all", "open", "new N" or "new:N" into form->policy and policy_n.
 *
 * ERR_INVALID	none of these
 */
enum err policy_parse(struct str, struct theme_form *) MUST_CHECK;

/* "members" or "hosts". ERR_INVALID. */
enum err openers_parse(struct str, struct theme_form *) MUST_CHECK;

#endif
