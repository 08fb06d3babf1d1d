/*
 * h1.c: HTTP/1 on a connection: one request at a time, answered in order.
 * While a request is being worked on or its answer sent, nothing is read, so
 * that what a client sends ahead waits in the system's buffer.
 */
#include <stdlib.h>

#include "base/check.h"
#include "base/clock.h"
#include "http/parse.h"
#include "net/conn.h"
#include "net/exchange.h"
#include "net/loop.h"
#include "net/stream.h"

/* What the connection waits for, each with its own patience. */
enum h1_wait {
	H1_REQUEST,
	H1_HEAD,
	H1_BODY,
	H1_ANSWER,
	H1_SENDING,
	H1_NEWS /* a stream: more to push, or a peer that goes away */
};

struct h1 {
	enum h1_wait wait;
	struct http1_parser parser;
	struct exchange x;
	bool keep_alive; /* after the answer on its way */
	bool is_chunked; /* the stream on its way */
	bool has_continued;
};

static void
wait_for(struct conn *c, struct h1 *h, enum h1_wait wait)
{
	const struct net_config *config = &c->loop->shared->config;

	h->wait = wait;
	c->wants_input = wait <= H1_BODY || wait == H1_NEWS;
	switch (wait) {
	case H1_REQUEST:
		conn_set_deadline(c, config->idle_timeout_ms);
		break;
	case H1_HEAD:
		conn_set_deadline(c, config->head_timeout_ms);
		break;
	case H1_BODY:
		conn_set_deadline(c, config->body_timeout_ms);
		break;
	case H1_ANSWER:
	case H1_NEWS:
		conn_set_deadline(c, 0);
		break;
	case H1_SENDING: /* conn_send() sets it */
		break;
	}
}

static void
h1_open(struct conn *c)
{
	struct h1 *h = xcalloc(1, sizeof(*h));

	h->x.conn = c;
	h->x.protocol = COUNT_HTTP1;
	c->session = h;
	wait_for(c, h, H1_REQUEST);
}

static void
answer(struct conn *c, struct h1 *h)
{
	struct exchange *x = &h->x;
	struct str body;

	CHECK(x->res.status >= 200);
	stream_prepare(x);
	h->is_chunked = x->stream != NULL && x->req.version_minor > 0;
	h->keep_alive = h->parser.keep_alive && !x->res.close &&
	    !c->loop->is_stopping && (x->stream == NULL || h->is_chunked);
	http1_print_head(
	    &c->out.head, &x->res, &x->req, h->keep_alive, clock_now());
	body = http_response_body(&x->res);
	if (h->is_chunked && body.n > 0)
		http1_print_chunk(&c->out.head, body);
	else if (exchange_has_body(x))
		c->out.body = body;
	wait_for(c, h, H1_SENDING);
	conn_send(c);
}

/* Refuse what has been read so far, and end the connection. */
static void
break_off(struct conn *c, struct h1 *h, int status)
{
	h->parser.keep_alive = false;
	exchange_identify(&h->x);
	exchange_refuse(&h->x, status);
	answer(c, h);
}

static void
begin(struct conn *c, struct h1 *h)
{
	exchange_identify(&h->x);
	if (exchange_begin(&h->x))
		answer(c, h);
	else
		wait_for(c, h, H1_ANSWER);
}

/*
 * The client waits for leave to send the body.  It has nothing else to read
 * now, so that a socket without room for 25 bytes is a broken one.
 */
static void
say_continue(struct conn *c, struct h1 *h)
{
	static const struct str go_on = STR_INIT(
	    "HTTP/1.1 100 Continue\r\n\r\n");

	h->has_continued = true;
	if (c->transport->send(c, go_on, STR_NONE) != (ssize_t)go_on.n)
		conn_close(c);
}

static void
note_progress(struct conn *c, struct h1 *h)
{
	bool has_begun = h->parser.phase != HTTP1_HEAD ||
	    h->parser.n_scanned != 0;

	if (h->parser.phase != HTTP1_HEAD && h->wait != H1_BODY)
		wait_for(c, h, H1_BODY);
	else if (has_begun && h->wait == H1_REQUEST)
		wait_for(c, h, H1_HEAD);
	if (h->parser.wants_continue && !h->has_continued)
		say_continue(c, h);
}

static void
h1_input(struct conn *c)
{
	struct h1 *h = c->session;

	while (c->state == CONN_OPEN && c->wants_input && conn_input(c).n > 0) {
		enum http1_result result;
		size_t n_taken;

		/* What is asked behind a stream waits for its end. */
		if (h->wait == H1_NEWS) {
			c->wants_input = conn_input(c).n == 0;
			return;
		}
		if (h->x.arena == NULL)
			h->x.arena = loop_take_arena(c->loop);
		result = http1_parse(
		    &h->parser, h->x.arena, conn_input(c), &n_taken, &h->x.req);
		conn_take(c, n_taken);
		if (!exchange_hold(&h->x, h->parser.body.n)) {
			break_off(c, h, 503);
			return;
		}
		switch (result) {
		case HTTP1_MORE:
			note_progress(c, h);
			return;
		case HTTP1_DONE:
			begin(c, h);
			break;
		case HTTP1_REFUSED:
			break_off(c, h, h->parser.status);
			break;
		}
	}
}

static void
h1_end(struct conn *c)
{
	struct h1 *h = c->session;

	if (h->wait == H1_REQUEST || h->wait == H1_NEWS)
		conn_close(c);
	else
		break_off(c, h, 400);
}

static void
h1_late(struct conn *c)
{
	struct h1 *h = c->session;

	if (h->wait == H1_HEAD || h->wait == H1_BODY)
		break_off(c, h, 408);
	else
		conn_close(c);
}

static void
h1_answered(struct conn *c, struct exchange *x)
{
	(void)x;
	answer(c, c->session);
}

static bool
h1_is_idle(const struct conn *c)
{
	const struct h1 *h = c->session;

	return h->wait == H1_REQUEST;
}

static void
h1_rest(struct conn *c)
{
	struct h1 *h = c->session;

	loop_give_arena(c->loop, h->x.arena);
	h->x.arena = NULL;
	http1_parser_fini(&h->parser);
}

/* The beginning of a stream is sent: keep no more of it than it takes. */
static void
listen_on(struct conn *c, struct h1 *h)
{
	exchange_finish(&h->x);
	http1_parser_reset(&h->parser);
	h1_rest(c);
	conn_trim(c);
	wait_for(c, h, H1_NEWS);
	stream_open(h->x.stream);
}

static void
h1_sent(struct conn *c)
{
	struct h1 *h = c->session;

	if (h->wait == H1_NEWS) {
		conn_trim(c);
		wait_for(c, h, H1_NEWS);
		stream_go_on(h->x.stream);
		return;
	}
	if (h->x.stream != NULL) {
		listen_on(c, h);
		return;
	}
	/* Of a stream that has ended, this was done when it began. */
	if (h->x.res.status != 0) {
		exchange_finish(&h->x);
		http1_parser_reset(&h->parser);
		loop_give_arena(c->loop, h->x.arena);
		h->x.arena = NULL;
	}
	h->has_continued = false;
	wait_for(c, h, H1_REQUEST);
	if (!h->keep_alive)
		conn_linger(c);
}

static void
print_piece(struct conn *c, const struct h1 *h, struct str text)
{
	if (h->is_chunked)
		http1_print_chunk(&c->out.head, text);
	else
		buf_str(&c->out.head, text);
}

static bool
h1_push(struct conn *c, struct exchange *x, struct str text)
{
	(void)x;
	if (c->out.head.n != 0)
		return false;
	print_piece(c, c->session, text);
	conn_send(c);
	return true;
}

static void
h1_finish(struct conn *c, struct exchange *x)
{
	struct h1 *h = c->session;

	stream_close(x->stream);
	/* Who has not read what was pushed need not be told either. */
	if (c->out.head.n != 0) {
		conn_close(c);
		return;
	}
	h->keep_alive = h->keep_alive && !c->loop->is_stopping;
	print_piece(c, h, STR_NONE);
	wait_for(c, h, H1_SENDING);
	conn_send(c);
	conn_continue(c);
}

static void
h1_stop(struct conn *c)
{
	/* Otherwise the answer says that it is the last: see answer(). */
	if (h1_is_idle(c))
		conn_close(c);
}

static void
h1_free(struct conn *c)
{
	struct h1 *h = c->session;

	stream_close(h->x.stream);
	if (h->wait >= H1_ANSWER && h->x.res.status != 0)
		exchange_finish(&h->x);
	http_response_fini(&h->x.res);
	exchange_let_go(&h->x);
	loop_give_arena(c->loop, h->x.arena);
	http1_parser_fini(&h->parser);
	free(h);
}

const struct protocol h1_protocol = {
	.open = h1_open,
	.input = h1_input,
	.end = h1_end,
	.sent = h1_sent,
	.answered = h1_answered,
	.push = h1_push,
	.finish = h1_finish,
	.late = h1_late,
	.is_idle = h1_is_idle,
	.rest = h1_rest,
	.stop = h1_stop,
	.free = h1_free,
};
