/*
 * h2.c: an HTTP/2 connection (RFC 9113): its beginning, its end, its patience.
 * While bytes wait for the socket nothing is read, so that what a client does
 * not take cannot pile up here.
 */
#include "net/h2.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/log.h"
#include "net/loop.h"

static nghttp2_session *
new_session(struct conn *c)
{
	nghttp2_session_callbacks *cb;
	nghttp2_option *options;
	nghttp2_session *session;

	CHECK(nghttp2_session_callbacks_new(&cb) == 0);
	CHECK(nghttp2_option_new(&options) == 0);
	h2_read_set_callbacks(cb);
	h2_send_set_callbacks(cb);
	nghttp2_option_set_no_closed_streams(options, 1);
	nghttp2_option_set_max_settings(options, H2_SETTINGS_MAX);
	nghttp2_option_set_max_continuations(options, H2_CONTINUATIONS_MAX);
	nghttp2_option_set_max_outbound_ack(options, H2_ACKS_MAX);
	CHECK(nghttp2_session_server_new2(&session, cb, c, options) == 0);
	nghttp2_option_del(options);
	nghttp2_session_callbacks_del(cb);
	return session;
}

static void
h2_open(struct conn *c)
{
	/* The window is the 64 kB of RFC 9113, section 6.9.2. */
	static const nghttp2_settings_entry settings[] = {
		{ NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, H2_STREAMS_MAX },
		{ NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, HTTP_HEAD_MAX },
		{ NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1 },
	};
	struct h2 *h = xcalloc(1, sizeof(*h));

	c->session = h;
	c->wants_input = true;
	conn_set_deadline(c, c->loop->shared->config.idle_timeout_ms);
	h->is_resting = true;
	h2_watch_init(&h->watch);
	h->session = new_session(c);
	CHECK(nghttp2_submit_settings(h->session, NGHTTP2_FLAG_NONE, settings,
		  sizeof(settings) / sizeof(settings[0])) == 0);
	h2_send_pump(c);
}

/* The earliest that one of the streams waits for. */
static void
set_patience(struct conn *c)
{
	struct h2 *h = c->session;
	int64_t first_us = INT64_MAX, now_us;

	if (c->state != CONN_OPEN || h->is_blocked)
		return;
	if (h->streams == NULL) {
		/* Pings do not make it longer. */
		if (!h->is_resting)
			conn_set_deadline(
			    c, c->loop->shared->config.idle_timeout_ms);
		h->is_resting = true;
		return;
	}
	for (struct h2_stream *s = h->streams; s != NULL; s = s->next)
		if (s->deadline_us < first_us)
			first_us = s->deadline_us;
	if (first_us == INT64_MAX) {
		conn_set_deadline(c, 0);
		return;
	}
	now_us = c->loop->now_us;
	conn_set_deadline(
	    c, first_us > now_us ? (int)((first_us - now_us) / 1000) + 1 : 1);
}

/* Say what is wrong; when that is sent the connection ends. */
static void
give_up(struct conn *c, struct h2 *h)
{
	LOG_DEBUG("net.h2", "error=%s", nghttp2_http2_strerror(h->error));
	if (nghttp2_session_terminate_session(h->session, h->error) != 0)
		conn_close(c);
	h->error = NGHTTP2_NO_ERROR;
}

void
h2_go_on(struct conn *c)
{
	struct h2 *h = c->session;

	/* When answers leave there is room for more, or something is wrong. */
	do {
		if (h->error != NGHTTP2_NO_ERROR)
			give_up(c, h);
		h2_send_pump(c);
	} while (c->state == CONN_OPEN &&
	    (h->error != NGHTTP2_NO_ERROR || h2_stream_begin_more(c)));
	set_patience(c);
}

static void
h2_input(struct conn *c)
{
	struct h2 *h = c->session;
	struct str in = conn_input(c);
	size_t n_ok;
	uint32_t error = h2_watch(&h->watch, h->session, in, &n_ok);
	ssize_t r = nghttp2_session_mem_recv(
	    h->session, (const uint8_t *)in.p, n_ok);

	conn_take(c, in.n);
	if (r == NGHTTP2_ERR_FLOODED ||
	    r == NGHTTP2_ERR_TOO_MANY_CONTINUATIONS) {
		h->error = NGHTTP2_ENHANCE_YOUR_CALM;
	} else if (r < 0) {
		/* No preface, so not the protocol: nothing to be said. */
		conn_linger(c);
		return;
	} else if (error != NGHTTP2_NO_ERROR) {
		h->error = error;
	}
	h2_go_on(c);
}

static void
h2_end(struct conn *c)
{
	conn_close(c);
}

static void
h2_sent(struct conn *c)
{
	struct h2 *h = c->session;

	h->is_blocked = false;
	if (!h->is_pumping)
		h2_go_on(c);
}

static void
h2_answered(struct conn *c, struct exchange *x)
{
	struct h2_stream *s = (struct h2_stream *)x;

	if (s->is_over)
		h2_stream_drop(c, s);
	else
		h2_send_answer(c, s);
	h2_go_on(c);
}

static void
late_stream(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;

	switch (s->phase) {
	case H2_HEAD: /* until it is complete nothing else can be read */
		h->error = NGHTTP2_ENHANCE_YOUR_CALM;
		break;
	case H2_BODY:
		h2_stream_refuse(c, s, 408);
		break;
	case H2_WAITING:
	case H2_WORKING:
		break;
	case H2_ANSWERING:
	case H2_NEWS:
		s->deadline_us = INT64_MAX;
		h2_stream_reset(c, s, NGHTTP2_CANCEL);
		break;
	}
}

static void
h2_late(struct conn *c)
{
	struct h2 *h = c->session;
	int64_t now_us = c->loop->now_us;

	if (h->is_blocked) {
		conn_close(c);
		return;
	}
	if (h->streams == NULL) {
		conn_stop(c);
		return;
	}
	/* When the server stops, who still has to be waited for is late. */
	if (c->loop->is_stopping)
		now_us = INT64_MAX - 1;
	for (struct h2_stream *s = h->streams, *next; s != NULL; s = next) {
		next = s->next;
		if (s->deadline_us <= now_us)
			late_stream(c, s);
	}
	h2_go_on(c);
}

static bool
h2_is_idle(const struct conn *c)
{
	const struct h2 *h = c->session;

	return h->streams == NULL && !h->is_blocked;
}

static void
h2_rest(struct conn *c)
{
	h2_stream_free_spare(c->session);
}

static void
h2_stop(struct conn *c)
{
	bool was_idle = h2_is_idle(c);

	h2_send_goaway(c);
	h2_go_on(c);
	if (was_idle)
		conn_close(c);
}

static void
h2_free(struct conn *c)
{
	struct h2 *h = c->session;

	while (h->streams != NULL)
		h2_stream_drop(c, h->streams);
	h2_stream_free_spare(h);
	nghttp2_session_del(h->session);
	free(h);
}

const struct protocol h2_protocol = {
	.open = h2_open,
	.input = h2_input,
	.end = h2_end,
	.sent = h2_sent,
	.answered = h2_answered,
	.push = h2_news_push,
	.finish = h2_news_finish,
	.late = h2_late,
	.is_idle = h2_is_idle,
	.rest = h2_rest,
	.stop = h2_stop,
	.free = h2_free,
};
