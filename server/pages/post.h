/*
 * post.h: a post of a thread as its page shows it: what stands there, and what
 * this reader may do with it.
 */
#ifndef PAGES_POST_H
#define PAGES_POST_H

#include "forum/thread.h"
#include "render/view_thread.h"
#include "route/page.h"

/* beside: the posts that stand on the same page, or NULL. */
struct post_view post_view(struct page_ctx *, const struct thread *,
    const struct post_item *, const struct post_items *beside);

/* The posts of a page as a tree. */
struct post_views
post_views(struct page_ctx *, const struct thread *, const struct post_items *);

/* The address of a post of this thread: "#p7" where it stands beside. */
struct str
post_href(struct page_ctx *, int64_t id, const struct post_items *beside);

/* The first letter of a name, for a person's star; empty for no name. */
struct str post_initial(struct str name);

#endif
