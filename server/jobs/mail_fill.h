/*
 * mail_fill.h: what a mail of each kind says, and where it leads.
 */
#ifndef JOBS_MAIL_FILL_H
#define JOBS_MAIL_FILL_H

#include "base/arena.h"
#include "forum/mail.h"
#include "forum/site.h"
#include "render/view_mail.h"

/* The site has a url.  token: of the link, where the kind has one. */
struct mail_view mail_fill(
    struct arena *, const struct mail *, const struct site *, struct str token);

/* What an administrator sends to try whether mail works. */
struct mail_view mail_fill_test(struct arena *, const struct site *);

#endif
