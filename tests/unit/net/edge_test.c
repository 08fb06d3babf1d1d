/* Limits, time, ports, certificates and proxies. */
#include "cmocka_all.h"

#include <assert.h>
#include <sys/resource.h>

#include "net/limit.h"
#include "net/peer.h"

#define H "Host: a.example\r\n"

static void
slow_clients_are_told_or_closed(void **state)
{
	struct house h;
	struct peer head, body, idle, shy;

	(void)state;
	house_init(&h);
	h.config.head_timeout_ms = h.config.body_timeout_ms = 200;
	h.config.idle_timeout_ms = 100;
	house_open(&h);
	peer_open(&head, h.config.http_port, false);
	peer_send(&head, "GET /now HT");
	peer_open(&body, h.config.https_port, true);
	peer_send(
	    &body, "POST /x HTTP/1.1\r\n" H "Content-Length: 10\r\n\r\nabc");
	peer_open(&idle, h.config.http_port, false);
	peer_send(&idle, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&idle, "\r\n\r\nnow");
	peer_open(&shy, h.config.https_port, false);
	peer_expect(&head, "HTTP/1.1 408 ");
	peer_expect(&head, "Connection: close\r\n");
	peer_expect(&body, "HTTP/1.1 408 ");
	assert_str(peer_rest(&idle), "");
	assert_str(peer_rest(&shy), ""); /* no handshake */
	peer_close(&head);
	peer_close(&body);
	peer_close(&idle);
	peer_close(&shy);
	house_close(&h);
}

/* A scan of ports opens and ends; the loop shall not turn round it meanwhile.
 */
static void
r0002_a_peer_that_ends_before_its_handshake_is_closed(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	h.config.head_timeout_ms = 3 * CLIENT_TIMEOUT_S * 1000;
	house_open(&h);
	peer_open(&p, h.config.https_port, false);
	shutdown(p.fd, SHUT_WR);
	assert_str(peer_rest(&p), "");
	peer_close(&p);
	house_close(&h);
}

static void
a_client_that_does_not_read_is_closed(void **state)
{
	static const int small = 4096;
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	h.config.write_timeout_ms = 100;
	house_open(&h);
	peer_open(&p, h.config.http_port, false);
	/* The system may hold half of it for a client, not all. */
	setsockopt(p.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	peer_send(&p, "GET /big HTTP/1.1\r\n" H "\r\n");
	for (int tries = 0; atomic_load(&h.n_done) == 0; tries++) {
		assert_true(tries < 10000);
		pause_ms(1);
	}
	peer_close(&p);
	house_close(&h);
}

static void
connections_of_one_address_are_counted(void **state)
{
	struct house h;
	struct peer a, b, c;

	(void)state;
	house_init(&h);
	h.config.connections_per_address_max = 2;
	house_open(&h);
	peer_open(&a, h.config.http_port, false);
	peer_open(&b, h.config.http_port, false);
	peer_send(&a, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_send(&b, "GET /now HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
	peer_expect(&a, "now");
	peer_expect(&b, "now");
	peer_open(&c, h.config.http_port, false);
	assert_str(peer_rest(&c), "");
	peer_close(&c);
	peer_rest(&b);
	peer_close(&b);
	/* The end of b is seen by its own thread, when it pleases. */
	for (int tries = 0;; tries++) {
		peer_open(&c, h.config.http_port, false);
		peer_send(&c, "GET /now HTTP/1.1\r\n" H "\r\n");
		if (peer_read_some(&c))
			break;
		assert_true(tries < 1000);
		peer_close(&c);
		pause_ms(1);
	}
	peer_close(&a);
	peer_close(&c);
	house_close(&h);
}

/* The client of this test takes the last descriptor that there is. */
static void
accepting_goes_on_when_descriptors_come_back(void **state)
{
	struct house h;
	struct peer first, p;
	char byte;
	struct rlimit old, few;
	int next;

	(void)state;
	house_init(&h);
	house_open(&h);
	peer_open(&first, h.config.http_port, false);
	peer_send(&first, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&first, "now"); /* so that all threads have begun */
	next = dup(0);
	close(next);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	few = old;
	few.rlim_cur = (rlim_t)next + 1;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	peer_open(&p, h.config.http_port, false);
	peer_send(&p, "GET /now HTTP/1.1\r\n" H "\r\n");
	pause_ms(50);
	assert_int_equal(recv(p.fd, &byte, 1, MSG_DONTWAIT), -1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	peer_expect(&p, "now");
	peer_close(&p);
	peer_close(&first);
	house_close(&h);
}

static void
r0002_new_asks_for_a_descriptor_for_each_connection(void **state)
{
	struct rlimit old, now;
	struct house h;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	now = old;
	now.rlim_cur = 100;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
	house_init(&h);
	h.config.connections_max = 500;
	house_open(&h);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &now), 0);
	assert_true(now.rlim_cur > 500);
	house_close(&h);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
}

static void
limit_takes_a_household_for_one(void **state)
{
	struct limit *l = limit_new(4, 1, 0);
	struct http_address a, b, c, d;

	(void)state;
	assert_ok(http_address_parse(STR("2001:db8:1:2::1"), &a));
	assert_ok(http_address_parse(STR("2001:db8:1:5:3::1"), &b));
	assert_ok(http_address_parse(STR("2001:db8:1:300::1"), &c));
	assert_ok(http_address_parse(STR("192.0.2.1"), &d));
	assert_true(limit_take(l, &a));
	assert_false(limit_take(l, &b));
	assert_true(limit_take(l, &c));
	assert_true(limit_take(l, &d));
	assert_false(limit_take(l, &d));
	assert_true(limit_take(l, NULL));
	limit_give(l, &d);
	assert_true(limit_take(l, NULL));
	assert_false(limit_take(l, &d)); /* four in all */
	limit_give(l, NULL);
	limit_give(l, NULL);
	limit_give(l, &a);
	limit_give(l, &c);
	assert_true(limit_take(l, &b));
	limit_give(l, &b);
	limit_free(l);
}

static void
http_on_the_https_port_is_told_so(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	peer_open(&p, h.config.https_port, false);
	peer_send(&p, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&p, "HTTP/1.1 400 ");
	peer_expect(&p, "\r\n\r\nThis port speaks HTTPS");
	peer_close(&p);
	peer_open(&p, h.config.https_port, false);
	peer_send(&p, "\x80\x01 no handshake");
	peer_rest(&p);
	peer_close(&p);
	house_close(&h);
}

static void
the_redirect_port_leads_to_https(void **state)
{
	struct house h;
	struct peer p;
	char location[128];

	(void)state;
	house_init(&h);
	h.config.redirect_port = free_port();
	house_open(&h);
	peer_open(&p, h.config.redirect_port, false);
	peer_send(&p, "GET /t/7?page=2 HTTP/1.1\r\nHost: a.example:80\r\n\r\n");
	peer_expect(&p, "HTTP/1.1 308 ");
	snprintf(location, sizeof(location),
	    "Location: https://a.example:%d/t/7?page=2\r\n",
	    h.config.https_port);
	peer_expect(&p, location);
	peer_close(&p);
	peer_open(&p, h.config.redirect_port, false);
	peer_send(&p, "GET / HTTP/1.0\r\n\r\n");
	peer_expect(&p, "HTTP/1.1 400 ");
	peer_close(&p);
	house_close(&h);
}

static void
only_proxies_are_believed_about_the_client(void **state)
{
	static const char
	    request[] = "GET /who HTTP/1.1\r\n" H
			"X-Forwarded-For: 192.0.2.1\r\n"
			"X-Forwarded-For: 192.0.2.2, 2001:db8::7\r\n"
			"X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n";
	struct house h;
	struct peer p;
	struct http_address proxy;

	(void)state;
	house_init(&h);
	house_open(&h);
	peer_open(&p, h.config.http_port, false);
	peer_send(&p, request);
	peer_expect(&p, "\r\n\r\n127.0.0.1 open");
	peer_close(&p);
	peer_open(&p, h.config.https_port, true);
	peer_send(&p, request);
	peer_expect(&p, "\r\n\r\n127.0.0.1 secure");
	peer_close(&p);
	house_close(&h);

	assert_ok(http_address_parse(STR("127.0.0.1"), &proxy));
	house_init(&h);
	h.config.proxies = &proxy;
	h.config.n_proxies = 1;
	house_open(&h);
	peer_open(&p, h.config.http_port, false);
	peer_send(&p, request);
	peer_expect(&p, "\r\n\r\n2001:db8::7 secure");
	peer_close(&p);
	peer_open(&p, h.config.http_port, false);
	peer_send(&p,
	    "GET /who HTTP/1.1\r\n" H "X-Forwarded-For: 192.0.2.1, x\r\n\r\n");
	peer_expect(&p, "\r\n\r\n127.0.0.1 open");
	peer_close(&p);
	house_close(&h);
}

static size_t
certificate_of(struct peer *p, unsigned char out[2048])
{
	const mbedtls_x509_crt *cert = mbedtls_ssl_get_peer_cert(&p->ssl);

	assert_true(cert != NULL && cert->raw.len <= 2048);
	memcpy(out, cert->raw.p, cert->raw.len);
	return cert->raw.len;
}

static void
reload_changes_the_certificate_and_drops_nobody(void **state)
{
	static const char *const names[] = { "praat.example", "192.0.2.9" };
	unsigned char old_cert[2048], new_cert[2048];
	struct house h;
	struct peer before, p;
	size_t n_old, n_new;
	FILE *f;

	(void)state;
	house_init(&h);
	house_open(&h);
	peer_open(&before, h.config.https_port, true);
	n_old = certificate_of(&before, old_cert);

	assert_ok(net_cert_create(h.cert, h.key, names, 2));
	net_server_reload(h.server);
	for (int tries = 0;; tries++) {
		peer_open(&p, h.config.https_port, true);
		n_new = certificate_of(&p, new_cert);
		peer_close(&p);
		if (n_new != n_old || memcmp(new_cert, old_cert, n_new) != 0)
			break;
		assert_true(tries < 1000);
	}
	peer_send(&before, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&before, "\r\n\r\nnow");
	peer_close(&before);

	assert_non_null(f = fopen(h.key, "w"));
	fputs("not a key", f);
	fclose(f);
	net_server_reload(h.server);
	peer_open(&p, h.config.https_port, true);
	peer_send(&p, "GET /now HTTP/1.1\r\n" H "\r\n");
	peer_expect(&p, "\r\n\r\nnow");
	peer_close(&p);
	house_close(&h);
}

static void
new_says_what_is_wrong(void **state)
{
	struct house h, other;
	struct net_handler handler = house_handler(&other);
	struct net_server *s = NULL;
	struct str why = STR_NONE;
	char text[64];

	(void)state;
	house_init(&h);
	house_open(&h);
	house_init(&other);
	other.config.https_port = h.config.https_port;
	assert_int_equal(
	    net_server_new(&other.config, &handler, other.arena, &s, &why),
	    ERR_CONFLICT);
	snprintf(text, sizeof(text), "port %d is taken", h.config.https_port);
	assert_true(str_has_prefix(why, str_of(text)));

	other.config.https_port = free_port();
	other.config.listen = "localhost";
	assert_int_equal(
	    net_server_new(&other.config, &handler, other.arena, &s, &why),
	    ERR_INVALID);
	other.config.listen = "192.0.2.1";
	assert_int_equal(
	    net_server_new(&other.config, &handler, other.arena, &s, &why),
	    ERR_INVALID);
	other.config.listen = "127.0.0.1";
	other.config.cert_file = "/nowhere";
	assert_int_equal(
	    net_server_new(&other.config, &handler, other.arena, &s, &why),
	    ERR_INVALID);
	assert_true(str_has_prefix(why, STR("/nowhere: ")));
	other.config.cert_file = h.cert;
	assert_int_equal(
	    net_server_new(&other.config, &handler, other.arena, &s, &why),
	    ERR_INVALID);
	assert_null(s);
	other.config.cert_file = other.cert;
	house_open(&other);
	house_close(&other);
	house_close(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(slow_clients_are_told_or_closed),
		cmocka_unit_test(
		    r0002_a_peer_that_ends_before_its_handshake_is_closed),
		cmocka_unit_test(a_client_that_does_not_read_is_closed),
		cmocka_unit_test(connections_of_one_address_are_counted),
		cmocka_unit_test(accepting_goes_on_when_descriptors_come_back),
		cmocka_unit_test(
		    r0002_new_asks_for_a_descriptor_for_each_connection),
		cmocka_unit_test(limit_takes_a_household_for_one),
		cmocka_unit_test(http_on_the_https_port_is_told_so),
		cmocka_unit_test(the_redirect_port_leads_to_https),
		cmocka_unit_test(only_proxies_are_believed_about_the_client),
		cmocka_unit_test(
		    reload_changes_the_certificate_and_drops_nobody),
		cmocka_unit_test(new_says_what_is_wrong),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
