/* Connections without a question make room; those with one are left alone. */
#include "cmocka_all.h"

#include <assert.h>

#include "net/crowd.h"
#include "net/peer.h"

#define H "Host: a.example\r\n"

enum { N_IDLE = 18, N_NEW = 6 };

static void
pause_ms(int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patience_shrinks_from_the_half_on),
		cmocka_unit_test(an_idle_crowd_makes_room_and_the_busy_stay),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
