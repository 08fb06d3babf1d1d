/* What a client may do, over HTTP and over HTTPS alike. */
#include "cmocka_all.h"

#include <assert.h>

#include "net/peer.h"

#define H "Host: a.example\r\n"

static int
house_port(const struct house *h, bool is_tls)
{
	return is_tls ? h->config.https_port : h->config.http_port;
}

static void
answers_pipelined_requests_in_order(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	for (int tls = 0; tls <= 1; tls++) {
		peer_open(&p, house_port(&h, tls), tls);
		peer_send(&p,
		    "GET /now HTTP/1.1\r\n" H "\r\n"
		    "GET /first HTTP/1.1\r\n" H "\r\n"
		    "POST /second HTTP/1.1\r\n" H
		    "Content-Length: 5\r\n\r\nhello"
		    "GET /now HTTP/1.1\r\n" H "\r\n"
		    "HEAD /third HTTP/1.1\r\n" H "\r\n"
		    "GET /fo");
		peer_expect(&p, "HTTP/1.1 200 OK\r\n");
		peer_expect(&p, "\r\n\r\nnow");
		peer_expect(&p, "\r\n\r\nworked on /first:");
		peer_expect(&p, "\r\n\r\nworked on /second:hello");
		peer_expect(&p, "\r\n\r\nnow");
		peer_expect(&p, "Content-Length: 17\r\n");
		peer_send(&p,
		    "urth HTTP/1.1\r\n" H "Connection: close\r\n\r\n"
		    "GET /ignored HTTP/1.1\r\n" H "\r\n");
		peer_expect(&p, "\r\n\r\nHTTP/1.1 200 OK\r\n");
		peer_expect(&p, "Connection: close\r\n\r\n");
		assert_str(peer_rest(&p), "worked on /fourth:");
		peer_close(&p);
	}
	house_close(&h);
	assert_int_equal(atomic_load(&h.n_done), 12);
}

static void
reads_chunks_as_they_come(void **state)
{
	static const char *const parts[] = { "POST /x HTTP/1.1\r", "\n" H,
		"Transfer-Encoding: chunked\r\n\r\n", "3\r\nab", "c\r", "\n5",
		"\r\ndefgh\r\n0\r\n", "\r\n" };
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	for (int tls = 0; tls <= 1; tls++) {
		peer_open(&p, house_port(&h, tls), tls);
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
			peer_send(&p, parts[i]);
		peer_expect(&p, "worked on /x:abcdefgh");
		peer_close(&p);
	}
	house_close(&h);
}

static void
says_continue_to_who_waits_for_it(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	for (int tls = 0; tls <= 1; tls++) {
		peer_open(&p, house_port(&h, tls), tls);
		peer_send(&p,
		    "POST /x HTTP/1.1\r\n" H
		    "Expect: 100-continue\r\nContent-Length: 3\r\n\r\n");
		peer_expect(&p, "HTTP/1.1 100 Continue\r\n\r\n");
		peer_send(&p, "abc");
		peer_expect(&p, "worked on /x:abc");
		peer_send(&p,
		    "POST /x HTTP/1.1\r\n" H
		    "Expect: 100-continue\r\nContent-Length: 999999\r\n\r\n");
		peer_expect(&p, "HTTP/1.1 413 ");
		peer_close(&p);
	}
	house_close(&h);
}

static void
sends_large_answers_to_slow_readers(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	for (int tls = 0; tls <= 1; tls++) {
		peer_open(&p, house_port(&h, tls), tls);
		peer_send(&p,
		    "GET /big HTTP/1.1\r\n" H "\r\n"
		    "GET /now HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
		peer_expect(&p, "\r\n\r\n");
		while (p.got.n < BIG_BYTES)
			assert_true(peer_read_some(&p));
		assert_memory_equal(p.got.p, h.big, BIG_BYTES);
		peer_expect(&p, "\r\n\r\nnow");
		peer_close(&p);
	}
	house_close(&h);
}

static void
answers_a_peer_that_has_ended_its_half(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	peer_open(&p, h.config.http_port, false);
	peer_send(&p, "GET /x HTTP/1.1\r\n" H "\r\n");
	shutdown(p.fd, SHUT_WR);
	peer_expect(&p, "\r\n\r\nworked on /x:");
	assert_str(peer_rest(&p), "");
	peer_close(&p);
	peer_open(&p, h.config.http_port, false);
	peer_send(&p, "GET /x HTTP/1.1\r\n" H);
	shutdown(p.fd, SHUT_WR);
	peer_expect(&p, "HTTP/1.1 400 ");
	peer_close(&p);
	house_close(&h);
}

static void
answers_nothing_behind_a_refused_request(void **state)
{
	static const char *const bad[] = {
		"POST /x HTTP/1.1\r\n" H "Content-Length: 4\r\n"
		"Content-Length: 0\r\n\r\n",
		"POST /x HTTP/1.1\r\n" H "Content-Length: 4\r\n"
		"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"POST /x HTTP/1.1\r\n" H
		"Transfer-Encoding: x, chunked\r\n\r\n0\r\n\r\n",
		"GET /x HTTP/1.1\r\n" H "Content-Length: 40\r\n\r\n",
		"GET /x HTTP/1.1\nHost: a\n\n",
		"GET /x HTTP/1.1\r\nHost : a\r\n\r\n",
		"DELETE /x HTTP/1.1\r\n" H "Content-Length: 40\r\n\r\n",
	};
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	for (int tls = 0; tls <= 1; tls++)
		for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			struct str rest;

			peer_open(&p, house_port(&h, tls), tls);
			peer_send(&p, bad[i]);
			peer_send(&p, "GET /now HTTP/1.1\r\n" H "\r\n");
			peer_expect(&p, "HTTP/1.1 40");
			peer_expect(&p, "Connection: close\r\n\r\nrefused 40");
			rest = peer_rest(&p);
			assert_int_equal(rest.n, 1); /* of the status */
			peer_close(&p);
		}
	house_close(&h);
}

static void
a_client_that_goes_on_sending_reads_the_refusal(void **state)
{
	struct house h;
	struct peer p;
	char *body = calloc(300001, 1);

	(void)state;
	assert_non_null(body);
	memset(body, 'x', 300000);
	house_init(&h);
	house_open(&h);
	for (int tls = 0; tls <= 1; tls++) {
		peer_open(&p, house_port(&h, tls), tls);
		peer_send(&p,
		    "POST /x HTTP/1.1\r\n" H "Content-Length: 300000\r\n\r\n");
		for (size_t at = 0; at < 300000; at += 10000) {
			char saved = body[at + 10000];

			body[at + 10000] = '\0';
			peer_send(&p, body + at);
			body[at + 10000] = saved;
		}
		peer_expect(&p, "HTTP/1.1 413 ");
		peer_expect(&p, "\r\n\r\nrefused 413");
		assert_str(peer_rest(&p), "");
		assert_false(p.was_reset);
		peer_close(&p);
	}
	house_close(&h);
	free(body);
}

static void
says_503_when_the_queue_is_full_but_answers_from_memory(void **state)
{
	struct house h;
	struct peer busy[3], p;

	(void)state;
	house_init(&h);
	h.config.pools[0] = (struct net_pool){ 1, 2 };
	h.config.n_loops = 1; /* so that they are read in the order sent */
	house_open(&h);
	for (int i = 0; i < 3; i++) {
		peer_open(&busy[i], h.config.http_port, false);
		peer_send(&busy[i], "GET /slow HTTP/1.1\r\n" H "\r\n");
		if (i == 0)
			sem_wait(&h.entered);
	}
	peer_open(&p, h.config.https_port, true);
	peer_send(&p, "GET /slow HTTP/1.1\r\n" H "\r\n");
	peer_expect(&p, "HTTP/1.1 503 ");
	peer_expect(&p, "Retry-After: ");
	peer_expect(&p, "\r\n\r\nrefused 503");
	peer_send(&p, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&p, "\r\n\r\nnow");
	for (int i = 0; i < 3; i++)
		sem_post(&h.leave);
	for (int i = 0; i < 3; i++) {
		peer_expect(&busy[i], "\r\n\r\nworked on /slow:");
		peer_close(&busy[i]);
	}
	peer_close(&p);
	house_close(&h);
}

static void
stop_finishes_what_is_in_flight(void **state)
{
	struct house h;
	struct peer working, idle;

	(void)state;
	house_init(&h);
	h.config.n_loops = 1; /* who has closed idle knows of the stop */
	house_open(&h);
	peer_open(&idle, h.config.http_port, false);
	peer_send(&idle, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&idle, "\r\n\r\nnow");
	peer_open(&working, h.config.https_port, true);
	peer_send(&working, "GET /slow HTTP/1.1\r\n" H "\r\n");
	sem_wait(&h.entered);
	net_server_stop(h.server);
	assert_str(peer_rest(&idle), "");
	sem_post(&h.leave);
	peer_expect(&working, "Connection: close\r\n\r\nworked on /slow:");
	assert_str(peer_rest(&working), "");
	peer_close(&idle);
	peer_close(&working);
	house_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_pipelined_requests_in_order),
		cmocka_unit_test(reads_chunks_as_they_come),
		cmocka_unit_test(says_continue_to_who_waits_for_it),
		cmocka_unit_test(sends_large_answers_to_slow_readers),
		cmocka_unit_test(answers_a_peer_that_has_ended_its_half),
		cmocka_unit_test(answers_nothing_behind_a_refused_request),
		cmocka_unit_test(
		    a_client_that_goes_on_sending_reads_the_refusal),
		cmocka_unit_test(
		    says_503_when_the_queue_is_full_but_answers_from_memory),
		cmocka_unit_test(stop_finishes_what_is_in_flight),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
