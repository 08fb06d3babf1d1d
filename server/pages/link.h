/*
 * link.h: for pages that a one-time address leads to (forum/token.h).
 */
#ifndef PAGES_LINK_H
#define PAGES_LINK_H

#include "forum/token.h"
#include "route/page.h"

/* The token behind the address or in the form; empty: none. */
struct str link_token(const struct page_ctx *);

/* A token is worth an account: no copy of the page on a disk. */
void link_keep_private(struct page_ctx *);

/*
 * Was the page opened without one, as by who signs in on it?  Then it is their
 * account that is shown.
 */
bool link_is_missing(struct page_ctx *);

/*
 * Write the page that says that a mailed link works no more, and how to get
 * another.
 */
enum err link_closed(struct page_ctx *, enum token_kind) MUST_CHECK;

#endif
