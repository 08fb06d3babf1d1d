#include "net/tls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <mbedtls/error.h>
#include <mbedtls/ssl_ticket.h>
#include <mbedtls/version.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "net/cipher.h"
#include "net/conn.h"
#include "net/mbed.h"
#include "net/server.h"

enum {
	AHEAD_BYTES = 4096,
	RECORD_BYTES = 16384,
	TICKET_SECONDS = 12 * 60 * 60
};

struct tls_tickets {
	mbedtls_ssl_ticket_context context;
};

struct tls_config {
	int n_users; /* the loop, and each session */
	struct tls_tickets *tickets;
	bool has_resumed; /* a ticket was good, in the step of a handshake */
	mbedtls_ssl_config ssl;
	mbedtls_x509_crt cert;
	mbedtls_pk_context key;
	unsigned char record[RECORD_BYTES]; /* to gather one in */
	unsigned char *spare;		    /* for the next who reads ahead */
};

struct tls_session {
	struct tls_config *config;
	int fd;
	bool has_begun, is_ready, is_resumed;
	bool has_ended; /* the peer, without a word */
	ssize_t end;	/* what recv says from now on; IO_AGAIN: not yet */
	int send_flags; /* of the record that is being sent */
	mbedtls_ssl_context ssl;
	/* Messages of a handshake that go together, and bytes of it sent. */
	struct buf flight;
	size_t n_sent;
	/* mbedTLS reads a record in two steps; this makes it one recv. */
	size_t ahead_at, ahead_n;
	unsigned char *ahead; /* NULL when there is nothing */
};

enum err
tls_tickets_new(struct tls_tickets **out)
{
	struct tls_tickets *t = xcalloc(1, sizeof(*t));
	int r;

	mbedtls_ssl_ticket_init(&t->context);
	r = mbedtls_ssl_ticket_setup(&t->context, mbed_random, NULL,
	    MBEDTLS_CIPHER_AES_256_GCM, TICKET_SECONDS);
	if (r != 0) {
		LOG_ERROR("net.tls.tickets", "code=-0x%x", (unsigned)-r);
		tls_tickets_free(t);
		return ERR_INTERNAL;
	}
	*out = t;
	return OK;
}

void
tls_tickets_free(struct tls_tickets *t)
{
	if (t == NULL)
		return;
	mbedtls_ssl_ticket_free(&t->context);
	free(t);
}

enum err
net_ciphers(struct arena *a, struct str *out)
{
	char library[32];

	if (mbed_init() != OK)
		return ERR_INTERNAL;
	mbedtls_version_get_string_full(library);
	*out = arena_fmt(a, "%s; %s", library, cipher_text());
	return OK;
}

static struct str
explain(struct arena *a, const char *file, int code)
{
	char text[160];

	mbedtls_strerror(code, text, sizeof(text));
	return arena_fmt(a, "%s: %s", file, text);
}

/*
 * A key read from a file is an "EC key"; signing with one copies it to an ECDSA
 * context and builds the tables of its curve again each time.
 */
static int
make_ecdsa(mbedtls_pk_context *key)
{
	mbedtls_pk_context typed;
	int r;

	if (mbedtls_pk_get_type(key) != MBEDTLS_PK_ECKEY)
		return 0;
	mbedtls_pk_init(&typed);
	r = mbedtls_pk_setup(
	    &typed, mbedtls_pk_info_from_type(MBEDTLS_PK_ECDSA));
	if (r == 0)
		r = mbedtls_ecdsa_from_keypair(
		    mbedtls_pk_ec(typed), mbedtls_pk_ec(*key));
	if (r != 0) {
		mbedtls_pk_free(&typed);
		return r;
	}
	mbedtls_pk_free(key);
	*key = typed;
	return 0;
}

static enum err
read_pair(struct tls_config *c, const struct tls_files *files, struct arena *a,
    struct str *why)
{
	int r;

	if ((r = mbedtls_x509_crt_parse_file(&c->cert, files->cert)) != 0) {
		*why = r > 0 ? arena_fmt(a, "%s: some of it is no certificate",
				   files->cert)
			     : explain(a, files->cert, r);
		return ERR_INVALID;
	}
	if ((r = mbed_key_read(&c->key, files->key)) != 0) {
		*why = explain(a, files->key, r);
		return ERR_INVALID;
	}
	if (mbed_key_belongs(&c->cert, &c->key) != 0) {
		*why = arena_fmt(
		    a, "%s is not the key of %s", files->key, files->cert);
		return ERR_INVALID;
	}
	if ((r = make_ecdsa(&c->key)) != 0) {
		*why = explain(a, files->key, r);
		return ERR_INVALID;
	}
	return OK;
}

static int
write_ticket(void *arg, const mbedtls_ssl_session *session,
    unsigned char *start, const unsigned char *end, size_t *n,
    uint32_t *lifetime_s)
{
	struct tls_config *c = arg;

	return mbedtls_ssl_ticket_write(
	    &c->tickets->context, session, start, end, n, lifetime_s);
}

static int
read_ticket(void *arg, mbedtls_ssl_session *session, unsigned char *p, size_t n)
{
	struct tls_config *c = arg;
	int r = mbedtls_ssl_ticket_parse(&c->tickets->context, session, p, n);

	if (r == 0)
		c->has_resumed = true;
	return r;
}

static int
set_up(struct tls_config *c)
{
	static const char *protocols[] = { "h2", "http/1.1", NULL };
	int r;

	r = mbedtls_ssl_config_defaults(&c->ssl, MBEDTLS_SSL_IS_SERVER,
	    MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
	if (r != 0)
		return r;
	mbedtls_ssl_conf_rng(&c->ssl, mbed_random, NULL);
	mbed_set_versions(&c->ssl);
	mbed_set_groups(&c->ssl);
	mbedtls_ssl_conf_ciphersuites(&c->ssl, mbed_cipher_suites());
	mbedtls_ssl_conf_session_tickets_cb(
	    &c->ssl, write_ticket, read_ticket, c);
	r = mbedtls_ssl_conf_alpn_protocols(&c->ssl, protocols);
	if (r != 0)
		return r;
	return mbedtls_ssl_conf_own_cert(&c->ssl, &c->cert, &c->key);
}

enum err
tls_config_new(const struct tls_files *files, struct tls_tickets *tickets,
    struct arena *a, struct tls_config **out, struct str *why)
{
	struct tls_config *c = xcalloc(1, sizeof(*c));
	enum err e;
	int r;

	c->n_users = 1;
	c->tickets = tickets;
	mbedtls_ssl_config_init(&c->ssl);
	mbedtls_x509_crt_init(&c->cert);
	mbedtls_pk_init(&c->key);
	e = read_pair(c, files, a, why);
	if (e == OK && (r = set_up(c)) != 0) {
		*why = explain(a, "TLS settings", r);
		LOG_ERROR("net.tls", "code=-0x%x", (unsigned)-r);
		e = ERR_INTERNAL;
	}
	if (e != OK) {
		tls_config_drop(c);
		return e;
	}
	*out = c;
	return OK;
}

void
tls_config_drop(struct tls_config *c)
{
	if (c == NULL || --c->n_users > 0)
		return;
	mbedtls_ssl_config_free(&c->ssl);
	mbedtls_x509_crt_free(&c->cert);
	mbedtls_pk_free(&c->key);
	free(c->spare);
	free(c);
}

/* What is read ahead is mostly used up at once: one buffer goes round. */
static void
borrow_ahead(struct tls_session *s)
{
	if (s->ahead != NULL)
		return;
	s->ahead = s->config->spare;
	s->config->spare = NULL;
	if (s->ahead == NULL)
		s->ahead = xmalloc(AHEAD_BYTES);
}

static void
give_back_ahead(struct tls_session *s)
{
	if (s->ahead_at != s->ahead_n || s->ahead == NULL)
		return;
	if (s->config->spare == NULL)
		s->config->spare = s->ahead;
	else
		free(s->ahead);
	s->ahead = NULL;
}

static int
bio_recv(void *arg, unsigned char *p, size_t n)
{
	struct tls_session *s = arg;
	ssize_t got;

	if (s->ahead_at == s->ahead_n) {
		/* The answer to what was not sent yet is not there. */
		if (s->flight.n != 0)
			return MBEDTLS_ERR_SSL_WANT_READ;
		borrow_ahead(s);
		got = recv(s->fd, s->ahead, AHEAD_BYTES, 0);
		if (got == -1 && (errno == EAGAIN || errno == EINTR))
			return MBEDTLS_ERR_SSL_WANT_READ;
		s->has_ended = got <= 0;
		if (got == -1)
			return MBEDTLS_ERR_SSL_CONN_EOF;
		s->ahead_at = 0;
		s->ahead_n = (size_t)got;
	}
	if (n > s->ahead_n - s->ahead_at)
		n = s->ahead_n - s->ahead_at;
	memcpy(p, s->ahead + s->ahead_at, n);
	s->ahead_at += n;
	return (int)n;
}

static int
bio_send(void *arg, const unsigned char *p, size_t n)
{
	struct tls_session *s = arg;
	ssize_t sent;

	if (!s->is_ready) {
		buf_add(&s->flight, p, n);
		return (int)n;
	}
	sent = send(s->fd, p, n, MSG_NOSIGNAL | s->send_flags);
	if (sent != -1)
		return (int)sent;
	return errno == EAGAIN || errno == EINTR ? MBEDTLS_ERR_SSL_WANT_WRITE
						 : MBEDTLS_ERR_SSL_CONN_EOF;
}

struct tls_session *
tls_session_new(struct tls_config *config, int fd)
{
	struct tls_session *s = xcalloc(1, sizeof(*s));

	s->config = config;
	s->fd = fd;
	s->end = IO_AGAIN;
	config->n_users++;
	mbedtls_ssl_init(&s->ssl);
	if (mbedtls_ssl_setup(&s->ssl, &config->ssl) != 0) {
		tls_session_free(s);
		return NULL;
	}
	mbedtls_ssl_set_bio(&s->ssl, s, bio_send, bio_recv, NULL);
	return s;
}

void
tls_session_free(struct tls_session *s)
{
	if (s == NULL)
		return;
	mbedtls_ssl_free(&s->ssl);
	free(s->ahead);
	buf_free(&s->flight);
	tls_config_drop(s->config);
	free(s);
}

/* TLS_READY: all of it was taken. */
static enum tls_step
send_flight(struct tls_session *s)
{
	struct str rest = str_skip(buf_text(&s->flight), s->n_sent);
	ssize_t n;

	if (rest.n == 0)
		return TLS_READY;
	n = send(s->fd, rest.p, rest.n, MSG_NOSIGNAL);
	if (n == -1)
		return errno == EAGAIN || errno == EINTR ? TLS_WANTS_WRITE
							 : TLS_FAILED;
	s->n_sent += (size_t)n;
	if ((size_t)n < rest.n)
		return TLS_WANTS_WRITE;
	buf_free(&s->flight);
	s->n_sent = 0;
	return TLS_READY;
}

enum tls_step
tls_handshake(struct tls_session *s)
{
	enum tls_step sent;
	unsigned char first;
	ssize_t n;
	int r;

	if (!s->has_begun) {
		n = recv(s->fd, &first, 1, MSG_PEEK);
		/* Not at its end: that stays readable for ever. */
		if (n == -1 && errno == EAGAIN)
			return TLS_WANTS_READ;
		if (n != 1)
			return TLS_FAILED;
		if (first >= 'A' && first <= 'Z')
			return TLS_SPOKEN_PLAIN;
		s->has_begun = true;
	}
	s->config->has_resumed = false;
	r = mbedtls_ssl_handshake(&s->ssl);
	s->is_resumed = s->is_resumed || s->config->has_resumed;
	give_back_ahead(s);
	sent = send_flight(s); /* the alert too, where it failed */
	if (r != 0 && r != MBEDTLS_ERR_SSL_WANT_READ) {
		LOG_DEBUG("net.tls.handshake", "code=-0x%x", (unsigned)-r);
		return TLS_FAILED;
	}
	if (sent != TLS_READY)
		return sent;
	s->is_ready = r == 0;
	return s->is_ready ? TLS_READY : TLS_WANTS_READ;
}

void
tls_farewell(struct tls_session *s)
{
	/* A courtesy; when the socket is full it does without. */
	s->send_flags = MSG_MORE; /* the end comes right behind it */
	if (!s->has_ended)
		(void)mbedtls_ssl_close_notify(&s->ssl);
}

bool
tls_is_h2(const struct tls_session *s)
{
	const char *name = mbedtls_ssl_get_alpn_protocol(&s->ssl);

	return name != NULL && strcmp(name, "h2") == 0;
}

bool
tls_is_resumed(const struct tls_session *s)
{
	return s->is_resumed;
}

static bool
tls_has_pending(const struct conn *c)
{
	const struct tls_session *s = c->tls;

	return s->ahead_at < s->ahead_n || s->end != IO_AGAIN ||
	    mbedtls_ssl_get_bytes_avail(&s->ssl) > 0;
}

static ssize_t
read_record(struct tls_session *s, void *p, size_t n)
{
	int r = mbedtls_ssl_read(&s->ssl, p, n);

	if (r >= 0)
		return r;
	/* An end without a farewell does no harm: HTTP says what is whole. */
	if (r == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY ||
	    r == MBEDTLS_ERR_SSL_CONN_EOF)
		return 0;
	return r == MBEDTLS_ERR_SSL_WANT_READ || r == MBEDTLS_ERR_SSL_WANT_WRITE
	    ? IO_AGAIN
	    : IO_BROKEN;
}

/*
 * Clients of HTTP/2 give each request a record: those that came together are
 * handed over together, so that their answers leave together.
 */
static ssize_t
tls_recv(struct conn *c, void *p, size_t n)
{
	struct tls_session *s = c->tls;
	size_t n_read = 0;
	ssize_t r;

	do {
		r = s->end;
		if (r == IO_AGAIN)
			r = read_record(s, (char *)p + n_read, n - n_read);
		if (r > 0)
			n_read += (size_t)r;
		else
			s->end = r;
	} while (r > 0 && n_read < n && tls_has_pending(c));
	give_back_ahead(s);
	return n_read > 0 ? (ssize_t)n_read : r;
}

static ssize_t
tls_send(struct conn *c, struct str head, struct str body)
{
	unsigned char *record = c->tls->config->record;
	const unsigned char *p = (const unsigned char *)head.p;
	size_t n = head.n;
	int r;

	/* The system is to wait for the next record, and send them together. */
	c->tls->send_flags = head.n + body.n > RECORD_BYTES ? MSG_MORE : 0;
	if (n == 0) {
		p = (const unsigned char *)body.p;
		n = body.n;
	} else if (n < RECORD_BYTES && body.n != 0) {
		if (body.n > RECORD_BYTES - n)
			body.n = RECORD_BYTES - n;
		memcpy(record, head.p, n);
		memcpy(record + n, body.p, body.n);
		p = record;
		n += body.n;
	}
	r = mbedtls_ssl_write(&c->tls->ssl, p, n);
	c->tls->send_flags = 0;
	if (r > 0)
		return r;
	return r == MBEDTLS_ERR_SSL_WANT_READ || r == MBEDTLS_ERR_SSL_WANT_WRITE
	    ? IO_AGAIN
	    : IO_BROKEN;
}

static void
tls_shutdown(struct conn *c)
{
	tls_farewell(c->tls);
	shutdown(c->fd, SHUT_WR);
}

const struct transport tls_transport = { tls_recv, tls_send, tls_shutdown,
	tls_has_pending };
