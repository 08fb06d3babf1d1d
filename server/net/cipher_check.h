/*
 * cipher_check.h: do libgcrypt, libsodium and nettle give the answers that
 * mbedTLS gives?
 *
 * Known answers, random lengths and inputs, and what must be refused, through
 * the functions that TLS calls.  ERR_INTERNAL: logged.
 */
#ifndef NET_CIPHER_CHECK_H
#define NET_CIPHER_CHECK_H

#include "base/attr.h"
#include "base/err.h"

enum err cipher_check_gcm(void) MUST_CHECK;
enum err cipher_check_chacha(void) MUST_CHECK;
enum err cipher_check_x25519(void) MUST_CHECK;
enum err cipher_check_p256(void) MUST_CHECK;
enum err cipher_check_hmac(void) MUST_CHECK;

#endif
