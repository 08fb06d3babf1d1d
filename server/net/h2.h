/*
 * h2.h: HTTP/2 on a connection, for h2.c and the files beside it:
 *
 *	h2.c		the connection: its beginning, its end, its patience
 *	h2_stream.c	a request and its answer
 *	h2_read.c	what nghttp2 has read
 *	h2_send.c	answers, and frames that are sent together
 *	h2_news.c	answers without an end
 *	h2_watch.c	frames that bring nothing, or come too late
 *
 * nghttp2 knows frames, windows and header compression.  Requests are judged
 * by http/head2.h; what a hostile client may cost is bounded here, by the
 * limits below, each of which ends the stream or the connection.  At rest a
 * connection keeps some 20 kB beside its TLS, nearly all of it nghttp2's.
 */
#ifndef NET_H2_H
#define NET_H2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nghttp2/nghttp2.h>

#include "base/buf.h"
#include "base/str.h"
#include "http/head2.h"
#include "net/conn.h"
#include "net/exchange.h"
#include "net/h2_watch.h"

enum {
	H2_STREAMS_MAX = 100, /* open at once */
	/*
	 * Answers that a worker makes, also for a stream that was reset, and
	 * those that take memory until the peer has taken them, as a page does
	 * and a file of the binary does not: another request waits.
	 */
	H2_ANSWERS_MAX = 16,
	/*
	 * Requests whose body is on its way: each holds a head, too.  Another
	 * is refused, and may be sent again.
	 */
	H2_UPLOADS_MAX = 16,
	/* Bytes of all bodies on the way in; another is answered 503. */
	H2_BODIES_MAX = 4 * HTTP_BODY_MAX,
	/*
	 * Decoded bytes of one head, of which HTTP_HEAD_MAX are kept.  A head
	 * that goes on is no mistake but a bomb: a field of the table costs one
	 * byte to repeat.
	 */
	H2_HEAD_BOMB = 4 * HTTP_HEAD_MAX,
	/*
	 * Streams that ended before their answer did, less those that were
	 * answered.  Who leaves a page cancels at most H2_STREAMS_MAX.
	 */
	H2_CANCELLED_MAX = 2 * H2_STREAMS_MAX,
	/*
	 * Then the client is asked to come back on another connection, long
	 * before the numbers of streams run out.
	 */
	H2_REQUESTS_MAX = 10 * 1000 * 1000,
	H2_SETTINGS_MAX = 32,	  /* in one frame */
	H2_CONTINUATIONS_MAX = 8, /* of one head */
	H2_ACKS_MAX = 200,	  /* waiting to be sent */
	H2_SENDING = 32 << 10,	  /* bytes that are sent together */
	H2_SPARE_MAX = 16	  /* streams kept for the next requests */
};

enum h2_phase {
	H2_HEAD,    /* fields are coming in */
	H2_BODY,    /* content is */
	H2_WAITING, /* the request is whole; there are answers enough */
	H2_WORKING, /* a worker has it */
	H2_ANSWERING,
	H2_NEWS /* the answer has no end: see stream.h */
};

/* Its exchange comes first, so that one is the other. */
struct h2_stream {
	struct exchange x;
	struct h2_stream *next, **link; /* of the connection */
	int32_t id;
	enum h2_phase phase;
	bool is_over;  /* for nghttp2; it waits for the worker */
	bool is_held;  /* one of the answers that are counted */
	bool is_sent;  /* the answer, to its end */
	bool has_room; /* all of the news was sent: more may be pushed */
	struct http2_head head;
	struct buf body;     /* of the request; then the news on its way */
	struct str left;     /* of the answer's, to be sent */
	int64_t deadline_us; /* of its phase */
};

struct h2 {
	nghttp2_session *session;
	struct h2_watch watch;
	struct h2_stream *streams, *spare;
	int n_streams, n_spare;
	int n_waiting, n_held; /* of the streams */
	size_t n_body;	       /* bytes, of all streams */
	int n_cancelled;
	int n_requests;
	uint32_t error;	 /* the connection shall end with it */
	bool is_blocked; /* c->out waits for the socket */
	bool is_pumping;
	bool has_news;	 /* a stream of it got room for more */
	bool is_resting; /* without streams, since the deadline was set */
};

/* Send what there is to be said, and see what to wait for (h2.c). */
void h2_go_on(struct conn *);

/* h2_stream.c.  A stream is the user data of nghttp2's. */

/* NULL where nghttp2 does not know one. */
struct h2_stream *h2_stream_find(struct conn *, int32_t id);
struct h2_stream *h2_stream_new(struct conn *, int32_t id);
/* Off the list, its exchange finished; the memory is kept for another. */
void h2_stream_drop(struct conn *, struct h2_stream *);
void h2_stream_free_spare(struct h2 *);
/* What it waits for from now on, as long as the settings allow for that. */
void h2_stream_wait(struct conn *, struct h2_stream *, enum h2_phase);
void h2_stream_allow(struct h2_stream *, int ms);
/* The head is complete, and the whole request. */
void h2_stream_head(struct conn *, struct h2_stream *, bool is_whole);
void h2_stream_begin(struct conn *, struct h2_stream *);
/* Begin those that waited, the oldest first; false where none can. */
bool h2_stream_begin_more(struct conn *);
/* Its answer takes no memory any more. */
void h2_stream_let_go(struct h2 *, struct h2_stream *);
void h2_stream_content(struct conn *, struct h2_stream *, struct str);
/* Answer with a status; or without words. */
void h2_stream_refuse(struct conn *, struct h2_stream *, int status);
void h2_stream_reset(struct conn *, struct h2_stream *, uint32_t error);
/* nghttp2 has forgotten it. */
void h2_stream_over(struct conn *, struct h2_stream *);

/* h2_read.c */
void h2_read_set_callbacks(nghttp2_session_callbacks *);

/* h2_send.c */
void h2_send_set_callbacks(nghttp2_session_callbacks *);
/* The answer is filled in: let it go when there is room. */
void h2_send_answer(struct conn *, struct h2_stream *);
void h2_send_continue(struct conn *, struct h2_stream *);
/* Take nothing new; the connection ends with its last stream. */
void h2_send_goaway(struct conn *);
/* Send what nghttp2 has; end the connection when it is at its end. */
void h2_send_pump(struct conn *);

/* h2_news.c */

/* The answer's head and first words were sent, or the news since. */
void h2_news_room(struct conn *, struct h2_stream *);
/* Take what was said meanwhile; false where there is no room for any. */
bool h2_news_take(struct conn *);
bool h2_news_push(struct conn *, struct exchange *, struct str);
void h2_news_finish(struct conn *, struct exchange *);

#endif
