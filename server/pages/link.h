/*
 * link.h: for pages that a mailed link leads to.
 */
#ifndef PAGES_LINK_H
#define PAGES_LINK_H

#include "forum/token.h"
#include "route/page.h"

/* The token that the link or the form has; empty: none. */
struct str link_token(const struct page_ctx *);

/* What stands there is worth something: no copy of it on a disk. */
void link_keep_private(struct page_ctx *);

/*
 * Was the page opened without one, as by who signs in on it?  Then it is their
 * account that is shown.
 */
bool link_is_missing(struct page_ctx *);

/*
 * Write the page that says that such a link works no more, and how to get
 * another.
 */
enum err link_closed(struct page_ctx *, enum token_kind) MUST_CHECK;

#endif
