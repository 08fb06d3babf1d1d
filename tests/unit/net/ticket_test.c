/*
 * Session tickets through the hours: mbedTLS asks time() what time it is, which
 * here is another; and from several loops.  (--wrap, tests/CMakeLists.)
 */
#include "cmocka_all.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <mbedtls/ssl.h>
#include <mbedtls/version.h>

#include "base/check.h"
#include "crypto/aead.h"
#include "net/cipher.h"
#include "net/mbed.h"
#include "net/server.h"
#include "net/tls.h"

enum {
	HOUR = 3600,
	NAME_BYTES = 4,
	HEARD_MAX = 4096,
	TICKET_AD = 18, /* that of records has another length */
	N_LOOPS = 4,
	N_MEETINGS = 10
};

static time_t skew;

time_t __real_time(time_t *);
time_t __wrap_time(time_t *);

time_t
__wrap_time(time_t *out)
{
	time_t now = __real_time(NULL) + skew;

	if (out != NULL)
		*out = now;
	return now;
}

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
mbedtls_ms_time_t __real_mbedtls_ms_time(void);
mbedtls_ms_time_t __wrap_mbedtls_ms_time(void);

mbedtls_ms_time_t
__wrap_mbedtls_ms_time(void)
{
	return __real_mbedtls_ms_time() + (mbedtls_ms_time_t)skew * 1000;
}
#endif

/*
 * Of a key of tickets.  What is not atomic is guarded by nothing but the lock
 * that should be there: the thread sanitizer says when it is not.  The others
 * are relaxed, or they would be such a guard; a millisecond gives whoever does
 * not wait the time to come in.
 */
static struct {
	bool is_watched;
	atomic_int n_inside, n_together;
	int n_uses;
} ticket_key;

static void
come_in(void)
{
	ticket_key.n_uses++;
	if (atomic_fetch_add_explicit(
		&ticket_key.n_inside, 1, memory_order_relaxed) != 0)
		atomic_fetch_add_explicit(
		    &ticket_key.n_together, 1, memory_order_relaxed);
	poll(NULL, 0, 1);
}

static void
go_out(void)
{
	atomic_fetch_sub_explicit(
	    &ticket_key.n_inside, 1, memory_order_relaxed);
}

void __real_aead_seal(struct aead *, const struct aead_text *, uint8_t *tag);
void __wrap_aead_seal(struct aead *, const struct aead_text *, uint8_t *tag);
bool
__real_aead_open(struct aead *, const struct aead_text *, const uint8_t *tag);
bool
__wrap_aead_open(struct aead *, const struct aead_text *, const uint8_t *tag);

void
__wrap_aead_seal(struct aead *k, const struct aead_text *t, uint8_t *tag)
{
	bool is_ticket = ticket_key.is_watched && t->ad_len == TICKET_AD;

	if (is_ticket)
		come_in();
	__real_aead_seal(k, t, tag);
	if (is_ticket)
		go_out();
}

bool
__wrap_aead_open(struct aead *k, const struct aead_text *t, const uint8_t *tag)
{
	bool is_ticket = ticket_key.is_watched && t->ad_len == TICKET_AD;
	bool is_open;

	if (is_ticket)
		come_in();
	is_open = __real_aead_open(k, t, tag);
	if (is_ticket)
		go_out();
	return is_open;
}

/* A server's settings, and what a client of it keeps. */
struct talk {
	struct arena *arena;
	char dir[32], cert[64], key[64];
	struct tls_tickets *tickets;
	struct tls_config *server;
	mbedtls_ssl_config client;
	int fd;
	unsigned char heard[HEARD_MAX]; /* by the client */
	size_t n_heard;
};

static int
hear(void *arg, unsigned char *p, size_t n)
{
	struct talk *t = arg;
	ssize_t got = recv(t->fd, p, n, 0);

	if (got == -1)
		return MBEDTLS_ERR_SSL_WANT_READ;
	assert_true(t->n_heard + (size_t)got <= HEARD_MAX);
	memcpy(t->heard + t->n_heard, p, (size_t)got);
	t->n_heard += (size_t)got;
	return (int)got;
}

static int
say(void *arg, const unsigned char *p, size_t n)
{
	struct talk *t = arg;

	return (int)send(t->fd, p, n, MSG_NOSIGNAL);
}

/* One who has the files and the tickets; the rest is its own. */
static void
begin_talk(struct talk *t)
{
	struct tls_files files = { t->cert, t->key };
	struct str why;

	t->arena = arena_new(0);
	assert_ok(
	    tls_config_new(&files, t->tickets, t->arena, &t->server, &why));
	mbedtls_ssl_config_init(&t->client);
	assert_int_equal(
	    mbedtls_ssl_config_defaults(&t->client, MBEDTLS_SSL_IS_CLIENT,
		MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT),
	    0);
	mbedtls_ssl_conf_rng(&t->client, mbed_random, NULL);
	mbedtls_ssl_conf_authmode(&t->client, MBEDTLS_SSL_VERIFY_NONE);
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
	/* The tickets of TLS 1.3 are of the same keys, but sealed. */
	mbedtls_ssl_conf_max_tls_version(
	    &t->client, MBEDTLS_SSL_VERSION_TLS1_2);
#endif
}

static void
end_talk(struct talk *t)
{
	mbedtls_ssl_config_free(&t->client);
	tls_config_drop(t->server);
	arena_free(t->arena);
}

static int
set_up(void **state)
{
	struct talk *t = xcalloc(1, sizeof(*t));

	skew = 0;
	assert_ok(mbed_init());
	snprintf(t->dir, sizeof(t->dir), "/tmp/praatmee-net-XXXXXX");
	assert_non_null(mkdtemp(t->dir));
	snprintf(t->cert, sizeof(t->cert), "%s/cert.pem", t->dir);
	snprintf(t->key, sizeof(t->key), "%s/key.pem", t->dir);
	assert_ok(net_cert_create(t->cert, t->key, NULL, 0));
	assert_ok(tls_tickets_new(&t->tickets));
	begin_talk(t);
	*state = t;
	return 0;
}

static int
tear_down(void **state)
{
	struct talk *t = *state;

	end_talk(t);
	tls_tickets_free(t->tickets);
	unlink(t->cert);
	unlink(t->key);
	rmdir(t->dir);
	free(t);
	return 0;
}

/* Shake hands; was it by the session, if one is given?  Keep the new one. */
static bool
meet(struct talk *t, const mbedtls_ssl_session *old, mbedtls_ssl_session *new)
{
	enum tls_step step = TLS_WANTS_READ;
	struct tls_session *server;
	mbedtls_ssl_context client;
	int fds[2], r;
	bool is_resumed;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	for (int i = 0; i < 2; i++)
		fcntl(fds[i], F_SETFL, O_NONBLOCK);
	t->fd = fds[0];
	t->n_heard = 0;
	server = tls_session_new(t->server, fds[1]);
	assert_non_null(server);
	mbedtls_ssl_init(&client);
	assert_int_equal(mbedtls_ssl_setup(&client, &t->client), 0);
	mbedtls_ssl_set_hostname(&client, "localhost");
	if (old != NULL)
		assert_int_equal(mbedtls_ssl_set_session(&client, old), 0);
	mbedtls_ssl_set_bio(&client, t, say, hear, NULL);
	do {
		r = mbedtls_ssl_handshake(&client);
		assert_true(r == 0 || r == MBEDTLS_ERR_SSL_WANT_READ);
		if (step != TLS_READY)
			step = tls_handshake(server);
		assert_true(step == TLS_READY || step == TLS_WANTS_READ);
	} while (r != 0 || step != TLS_READY);
	is_resumed = tls_is_resumed(server);
	if (new != NULL)
		assert_int_equal(mbedtls_ssl_get_session(&client, new), 0);
	mbedtls_ssl_free(&client);
	tls_session_free(server);
	close(fds[0]);
	close(fds[1]);
	return is_resumed;
}

/* The name of the key that sealed the ticket which was heard. */
static void
key_name(const struct talk *t, unsigned char name[NAME_BYTES])
{
	size_t at = 0, n;

	for (; at + 5 < t->n_heard; at += 5 + n) {
		const unsigned char *record = t->heard + at;

		n = (size_t)record[3] << 8 | record[4];
		/* A handshake's NewSessionTicket; then length and lifetime. */
		if (record[0] == 22 && record[5] == 4) {
			memcpy(name, record + 5 + 4 + 4 + 2, NAME_BYTES);
			return;
		}
	}
	fail_msg("no ticket");
}

static void
a_ticket_is_good_for_twelve_hours(void **state)
{
	struct talk *t = *state;
	mbedtls_ssl_session kept;

	mbedtls_ssl_session_init(&kept);
	assert_false(meet(t, NULL, &kept));
	assert_true(meet(t, &kept, NULL));
	skew = 11 * HOUR;
	assert_true(meet(t, &kept, NULL));
	skew = 13 * HOUR;
	assert_false(meet(t, &kept, NULL));
	mbedtls_ssl_session_free(&kept);
}

static void
the_key_of_tickets_is_another_every_twelve_hours(void **state)
{
	static const int hours[] = { 0, 11, 13, 24, 26 };
	unsigned char names[5][NAME_BYTES];
	struct talk *t = *state;

	for (int i = 0; i < 5; i++) {
		skew = hours[i] * HOUR;
		assert_false(meet(t, NULL, NULL));
		key_name(t, names[i]);
	}
	assert_memory_equal(names[0], names[1], NAME_BYTES);
	assert_memory_not_equal(names[1], names[2], NAME_BYTES);
	assert_memory_equal(names[2], names[3], NAME_BYTES);
	assert_memory_not_equal(names[3], names[4], NAME_BYTES);
	assert_memory_not_equal(names[0], names[4], NAME_BYTES);
}

/* Whoever got a ticket just before the key changed comes back with it. */
static void
the_last_key_is_kept(void **state)
{
	struct talk *t = *state;
	mbedtls_ssl_session kept;

	mbedtls_ssl_session_init(&kept);
	skew = 11 * HOUR;
	assert_false(meet(t, NULL, &kept));
	skew = 13 * HOUR;
	assert_false(meet(t, NULL, NULL));
	assert_true(meet(t, &kept, NULL));
	mbedtls_ssl_session_free(&kept);
}

static void *
meet_often(void *arg)
{
	struct talk *t = arg;

	for (int i = 0; i < N_MEETINGS; i++) {
		mbedtls_ssl_session kept;

		mbedtls_ssl_session_init(&kept);
		CHECK(!meet(t, NULL, &kept));
		CHECK(meet(t, &kept, NULL));
		mbedtls_ssl_session_free(&kept);
	}
	return NULL;
}

/* A key of AES is for one at a time; loops share that of tickets. */
static void
a_key_of_tickets_serves_one_loop_at_a_time(void **state)
{
	const struct talk *shared = *state;
	struct talk *talks = xcalloc(N_LOOPS, sizeof(*talks));
	pthread_t loops[N_LOOPS];

	if (!cipher_has_fast_aes()) {
		free(talks);
		skip();
	}
	ticket_key.is_watched = true;
	for (int i = 0; i < N_LOOPS; i++) {
		talks[i] = *shared;
		begin_talk(&talks[i]);
		assert_int_equal(
		    pthread_create(&loops[i], NULL, meet_often, &talks[i]), 0);
	}
	for (int i = 0; i < N_LOOPS; i++) {
		pthread_join(loops[i], NULL);
		end_talk(&talks[i]);
	}
	ticket_key.is_watched = false;
	assert_int_equal(ticket_key.n_together, 0);
	/* It is sealed once, and opened once. */
	assert_true(ticket_key.n_uses >= N_LOOPS * N_MEETINGS * 2);
	free(talks);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_ticket_is_good_for_twelve_hours, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_key_of_tickets_is_another_every_twelve_hours, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    the_last_key_is_kept, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_key_of_tickets_serves_one_loop_at_a_time, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
