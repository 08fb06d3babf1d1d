#include "crypto/aead.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>

#include <sodium.h>

#include "base/check.h"

struct aead_aes {
	crypto_aead_aes256gcm_state state;
};

static_assert(AEAD_KEY_BYTES == crypto_aead_aes256gcm_KEYBYTES &&
	AEAD_KEY_BYTES == crypto_aead_chacha20poly1305_ietf_KEYBYTES,
    "the length of a key");
static_assert(AEAD_NONCE_BYTES == crypto_aead_aes256gcm_NPUBBYTES &&
	AEAD_NONCE_BYTES == crypto_aead_chacha20poly1305_ietf_NPUBBYTES,
    "the length of a nonce");
static_assert(AEAD_TAG_BYTES == crypto_aead_aes256gcm_ABYTES &&
	AEAD_TAG_BYTES == crypto_aead_chacha20poly1305_ietf_ABYTES,
    "the length of a tag");
static_assert(sizeof(struct aead_aes) % alignof(struct aead_aes) == 0,
    "what aligned_alloc asks");

bool
aead_has_aes(void)
{
	return crypto_aead_aes256gcm_is_available() == 1;
}

struct aead_aes *
aead_aes_new(const uint8_t key[AEAD_KEY_BYTES])
{
	struct aead_aes *k = aligned_alloc(
	    alignof(struct aead_aes), sizeof(*k));

	CHECK(k != NULL);
	CHECK(crypto_aead_aes256gcm_beforenm(&k->state, key) == 0);
	return k;
}

void
aead_aes_free(struct aead_aes *k)
{
	if (k == NULL)
		return;
	sodium_memzero(k, sizeof(*k));
	free(k);
}

void
aead_aes_seal(const struct aead_aes *k, const struct aead_text *t,
    uint8_t tag[AEAD_TAG_BYTES])
{
	CHECK(
	    crypto_aead_aes256gcm_encrypt_detached_afternm(t->out, tag, NULL,
		t->in, t->n, t->ad, t->ad_len, NULL, t->nonce, &k->state) == 0);
}

bool
aead_aes_open(const struct aead_aes *k, const struct aead_text *t,
    const uint8_t tag[AEAD_TAG_BYTES])
{
	return crypto_aead_aes256gcm_decrypt_detached_afternm(t->out, NULL,
		   t->in, t->n, tag, t->ad, t->ad_len, t->nonce,
		   &k->state) == 0;
}

void
aead_chacha_seal(const uint8_t key[AEAD_KEY_BYTES], const struct aead_text *t,
    uint8_t tag[AEAD_TAG_BYTES])
{
	CHECK(
	    crypto_aead_chacha20poly1305_ietf_encrypt_detached(t->out, tag,
		NULL, t->in, t->n, t->ad, t->ad_len, NULL, t->nonce, key) == 0);
}

bool
aead_chacha_open(const uint8_t key[AEAD_KEY_BYTES], const struct aead_text *t,
    const uint8_t tag[AEAD_TAG_BYTES])
{
	return crypto_aead_chacha20poly1305_ietf_decrypt_detached(t->out, NULL,
		   t->in, t->n, tag, t->ad, t->ad_len, t->nonce, key) == 0;
}
