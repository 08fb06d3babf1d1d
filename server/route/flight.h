/*
 * flight.h: one build at a time for a page that many ask for.
 *
 * The first who wants a page that is not kept leads: it makes the page, keeps
 * it and lands.  Who wants it meanwhile waits, without a worker, and is
 * answered by the leader from what is kept.  Both tables are bounded; who finds
 * no room goes alone.
 */
#ifndef ROUTE_FLIGHT_H
#define ROUTE_FLIGHT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "http/request.h"
#include "http/response.h"

struct flights;

enum flight { FLIGHT_LEADS, FLIGHT_WAITS, FLIGHT_ALONE };

/* A request that waits; all of it belongs to who lands from then on. */
struct waiter {
	struct waiter *next;
	struct arena *arena;
	const struct http_request *req;
	struct http_response *resp;
};

struct flights *flights_new(void);
/* Nobody waits any more (CHECK). */
void flights_free(struct flights *);

/*
 * Join the flight to key.  A leader must land; a waiter must not touch its
 * request any more, even before this returns.
 */
enum flight
flight_join(struct flights *, struct str key, const struct waiter *) MUST_CHECK;

/*
 * The flight to key is over.  Gives those who waited, the first to come first;
 * each is freed with free().
 */
struct waiter *flight_land(struct flights *, struct str key) MUST_CHECK;

#endif
