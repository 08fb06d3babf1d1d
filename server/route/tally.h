/*
 * tally.h: how many requests were answered, and how long that took.
 *
 * Thread safe; see base/count.h for what counting costs.
 */
#ifndef ROUTE_TALLY_H
#define ROUTE_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "http/response.h"
#include "route/router.h"

struct tally;

/* What kind of work an answer was: struct http_label.kind. */
enum tally_kind {
	TALLY_OTHER, /* refused before it was looked at, or of no interest */
	TALLY_CACHED,
	TALLY_STITCHED, /* a member's page, from parts that are kept */
	TALLY_ASSET,
	TALLY_PAGE,
	TALLY_WRITE, /* a POST */
	TALLY_KINDS
};

/* Durations up to so many microseconds; one more place for the longer ones. */
enum { TALLY_BOUNDS = 14 };
extern const int64_t tally_bounds_us[TALLY_BOUNDS];
struct tally_durations {
	uint64_t n[TALLY_BOUNDS + 1];
	uint64_t sum_us;
};

/* Labels are counted by their number; the routes outlive the tally. */
struct tally *tally_new(const struct route *, size_t n_routes);
void tally_free(struct tally *);

/* The label of a route, and of what has none. */
struct http_label tally_label(const struct tally *, const struct route *);
extern const struct http_label tally_asset, tally_health, tally_ready,
    tally_metrics;

void tally_add(
    struct tally *, const struct http_label *, int status, int64_t duration_us);

/* Call each with every label and class of status (2: 2xx) that occurred. */
void tally_each(const struct tally *,
    void (*each)(void *arg, const char *label, int class, uint64_t n),
    void *arg);
void tally_durations(
    const struct tally *, enum tally_kind, struct tally_durations *);

#endif
