/*
 * exchange.h: one request and its answer, on their way through the house,
 * whatever the protocol.
 */
#ifndef NET_EXCHANGE_H
#define NET_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "http/request.h"
#include "http/response.h"
#include "net/loop.h"

struct conn;
struct stream;

enum {
	/* A page that needs more is a mistake; see arena_is_over(). */
	EXCHANGE_ARENA_LIMIT = 16 << 20,
	/* Of a body: as much as a head.  An ordinary form always has room. */
	EXCHANGE_BODY_FREE = 16 << 10
};

/*
 * Belongs to its connection's loop thread, but between exchange_begin() that
 * gave it to a pool and loop_give_back() to a worker; the connection stays in
 * memory that long.
 */
struct exchange {
	struct exchange *next; /* in a pool's queue or a loop's list */
	struct conn *conn;
	struct arena *arena;
	struct http_request req;
	struct http_response res;
	struct stream *stream;	  /* what stream_prepare() made of it */
	enum loop_count protocol; /* COUNT_HTTP1, COUNT_HTTP2 */
	size_t n_held;		  /* bytes of the body that the limit counts */
};

/*
 * So many bytes of the body have come.  False when too many are held by all
 * requests together: refuse it with 503.
 */
bool exchange_hold(struct exchange *, size_t body_len) MUST_CHECK;
/* The body's memory was given back; for one that exchange_finish() never saw.
 */
void exchange_let_go(struct exchange *);

/* Fill in what the bytes of the request do not say: its id, who asks, when. */
void exchange_identify(struct exchange *);

/*
 * The request is complete and identified: have it answered.  True: it is, the
 * response is filled in.  False: a worker has it now, and the protocol's
 * answered() is called when it is back.
 */
bool exchange_begin(struct exchange *) MUST_CHECK;

/* Fill in the response that refuses it.  It must be identified. */
void exchange_refuse(struct exchange *, int status);

/* Does the answer have a body, so that it must be sent? */
bool exchange_has_body(const struct exchange *);

/*
 * The answer was sent, or its connection broke: tell the handler, and forget
 * request and response.  The arena is left to the caller.
 */
void exchange_finish(struct exchange *);

#endif
