/*
 * mbed.h: where mbedTLS 2.28 (Debian 12) and 3.6 (Debian 13) differ.  The rest
 * of net/ does not know which one it has.
 */
#ifndef NET_MBED_H
#define NET_MBED_H

#include <stddef.h>

#include <mbedtls/pk.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>

#include "base/attr.h"
#include "base/err.h"

/* Before anything else.  ERR_INTERNAL: logged. */
enum err mbed_init(void) MUST_CHECK;

/* Random bytes in the form that mbedTLS asks for them; arg is not used. */
int mbed_random(void *arg, unsigned char *p, size_t n);

/* These return 0 or an error of mbedTLS. */
int mbed_key_read(mbedtls_pk_context *, const char *file) MUST_CHECK;
int mbed_key_belongs(
    const mbedtls_x509_crt *, const mbedtls_pk_context *) MUST_CHECK;
int mbed_set_serial(
    mbedtls_x509write_cert *, unsigned char *p, size_t n) MUST_CHECK;

/* Nothing older than TLS 1.2; TLS 1.3 where the library has it. */
void mbed_set_versions(mbedtls_ssl_config *);
/*
 * X25519 first, which browsers offer first: left to itself 2.28 takes the
 * largest curve that the client has, and a handshake on secp521r1 costs twice
 * as much.
 */
void mbed_set_groups(mbedtls_ssl_config *);
/* Zero-terminated, best first. */
const int *mbed_cipher_suites(void);

#endif
