/*
 * house.h: the store, the cache and the router joined, as `serve` and
 * `request` need them.
 */
#ifndef ADMIN_HOUSE_H
#define ADMIN_HOUSE_H

#include "admin/command.h"
#include "cache/cache.h"
#include "route/router.h"

struct house {
	struct cache *cache;
	struct router *router;
};

/* Build the house on the store that call_open opened. */
enum exit_code house_open(struct call *, struct house *) MUST_CHECK;
void house_close(struct house *);

#endif
