/*
 * match.h: which route a path belongs to.
 */
#ifndef ROUTE_MATCH_H
#define ROUTE_MATCH_H

#include "base/arena.h"
#include "route/router.h"

enum { MATCH_SEGMENTS_MAX = 6 };

/* What was found; route is NULL where the answer is 404 or 405. */
struct match {
	const struct route *route;
	int64_t id;	 /* :id */
	struct str slug; /* :slug */
	/* Methods that the path has, for Allow; none: 404. */
	bool has_get, has_post;
};

/* The routes, their patterns taken apart. */
struct match_table;

/* CHECKs what router.h asks of the routes, which outlive the table. */
struct match_table *match_table_new(const struct route *, size_t n);
void match_table_free(struct match_table *);

/*
 * Find the route for a method and a path as it was sent.  A literal segment
 * goes before a parameter.  :id is 1 to INT64_MAX in plain digits without
 * zeros in front; :slug is a-z, 0-9 and hyphens.  HEAD is GET.
 */
void match_find(const struct match_table *, struct arena *, enum http_method,
    struct str path, struct match *out);

#endif
