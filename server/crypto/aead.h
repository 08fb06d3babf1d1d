/*
 * aead.h: sealing a message so that nobody reads or changes it: AES-256-GCM
 * and ChaCha20-Poly1305 (RFC 8439), as TLS uses them for its records; by
 * libgcrypt.
 *
 * After crypto_init().  A key holds the state of what it is sealing or opening:
 * it may go from thread to thread, but is in the hands of one at a time.
 * Different keys have nothing to do with each other.
 */
#ifndef CRYPTO_AEAD_H
#define CRYPTO_AEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum { AEAD_KEY_BYTES = 32, AEAD_NONCE_BYTES = 12, AEAD_TAG_BYTES = 16 };

enum aead_cipher { AEAD_AES, AEAD_CHACHA };

/* A nonce is used once with a key.  out may be in, or must not touch it. */
struct aead_text {
	const uint8_t *nonce; /* AEAD_NONCE_BYTES */
	const uint8_t *ad;    /* is shown to be unchanged, not sealed */
	size_t ad_len;
	const uint8_t *in;
	uint8_t *out;
	size_t n; /* bytes of in, and of out */
};

/*
 * May keys be made for it?  Not of AES where the processor has no instructions
 * for it: in tables it is slow, and the time it takes tells of the key.  Of
 * neither in libgcrypt's FIPS mode, which takes nobody's nonces.
 */
bool aead_has(enum aead_cipher);

/* Made ready for use.  Wiped when it is freed. */
struct aead;
struct aead *aead_new(enum aead_cipher, const uint8_t key[AEAD_KEY_BYTES]);
void aead_free(struct aead *);

void
aead_seal(struct aead *, const struct aead_text *, uint8_t tag[AEAD_TAG_BYTES]);
/* False, and zeroes in out, when the tag does not fit. */
bool aead_open(struct aead *, const struct aead_text *,
    const uint8_t tag[AEAD_TAG_BYTES]) MUST_CHECK;

#endif
