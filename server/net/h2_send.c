/*
 * h2_send.c: answers as frames, and frames that are sent together: many short
 * answers leave in one record and one system call, long ones in full records.
 */
#include <string.h>

#include "base/check.h"
#include "base/clock.h"
#include "http/date.h"
#include "net/h2.h"
#include "net/loop.h"
#include "net/stream.h"

enum {
	/* Room for less is left, unless it is the end of an answer. */
	DATA_MIN = 1024,
	DIGITS_MAX = 20, /* of a size */
	/* :status, date, content-length and x-request-id. */
	FIELDS_MAX = HTTP_RESPONSE_HEADERS_MAX + 4
};

/* The names and values stay where they are until the stream is dropped. */
static void
add_field(nghttp2_nv *fields, size_t *n, struct str name, struct str value,
    uint8_t flags)
{
	fields[(*n)++] = (nghttp2_nv){ (uint8_t *)name.p, (uint8_t *)value.p,
		name.n, value.n,
		(uint8_t)(NGHTTP2_NV_FLAG_NO_COPY_NAME |
		    NGHTTP2_NV_FLAG_NO_COPY_VALUE | flags) };
}

/* Eight bytes that are c. */
#define ALL(c) (UINT64_C(0x0101010101010101) * (c))

/* A name, which is ASCII, by words of eight letters. */
static struct str
lower(struct arena *a, struct str s)
{
	size_t n_room = (s.n + 7) / 8 * 8;
	char *p = arena_alloc(a, n_room);
	uint64_t w;

	memcpy(p, s.p, s.n);
	for (size_t i = 0; i < n_room; i += sizeof(w)) {
		memcpy(&w, p + i, sizeof(w));
		/* The high bit of a letter from 'A' on, but not behind 'Z'. */
		w += ((w + ALL(0x80 - 'A')) & ~(w + ALL(0x7f - 'Z')) &
			 ALL(0x80)) >>
		    2;
		memcpy(p + i, &w, sizeof(w));
	}
	return (struct str){ p, s.n };
}

/* Two in every answer, where printf() shows in a profile. */
static struct str
number(struct arena *a, size_t n)
{
	char *end = (char *)arena_alloc(a, DIGITS_MAX) + DIGITS_MAX, *p = end;

	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n != 0);
	return (struct str){ p, (size_t)(end - p) };
}

static void
add_header(
    nghttp2_nv *fields, size_t *n, struct arena *a, const struct http_header *h)
{
	struct str name = lower(a, h->name);

	/* What is secret or never said again is kept out of the table. */
	add_field(fields, n, name, h->value,
	    str_eq(name, STR("set-cookie")) ? NGHTTP2_NV_FLAG_NO_INDEX : 0);
}

/* As http1_print_head() has it, but for what HTTP/2 has no word for. */
static size_t
fill_fields(struct exchange *x, nghttp2_nv *fields)
{
	const struct http_response *res = &x->res;
	char *date = arena_alloc(x->arena, HTTP_DATE_LEN + 1);
	size_t n = 0;

	add_field(fields, &n, STR(":status"),
	    number(x->arena, (size_t)res->status), 0);
	http_date_print(date, clock_now());
	add_field(
	    fields, &n, STR("date"), (struct str){ date, HTTP_DATE_LEN }, 0);
	for (size_t i = 0; i < res->n_headers; i++)
		add_header(fields, &n, x->arena, &res->headers[i]);
	if (res->status != 204 && res->status != 304 && res->stream == NULL)
		add_field(fields, &n, STR("content-length"),
		    number(x->arena, http_response_body(res).n),
		    NGHTTP2_NV_FLAG_NO_INDEX);
	add_field(fields, &n, STR("x-request-id"),
	    (struct str){ x->req.id, HTTP_REQUEST_ID_LEN },
	    NGHTTP2_NV_FLAG_NO_INDEX);
	return n;
}

static ssize_t
read_data(nghttp2_session *session, int32_t id, uint8_t *buf, size_t n,
    uint32_t *flags, nghttp2_data_source *source, void *arg)
{
	const struct conn *c = arg;
	struct h2_stream *s = source->ptr;
	size_t used = c->out.head.n + H2_FRAME_HEAD,
	       room = used < H2_SENDING ? H2_SENDING - used : 0;

	(void)session;
	(void)id;
	(void)buf;
	if (s->x.stream != NULL && s->left.n == 0) {
		h2_news_room(arg, s);
		return NGHTTP2_ERR_DEFERRED;
	}
	if (room < s->left.n && room < DATA_MIN)
		return NGHTTP2_ERR_PAUSE;
	n = n < room ? n : room;
	*flags |= NGHTTP2_DATA_FLAG_NO_COPY;
	if (s->left.n <= n) {
		n = s->left.n;
		if (s->x.stream == NULL)
			*flags |= NGHTTP2_DATA_FLAG_EOF;
	}
	return (ssize_t)n;
}

static int
send_data(nghttp2_session *session, nghttp2_frame *frame, const uint8_t *head,
    size_t n, nghttp2_data_source *source, void *arg)
{
	struct conn *c = arg;
	struct h2 *h = c->session;
	struct h2_stream *s = source->ptr;

	(void)session;
	CHECK(frame->data.padlen == 0 && n <= s->left.n);
	buf_add(&c->out.head, head, H2_FRAME_HEAD);
	buf_add(&c->out.head, s->left.p, n);
	s->left = str_skip(s->left, n);
	if (s->left.n == 0 && s->x.stream != NULL)
		h2_news_room(c, s);
	h2_watch_credit(&h->watch, H2_ANSWER_FRAMES);
	/* Who opens the window byte by byte gets no more time for it. */
	if (n >= DATA_MIN)
		h2_stream_allow(s, c->loop->shared->config.write_timeout_ms);
	return 0;
}

/* Of a request that was answered before its end the rest is not wanted. */
static int
on_sent(nghttp2_session *session, const nghttp2_frame *frame, void *arg)
{
	struct conn *c = arg;
	struct h2 *h = c->session;
	struct h2_stream *s = h2_stream_find(c, frame->hd.stream_id);

	/* More than may be open at once is refused by nghttp2: count it. */
	if (s == NULL && frame->hd.type == NGHTTP2_RST_STREAM &&
	    ++h->n_cancelled > H2_CANCELLED_MAX)
		h->error = NGHTTP2_ENHANCE_YOUR_CALM;
	if (s == NULL ||
	    (frame->hd.type != NGHTTP2_DATA &&
		frame->hd.type != NGHTTP2_HEADERS) ||
	    (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0)
		return 0;
	s->is_sent = true;
	if (nghttp2_session_get_stream_remote_close(session, s->id) == 0)
		h2_stream_reset(c, s, NGHTTP2_NO_ERROR);
	return 0;
}

void
h2_send_set_callbacks(nghttp2_session_callbacks *cb)
{
	nghttp2_session_callbacks_set_send_data_callback(cb, send_data);
	nghttp2_session_callbacks_set_on_frame_send_callback(cb, on_sent);
}

void
h2_send_answer(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;
	nghttp2_data_provider data = { { .ptr = s }, read_data };
	nghttp2_nv fields[FIELDS_MAX];
	size_t n;

	CHECK(s->x.res.status >= 200);
	stream_prepare(&s->x);
	n = fill_fields(&s->x, fields);
	if (exchange_has_body(&s->x))
		s->left = http_response_body(&s->x.res);
	h2_stream_wait(c, s, H2_ANSWERING);
	CHECK(nghttp2_submit_response(h->session, s->id, fields, n,
		  s->left.n == 0 && s->x.stream == NULL ? NULL : &data) == 0);
	if (s->x.res.close)
		h2_send_goaway(c);
}

void
h2_send_continue(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;
	nghttp2_nv status;
	size_t n = 0;

	add_field(&status, &n, STR(":status"), STR("100"), 0);
	CHECK(nghttp2_submit_headers(h->session, NGHTTP2_FLAG_NONE, s->id, NULL,
		  &status, n, NULL) == 0);
}

void
h2_send_goaway(struct conn *c)
{
	struct h2 *h = c->session;

	CHECK(nghttp2_submit_goaway(h->session, NGHTTP2_FLAG_NONE,
		  nghttp2_session_get_last_proc_stream_id(h->session),
		  NGHTTP2_NO_ERROR, NULL, 0) == 0);
}

/* Frames to be sent together; false where there are none. */
static bool
fill(struct conn *c)
{
	struct h2 *h = c->session;

	while (c->out.head.n < H2_SENDING) {
		const uint8_t *p;
		ssize_t n = nghttp2_session_mem_send(h->session, &p);

		if (n < 0) {
			conn_close(c);
			return false;
		}
		if (n == 0)
			break;
		buf_add(&c->out.head, p, (size_t)n);
	}
	return c->out.head.n > 0;
}

void
h2_send_pump(struct conn *c)
{
	struct h2 *h = c->session;

	if (h->is_pumping || h->is_blocked)
		return;
	h->is_pumping = true;
	do {
		while (c->state == CONN_OPEN && !h->is_blocked && fill(c)) {
			h->is_blocked = true;
			conn_send(c);
		}
	} while (h2_news_take(c));
	h->is_pumping = false;
	c->wants_input = !h->is_blocked;
	if (c->state == CONN_OPEN && !h->is_blocked &&
	    !nghttp2_session_want_read(h->session))
		conn_linger(c);
}
