/* A loop by itself, before and while it runs. */
#include "cmocka_all.h"

#include <assert.h>

#include "base/count.h"
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    r0002_who_comes_before_the_certificate_is_served),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
