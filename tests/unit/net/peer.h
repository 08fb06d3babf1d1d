/*
 * peer.h: for the tests of net/: a server in this process with a small
 * handler, and a client that talks to it, plainly or by TLS.
 */
#ifndef TEST_NET_PEER_H
#define TEST_NET_PEER_H

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <mbedtls/ssl.h>

#include "base/buf.h"
#include "base/clock.h"
#include "crypto/crypto.h"
#include "net/mbed.h"
#include "net/server.h"

enum { BIG_BYTES = 8 << 20, CLIENT_TIMEOUT_S = 20 };

static inline void
pause_ms(int ms)
{
	struct timespec ts = { ms / 1000, ms % 1000 * 1000000L };

	nanosleep(&ts, NULL);
}

/* The server under test, and what its handler has seen. */
struct house {
	struct net_config config;
	struct net_server *server;
	struct arena *arena;
	pthread_t thread;
	char dir[32], cert[64], key[64];
	sem_t entered, leave; /* a worker came to /slow; let one go on */
	char *big;
	atomic_int n_made, n_done, n_workers, last_status;
	atomic_int n_heard; /* topics, on all loops */
};

static enum net_verdict
house_start(void *arg, struct arena *a, const struct http_request *req,
    struct http_response *res, int *pool)
{
	struct house *h = arg;

	if (str_eq(req->path, STR("/now"))) {
		atomic_fetch_add(&h->n_made, 1);
		res->status = 200;
		buf_str(&res->body, STR("now"));
	} else if (str_eq(req->path, STR("/big"))) {
		res->status = 200;
		res->shared = (struct str){ h->big, BIG_BYTES };
	} else if (str_eq(req->path, STR("/who"))) {
		res->status = 200;
		buf_str(&res->body, http_address_text(a, &req->client));
		buf_str(
		    &res->body, req->is_secure ? STR(" secure") : STR(" open"));
	} else {
		*pool = 0;
		return NET_POOL;
	}
	return NET_ANSWERED;
}

/* /news/OWNER: what is said on topic 7, for a minute; /past: that is over. */
static void
house_stream(
    struct arena *a, const struct http_request *req, struct http_response *res)
{
	struct http_stream *stream = arena_alloc(a, sizeof(*stream));

	stream->topic = (struct topic){ TOPIC_THREAD, 7 };
	stream->owner_id = req->path.p[req->path.n - 1] - '0';
	stream->ends_at = clock_now() + 60 * 1000;
	if (str_has_prefix(req->path, STR("/past")))
		stream->ends_at = clock_now();
	res->status = 200;
	res->stream = stream;
	buf_str(&res->body, STR(": hello\n\n"));
}

static bool
house_run(void *arg, void *worker, struct arena *a,
    const struct http_request *req, struct http_response *res)
{
	struct house *h = arg;

	(void)worker;
	atomic_fetch_add(&h->n_made, 1);
	if (str_has_prefix(req->path, STR("/news/")) ||
	    str_has_prefix(req->path, STR("/past/"))) {
		house_stream(a, req, res);
		return true;
	}
	if (str_eq(req->path, STR("/slow"))) {
		sem_post(&h->entered);
		sem_wait(&h->leave);
	}
	res->status = 200;
	buf_str(&res->body, STR("worked on "));
	buf_str(&res->body, req->path);
	buf_char(&res->body, ':');
	buf_str(&res->body, req->body);
	return true;
}

static void
house_refuse(void *arg, struct arena *a, const struct http_request *req,
    int status, struct http_response *res)
{
	(void)arg;
	(void)a;
	(void)req;
	res->status = status;
	buf_fmt(&res->body, "refused %d", status);
}

static void *
house_worker_open(void *arg, int pool)
{
	struct house *h = arg;

	(void)pool;
	atomic_fetch_add(&h->n_workers, 1);
	return h;
}

static void
house_worker_close(void *arg, void *worker)
{
	struct house *h = arg;

	(void)worker;
	atomic_fetch_sub(&h->n_workers, 1);
}

static void
house_done(void *arg, const struct http_request *req,
    const struct http_response *res, int64_t duration_us)
{
	struct house *h = arg;

	assert(strlen(req->id) == HTTP_REQUEST_ID_LEN &&
	    http_response_body(res).n > 0 && duration_us >= 0);
	atomic_store(&h->last_status, res->status);
	atomic_fetch_add(&h->n_done, 1);
}

static void
house_listen(void *arg, struct topic topic, bool is_heard)
{
	struct house *h = arg;

	assert(topic.kind == TOPIC_THREAD && topic.id == 7);
	atomic_fetch_add(&h->n_heard, is_heard ? 1 : -1);
}

static struct net_handler
house_handler(struct house *h)
{
	return (struct net_handler){ .arg = h,
		.start = house_start,
		.run = house_run,
		.refuse = house_refuse,
		.worker_open = house_worker_open,
		.worker_close = house_worker_close,
		.done = house_done,
		.listen = house_listen };
}

static int
free_port(void)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&sa, n), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sa, &n), 0);
	close(fd);
	return ntohs(sa.sin_port);
}

static void *
house_thread(void *arg)
{
	struct house *h = arg;

	assert(net_server_run(h->server) == OK);
	return NULL;
}

/* Settings that a test may change before house_open(). */
static void
house_init(struct house *h)
{
	*h = (struct house){ .config = { .listen = "127.0.0.1",
				 .n_loops = 2,
				 .pools = { { 2, 16 } },
				 .n_pools = 1,
				 .head_timeout_ms = 20000,
				 .body_timeout_ms = 20000,
				 .idle_timeout_ms = 20000,
				 .write_timeout_ms = 20000,
				 .connections_max = 100,
				 .connections_per_address_max = 50,
				 .streams_max = 40,
				 .stream_silence_ms = 20000,
				 .bodies_max = 1 << 20 } };
	h->arena = arena_new(0);
	snprintf(h->dir, sizeof(h->dir), "/tmp/praatmee-net-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	snprintf(h->cert, sizeof(h->cert), "%s/cert.pem", h->dir);
	snprintf(h->key, sizeof(h->key), "%s/key.pem", h->dir);
	assert_ok(net_cert_create(h->cert, h->key, NULL, 0));
	h->config.cert_file = h->cert;
	h->config.key_file = h->key;
	h->config.https_port = free_port();
	h->config.http_port = free_port();
	sem_init(&h->entered, 0, 0);
	sem_init(&h->leave, 0, 0);
	h->big = malloc(BIG_BYTES);
	assert_non_null(h->big);
	for (int i = 0; i < BIG_BYTES; i++)
		h->big[i] = (char)('a' + i % 23);
}

static inline void
house_open(struct house *h)
{
	struct net_handler handler = house_handler(h);
	struct str why = STR_NONE;

	if (net_server_new(&h->config, &handler, h->arena, &h->server, &why) !=
	    OK)
		fail_msg(STR_FMT, STR_ARG(why));
	assert_int_equal(pthread_create(&h->thread, NULL, house_thread, h), 0);
}

/* Of one that was not opened. */
static void
house_fini(struct house *h)
{
	unlink(h->cert);
	unlink(h->key);
	rmdir(h->dir);
	free(h->big);
	arena_free(h->arena);
}

static inline void
house_close(struct house *h)
{
	net_server_stop(h->server);
	pthread_join(h->thread, NULL);
	assert_int_equal(atomic_load(&h->n_workers), 0);
	net_server_free(h->server);
	house_fini(h);
}

/* A client that blocks, for at most CLIENT_TIMEOUT_S. */
struct peer {
	int fd;
	bool is_tls, was_reset;
	mbedtls_ssl_context ssl;
	mbedtls_ssl_config ssl_config;
	struct buf got;
};

static int
peer_bio_send(void *arg, const unsigned char *p, size_t n)
{
	return (int)send(*(int *)arg, p, n, MSG_NOSIGNAL);
}

static int
peer_bio_recv(void *arg, unsigned char *p, size_t n)
{
	return (int)recv(*(int *)arg, p, n, 0);
}

/* protocol NULL: plainly; otherwise by TLS, offering it beside another. */
static void
peer_open_as(struct peer *p, int port, const char *protocol)
{
	const char *offered[] = { "h3", protocol, NULL };
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port) };
	struct timeval patience = { CLIENT_TIMEOUT_S, 0 };

	*p = (struct peer){ .is_tls = protocol != NULL };
	p->fd = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(p->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(connect(p->fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	if (protocol == NULL)
		return;
	mbedtls_ssl_init(&p->ssl);
	mbedtls_ssl_config_init(&p->ssl_config);
	mbedtls_ssl_config_defaults(&p->ssl_config, MBEDTLS_SSL_IS_CLIENT,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	mbedtls_ssl_conf_rng(&p->ssl_config, mbed_random, NULL);
	mbedtls_ssl_conf_authmode(&p->ssl_config, MBEDTLS_SSL_VERIFY_OPTIONAL);
	mbedtls_ssl_conf_alpn_protocols(&p->ssl_config, offered);
	assert_int_equal(mbedtls_ssl_setup(&p->ssl, &p->ssl_config), 0);
	mbedtls_ssl_set_hostname(&p->ssl, "localhost");
	mbedtls_ssl_set_bio(
	    &p->ssl, &p->fd, peer_bio_send, peer_bio_recv, NULL);
	assert_int_equal(mbedtls_ssl_handshake(&p->ssl), 0);
	assert_string_equal(mbedtls_ssl_get_alpn_protocol(&p->ssl), protocol);
}

static inline void
peer_open(struct peer *p, int port, bool is_tls)
{
	peer_open_as(p, port, is_tls ? "http/1.1" : NULL);
}

static void
peer_close(struct peer *p)
{
	if (p->is_tls) {
		mbedtls_ssl_free(&p->ssl);
		mbedtls_ssl_config_free(&p->ssl_config);
	}
	close(p->fd);
	buf_free(&p->got);
}

static inline void
peer_write(struct peer *p, struct str s)
{
	if (p->is_tls)
		assert_int_equal(
		    mbedtls_ssl_write(&p->ssl, (const unsigned char *)s.p, s.n),
		    s.n);
	else
		assert_int_equal(send(p->fd, s.p, s.n, MSG_NOSIGNAL), s.n);
}

static inline void
peer_send(struct peer *p, const char *text)
{
	peer_write(p, str_of(text));
}

/* False at the end of the connection. */
static bool
peer_read_some(struct peer *p)
{
	char part[4096];
	int n;

	errno = 0;
	n = p->is_tls
	    ? mbedtls_ssl_read(&p->ssl, (unsigned char *)part, sizeof(part))
	    : (int)recv(p->fd, part, sizeof(part), 0);

#ifdef MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
	if (n == MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET)
		return true;
#endif
	if (n == -1 && errno == EAGAIN)
		fail_msg("no more came after \"" STR_FMT "\"",
		    STR_ARG(buf_text(&p->got)));
	if (n <= 0) {
		p->was_reset = errno == ECONNRESET;
		return false;
	}
	buf_add(&p->got, part, (size_t)n);
	return true;
}

/* Read up to the end of this text; what stands behind it stays. */
static inline void
peer_expect(struct peer *p, const char *text)
{
	struct str wanted = str_of(text);
	size_t at;

	while ((at = str_find_str(buf_text(&p->got), wanted)) == p->got.n)
		if (!peer_read_some(p))
			fail_msg("no \"%s\" in \"" STR_FMT "\"", text,
			    STR_ARG(buf_text(&p->got)));
	at += wanted.n;
	memmove(p->got.p, p->got.p + at, p->got.n - at);
	p->got.n -= at;
}

/* Everything until the server closes. */
static inline struct str
peer_rest(struct peer *p)
{
	while (peer_read_some(p))
		continue;
	return buf_text(&p->got);
}

#endif
