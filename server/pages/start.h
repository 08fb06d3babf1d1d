/*
 * start.h: how much of a new site's list of things to do is left.
 */
#ifndef PAGES_START_H
#define PAGES_START_H

#include <stdint.h>

#include "route/page.h"

/* 0 for who is no administrator, and when all is done. */
enum err start_count(struct page_ctx *, int64_t *n_left) MUST_CHECK;

#endif
