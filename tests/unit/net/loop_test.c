/* A loop by itself, before and while it runs. */
#include "cmocka_all.h"

#include <assert.h>

#include "base/count.h"
#include "net/conn.h"
#include "net/limit.h"
#include "net/listen.h"
#include "net/loop.h"
#include "net/peer.h"
#include "net/tls.h"

static void
on_ended(void *arg)
{
	(void)arg;
}

/* The port is open before the certificate is read: somebody comes at once. */
static void
r0002_who_comes_before_the_certificate_is_served(void **state)
{
	struct house h;
	struct shared shared = { .ended = on_ended };
	struct tls_tickets *tickets;
	struct tls_config *tls;
	struct loop *l;
	struct listen_at at;
	struct peer early, p;
	struct str why;
	int fd;

	(void)state;
	house_init(&h);
	shared.config = h.config;
	shared.handler = house_handler(&h);
	shared.limit = limit_new(10, 10, 0);
	shared.counts = counts_new(LOOP_COUNTS);
	at = (struct listen_at){ "127.0.0.1", h.config.https_port };
	assert_ok(loop_new(&shared, &l));
	assert_ok(listen_open(&at, 1, &fd, h.arena, &why));
	loop_add_listener(l, fd, PORT_HTTPS);
	peer_open(&early, h.config.https_port, false);
	assert_ok(mbed_init());
	assert_ok(tls_tickets_new(&tickets));
	assert_ok(tls_config_new(&(struct tls_files){ h.cert, h.key }, tickets,
	    h.arena, &tls, &why));
	loop_set_tls(l, tls);
	assert_ok(loop_start(l));
	peer_open(&p, h.config.https_port, true);
	peer_close(&p);
	peer_close(&early);
	loop_stop(l);
	loop_join(l);
	loop_free(l);
	tls_tickets_free(tickets);
	limit_free(shared.limit);
	counts_free(shared.counts);
	house_fini(&h);
}

static int
hear_nothing(void *arg, unsigned char *p, size_t n)
{
	(void)arg;
	(void)p;
	(void)n;
	return MBEDTLS_ERR_SSL_WANT_READ;
}

static void
say_hello(int fd)
{
	struct peer p = { .fd = fd };

	mbedtls_ssl_init(&p.ssl);
	mbedtls_ssl_config_init(&p.ssl_config);
	mbedtls_ssl_config_defaults(&p.ssl_config, MBEDTLS_SSL_IS_CLIENT,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	mbedtls_ssl_conf_rng(&p.ssl_config, mbed_random, NULL);
	assert_int_equal(mbedtls_ssl_setup(&p.ssl, &p.ssl_config), 0);
	mbedtls_ssl_set_bio(&p.ssl, &p.fd, peer_bio_send, hear_nothing, NULL);
	assert_int_equal(
	    mbedtls_ssl_handshake(&p.ssl), MBEDTLS_ERR_SSL_WANT_READ);
	mbedtls_ssl_free(&p.ssl);
	mbedtls_ssl_config_free(&p.ssl_config);
}

static size_t
fill_socket(int fd)
{
	static const char junk[512];
	size_t n = 0;

	while (send(fd, junk, sizeof(junk), MSG_DONTWAIT) > 0)
		n += sizeof(junk);
	return n;
}

/*
 * A peer that takes nothing of the handshake and goes on talking: the loop
 * comes to rest, and not by its deadline.
 */
static void
who_talks_on_during_a_handshake_waits(void **state)
{
	struct house h;
	struct shared shared = { .ended = on_ended };
	struct tls_tickets *tickets;
	struct tls_config *tls;
	struct loop *l;
	struct str why;
	char junk[512];
	size_t n;
	int fds[2];

	(void)state;
	house_init(&h);
	h.config.head_timeout_ms = 5000;
	shared.config = h.config;
	shared.handler = house_handler(&h);
	shared.limit = limit_new(1, 1, 0);
	shared.counts = counts_new(LOOP_COUNTS);
	assert_ok(loop_new(&shared, &l));
	assert_ok(mbed_init());
	assert_ok(tls_tickets_new(&tickets));
	assert_ok(tls_config_new(&(struct tls_files){ h.cert, h.key }, tickets,
	    h.arena, &tls, &why));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	assert_int_equal(evutil_make_socket_nonblocking(fds[0]), 0);
	n = fill_socket(fds[0]);
	assert_true(limit_take(shared.limit, &(struct http_address){ 0 }));
	conn_new(l, fds[0], &(struct http_address){ 0 }, &shared.handler,
	    tls_session_new(tls, fds[0]));
	say_hello(fds[1]);
	event_base_loop(l->base, EVLOOP_NONBLOCK);
	assert_int_equal(send(fds[1], "oops!", 5, 0), 5);
	event_base_loop(l->base, EVLOOP_NONBLOCK);
	assert_int_equal(l->crowd.n, 1);
	/* There is room: the flight goes, and what was said meanwhile is read.
	 */
	for (; n > 0; n -= sizeof(junk))
		assert_int_equal(recv(fds[1], junk, sizeof(junk), MSG_WAITALL),
		    sizeof(junk));
	event_base_loop(l->base, EVLOOP_NONBLOCK);
	assert_true(recv(fds[1], junk, sizeof(junk), MSG_DONTWAIT) > 0);
	assert_int_equal(junk[0], 22); /* a handshake */
	event_base_loop(l->base, EVLOOP_NONBLOCK);
	while (
	    (n = (size_t)recv(fds[1], junk, sizeof(junk), MSG_DONTWAIT)) != 0)
		assert_int_not_equal(n, -1);
	close(fds[1]);
	loop_free(l);
	tls_config_drop(tls);
	tls_tickets_free(tickets);
	counts_free(shared.counts);
	limit_free(shared.limit);
	house_fini(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    r0002_who_comes_before_the_certificate_is_served),
		cmocka_unit_test(who_talks_on_during_a_handshake_waits),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
