/*
 * conn.h: one connection: its socket, the bytes on their way in and out, and
 * its deadline.  What the bytes mean is left to a protocol, how they cross the
 * socket to a transport.
 *
 * Everything here runs on the thread of the connection's loop.
 *
 * A connection that asks nothing takes 2 kB.  With TLS it takes 28 to 40 kB,
 * for mbedTLS keeps two buffers of 17 kB, of which what was never written to is
 * nobody's; with HTTP/2 17 kB more, for nghttp2's session.  (With Debian's
 * build of mbedTLS those buffers cannot be made smaller or given back; what
 * helps is to close who rests, and resume the session: see crowd.h.)  When a
 * crowd has gone the system has its memory again.  tests/load/idle.mjs measures
 * it.
 */
#ifndef NET_CONN_H
#define NET_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "base/buf.h"
#include "base/str.h"
#include "http/request.h"
#include "net/server.h"
#include "net/transport.h"

struct conn;
struct exchange;
struct loop;
struct tls_session;

/* Each is called with the connection open. */
struct protocol {
	/* The connection can carry requests now. */
	void (*open)(struct conn *);
	/* Bytes have come: see conn_input(). */
	void (*input)(struct conn *);
	/* The peer will send no more. */
	void (*end)(struct conn *);
	/* All of c->out was handed to the system. */
	void (*sent)(struct conn *);
	/* A worker has answered. */
	void (*answered)(struct conn *, struct exchange *);
	/*
	 * More of a stream that was opened (stream.h).  False: what was sent
	 * before is still on its way; nothing of this is taken, and
	 * stream_go_on() is called when it may come again.  The stream is
	 * not closed from here.
	 */
	bool (*push)(struct conn *, struct exchange *, struct str);
	/* The stream is over: end its answer. */
	void (*finish)(struct conn *, struct exchange *);
	/* The deadline has passed. */
	void (*late)(struct conn *);
	/* Nothing was asked, so that nobody minds when it is closed. */
	bool (*is_idle)(const struct conn *);
	/* Idle for a while: give memory back. */
	void (*rest)(struct conn *);
	/* Take nothing new, and close when nothing is going on any more. */
	void (*stop)(struct conn *);
	/* Of the closed connection, when no worker has a part of it. */
	void (*free)(struct conn *);
};

/* HTTP/1.1 and 1.0 (h1.c). */
extern const struct protocol h1_protocol;
/* HTTP/2, over TLS only (h2.c). */
extern const struct protocol h2_protocol;

enum conn_state {
	CONN_HANDSHAKE,
	CONN_OPEN,
	CONN_LINGER, /* we have ended; the peer may still be reading */
	CONN_CLOSED
};

struct conn {
	struct conn *next, **link; /* in a list of the loop or its crowd */
	struct conn *rest_next, **rest_link; /* NULL: it does not rest */
	int64_t look_us;		     /* the crowd's */
	struct loop *loop;
	int fd;
	enum conn_state state;
	struct http_address peer;
	bool is_proxy; /* its word about the client is believed */
	const struct net_handler *handler;
	const struct transport *transport;
	struct tls_session *tls; /* NULL for plain */
	const struct protocol *protocol;
	void *session;	 /* the protocol's */
	int n_exchanges; /* that are with workers */

	struct event readable, writable;
	bool wants_input; /* the protocol takes bytes now */
	bool is_paused;	  /* readable is not waited for */
	int64_t deadline_us, deadline_set_us;

	struct buf in;
	size_t in_at; /* bytes of in that have been taken */
	struct {
		struct buf head;
		struct str body; /* outlives the sending */
		size_t n_sent;
	} out;
	size_t n_drained; /* bytes read while lingering */
};

/* Takes the socket.  A tls_session is owned from here on. */
void conn_new(struct loop *, int fd, const struct http_address *peer,
    const struct net_handler *, struct tls_session *);

/* The bytes that have come and were not taken, and taking some. */
struct str conn_input(const struct conn *);
void conn_take(struct conn *, size_t n);

/* Call late after so many milliseconds; never for 0. */
void conn_set_deadline(struct conn *, int ms);

/*
 * Send c->out, of which the protocol has filled head and body.  Calls sent,
 * from here or later; until then write_timeout_ms is the deadline.
 */
void conn_send(struct conn *);
/* Give back what memory it can do without for now. */
void conn_trim(struct conn *);
/* A worker has given an exchange back. */
void conn_answered(struct conn *, struct exchange *);
/* Go on after a pause: take what has come meanwhile. */
void conn_continue(struct conn *);

/*
 * End: say so to the peer and close when it has read the answer, or has not
 * after a while.  (A socket closed with unread bytes in it makes the system
 * throw away what is still on its way to the peer.)
 */
void conn_linger(struct conn *);
/* End now.  The memory goes with loop_bury(). */
void conn_close(struct conn *);

/*
 * From the loop: what the deadline asks for, and rest after a while without a
 * question; close unless something was asked, of which the rest, when the
 * server stops, is not waited for long; and the end.
 */
void conn_tick(struct conn *, int64_t now_us);
/* There are too many: rest at once, unless it has hardly begun to be idle. */
void conn_hurry(struct conn *);
void conn_stop(struct conn *);
void conn_free(struct conn *);

#endif
