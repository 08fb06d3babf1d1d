/*
 * Other libraries under mbedTLS: the same answers, by the way that TLS takes.
 * What stands between net/ and crypto/ is counted here (--wrap,
 * tests/CMakeLists), and broken on purpose.
 */
#include "cmocka_all.h"

#include <assert.h>

#include <mbedtls/cipher.h>
#include <mbedtls/md.h>
#include <mbedtls/version.h>

#include "crypto/aead.h"
#include "crypto/mac.h"
#include "crypto/x25519.h"
#include "net/cipher.h"
#include "net/cipher_check.h"
#include "net/peer.h"

/* What nettle does of HMAC: with 3.x, mbedTLS. */
enum { ROUNDS = 5, HAS_MACS = MBEDTLS_VERSION_NUMBER < 0x03000000 };

/* Keys that were made, and what was sealed with any of them. */
static atomic_int n_aes, n_chacha, n_sealed;
static atomic_int n_x25519, n_p256, n_macs;
static bool is_broken, opens_all;

struct aead *__real_aead_new(enum aead_cipher, const uint8_t *key);
struct aead *__wrap_aead_new(enum aead_cipher, const uint8_t *key);
void __real_aead_seal(struct aead *, const struct aead_text *, uint8_t *tag);
void __wrap_aead_seal(struct aead *, const struct aead_text *, uint8_t *tag);
bool
__real_aead_open(struct aead *, const struct aead_text *, const uint8_t *tag);
bool
__wrap_aead_open(struct aead *, const struct aead_text *, const uint8_t *tag);
void __real_mac_end(struct mac *, uint8_t *out);
void __wrap_mac_end(struct mac *, uint8_t *out);
bool __real_p256_mul_base(uint8_t *out, const uint8_t *scalar);
bool __wrap_p256_mul_base(uint8_t *out, const uint8_t *scalar);
bool
__real_x25519_mul(uint8_t *out, const uint8_t *scalar, const uint8_t *point);
bool
__wrap_x25519_mul(uint8_t *out, const uint8_t *scalar, const uint8_t *point);

struct aead *
__wrap_aead_new(enum aead_cipher cipher, const uint8_t *key)
{
	atomic_fetch_add(cipher == AEAD_AES ? &n_aes : &n_chacha, 1);
	return __real_aead_new(cipher, key);
}

void
__wrap_aead_seal(struct aead *k, const struct aead_text *t, uint8_t *tag)
{
	atomic_fetch_add(&n_sealed, 1);
	__real_aead_seal(k, t, tag);
	if (is_broken && t->n > 1000)
		t->out[1000] ^= 1;
}

bool
__wrap_aead_open(struct aead *k, const struct aead_text *t, const uint8_t *tag)
{
	return __real_aead_open(k, t, tag) || opens_all;
}

void
__wrap_mac_end(struct mac *m, uint8_t *out)
{
	atomic_fetch_add(&n_macs, 1);
	__real_mac_end(m, out);
	out[31] ^= is_broken;
}

bool
__wrap_p256_mul_base(uint8_t *out, const uint8_t *scalar)
{
	atomic_fetch_add(&n_p256, 1);
	return __real_p256_mul_base(out, scalar) && !is_broken;
}

bool
__wrap_x25519_mul(uint8_t *out, const uint8_t *scalar, const uint8_t *point)
{
	atomic_fetch_add(&n_x25519, 1);
	if (!__real_x25519_mul(out, scalar, point))
		return false;
	out[31] ^= is_broken;
	return true;
}

static int
set_up(void **state)
{
	(void)state;
	return mbed_init() == OK ? 0 : -1;
}

/* Where it is not so, the server works all the same, at a third of the speed.
 */
static void
others_do_what_they_can(void **state)
{
	(void)state;
	assert_int_equal(cipher_has_fast_aes(), aead_has(AEAD_AES));
	assert_non_null(strstr(cipher_text(),
	    "ChaCha20-Poly1305 by libgcrypt, X25519 by libsodium, "
	    "P-256 by nettle"));
	assert_non_null(strstr(
	    cipher_text(), HAS_MACS ? "HMAC by nettle" : "HMAC by mbedTLS"));
}

static void
cipher_answers_are_those_of_mbedtls(void **state)
{
	(void)state;
	for (int i = 0; i < ROUNDS; i++) {
		if (cipher_has_fast_aes())
			assert_ok(cipher_check_gcm());
		assert_ok(cipher_check_chacha());
		assert_ok(cipher_check_x25519());
		assert_ok(cipher_check_p256());
		assert_ok(cipher_check_hmac());
	}
}

static void
cipher_check_sees_a_wrong_answer(void **state)
{
	(void)state;
	is_broken = true;
	if (cipher_has_fast_aes())
		assert_int_equal(cipher_check_gcm(), ERR_INTERNAL);
	assert_int_equal(cipher_check_chacha(), ERR_INTERNAL);
	assert_int_equal(cipher_check_x25519(), ERR_INTERNAL);
	assert_int_equal(cipher_check_p256(), ERR_INTERNAL);
	if (HAS_MACS)
		assert_int_equal(cipher_check_hmac(), ERR_INTERNAL);
	is_broken = false;
	opens_all = true;
	if (cipher_has_fast_aes())
		assert_int_equal(cipher_check_gcm(), ERR_INTERNAL);
	assert_int_equal(cipher_check_chacha(), ERR_INTERNAL);
	opens_all = false;
}

/* One request on a connection that has no choice of cipher. */
static void
ask_with(struct house *h, int suite)
{
	int suites[] = { suite, 0 };
	struct peer p;

	peer_open(&p, h->config.https_port, false);
	mbedtls_ssl_init(&p.ssl);
	mbedtls_ssl_config_init(&p.ssl_config);
	assert_int_equal(
	    mbedtls_ssl_config_defaults(&p.ssl_config, MBEDTLS_SSL_IS_CLIENT,
		MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT),
	    0);
	mbedtls_ssl_conf_rng(&p.ssl_config, mbed_random, NULL);
	mbedtls_ssl_conf_authmode(&p.ssl_config, MBEDTLS_SSL_VERIFY_OPTIONAL);
	mbedtls_ssl_conf_ciphersuites(&p.ssl_config, suites);
	mbed_set_groups(&p.ssl_config);
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
	/* Whoever has no suite of TLS 1.3 does not offer it. */
	if (suite >= 0xc000) /* 0x13.. are those of TLS 1.3 */
		mbedtls_ssl_conf_max_tls_version(
		    &p.ssl_config, MBEDTLS_SSL_VERSION_TLS1_2);
#endif
	assert_int_equal(mbedtls_ssl_setup(&p.ssl, &p.ssl_config), 0);
	mbedtls_ssl_set_hostname(&p.ssl, "localhost");
	mbedtls_ssl_set_bio(&p.ssl, &p.fd, peer_bio_send, peer_bio_recv, NULL);
	p.is_tls = true;
	assert_int_equal(mbedtls_ssl_handshake(&p.ssl), 0);
	peer_send(&p, "GET /now HTTP/1.1\r\nHost: a\r\n\r\n");
	peer_expect(&p, "\r\n\r\nnow");
	peer_close(&p);
}

/* Client and server are both in this process. */
static void
tls_goes_through_others(void **state)
{
	static const struct {
		int suite;
		bool is_aes, is_chacha;
	} cases[] = {
		{ MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, true,
		    false },
		{ MBEDTLS_TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, false,
		    true },
		{ MBEDTLS_TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, false,
		    false },
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
		{ MBEDTLS_TLS1_3_AES_256_GCM_SHA384, true, false },
		{ MBEDTLS_TLS1_3_CHACHA20_POLY1305_SHA256, false, true },
#endif
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct house h;

		house_init(&h);
		house_open(&h);
		n_aes = n_chacha = n_sealed = 0;
		n_x25519 = n_p256 = n_macs = 0;
		ask_with(&h, cases[i].suite);
		house_close(&h);
		/*
		 * Each has a key a direction.  A ticket is sealed with AES in
		 * any case, under the first of two keys.
		 */
		if (cipher_has_fast_aes())
			assert_int_equal(n_aes > 2, cases[i].is_aes);
		assert_int_equal(n_chacha > 3, cases[i].is_chacha);
		if (cipher_has_fast_aes() || !cases[i].is_aes)
			assert_int_equal(n_sealed > 3,
			    cases[i].is_aes || cases[i].is_chacha);
		/* Each multiplies the other's key once. */
		assert_int_equal(n_x25519, 2);
		/* One multiplication makes a signature. */
		assert_int_equal(n_p256, 1);
		/* Each derives its keys, and ends the handshake. */
		assert_int_equal(n_macs > 20, HAS_MACS);
	}
}

enum { PART = 112, PARTED = 3 * PART, IV = 12 };

static void
begin(mbedtls_cipher_context_t *c, mbedtls_cipher_type_t type,
    const uint8_t *key, mbedtls_operation_t operation)
{
	const mbedtls_cipher_info_t *info = mbedtls_cipher_info_from_type(type);
	uint8_t other[AEAD_KEY_BYTES] = { 1 };
	int bits;

	mbedtls_cipher_init(c);
	assert_int_equal(mbedtls_cipher_setup(c, info), 0);
	bits = mbedtls_cipher_get_key_bitlen(c);
	/* A second key takes the place of the first. */
	assert_int_equal(mbedtls_cipher_setkey(c, other, bits, operation), 0);
	assert_int_equal(mbedtls_cipher_setkey(c, key, bits, operation), 0);
}

/* What is sealed in parts, by mbedTLS, opens at once, by either; and back. */
static void
contexts_do_what_tls_does_not_do(void **state)
{
	static const mbedtls_cipher_type_t types[] = {
		MBEDTLS_CIPHER_AES_256_GCM, MBEDTLS_CIPHER_AES_128_GCM,
		MBEDTLS_CIPHER_CHACHA20_POLY1305
	};
	uint8_t key[AEAD_KEY_BYTES], text[PARTED], iv[IV] = { 7 }, tag[16];
	uint8_t sealed[PARTED + 16], back[PARTED + 16];
	mbedtls_cipher_context_t c;

	(void)state;
	crypto_random(key, sizeof(key));
	crypto_random(text, sizeof(text));
	for (int i = 0; i < 3; i++) {
		size_t n, total = 0;

		begin(&c, types[i], key, MBEDTLS_ENCRYPT);
		assert_int_equal(mbedtls_cipher_set_iv(&c, iv, IV), 0);
		assert_int_equal(mbedtls_cipher_reset(&c), 0);
		assert_int_equal(mbedtls_cipher_update_ad(&c, iv, IV), 0);
		for (size_t at = 0; at < PARTED; at += PART, total += n)
			assert_int_equal(mbedtls_cipher_update(&c, text + at,
					     PART, sealed + total, &n),
			    0);
		assert_int_equal(
		    mbedtls_cipher_finish(&c, sealed + total, &n), 0);
		assert_int_equal(total + n, PARTED);
		assert_int_equal(mbedtls_cipher_write_tag(&c, tag, 16), 0);
		mbedtls_cipher_free(&c);

		begin(&c, types[i], key, MBEDTLS_DECRYPT);
		memcpy(sealed + PARTED, tag, 16);
		assert_int_equal(
		    mbedtls_cipher_auth_decrypt_ext(&c, iv, IV, iv, IV, sealed,
			PARTED + 16, back, sizeof(back), &n, 16),
		    0);
		assert_memory_equal(back, text, PARTED);
		mbedtls_cipher_free(&c);
	}
}

/* A nonce and a tag of other lengths, which are left to mbedTLS. */
static void
gcm_has_lengths_that_tls_has_not(void **state)
{
	uint8_t key[AEAD_KEY_BYTES] = { 3 }, iv[16] = { 7 }, text[64] = { 9 };
	uint8_t sealed[64 + 12], back[64 + 12];
	mbedtls_cipher_context_t c;
	size_t n;

	(void)state;
	begin(&c, MBEDTLS_CIPHER_AES_256_GCM, key, MBEDTLS_ENCRYPT);
	assert_int_equal(mbedtls_cipher_auth_encrypt_ext(&c, iv, 16, NULL, 0,
			     text, 64, sealed, sizeof(sealed), &n, 12),
	    0);
	assert_int_equal(n, sizeof(sealed));
	mbedtls_cipher_free(&c);
	begin(&c, MBEDTLS_CIPHER_AES_256_GCM, key, MBEDTLS_DECRYPT);
	assert_int_equal(
	    mbedtls_cipher_auth_decrypt_ext(&c, iv, 16, NULL, 0, sealed,
		sizeof(sealed), back, sizeof(back), &n, 12),
	    0);
	assert_memory_equal(back, text, 64);
	sealed[70] ^= 1;
	assert_int_not_equal(
	    mbedtls_cipher_auth_decrypt_ext(&c, iv, 16, NULL, 0, sealed,
		sizeof(sealed), back, sizeof(back), &n, 12),
	    0);
	mbedtls_cipher_free(&c);
}

/* Keys one after another, and a hash that is left to mbedTLS. */
static void
hmac_contexts_take_another_key(void **state)
{
	static const mbedtls_md_type_t types[] = { MBEDTLS_MD_SHA1,
		MBEDTLS_MD_SHA256, MBEDTLS_MD_SHA384, MBEDTLS_MD_SHA512 };
	unsigned char key[] = "key", first[64], other[64], again[64];

	(void)state;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const mbedtls_md_info_t *info = mbedtls_md_info_from_type(
		    types[i]);
		size_t n = mbedtls_md_get_size(info);
		mbedtls_md_context_t c;

		mbedtls_md_init(&c);
		assert_int_equal(mbedtls_md_setup(&c, info, 1), 0);
		mbedtls_md_hmac_starts(&c, key, 3);
		mbedtls_md_hmac_finish(&c, first);
		mbedtls_md_hmac_starts(&c, key, 2);
		mbedtls_md_hmac_finish(&c, other);
		mbedtls_md_hmac_starts(&c, key, 3);
		mbedtls_md_hmac_finish(&c, again);
		assert_memory_not_equal(first, other, n);
		assert_memory_equal(first, again, n);
		/* By another way, which is mbedTLS's own. */
		assert_int_equal(
		    mbedtls_md_hmac(info, key, 3, key, 0, again), 0);
		assert_memory_equal(first, again, n);
		mbedtls_md_free(&c);
		mbedtls_md_free(&c);
	}
	mbedtls_md_free(NULL);
}

/* Points of low order, also written with a multiple of p added. */
static void
x25519_refuses_points_that_give_nothing(void **state)
{
	static const char *const points[] = {
		"00000000000000000000000000000000000000000000000000000000000000"
		"00",
		"01000000000000000000000000000000000000000000000000000000000000"
		"00",
		"e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b8"
		"00",
		"5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11"
		"57",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"7f",
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"7f",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"7f",
		/* The highest bit is not looked at. */
		"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		"ff",
	};
	mbedtls_ecp_group g;
	mbedtls_ecp_point q;
	mbedtls_mpi m;

	(void)state;
	mbedtls_ecp_group_init(&g);
	mbedtls_ecp_point_init(&q);
	mbedtls_mpi_init(&m);
	assert_int_equal(
	    mbedtls_ecp_group_load(&g, MBEDTLS_ECP_DP_CURVE25519), 0);
	assert_int_equal(mbedtls_ecp_gen_privkey(&g, &m, mbed_random, NULL), 0);
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		uint8_t p[X25519_BYTES];

		for (size_t at = 0; at < sizeof(p); at++) {
			unsigned byte;

			sscanf(points[i] + 2 * at, "%2x", &byte);
			p[at] = (uint8_t)byte;
		}
		assert_int_equal(
		    mbedtls_ecp_point_read_binary(&g, &q, p, sizeof(p)), 0);
		assert_int_not_equal(
		    mbedtls_ecp_mul(&g, &q, &m, &q, mbed_random, NULL), 0);
	}
	mbedtls_ecp_group_free(&g);
	mbedtls_ecp_point_free(&q);
	mbedtls_mpi_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(others_do_what_they_can),
		cmocka_unit_test(cipher_answers_are_those_of_mbedtls),
		cmocka_unit_test(cipher_check_sees_a_wrong_answer),
		cmocka_unit_test(tls_goes_through_others),
		cmocka_unit_test(contexts_do_what_tls_does_not_do),
		cmocka_unit_test(gcm_has_lengths_that_tls_has_not),
		cmocka_unit_test(hmac_contexts_take_another_key),
		cmocka_unit_test(x25519_refuses_points_that_give_nothing),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
