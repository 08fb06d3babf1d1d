#include "crypto/aead.h"

#include <stdlib.h>
#include <string.h>

#include <gcrypt.h>

#include "base/check.h"
#include "crypto/crypto.h"

struct aead {
	gcry_cipher_hd_t handle;
};

/* Does it use these instructions of the processor? */
static bool
has_instructions(const char *list, const char *aes, const char *multiply)
{
	return strstr(list, aes) != NULL && strstr(list, multiply) != NULL;
}

static bool
has_fast_aes(void)
{
	/* hwflist:intel-cpu:intel-pclmul:intel-aesni: */
	char *list = gcry_get_config(0, "hwflist");
	bool is_fast = list != NULL &&
	    (has_instructions(list, ":intel-aesni:", ":intel-pclmul:") ||
		has_instructions(list, ":arm-aes:", ":arm-pmull:"));

	gcry_free(list);
	return is_fast;
}

static gcry_error_t
open_handle(enum aead_cipher cipher, const uint8_t key[AEAD_KEY_BYTES],
    gcry_cipher_hd_t *out)
{
	static const struct {
		int algorithm, mode;
	} ciphers[] = {
		[AEAD_AES] = { GCRY_CIPHER_AES256, GCRY_CIPHER_MODE_GCM },
		[AEAD_CHACHA] = { GCRY_CIPHER_CHACHA20,
		    GCRY_CIPHER_MODE_POLY1305 },
	};
	gcry_cipher_hd_t handle;
	gcry_error_t e;

	e = gcry_cipher_open(
	    &handle, ciphers[cipher].algorithm, ciphers[cipher].mode, 0);
	if (e != 0)
		return e;
	e = gcry_cipher_setkey(handle, key, AEAD_KEY_BYTES);
	if (e != 0)
		gcry_cipher_close(handle);
	else
		*out = handle;
	return e;
}

bool
aead_has(enum aead_cipher cipher)
{
	static const uint8_t key[AEAD_KEY_BYTES];
	gcry_cipher_hd_t handle;

	if (gcry_fips_mode_active() || (cipher == AEAD_AES && !has_fast_aes()))
		return false;
	/* The first key of a cipher makes the library try it. */
	if (open_handle(cipher, key, &handle) != 0)
		return false;
	gcry_cipher_close(handle);
	return true;
}

struct aead *
aead_new(enum aead_cipher cipher, const uint8_t key[AEAD_KEY_BYTES])
{
	struct aead *k = xmalloc(sizeof(*k));

	CHECK(open_handle(cipher, key, &k->handle) == 0);
	return k;
}

void
aead_free(struct aead *k)
{
	if (k == NULL)
		return;
	gcry_cipher_close(k->handle); /* wipes it */
	free(k);
}

static gcry_error_t
begin(struct aead *k, const struct aead_text *t)
{
	gcry_error_t e = gcry_cipher_setiv(
	    k->handle, t->nonce, AEAD_NONCE_BYTES);

	if (e == 0 && t->ad_len != 0)
		e = gcry_cipher_authenticate(k->handle, t->ad, t->ad_len);
	return e;
}

/* No bytes mean to it that the text is in out already, however many. */
static gcry_error_t
apply(gcry_error_t (*f)(gcry_cipher_hd_t, void *, size_t, const void *, size_t),
    struct aead *k, const struct aead_text *t)
{
	if (t->n == 0)
		return 0;
	if (t->in == t->out)
		return f(k->handle, t->out, t->n, NULL, 0);
	return f(k->handle, t->out, t->n, t->in, t->n);
}

void
aead_seal(
    struct aead *k, const struct aead_text *t, uint8_t tag[AEAD_TAG_BYTES])
{
	CHECK(begin(k, t) == 0);
	CHECK(apply(gcry_cipher_encrypt, k, t) == 0);
	CHECK(gcry_cipher_gettag(k->handle, tag, AEAD_TAG_BYTES) == 0);
}

bool
aead_open(struct aead *k, const struct aead_text *t,
    const uint8_t tag[AEAD_TAG_BYTES])
{
	gcry_error_t e = begin(k, t);

	if (e == 0)
		e = apply(gcry_cipher_decrypt, k, t);
	if (e == 0)
		e = gcry_cipher_checktag(k->handle, tag, AEAD_TAG_BYTES);
	if (e != 0 && t->n != 0)
		crypto_wipe(t->out, t->n);
	return e == 0;
}
