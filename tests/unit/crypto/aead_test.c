/* Published answers for the ciphers, and what must not open. */
#include "cmocka_all.h"

#include <string.h>

#include "crypto/aead.h"
#include "crypto/crypto.h"
#include "crypto/x25519.h"

static const uint8_t zeroes[AEAD_KEY_BYTES];

static int
set_up(void **state)
{
	(void)state;
	return crypto_init() == OK ? 0 : -1;
}

/* Test cases 13 and 14 of McGrew and Viega's paper on GCM. */
static void
aead_aes_gives_published_answers(void **state)
{
	static const uint8_t none[] = { 0x53, 0x0f, 0x8a, 0xfb, 0xc7, 0x45,
		0x36, 0xb9, 0xa9, 0x63, 0xb4, 0xf1, 0xc4, 0xcb, 0x73, 0x8b };
	static const uint8_t block[] = { 0xce, 0xa7, 0x40, 0x3d, 0x4d, 0x60,
		0x6b, 0x6e, 0x07, 0x4e, 0xc5, 0xd3, 0xba, 0xf3, 0x9d, 0x18 };
	static const uint8_t block_tag[] = { 0xd0, 0xd1, 0xc8, 0xa7, 0x99, 0x99,
		0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5, 0xd4, 0x8a, 0xb9, 0x19 };
	uint8_t out[16], tag[AEAD_TAG_BYTES];
	struct aead_text t = { zeroes, NULL, 0, zeroes, out, 0 };
	struct aead_aes *k;

	(void)state;
	if (!aead_has_aes())
		skip();
	k = aead_aes_new(zeroes);
	aead_aes_seal(k, &t, tag);
	assert_memory_equal(tag, none, sizeof(none));
	t.n = sizeof(out);
	aead_aes_seal(k, &t, tag);
	assert_memory_equal(out, block, sizeof(block));
	assert_memory_equal(tag, block_tag, sizeof(block_tag));
	t.in = out;
	assert_true(aead_aes_open(k, &t, tag));
	assert_memory_equal(out, zeroes, sizeof(out));
	aead_aes_free(k);
	aead_aes_free(NULL);
}

/* RFC 7748, section 6.1. */
static void
x25519_gives_published_answers(void **state)
{
	static const uint8_t secret[] = { 0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18,
		0xa5, 0x7d, 0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66, 0x45,
		0xdf, 0x4c, 0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a, 0xb1, 0x77,
		0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a };
	static const uint8_t public[] = { 0x85, 0x20, 0xf0, 0x09, 0x89, 0x30,
		0xa7, 0x54, 0x74, 0x8b, 0x7d, 0xdc, 0xb4, 0x3e, 0xf7, 0x5a,
		0x0d, 0xbf, 0x3a, 0x0d, 0x26, 0x38, 0x1a, 0xf4, 0xeb, 0xa4,
		0xa9, 0x8e, 0xaa, 0x9b, 0x4e, 0x6a };
	static const uint8_t peer[] = { 0xde, 0x9e, 0xdb, 0x7d, 0x7b, 0x7d,
		0xc1, 0xb4, 0xd3, 0x5b, 0x61, 0xc2, 0xec, 0xe4, 0x35, 0x37,
		0x3f, 0x83, 0x43, 0xc8, 0x5b, 0x78, 0x67, 0x4d, 0xad, 0xfc,
		0x7e, 0x14, 0x6f, 0x88, 0x2b, 0x4f };
	static const uint8_t shared[] = { 0x4a, 0x5d, 0x9d, 0x5b, 0xa4, 0xce,
		0x2d, 0xe1, 0x72, 0x8e, 0x3b, 0xf4, 0x80, 0x35, 0x0f, 0x25,
		0xe0, 0x7e, 0x21, 0xc9, 0x47, 0xd1, 0x9e, 0x33, 0x76, 0xf0,
		0x9b, 0x3c, 0x1e, 0x16, 0x17, 0x42 };
	uint8_t out[X25519_BYTES];

	(void)state;
	x25519_mul_base(out, secret);
	assert_memory_equal(out, public, sizeof(public));
	assert_true(x25519_mul(out, secret, peer));
	assert_memory_equal(out, shared, sizeof(shared));
	assert_false(x25519_mul(out, secret, zeroes));
}

static void
seal(struct aead_aes *aes, const uint8_t *key, const struct aead_text *t,
    uint8_t *tag)
{
	if (aes != NULL)
		aead_aes_seal(aes, t, tag);
	else
		aead_chacha_seal(key, t, tag);
}

static bool
opens(struct aead_aes *aes, const uint8_t *key, const struct aead_text *t,
    const uint8_t *tag)
{
	return aes != NULL ? aead_aes_open(aes, t, tag)
			   : aead_chacha_open(key, t, tag);
}

/* Any bit that is turned, of text, tag, nonce or what is only shown. */
static void
aead_opens_nothing_that_was_changed(void **state)
{
	struct {
		uint8_t nonce[AEAD_NONCE_BYTES], ad[5], text[20];
		uint8_t tag[AEAD_TAG_BYTES];
	} m;
	uint8_t key[AEAD_KEY_BYTES], out[sizeof(m.text)], *bytes = (void *)&m;

	(void)state;
	crypto_random(key, sizeof(key));
	crypto_random(&m, sizeof(m));
	for (int use_aes = 0; use_aes <= aead_has_aes(); use_aes++) {
		struct aead_aes *aes = use_aes ? aead_aes_new(key) : NULL;
		struct aead_text t = { m.nonce, m.ad, sizeof(m.ad), m.text,
			m.text, sizeof(m.text) };

		seal(aes, key, &t, m.tag);
		t.out = out;
		for (size_t bit = 0; bit < sizeof(m) * 8; bit++) {
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
			memset(out, 0xff, sizeof(out));
			assert_false(opens(aes, key, &t, m.tag));
			assert_memory_equal(out, zeroes, sizeof(out));
			bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		assert_true(opens(aes, key, &t, m.tag));
		aead_aes_free(aes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aead_aes_gives_published_answers),
		cmocka_unit_test(x25519_gives_published_answers),
		cmocka_unit_test(aead_opens_nothing_that_was_changed),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
