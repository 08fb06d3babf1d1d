/*
 * aead.h: sealing a message so that nobody reads or changes it: AES-256-GCM
 * and ChaCha20-Poly1305 (RFC 8439), as TLS uses them for its records.
 *
 * out may be in, or must not touch it.  A nonce is used once with a key.
 * After crypto_init(); from any thread.
 */
#ifndef CRYPTO_AEAD_H
#define CRYPTO_AEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum { AEAD_KEY_BYTES = 32, AEAD_NONCE_BYTES = 12, AEAD_TAG_BYTES = 16 };

struct aead_text {
	const uint8_t *nonce; /* AEAD_NONCE_BYTES */
	const uint8_t *ad;    /* is shown to be unchanged, not sealed */
	size_t ad_len;
	const uint8_t *in;
	uint8_t *out;
	size_t n; /* bytes of in, and of out */
};

/* Does this processor have what AES needs?  Else none of aead_aes_* works. */
bool aead_has_aes(void);

/* A key of AES, made ready for use.  Wiped when it is freed. */
struct aead_aes;
struct aead_aes *aead_aes_new(const uint8_t key[AEAD_KEY_BYTES]);
void aead_aes_free(struct aead_aes *);

void aead_aes_seal(const struct aead_aes *, const struct aead_text *,
    uint8_t tag[AEAD_TAG_BYTES]);
/* False, and zeroes in out, when the tag does not fit. */
bool aead_aes_open(const struct aead_aes *, const struct aead_text *,
    const uint8_t tag[AEAD_TAG_BYTES]) MUST_CHECK;

void aead_chacha_seal(const uint8_t key[AEAD_KEY_BYTES],
    const struct aead_text *, uint8_t tag[AEAD_TAG_BYTES]);
/* False, and zeroes in out, when the tag does not fit. */
bool aead_chacha_open(const uint8_t key[AEAD_KEY_BYTES],
    const struct aead_text *, const uint8_t tag[AEAD_TAG_BYTES]) MUST_CHECK;

#endif
