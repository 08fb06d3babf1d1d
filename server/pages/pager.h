/*
 * pager.h: numbered pages: the first, the neighbours, the last.
 */
#ifndef PAGES_PAGER_H
#define PAGES_PAGER_H

#include "base/arena.h"
#include "render/view_frame.h"

/* page from 1 to n_pages.  1 2 [3] 4 5 … 80; a gap hides two or more. */
struct page_link_views pager(struct arena *, int64_t page, int64_t n_pages);

#endif
