/*
 * loop.h: a thread that waits for sockets and moves their bytes.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "http/request.h"
#include "net/crowd.h"
#include "net/server.h"
#include "net/stream.h"

struct conn;
struct exchange;
struct limit;
struct pool;
struct tls_config;

enum {
	LOOP_LISTENERS_MAX = 4, /* HTTPS, redirect, HTTP on two loopbacks */
	LOOP_IDS_BYTES = 512,
	LOOP_ARENAS = 16 /* kept for the next requests */
};

/* What loops count, for net_server_stats(). */
enum loop_count {
	COUNT_ACCEPTED_PLAIN,
	COUNT_ACCEPTED_TLS,
	COUNT_REFUSED,
	COUNT_GAVE_WAY,
	COUNT_HANDSHAKES_FULL,
	COUNT_HANDSHAKES_RESUMED,
	COUNT_HANDSHAKES_FAILED,
	COUNT_HTTP1,
	COUNT_HTTP2,
	COUNT_BYTES_IN,
	COUNT_BYTES_OUT,
	COUNT_BODIES_REFUSED,
	LOOP_COUNTS
};

/* What all loops share.  Nothing here changes while they run. */
struct shared {
	struct net_config config;
	struct net_handler handler;  /* of main.c */
	struct net_handler redirect; /* of the redirect port */
	struct net_handler not_tls;  /* for HTTP on the HTTPS port */
	struct pool *pools[NET_POOLS_MAX];
	struct limit *limit;
	struct limit *streams;
	struct counts *counts;
	/* Called on a loop's thread when it has ended. */
	void (*ended)(void *arg);
	void *ended_arg;
};

enum port_kind { PORT_HTTPS, PORT_HTTP, PORT_REDIRECT };

struct listener {
	struct loop *loop;
	int fd;
	enum port_kind kind;
	struct event incoming, retry;
};

struct loop {
	const struct shared *shared;
	struct event_base *base;
	pthread_t thread;
	bool has_thread;
	struct listener listeners[LOOP_LISTENERS_MAX];
	int n_listeners;
	struct event wake, tick;
	int wake_fd;

	pthread_mutex_t lock; /* guards this paragraph */
	struct exchange *answered;
	struct tls_config *next_tls;
	bool wants_stop, wants_break;

	/* The rest is the loop thread's own. */
	int64_t now_us; /* when it woke up, was done with an answer or a
			 * step of a handshake */
	bool is_stopping;
	struct tls_config *tls; /* for new connections */
	struct crowd crowd;
	int64_t hurried_us;
	int n_most; /* connections, since memory was last given back */
	struct conn *dead;
	struct streams streams;		/* partly under a lock of its own */
	struct buf spare_in, spare_out; /* for the next connection */
	struct arena *spare_arenas[LOOP_ARENAS];
	int n_spare_arenas;
	uint8_t ids[LOOP_IDS_BYTES]; /* random bytes to make ids of */
	size_t n_ids_used;
};

/*
 * A loop that is not running yet.  shared outlives it.
 *
 * ERR_INTERNAL	no descriptors for it; logged
 */
enum err loop_new(const struct shared *, struct loop **) MUST_CHECK;
/* Before loop_start: take a listening socket. */
void loop_add_listener(struct loop *, int fd, enum port_kind);
/* ERR_INTERNAL	no thread; logged */
enum err loop_start(struct loop *) MUST_CHECK;
void loop_join(struct loop *);
/* After loop_join and when no pool runs any more. */
void loop_free(struct loop *);

/* From any thread. */
void loop_give_back(struct loop *, struct exchange *);
/* Connections from now on get this; the loop owns it from here. */
void loop_set_tls(struct loop *, struct tls_config *);
/* See net_say() and net_hang_up(). */
void loop_say(struct loop *, struct topic, struct str);
void loop_hang_up(struct loop *, int64_t owner_id);
/* Accept nothing more, end when the connections have been answered. */
void loop_stop(struct loop *);
/* End now. */
void loop_break(struct loop *);

/* For connections, on the loop's thread. */
/* Out of the crowd; its memory goes when nobody is using it. */
void loop_unlink(struct loop *, struct conn *);
void loop_bury(struct loop *);
/* An arena for a request, and giving it back: NULL is nothing. */
struct arena *loop_take_arena(struct loop *);
void loop_give_arena(struct loop *, struct arena *);
void loop_count(struct loop *, enum loop_count, uint64_t n);
/* An id for a request. */
void loop_request_id(struct loop *, char out[HTTP_REQUEST_ID_LEN + 1]);

#endif
