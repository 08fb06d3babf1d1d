/*
 * exchange.h: one request and its answer, on their way through the house.
 */
#ifndef NET_EXCHANGE_H
#define NET_EXCHANGE_H

#include <stdint.h>

#include "base/arena.h"
#include "http/request.h"
#include "http/response.h"

struct conn;

/*
 * Belongs to its connection's loop thread, but between pool_submit() and
 * loop_give_back() to a worker, and the connection stays in memory that long.
 */
struct exchange {
	struct exchange *next; /* in a pool's queue or a loop's list */
	struct conn *conn;
	struct arena *arena;
	struct http_request req;
	struct http_response res;
	int64_t begun_us; /* when the request was complete */
};

#endif
