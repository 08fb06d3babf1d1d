/*
 * limit.h: so many times in so many seconds, for each of many keys.
 *
 * Each key has one number, the moment until which it has spent its times (the
 * generic cell rate algorithm: a bucket that refills evenly).  Keys are digests
 * under a secret of this process, in a table of fixed size; where a key finds
 * its row full it takes the place that matters least.  Thread safe.
 */
#ifndef ROUTE_LIMIT_H
#define ROUTE_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "route/settings.h"

struct limiter;

struct limiter *limiter_new(void);
void limiter_free(struct limiter *);

/* What is counted: a name for the kind of thing, and which one. */
struct limit_key {
	const char *kind; /* "sign-in address" */
	struct str id;
};

/*
 * Take one time of a key at a moment.  0, or the seconds (rounded up) after
 * which it may be tried again; then nothing is taken.
 */
int64_t limiter_take(struct limiter *, const struct limit *,
    const struct limit_key *, int64_t now);

/* Give back one time that was taken: it turned out not to count. */
void
limiter_give(struct limiter *, const struct limit *, const struct limit_key *);

/* The same as limiter_take without taking. */
int64_t limiter_ask(struct limiter *, const struct limit *,
    const struct limit_key *, int64_t now);

#endif
