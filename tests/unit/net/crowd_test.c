/* Connections without a question make room; those with one are left alone. */
#include "cmocka_all.h"

#include <assert.h>

#include "net/crowd.h"
#include "net/exchange.h"
#include "net/peer.h"

#define H "Host: a.example\r\n"

enum { N_IDLE = 18, N_NEW = 6 };

static void
patience_shrinks_from_the_half_on(void **state)
{
	(void)state;
	assert_true(crowd_patience_us(50, 100, 1000) == INT64_MAX);
	assert_int_equal(crowd_patience_us(51, 100, 4000), 3900);
	assert_int_equal(crowd_patience_us(89, 100, 4000), 100);
	assert_int_equal(crowd_patience_us(90, 100, 4000), 0);
	assert_int_equal(crowd_patience_us(100, 100, 4000), 0);
	assert_int_equal(crowd_patience_us(1, 1, 4000), 0);
}

/* A newcomer tries until one connection has rested long enough. */
static void
come_in(struct house *h, struct peer *p)
{
	for (int tries = 0;; tries++) {
		peer_open(p, h->config.http_port, false);
		peer_send(p, "GET /now HTTP/1.1\r\n" H "\r\n");
		if (peer_read_some(p))
			break;
		assert_true(tries < 1000);
		peer_close(p);
		pause_ms(10);
	}
	peer_expect(p, "\r\n\r\nnow");
}

/* Some that never asked, some that were answered, some before a handshake. */
static void
open_idle(struct house *h, struct peer *p, int i)
{
	peer_open(
	    p, i % 3 == 0 ? h->config.https_port : h->config.http_port, false);
	if (i % 3 == 1) {
		peer_send(p, "GET /now HTTP/1.1\r\n" H "\r\n");
		peer_expect(p, "\r\n\r\nnow");
	}
}

static bool
is_closed(const struct peer *p)
{
	char byte;

	return recv(p->fd, &byte, 1, MSG_DONTWAIT) == 0;
}

static void
an_idle_crowd_makes_room_and_the_busy_stay(void **state)
{
	struct peer idle[N_IDLE], new[N_NEW], busy, half;
	int n_closed = 0;
	struct house h;

	(void)state;
	house_init(&h);
	h.config.n_loops = 1;
	h.config.connections_max = N_IDLE + 2;
	house_open(&h);
	peer_open(&busy, h.config.http_port, false);
	peer_send(&busy, "GET /slow HTTP/1.1\r\n" H "\r\n");
	sem_wait(&h.entered);
	peer_open(&half, h.config.http_port, false);
	peer_send(
	    &half, "POST /x HTTP/1.1\r\n" H "Content-Length: 6\r\n\r\nabc");
	for (int i = 0; i < N_IDLE; i++)
		open_idle(&h, &idle[i], i);
	for (int i = 0; i < N_NEW; i++)
		come_in(&h, &new[i]);
	for (int i = 0; i < N_IDLE; i++) {
		n_closed += is_closed(&idle[i]);
		peer_close(&idle[i]);
	}
	assert_true(n_closed >= N_NEW);
	for (int i = 0; i < N_NEW; i++) {
		peer_send(&new[i], "GET /now HTTP/1.1\r\n" H "\r\n");
		peer_expect(&new[i], "\r\n\r\nnow");
		peer_close(&new[i]);
	}
	sem_post(&h.leave);
	peer_expect(&busy, "worked on /slow");
	peer_send(&half, "def");
	peer_expect(&half, "worked on /x:abcdef");
	peer_close(&busy);
	peer_close(&half);
	house_close(&h);
}

/* A newcomer's loop may have none that rests: the others make room too. */
static void
a_newcomer_gets_in_whatever_loop_takes_it(void **state)
{
	struct peer idle[N_IDLE], p;
	struct house h;

	(void)state;
	house_init(&h);
	h.config.n_loops = 3;
	h.config.connections_max = N_IDLE;
	house_open(&h);
	for (int i = 0; i < N_IDLE; i++)
		open_idle(&h, &idle[i], i);
	for (int i = 0; i < 2 * N_NEW; i++) {
		come_in(&h, &p);
		peer_close(&p);
	}
	for (int i = 0; i < N_IDLE; i++)
		peer_close(&idle[i]);
	house_close(&h);
}

static void
open_body(struct house *h, struct peer *p, int n_declared, int n_sent)
{
	char head[100], *text = malloc((size_t)n_sent + 1);

	assert_non_null(text);
	memset(text, 'x', (size_t)n_sent);
	text[n_sent] = '\0';
	peer_open(p, h->config.http_port, false);
	snprintf(head, sizeof(head),
	    "POST /x HTTP/1.1\r\n" H "Content-Length: %d\r\n\r\n", n_declared);
	peer_send(p, head);
	peer_send(p, text);
	free(text);
}

static void
wait_until_held(struct house *h, size_t n)
{
	struct net_stats stats;

	for (int tries = 0;; tries++) {
		net_server_stats(h->server, &stats);
		if (stats.bodies == n)
			break;
		assert_true(tries < 10000);
		pause_ms(1);
	}
}

/* The large ones together, that is: a form as people fill in always comes. */
static void
bodies_have_room_together(void **state)
{
	enum { LARGE = 200 << 10, SMALL = 10 << 10, SENT = 100 << 10 };
	struct peer first, second, third, small;
	struct house h;

	(void)state;
	house_init(&h);
	h.config.bodies_max = 150 << 10;
	house_open(&h);
	open_body(&h, &first, LARGE, SENT);
	wait_until_held(&h, SENT - EXCHANGE_BODY_FREE);
	open_body(&h, &second, LARGE, SENT);
	peer_expect(&second, "HTTP/1.1 503 ");
	peer_expect(&second, "Retry-After: ");
	peer_rest(&second);
	peer_close(&second);
	open_body(&h, &small, SMALL, SMALL);
	peer_expect(&small, "worked on /x:xxx");
	peer_close(&small);
	/* One that goes away gives back what it held. */
	peer_close(&first);
	wait_until_held(&h, 0);
	open_body(&h, &third, SENT, SENT);
	peer_expect(&third, "worked on /x:xxx");
	wait_until_held(&h, 0);
	peer_close(&third);
	house_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patience_shrinks_from_the_half_on),
		cmocka_unit_test(an_idle_crowd_makes_room_and_the_busy_stay),
		cmocka_unit_test(a_newcomer_gets_in_whatever_loop_takes_it),
		cmocka_unit_test(bodies_have_room_together),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
