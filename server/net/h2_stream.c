/*
 * h2_stream.c: a request and its answer on a stream of their own.
 */
#include <stdlib.h>

#include "base/check.h"
#include "net/h2.h"
#include "net/loop.h"
#include "net/stream.h"

struct h2_stream *
h2_stream_find(struct conn *c, int32_t id)
{
	struct h2 *h = c->session;

	return nghttp2_session_get_stream_user_data(h->session, id);
}

struct h2_stream *
h2_stream_new(struct conn *c, int32_t id)
{
	struct h2 *h = c->session;
	struct h2_stream *s = h->spare;

	if (s != NULL) {
		h->spare = s->next;
		h->n_spare--;
	} else {
		s = xcalloc(1, sizeof(*s));
		s->x.conn = c;
	}
	s->x.arena = loop_take_arena(c->loop);
	s->x.protocol = COUNT_HTTP2;
	s->id = id;
	s->next = h->streams;
	s->link = &h->streams;
	if (s->next != NULL)
		s->next->link = &s->next;
	h->streams = s;
	h->n_streams++;
	h->is_resting = false;
	CHECK(nghttp2_session_set_stream_user_data(h->session, id, s) == 0);
	h2_stream_wait(c, s, H2_HEAD);
	return s;
}

void
h2_stream_free_spare(struct h2 *h)
{
	for (struct h2_stream *s = h->spare, *next; s != NULL; s = next) {
		next = s->next;
		free(s);
	}
	h->spare = NULL;
	h->n_spare = 0;
}

void
h2_stream_drop(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;

	*s->link = s->next;
	if (s->next != NULL)
		s->next->link = s->link;
	h->n_streams--;
	h->n_waiting -= s->phase == H2_WAITING;
	h2_stream_let_go(h, s);
	if (s->phase != H2_NEWS)
		h->n_body -= s->body.n;
	stream_close(s->x.stream);
	if (s->x.res.status != 0)
		exchange_finish(&s->x);
	http_response_fini(&s->x.res);
	exchange_let_go(&s->x);
	loop_give_arena(c->loop, s->x.arena);
	buf_free(&s->body);
	if (h->n_spare == H2_SPARE_MAX) {
		free(s);
		return;
	}
	*s = (struct h2_stream){ .x = { .conn = c }, .next = h->spare };
	h->spare = s;
	h->n_spare++;
}

void
h2_stream_allow(struct h2_stream *s, int ms)
{
	s->deadline_us = s->x.conn->loop->now_us + (int64_t)ms * 1000;
}

void
h2_stream_wait(struct conn *c, struct h2_stream *s, enum h2_phase phase)
{
	const struct net_config *config = &c->loop->shared->config;

	s->phase = phase;
	switch (phase) {
	case H2_HEAD:
		h2_stream_allow(s, config->head_timeout_ms);
		break;
	case H2_BODY:
		h2_stream_allow(s, config->body_timeout_ms);
		break;
	case H2_WAITING:
	case H2_WORKING:
	case H2_NEWS:
		s->deadline_us = INT64_MAX;
		break;
	case H2_ANSWERING:
		h2_stream_allow(s, config->write_timeout_ms);
		break;
	}
}

void
h2_stream_reset(struct conn *c, struct h2_stream *s, uint32_t error)
{
	struct h2 *h = c->session;

	CHECK(nghttp2_submit_rst_stream(
		  h->session, NGHTTP2_FLAG_NONE, s->id, error) == 0);
}

void
h2_stream_refuse(struct conn *c, struct h2_stream *s, int status)
{
	exchange_identify(&s->x);
	exchange_refuse(&s->x, status);
	h2_send_answer(c, s);
}

static int
count_uploads(const struct h2 *h)
{
	int n = 0;

	for (const struct h2_stream *s = h->streams; s != NULL; s = s->next)
		n += s->phase == H2_BODY;
	return n;
}

void
h2_stream_head(struct conn *c, struct h2_stream *s, bool is_whole)
{
	int status = http2_head_end(&s->head, s->x.arena, &s->x.req);

	if (status == 400)
		h2_stream_reset(c, s, NGHTTP2_PROTOCOL_ERROR);
	else if (status != 0)
		h2_stream_refuse(c, s, status);
	else if (is_whole)
		h2_stream_begin(c, s);
	else if (count_uploads(c->session) >= H2_UPLOADS_MAX)
		h2_stream_reset(c, s, NGHTTP2_REFUSED_STREAM);
	else {
		h2_stream_wait(c, s, H2_BODY);
		if (s->head.expects_continue)
			h2_send_continue(c, s);
	}
}

static void
hold(struct h2 *h, struct h2_stream *s)
{
	s->is_held = true;
	h->n_held++;
}

void
h2_stream_let_go(struct h2 *h, struct h2_stream *s)
{
	h->n_held -= s->is_held;
	s->is_held = false;
}

static void
begin(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;

	if (++h->n_requests == H2_REQUESTS_MAX)
		h2_send_goaway(c);
	s->x.req.body = buf_text(&s->body);
	exchange_identify(&s->x);
	if (!exchange_begin(&s->x)) {
		hold(h, s);
		h2_stream_wait(c, s, H2_WORKING);
		return;
	}
	if (s->x.res.body.n != 0 || s->x.res.release != NULL)
		hold(h, s);
	h2_send_answer(c, s);
}

void
h2_stream_begin(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;

	if (h->n_held < H2_ANSWERS_MAX) {
		begin(c, s);
		return;
	}
	h2_stream_wait(c, s, H2_WAITING);
	h->n_waiting++;
}

bool
h2_stream_begin_more(struct conn *c)
{
	struct h2 *h = c->session;
	bool has_begun = false;

	while (h->n_waiting > 0 && h->n_held < H2_ANSWERS_MAX) {
		struct h2_stream *oldest = NULL;

		for (struct h2_stream *s = h->streams; s != NULL; s = s->next)
			if (s->phase == H2_WAITING)
				oldest = s;
		CHECK(oldest != NULL);
		h->n_waiting--;
		begin(c, oldest);
		has_begun = true;
	}
	return has_begun;
}

void
h2_stream_content(struct conn *c, struct h2_stream *s, struct str bytes)
{
	struct h2 *h = c->session;
	enum http_method method = s->x.req.method;

	/* Of a request that was refused nobody minds the rest. */
	if (s->phase != H2_BODY)
		return;
	if (method == HTTP_GET || method == HTTP_HEAD) {
		h2_stream_refuse(c, s, 400);
	} else if (bytes.n > HTTP_BODY_MAX - s->body.n) {
		h2_stream_refuse(c, s, 413);
	} else if (bytes.n > H2_BODIES_MAX - h->n_body ||
	    !exchange_hold(&s->x, s->body.n + bytes.n)) {
		h2_stream_refuse(c, s, 503);
	} else {
		buf_str(&s->body, bytes);
		h->n_body += bytes.n;
	}
}

void
h2_stream_over(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;

	/* Who listens leaves when it pleases him. */
	if (s->is_sent || s->phase == H2_NEWS) {
		h->n_cancelled -= h->n_cancelled > 0;
		h2_watch_credit(&h->watch, H2_REQUEST_FRAMES);
	} else if (++h->n_cancelled > H2_CANCELLED_MAX) {
		h->error = NGHTTP2_ENHANCE_YOUR_CALM;
	}
	if (s->phase == H2_WORKING)
		s->is_over = true;
	else
		h2_stream_drop(c, s);
}
