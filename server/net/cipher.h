/*
 * cipher.h: whose ciphers TLS uses.
 *
 * mbedTLS speaks the protocol.  Where the build could link it statically,
 * libgcrypt does AES-256-GCM and ChaCha20-Poly1305 under it, libsodium X25519
 * and nettle P-256, four to thirty times as fast, and HMAC, which derives the
 * keys of TLS 1.2, two to five times: the linker sends the calls that other
 * parts of mbedTLS make to these functions to cipher.c (--wrap; CMake's
 * PRAATMEE_FAST_TLS).
 *
 * A context that seals or opens is not for two threads at once, whose ever it
 * is: a connection's belong to its loop, and mbedTLS locks those of session
 * tickets, which loops share, for as long as it uses one.
 */
#ifndef NET_CIPHER_H
#define NET_CIPHER_H

#include <stdbool.h>

/*
 * Try them against mbedTLS, and use them from now on where they give the same
 * answers.  Before there are other threads; again is nothing.
 */
void cipher_init(void);

/* After cipher_init(): does libgcrypt do AES? */
bool cipher_has_fast_aes(void);
/* In words, for a person: who does what. */
const char *cipher_text(void);

#endif
