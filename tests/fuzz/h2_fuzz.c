/*
 * h2_fuzz.c: bytes as an HTTP/2 client could send them, on a connection whose
 * socket is not there, with two workers.  What is asked keeps what http/
 * promises, what is said are frames, and the limits of net/h2.h hold.
 *
 * The first byte: 1 takes a byte at a time, 2 lets every other send wait, 4
 * puts the preface in front, 8 says something to who listens.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nghttp2/nghttp2.h>

#include "base/check.h"
#include "base/count.h"
#include "fuzz.h"
#include "net/h2.h"
#include "net/limit.h"
#include "net/loop.h"
#include "net/pool.h"

enum { BIG_BYTES = 100000, FRAME_MAX = 16384 };

/* The peer that is not there, one at a time. */
static struct {
	struct str left; /* what it still sends */
	size_t step;
	bool is_slow, was_slow;
	uint8_t head[H2_FRAME_HEAD]; /* of the frame that it reads */
	size_t n_head, n_payload;
	struct conn *conn;
} peer;

static char big[BIG_BYTES];

static ssize_t
take(struct conn *c, void *p, size_t n)
{
	(void)c;
	if (peer.left.n == 0)
		return IO_AGAIN;
	n = n < peer.step ? n : peer.step;
	n = n < peer.left.n ? n : peer.left.n;
	memcpy(p, peer.left.p, n);
	peer.left = str_skip(peer.left, n);
	return (ssize_t)n;
}

static void
check_frames(struct str s)
{
	while (s.n > 0) {
		size_t n = s.n < peer.n_payload ? s.n : peer.n_payload;

		peer.n_payload -= n;
		s = str_skip(s, n);
		if (s.n == 0)
			return;
		peer.head[peer.n_head++] = (uint8_t)s.p[0];
		s = str_skip(s, 1);
		if (peer.n_head < H2_FRAME_HEAD)
			continue;
		peer.n_head = 0;
		peer.n_payload = (size_t)peer.head[0] << 16 |
		    (size_t)peer.head[1] << 8 | peer.head[2];
		CHECK(peer.n_payload <= FRAME_MAX);
		CHECK(peer.head[3] <= NGHTTP2_CONTINUATION &&
		    peer.head[3] != NGHTTP2_PUSH_PROMISE);
	}
}

static ssize_t
give(struct conn *c, struct str head, struct str body)
{
	(void)c;
	peer.was_slow = peer.is_slow && !peer.was_slow;
	if (peer.was_slow)
		return IO_AGAIN;
	check_frames(head);
	check_frames(body);
	return (ssize_t)(head.n + body.n);
}

static void
end(struct conn *c)
{
	(void)c;
}

static bool
has_pending(const struct conn *c)
{
	(void)c;
	return peer.left.n > 0;
}

static const struct transport no_transport = { take, give, end, has_pending };

static void
check_request(const struct http_request *req)
{
	CHECK(req->method != HTTP_OTHER && req->method_name.n > 0);
	CHECK(req->path.n > 0 && req->path.p[0] == '/');
	CHECK(req->target.n <= HTTP_TARGET_MAX && req->host.n > 0);
	CHECK(req->n_headers <= HTTP_HEADERS_MAX);
	CHECK(req->body.n <= HTTP_BODY_MAX);
	CHECK(req->method == HTTP_POST || req->body.n == 0);
	for (size_t i = 0; i < req->n_headers; i++) {
		struct str name = req->headers[i].name,
			   value = req->headers[i].value;

		CHECK(name.n > 0);
		for (size_t j = 0; j < name.n; j++)
			CHECK(name.p[j] > ' ' && name.p[j] < 0x7f &&
			    name.p[j] != ':' &&
			    !(name.p[j] >= 'A' && name.p[j] <= 'Z'));
		for (size_t j = 0; j < value.n; j++)
			CHECK(value.p[j] != '\r' && value.p[j] != '\n' &&
			    value.p[j] != '\0');
	}
}

static void
say(struct http_response *res, int status)
{
	res->status = status;
	http_response_header(res, "Content-Type", STR("text/plain"));
	buf_fmt(&res->body, "%d", status);
}

static enum net_verdict
start(void *arg, struct arena *a, const struct http_request *req,
    struct http_response *res, int *pool)
{
	char kind = req->path.n > 1 ? req->path.p[1] : ' ';

	(void)arg;
	check_request(req);
	if (kind == 'w') {
		*pool = 0;
		return NET_POOL;
	}
	if (kind == 's') {
		struct http_stream *s = arena_alloc(a, sizeof(*s));

		s->topic = (struct topic){ TOPIC_THREAD, 7 };
		s->ends_at = INT64_MAX;
		res->stream = s;
	}
	say(res, 200);
	if (kind == 'b')
		res->shared = (struct str){ big, sizeof(big) };
	return NET_ANSWERED;
}

static bool
run(void *arg, void *worker, struct arena *a, const struct http_request *req,
    struct http_response *res)
{
	(void)arg;
	(void)worker;
	(void)a;
	check_request(req);
	say(res, 200);
	return true;
}

static void
refuse(void *arg, struct arena *a, const struct http_request *req, int status,
    struct http_response *res)
{
	(void)arg;
	(void)a;
	(void)req;
	say(res, status);
}

static void *
worker_open(void *arg, int pool)
{
	(void)pool;
	return arg;
}

static void
worker_close(void *arg, void *worker)
{
	(void)arg;
	(void)worker;
}

static void
done(void *arg, const struct http_request *req, const struct http_response *res,
    int64_t duration_us)
{
	(void)arg;
	(void)req;
	(void)duration_us;
	CHECK(res->status >= 200);
}

static struct shared shared = {
	.config = { .n_loops = 1,
	    .pools = { { 2, 16 } },
	    .n_pools = 1,
	    .head_timeout_ms = 60000,
	    .body_timeout_ms = 60000,
	    .idle_timeout_ms = 60000,
	    .write_timeout_ms = 60000,
	    .connections_max = 10 },
	.handler = { .arg = &shared,
	    .start = start,
	    .run = run,
	    .refuse = refuse,
	    .worker_open = worker_open,
	    .worker_close = worker_close,
	    .done = done },
};

static struct loop *
the_loop(void)
{
	static struct loop *loop;

	if (loop != NULL)
		return loop;
	shared.limit = limit_new(10, 10, 4 * HTTP_BODY_MAX);
	shared.streams = limit_new(8, 8, 0);
	shared.counts = counts_new(LOOP_COUNTS);
	shared.pools[0] = pool_new(&shared.handler, 0, &shared.config.pools[0]);
	CHECK(loop_new(&shared, &loop) == OK);
	CHECK(pool_start(shared.pools[0]) == OK);
	return loop;
}

static void
find_conn(struct conn *c)
{
	peer.conn = c;
}

/* A connection that has just shaken hands, and does not go before we do. */
static struct conn *
open_conn(struct loop *l, int fd)
{
	struct conn *c;

	CHECK(limit_take(shared.limit, NULL));
	conn_new(l, fd, &(struct http_address){ 0 }, &shared.handler, NULL);
	crowd_each(&l->crowd, find_conn);
	c = peer.conn;
	c->is_proxy = true; /* so that it is given back as it was taken */
	c->protocol->free(c);
	c->n_exchanges = 1;
	c->transport = &no_transport;
	c->protocol = &h2_protocol;
	c->protocol->open(c);
	return c;
}

static void
drive(struct loop *l, struct conn *c, bool wants_words)
{
	const struct h2 *h = c->session;

	for (int turn = 0; c->state == CONN_OPEN; turn++) {
		conn_continue(c);
		if (wants_words && turn == 3 &&
		    streams_say(&l->streams, (struct topic){ TOPIC_THREAD, 7 },
			STR("data: 1\n\n")))
			streams_deliver(l);
		event_base_loop(l->base, EVLOOP_NONBLOCK);
		CHECK(h->n_streams <= 2 * H2_STREAMS_MAX);
		CHECK(h->n_body <= H2_BODIES_MAX);
		if (c->state == CONN_OPEN && c->out.head.n != 0)
			conn_send(c);
		else if (peer.left.n == 0 && turn > 4)
			break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct str preface = STR_INIT(
	    NGHTTP2_CLIENT_MAGIC "\0\0\0\4\0\0\0\0\0");
	struct loop *l = the_loop();
	struct buf bytes = { 0 };
	struct conn *c;
	int fds[2];

	if (n == 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0)
		return 0;
	if ((data[0] & 4) != 0)
		buf_str(&bytes, preface);
	buf_add(&bytes, data + 1, n - 1);
	memset(&peer, 0, sizeof(peer));
	peer.left = buf_text(&bytes);
	peer.step = (data[0] & 1) != 0 ? 1 : FRAME_MAX;
	peer.is_slow = (data[0] & 2) != 0;
	c = open_conn(l, fds[0]);
	drive(l, c, (data[0] & 8) != 0);
	conn_close(c);
	while (c->n_exchanges > 1)
		event_base_loop(l->base, EVLOOP_ONCE);
	c->n_exchanges = 0;
	loop_bury(l);
	close(fds[1]);
	buf_free(&bytes);
	return 0;
}
