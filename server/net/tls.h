/*
 * tls.h: TLS on a non-blocking socket, by mbedTLS.
 */
#ifndef NET_TLS_H
#define NET_TLS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "net/transport.h"

/*
 * What all loops share: the keys under which sessions are resumed.  mbedTLS has
 * a lock round each use of them.
 */
struct tls_tickets;

/*
 * Certificate, key and settings.  Every loop has its own, because mbedTLS keeps
 * tables in a key that it fills while signing.  Counted, because a new pair may
 * come while connections still use the old one; the count is the loop's alone.
 */
struct tls_config;
struct tls_session;

/* PEM; the certificate may be followed by its chain. */
struct tls_files {
	const char *cert, *key;
};

/* ERR_INTERNAL	logged */
enum err tls_tickets_new(struct tls_tickets **) MUST_CHECK;
void tls_tickets_free(struct tls_tickets *);

/*
 * tickets outlives it.
 *
 * ERR_INVALID	the files are no certificate and its key: *why says which
 * ERR_INTERNAL	logged, and in *why
 */
enum err tls_config_new(const struct tls_files *, struct tls_tickets *,
    struct arena *, struct tls_config **, struct str *why) MUST_CHECK;
void tls_config_drop(struct tls_config *);

/* NULL when there is no memory for it. */
struct tls_session *tls_session_new(struct tls_config *, int fd);
void tls_session_free(struct tls_session *);

enum tls_step {
	TLS_READY,
	TLS_WANTS_READ,
	TLS_WANTS_WRITE,  /* and reads nothing before that */
	TLS_SPOKEN_PLAIN, /* a letter where a handshake should begin */
	TLS_FAILED
};
/* Go on with the handshake. */
enum tls_step tls_handshake(struct tls_session *) MUST_CHECK;
/* Of one that is ready: did it go on from an earlier session? */
bool tls_is_resumed(const struct tls_session *);
/* Before the socket is closed: say that nothing more comes. */
void tls_farewell(struct tls_session *);

/* After the handshake: has HTTP/2 been chosen (ALPN)? */
bool tls_is_h2(const struct tls_session *);

/* For connections with a tls_session. */
extern const struct transport tls_transport;

#endif
