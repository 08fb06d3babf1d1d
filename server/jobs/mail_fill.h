/*
 * mail_fill.h: what a mail of each kind says, and where it leads.
 */
#ifndef JOBS_MAIL_FILL_H
#define JOBS_MAIL_FILL_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "forum/mail.h"
#include "forum/site.h"
#include "render/view_mail.h"

/*
 * The site has a url.  token: of the link, where the kind has one.  The view
 * keeps what it is given.
 *
 * ERR_NOT_FOUND	a kind or a decision that there are no words for
 */
enum err mail_fill(struct arena *, const struct mail *, const struct site *,
    struct str token, struct mail_view *out) MUST_CHECK;

/* What an administrator sends to try whether mail works. */
struct mail_view mail_fill_test(struct arena *, const struct site *);

#endif
