/* Answers without an end: who hears what, and when it ends all the same. */
#include "cmocka_all.h"

#include <assert.h>

#include "net/peer.h"

#define H "Host: a.example\r\n"
#define NEWS "GET /news/1 HTTP/1.1\r\n" H "\r\n"
#define HELLO "\r\n\r\n9\r\n: hello\n\n\r\n"

enum { PATIENCE_TURNS = 20000 };

static const struct topic seven = { TOPIC_THREAD, 7 };

static void
wait_until_heard(struct house *h, int n)
{
	for (int i = 0; atomic_load(&h->n_heard) != n; i++) {
		assert_true(i < PATIENCE_TURNS);
		pause_ms(1);
	}
}

static void
wait_for_streams(struct house *h, uint64_t n)
{
	struct net_stats stats;

	for (int i = 0;; i++) {
		net_server_stats(h->server, &stats);
		if (stats.n_streams == n)
			return;
		assert_true(i < PATIENCE_TURNS);
		pause_ms(1);
	}
}

/* One loop, where a test counts how often a topic is heard. */
static void
open_small(struct house *h)
{
	house_init(h);
	h->config.n_loops = 1;
	house_open(h);
}

static void
listen_to(struct house *h, struct peer *p, bool is_tls, const char *ask)
{
	peer_open(
	    p, is_tls ? h->config.https_port : h->config.http_port, is_tls);
	peer_send(p, ask);
	peer_expect(p, "HTTP/1.1 200 OK\r\n");
	peer_expect(p, ": hello\n\n");
}

static void
everyone_hears_what_is_said(void **state)
{
	struct peer p[8];
	struct house h;

	(void)state;
	house_init(&h);
	house_open(&h);
	for (int i = 0; i < 8; i++)
		listen_to(&h, &p[i], i % 2 == 0, NEWS);
	wait_for_streams(&h, 8);
	net_say(h.server, seven, STR("data: 1\n\n"));
	for (int i = 0; i < 8; i++)
		peer_expect(&p[i], "\r\n9\r\ndata: 1\n\n\r\n");
	net_say(h.server, seven, STR("data: 2\n\n"));
	for (int i = 0; i < 8; i++) {
		peer_expect(&p[i], "9\r\ndata: 2\n\n\r\n");
		assert_int_equal(p[i].got.n, 0);
		peer_close(&p[i]);
	}
	wait_until_heard(&h, 0);
	wait_for_streams(&h, 0);
	house_close(&h);
}

static void
its_head_promises_chunks(void **state)
{
	struct house h;
	struct peer p;
	struct str head;

	(void)state;
	open_small(&h);
	peer_open(&p, h.config.http_port, false);
	peer_send(&p, NEWS);
	while (str_find_str(buf_text(&p.got), STR(HELLO)) == p.got.n)
		assert_true(peer_read_some(&p));
	head = buf_text(&p.got);
	assert_true(
	    str_find_str(head, STR("Transfer-Encoding: chunked")) < head.n);
	assert_int_equal(str_find_str(head, STR("Content-Length")), head.n);
	assert_int_equal(str_find_str(head, STR("Connection")), head.n);
	peer_close(&p);
	house_close(&h);
}

/* Who comes later hears what was said last, and nothing is said twice. */
static void
a_newcomer_hears_the_newest_text(void **state)
{
	struct peer first, second;
	struct house h;

	(void)state;
	open_small(&h);
	listen_to(&h, &first, false, NEWS);
	wait_until_heard(&h, 1);
	net_say(h.server, seven, STR("data: 1\n\n"));
	peer_expect(&first, "data: 1\n\n\r\n");
	listen_to(&h, &second, false, NEWS);
	peer_expect(&second, "data: 1\n\n\r\n");
	net_say(h.server, seven, STR("data: 1\n\n"));
	net_say(h.server, (struct topic){ TOPIC_THREAD, 8 }, STR("data: 8"));
	net_say(h.server, seven, STR("data: 2\n\n"));
	peer_expect(&first, "9\r\ndata: 2\n\n\r\n");
	peer_expect(&second, "9\r\ndata: 2\n\n\r\n");
	assert_int_equal(first.got.n + second.got.n, 0);
	assert_int_equal(atomic_load(&h.n_heard), 1);
	peer_close(&first);
	peer_close(&second);
	wait_until_heard(&h, 0);
	house_close(&h);
}

/* What was asked behind the stream is answered after it. */
static void
a_connection_goes_on_after_a_stream(void **state)
{
	struct peer p, other;
	struct house h;

	(void)state;
	open_small(&h);
	listen_to(&h, &p, true, NEWS "GET /now HTTP/1.1\r\n" H "\r\n");
	listen_to(&h, &other, false, "GET /news/2 HTTP/1.1\r\n" H "\r\n");
	wait_for_streams(&h, 2);
	net_hang_up(h.server, 1);
	peer_expect(&p, "\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n");
	peer_expect(&p, "\r\n\r\nnow");
	wait_for_streams(&h, 1);
	net_say(h.server, seven, STR("data: 1\n\n"));
	peer_expect(&other, "data: 1\n\n\r\n");
	net_hang_up(h.server, 0);
	peer_expect(&other, "0\r\n\r\n");
	peer_send(&other, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&other, "\r\n\r\nnow");
	assert_int_equal(p.got.n, 0);
	peer_close(&p);
	peer_close(&other);
	house_close(&h);
}

static void
nobodys_stream_is_not_hung_up(void **state)
{
	struct peer p;
	struct house h;

	(void)state;
	open_small(&h);
	listen_to(&h, &p, false, "GET /news/0 HTTP/1.1\r\n" H "\r\n");
	wait_until_heard(&h, 1);
	net_hang_up(h.server, 0);
	net_say(h.server, seven, STR("data: 1\n\n"));
	peer_expect(&p, "data: 1\n\n\r\n");
	net_say(h.server, seven, STR_NONE);
	peer_expect(&p, "0\r\n\r\n");
	wait_until_heard(&h, 0);
	peer_close(&p);
	house_close(&h);
}

static void
http_1_0_reads_until_the_end(void **state)
{
	struct peer p;
	struct house h;
	struct str rest;

	(void)state;
	open_small(&h);
	listen_to(&h, &p, false, "GET /news/1 HTTP/1.0\r\n" H "\r\n");
	wait_until_heard(&h, 1);
	net_say(h.server, seven, STR("data: 1\n\n"));
	peer_expect(&p, "data: 1\n\n");
	net_hang_up(h.server, 1);
	rest = peer_rest(&p);
	assert_int_equal(rest.n, 0);
	peer_close(&p);
	house_close(&h);
}

static void
head_has_no_stream(void **state)
{
	struct peer p;
	struct house h;

	(void)state;
	open_small(&h);
	peer_open(&p, h.config.http_port, false);
	peer_send(&p, "HEAD /news/1 HTTP/1.1\r\n" H "\r\n");
	peer_expect(&p, "\r\n\r\n");
	peer_send(&p, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&p, "\r\n\r\nnow");
	wait_for_streams(&h, 0);
	peer_close(&p);
	house_close(&h);
}

static void
too_many_are_refused(void **state)
{
	struct peer p[3], late;
	struct house h;

	(void)state;
	house_init(&h);
	h.config.streams_max = 3;
	house_open(&h);
	for (int i = 0; i < 3; i++)
		listen_to(&h, &p[i], false, NEWS);
	peer_open(&late, h.config.http_port, false);
	peer_send(&late, NEWS);
	peer_expect(&late, "HTTP/1.1 503 ");
	peer_expect(&late, "refused 503");
	peer_close(&p[1]);
	wait_for_streams(&h, 2);
	peer_send(&late, NEWS);
	peer_expect(&late, "HTTP/1.1 200 OK\r\n");
	peer_close(&p[0]);
	peer_close(&p[2]);
	peer_close(&late);
	house_close(&h);
}

static void
a_stream_ends_with_its_session(void **state)
{
	struct peer p;
	struct house h;

	(void)state;
	open_small(&h);
	listen_to(&h, &p, false, "GET /past/1 HTTP/1.1\r\n" H "\r\n");
	wait_until_heard(&h, 1);
	net_say(h.server, seven, STR("data: 1\n\n"));
	peer_expect(&p, "\r\n0\r\n\r\n");
	assert_int_equal(p.got.n, 0);
	peer_close(&p);
	house_close(&h);
}

/* Nobody says anything: a word shows who is there, and ends what is over. */
static void
silence_is_broken_now_and_then(void **state)
{
	struct peer p, past;
	struct house h;

	(void)state;
	house_init(&h);
	h.config.stream_silence_ms = 20;
	h.config.write_timeout_ms = 80; /* so that it is looked after often */
	house_open(&h);
	listen_to(&h, &p, true, NEWS);
	listen_to(&h, &past, false, "GET /past/1 HTTP/1.1\r\n" H "\r\n");
	peer_expect(&p, "\r\n3\r\n:\n\n\r\n");
	peer_expect(&p, "3\r\n:\n\n\r\n3\r\n:\n\n\r\n");
	peer_expect(&past, "\r\n0\r\n\r\n");
	wait_for_streams(&h, 1);
	peer_close(&p);
	peer_close(&past);
	wait_for_streams(&h, 0);
	house_close(&h);
}

/* It misses what was said in between; then it is closed. */
static void
who_does_not_read_is_closed(void **state)
{
	struct peer p;
	struct house h;
	char text[NET_TEXT_MAX + 1];

	(void)state;
	house_init(&h);
	h.config.n_loops = 1;
	h.config.write_timeout_ms = 200;
	house_open(&h);
	listen_to(&h, &p, false, NEWS);
	wait_until_heard(&h, 1);
	for (int i = 0; atomic_load(&h.n_heard) == 1; i++) {
		assert_true(i < 10 * 1000 * 1000);
		snprintf(text, sizeof(text), "%0*d", NET_TEXT_MAX, i);
		net_say(h.server, seven, str_of(text));
	}
	wait_for_streams(&h, 0);
	peer_close(&p);
	house_close(&h);
}

static bool
ends_with(const struct peer *p, struct str end)
{
	return p->got.n >= end.n &&
	    memcmp(p->got.p + p->got.n - end.n, end.p, end.n) == 0;
}

/* Slow, but it reads: it hears the newest at the end, and is not closed. */
static void
who_reads_slowly_hears_the_newest(void **state)
{
	struct peer p;
	struct house h;
	char text[NET_TEXT_MAX + 1];

	(void)state;
	open_small(&h);
	listen_to(&h, &p, true, NEWS);
	wait_until_heard(&h, 1);
	for (int i = 0; i < 100000; i++) {
		snprintf(text, sizeof(text), "%0*d", NET_TEXT_MAX, i);
		net_say(h.server, seven, str_of(text));
	}
	net_say(h.server, seven, STR("data: the end\n\n"));
	while (!ends_with(&p, STR("\r\nf\r\ndata: the end\n\n\r\n"))) {
		if (p.got.n > (1 << 16))
			buf_clear(&p.got);
		assert_true(peer_read_some(&p));
	}
	peer_close(&p);
	house_close(&h);
}

static void
a_server_that_stops_waits_for_no_stream(void **state)
{
	struct timespec before, after;
	struct peer p[6];
	struct house h;

	(void)state;
	house_init(&h);
	house_open(&h);
	for (int i = 0; i < 6; i++)
		listen_to(&h, &p[i], i % 2 == 0, NEWS);
	clock_gettime(CLOCK_MONOTONIC, &before);
	house_close(&h);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_in_range(after.tv_sec - before.tv_sec, 0, 1);
	for (int i = 0; i < 6; i++) {
		assert_true(str_has_prefix(peer_rest(&p[i]), STR("\r\n0\r\n")));
		peer_close(&p[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everyone_hears_what_is_said),
		cmocka_unit_test(its_head_promises_chunks),
		cmocka_unit_test(a_newcomer_hears_the_newest_text),
		cmocka_unit_test(a_connection_goes_on_after_a_stream),
		cmocka_unit_test(nobodys_stream_is_not_hung_up),
		cmocka_unit_test(http_1_0_reads_until_the_end),
		cmocka_unit_test(head_has_no_stream),
		cmocka_unit_test(too_many_are_refused),
		cmocka_unit_test(a_stream_ends_with_its_session),
		cmocka_unit_test(silence_is_broken_now_and_then),
		cmocka_unit_test(who_does_not_read_is_closed),
		cmocka_unit_test(who_reads_slowly_hears_the_newest),
		cmocka_unit_test(a_server_that_stops_waits_for_no_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
