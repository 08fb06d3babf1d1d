/*
 * cipher.h: whose ciphers TLS uses.
 *
 * mbedTLS speaks the protocol.  Where the build could link it statically,
 * libsodium does AES-256-GCM, ChaCha20-Poly1305 and X25519 under it and nettle
 * P-256, four to thirty times as fast, and HMAC, which derives the keys of TLS
 * 1.2, two to five times: the linker sends the calls that other parts of
 * mbedTLS make to these functions to cipher.c (--wrap; CMake's
 * PRAATMEE_FAST_TLS).
 */
#ifndef NET_CIPHER_H
#define NET_CIPHER_H

#include <stdbool.h>

/*
 * Try both against mbedTLS, and use them from now on where they give the same
 * answers.  Before there are other threads; again is nothing.
 */
void cipher_init(void);

/* After cipher_init(): does libsodium do AES? */
bool cipher_has_fast_aes(void);
/* In words, for a person: who does what. */
const char *cipher_text(void);

#endif
