/*
 * cipher_fuzz.c: whatever comes, libgcrypt, libsodium and nettle give the answer
 * that mbedTLS gives, or refuse what it refuses.  The first byte chooses a cipher.
 */
#include <string.h>

#include "base/check.h"
#include "fuzz.h"
#include "net/cipher_wrap.h"
#include "net/mbed.h"

enum {
	KEY = 32,
	NONCE = 12,
	TAG = 16,
	TEXT_MAX = 1024,
	POINT_MAX = 65,
	SEALED_MIN = KEY + NONCE + TAG + 1 /* how much of the rest is ad */
};

struct message {
	const uint8_t *key, *nonce, *tag, *ad, *text;
	size_t ad_len, n;
};

static void
compare(int their_r, int our_r, const uint8_t *theirs, const uint8_t *ours,
    size_t n)
{
	CHECK((their_r == 0) == (our_r == 0));
	CHECK(memcmp(theirs, ours, n) == 0);
}

static void
try_gcm(const struct message *m)
{
	uint8_t theirs[TEXT_MAX + TAG] = { 0 }, ours[TEXT_MAX + TAG] = { 0 };
	mbedtls_gcm_context a, b;
	int r, s;

	__real_mbedtls_gcm_init(&a);
	mbedtls_gcm_init(&b);
	CHECK(__real_mbedtls_gcm_setkey(
		  &a, MBEDTLS_CIPHER_ID_AES, m->key, KEY * 8) == 0);
	CHECK(mbedtls_gcm_setkey(&b, MBEDTLS_CIPHER_ID_AES, m->key, KEY * 8) ==
	    0);
	r = __real_mbedtls_gcm_crypt_and_tag(&a, MBEDTLS_GCM_ENCRYPT, m->n,
	    m->nonce, NONCE, m->ad, m->ad_len, m->text, theirs, TAG,
	    theirs + m->n);
	s = mbedtls_gcm_crypt_and_tag(&b, MBEDTLS_GCM_ENCRYPT, m->n, m->nonce,
	    NONCE, m->ad, m->ad_len, m->text, ours, TAG, ours + m->n);
	compare(r, s, theirs, ours, m->n + TAG);
	CHECK(mbedtls_gcm_auth_decrypt(&b, m->n, m->nonce, NONCE, m->ad,
		  m->ad_len, theirs + m->n, TAG, ours, ours) == 0);
	CHECK(memcmp(ours, m->text, m->n) == 0);
	r = __real_mbedtls_gcm_auth_decrypt(&a, m->n, m->nonce, NONCE, m->ad,
	    m->ad_len, m->tag, TAG, m->text, theirs);
	s = mbedtls_gcm_auth_decrypt(&b, m->n, m->nonce, NONCE, m->ad,
	    m->ad_len, m->tag, TAG, m->text, ours);
	compare(r, s, theirs, ours, m->n);
	__real_mbedtls_gcm_free(&a);
	mbedtls_gcm_free(&b);
}

static void
try_chacha(const struct message *m)
{
	uint8_t theirs[TEXT_MAX + TAG] = { 0 }, ours[TEXT_MAX + TAG] = { 0 };
	mbedtls_chachapoly_context a, b;
	int r, s;

	__real_mbedtls_chachapoly_init(&a);
	mbedtls_chachapoly_init(&b);
	CHECK(__real_mbedtls_chachapoly_setkey(&a, m->key) == 0);
	CHECK(mbedtls_chachapoly_setkey(&b, m->key) == 0);
	r = __real_mbedtls_chachapoly_encrypt_and_tag(&a, m->n, m->nonce, m->ad,
	    m->ad_len, m->text, theirs, theirs + m->n);
	s = mbedtls_chachapoly_encrypt_and_tag(
	    &b, m->n, m->nonce, m->ad, m->ad_len, m->text, ours, ours + m->n);
	compare(r, s, theirs, ours, m->n + TAG);
	CHECK(mbedtls_chachapoly_auth_decrypt(&b, m->n, m->nonce, m->ad,
		  m->ad_len, theirs + m->n, ours, ours) == 0);
	CHECK(memcmp(ours, m->text, m->n) == 0);
	r = __real_mbedtls_chachapoly_auth_decrypt(
	    &a, m->n, m->nonce, m->ad, m->ad_len, m->tag, m->text, theirs);
	s = mbedtls_chachapoly_auth_decrypt(
	    &b, m->n, m->nonce, m->ad, m->ad_len, m->tag, m->text, ours);
	compare(r, s, theirs, ours, m->n);
	__real_mbedtls_chachapoly_free(&a);
	mbedtls_chachapoly_free(&b);
}

/* The product of a scalar and a point as they come over the wire. */
static void
try_curve(mbedtls_ecp_group_id id, const uint8_t *scalar, const uint8_t *bytes,
    size_t n)
{
	uint8_t theirs[POINT_MAX] = { 0 }, ours[POINT_MAX] = { 0 };
	mbedtls_ecp_group g;
	mbedtls_ecp_point point, a, b;
	mbedtls_mpi m;
	int r, s;

	mbedtls_ecp_group_init(&g);
	mbedtls_ecp_point_init(&point);
	mbedtls_ecp_point_init(&a);
	mbedtls_ecp_point_init(&b);
	mbedtls_mpi_init(&m);
	CHECK(mbedtls_ecp_group_load(&g, id) == 0);
	CHECK(mbedtls_mpi_read_binary_le(&m, scalar, KEY) == 0);
	if (mbedtls_ecp_point_read_binary(&g, &point, bytes, n) == 0) {
		r = __real_mbedtls_ecp_mul(
		    &g, &a, &m, &point, mbed_random, NULL);
		s = mbedtls_ecp_mul(&g, &b, &m, &point, mbed_random, NULL);
		if (r == 0)
			r = mbedtls_ecp_point_write_binary(&g, &a,
			    MBEDTLS_ECP_PF_UNCOMPRESSED, &n, theirs, POINT_MAX);
		if (s == 0)
			s = mbedtls_ecp_point_write_binary(&g, &b,
			    MBEDTLS_ECP_PF_UNCOMPRESSED, &n, ours, POINT_MAX);
		compare(r, s, theirs, ours, POINT_MAX);
	}
	mbedtls_ecp_group_free(&g);
	mbedtls_ecp_point_free(&point);
	mbedtls_ecp_point_free(&a);
	mbedtls_ecp_point_free(&b);
	mbedtls_mpi_free(&m);
}

static void
try_message(const uint8_t *data, size_t n, void (*try)(const struct message *))
{
	struct message m = { .key = data,
		.nonce = data + KEY,
		.tag = data + KEY + NONCE,
		.ad = data + SEALED_MIN };

	if (n < SEALED_MIN || n > SEALED_MIN + TEXT_MAX)
		return;
	n -= SEALED_MIN;
	m.ad_len = data[SEALED_MIN - 1] < n ? data[SEALED_MIN - 1] : n;
	m.text = m.ad + m.ad_len;
	m.n = n - m.ad_len;
	try(&m);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	uint8_t scalar[KEY];
	uint8_t kind;

	CHECK(mbed_init() == OK);
	if (n-- == 0)
		return 0;
	kind = *data++ % 4;
	if (kind == 0) {
		try_message(data, n, try_gcm);
	} else if (kind == 1) {
		try_message(data, n, try_chacha);
	} else if (n > KEY) {
		memcpy(scalar, data, KEY);
		if (kind == 2) { /* as RFC 7748 says; what it is not, a bit */
			scalar[0] &= (uint8_t)(data[KEY] == 0xff ? 0xff : 0xf8);
			scalar[KEY - 1] = (scalar[KEY - 1] & 0x7f) | 0x40;
		}
		try_curve(kind == 2 ? MBEDTLS_ECP_DP_CURVE25519
				    : MBEDTLS_ECP_DP_SECP256R1,
		    scalar, data + KEY, n - KEY);
	}
	return 0;
}
