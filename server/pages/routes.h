/*
 * routes.h: the pages and where they are; for main.c, which gives them to
 * route/.
 */
#ifndef PAGES_ROUTES_H
#define PAGES_ROUTES_H

#include <stddef.h>

#include "assets.h"
#include "route/page.h"
#include "route/router.h"

/* Every page of routes.def, declared. */
#define ROUTE(method, pattern, page, who, limit, pool) page_fn page;
#define SHARED_ROUTE(pattern, page) page_fn page;
#define MARKED_ROUTE SHARED_ROUTE
#include "pages/routes.def"
#undef ROUTE
#undef SHARED_ROUTE
#undef MARKED_ROUTE

extern const struct route routes[];
extern const size_t n_routes;

/* The static files as route/ takes them. */
void routes_assets(struct route_asset out[ASSET_N]);

/* Of error.c, for struct router_config. */
page_error_fn page_error;

#endif
