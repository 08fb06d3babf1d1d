#include "net/cipher_check.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "net/cipher_wrap.h"
#include "net/mbed.h"

enum {
	KEY = 32,
	NONCE = 12,
	TAG = 16,
	TEXT_MAX = 16385, /* of a record, and its type in TLS 1.3 */
	AD_MAX = 32,
	N_LENGTHS = 24
};

/* One message, as mbedTLS seals it and as we do. */
struct trial {
	unsigned char key[KEY], nonce[NONCE], ad[AD_MAX];
	size_t n, ad_len;
	unsigned char text[TEXT_MAX];
	unsigned char theirs[TEXT_MAX], their_tag[TAG];
	unsigned char ours[TEXT_MAX], our_tag[TAG];
};

/* Either cipher; 0 is success. */
struct cipher {
	const char *name;
	/* A message whose tag is published. */
	void (*set_known)(struct trial *, unsigned char tag[TAG]);
	/* theirs and their_tag, by mbedTLS. */
	int (*seal_theirs)(struct trial *);
	/* ours and our_tag, by what TLS calls; in place. */
	int (*seal_ours)(struct trial *);
	/* ours from ours and our_tag, in place. */
	int (*open_ours)(struct trial *);
};

static int
gcm_seal_theirs(struct trial *t)
{
	mbedtls_gcm_context c;
	int r;

	__real_mbedtls_gcm_init(&c);
	r = __real_mbedtls_gcm_setkey(
	    &c, MBEDTLS_CIPHER_ID_AES, t->key, KEY * 8);
	if (r == 0)
		r = __real_mbedtls_gcm_crypt_and_tag(&c, MBEDTLS_GCM_ENCRYPT,
		    t->n, t->nonce, NONCE, t->ad, t->ad_len, t->text, t->theirs,
		    TAG, t->their_tag);
	__real_mbedtls_gcm_free(&c);
	return r;
}

static int
gcm_ours(struct trial *t, bool is_seal)
{
	mbedtls_gcm_context c;
	int r;

	mbedtls_gcm_init(&c);
	r = mbedtls_gcm_setkey(&c, MBEDTLS_CIPHER_ID_AES, t->key, KEY * 8);
	if (r == 0 && is_seal)
		r = mbedtls_gcm_crypt_and_tag(&c, MBEDTLS_GCM_ENCRYPT, t->n,
		    t->nonce, NONCE, t->ad, t->ad_len, t->ours, t->ours, TAG,
		    t->our_tag);
	else if (r == 0)
		r = mbedtls_gcm_auth_decrypt(&c, t->n, t->nonce, NONCE, t->ad,
		    t->ad_len, t->our_tag, TAG, t->ours, t->ours);
	mbedtls_gcm_free(&c);
	return r;
}

static int
gcm_seal_ours(struct trial *t)
{
	return gcm_ours(t, true);
}

static int
gcm_open_ours(struct trial *t)
{
	return gcm_ours(t, false);
}

static int
chacha_seal_theirs(struct trial *t)
{
	mbedtls_chachapoly_context c;
	int r;

	__real_mbedtls_chachapoly_init(&c);
	r = __real_mbedtls_chachapoly_setkey(&c, t->key);
	if (r == 0)
		r = __real_mbedtls_chachapoly_encrypt_and_tag(&c, t->n,
		    t->nonce, t->ad, t->ad_len, t->text, t->theirs,
		    t->their_tag);
	__real_mbedtls_chachapoly_free(&c);
	return r;
}

static int
chacha_ours(struct trial *t, bool is_seal)
{
	mbedtls_chachapoly_context c;
	int r;

	mbedtls_chachapoly_init(&c);
	r = mbedtls_chachapoly_setkey(&c, t->key);
	if (r == 0 && is_seal)
		r = mbedtls_chachapoly_encrypt_and_tag(&c, t->n, t->nonce,
		    t->ad, t->ad_len, t->ours, t->ours, t->our_tag);
	else if (r == 0)
		r = mbedtls_chachapoly_auth_decrypt(&c, t->n, t->nonce, t->ad,
		    t->ad_len, t->our_tag, t->ours, t->ours);
	mbedtls_chachapoly_free(&c);
	return r;
}

static int
chacha_seal_ours(struct trial *t)
{
	return chacha_ours(t, true);
}

static int
chacha_open_ours(struct trial *t)
{
	return chacha_ours(t, false);
}

static bool
is_same(const struct trial *t)
{
	return memcmp(t->ours, t->theirs, t->n) == 0 &&
	    memcmp(t->our_tag, t->their_tag, TAG) == 0;
}

/* With one bit of tag, text or ad turned, it must not open or show a byte. */
static bool
refuses(const struct cipher *cipher, struct trial *t, unsigned char *turned)
{
	unsigned char any = 0;
	bool is_refused;

	memcpy(t->ours, t->theirs, t->n);
	memcpy(t->our_tag, t->their_tag, TAG);
	*turned ^= 0x10;
	is_refused = cipher->open_ours(t) != 0;
	*turned ^= 0x10;
	for (size_t i = 0; i < t->n; i++)
		any |= t->ours[i];
	return is_refused && any == 0;
}

static const char *
try_one(const struct cipher *cipher, struct trial *t)
{
	memcpy(t->ours, t->text, t->n);
	if (cipher->seal_theirs(t) != 0 || cipher->seal_ours(t) != 0 ||
	    !is_same(t))
		return "seal";
	if (cipher->open_ours(t) != 0 || memcmp(t->ours, t->text, t->n) != 0)
		return "open";
	if (!refuses(cipher, t, &t->our_tag[t->n % TAG]))
		return "tag";
	if (t->n > 0 && !refuses(cipher, t, &t->key[t->n % KEY]))
		return "key";
	if (t->ad_len > 0 && !refuses(cipher, t, &t->ad[t->n % t->ad_len]))
		return "ad";
	return NULL;
}

/* Every length round a block, then any. */
static enum err
try_lengths(const struct cipher *cipher, struct trial *t)
{
	static const size_t ends[] = { 0, 1, 15, 16, 17, 63, 64, 65, 127, 128,
		129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 2047, 2049,
		4095, 4097, 8191, 8193, TEXT_MAX - 1, TEXT_MAX };
	enum { N_ENDS = sizeof(ends) / sizeof(ends[0]) };

	for (size_t i = 0; i < N_ENDS + N_LENGTHS; i++) {
		const char *failed;
		uint16_t any[2];

		crypto_random(any, sizeof(any));
		crypto_random(t->key, KEY);
		crypto_random(t->nonce, NONCE);
		t->n = i < N_ENDS ? ends[i] : any[0] % (TEXT_MAX + 1);
		t->ad_len = any[1] % (AD_MAX + 1);
		crypto_random(t->ad, t->ad_len);
		crypto_random(t->text, t->n);
		if ((failed = try_one(cipher, t)) != NULL) {
			LOG_ERROR("net.cipher",
			    "cipher=%s failed=%s length=%zu ad=%zu",
			    cipher->name, failed, t->n, t->ad_len);
			return ERR_INTERNAL;
		}
	}
	return OK;
}

static enum err
try_cipher(const struct cipher *cipher)
{
	struct trial *t = xcalloc(1, sizeof(*t));
	unsigned char known[TAG];
	enum err e = ERR_INTERNAL;

	cipher->set_known(t, known);
	memcpy(t->ours, t->text, t->n);
	if (cipher->seal_ours(t) == 0 && memcmp(t->our_tag, known, TAG) == 0)
		e = try_lengths(cipher, t);
	else
		LOG_ERROR("net.cipher", "cipher=%s failed=known", cipher->name);
	crypto_wipe(t, sizeof(*t));
	free(t);
	return e;
}

/* Test case 14 of McGrew and Viega's paper: all zeroes. */
static void
gcm_set_known(struct trial *t, unsigned char tag[TAG])
{
	static const unsigned char known[TAG] = { 0xd0, 0xd1, 0xc8, 0xa7, 0x99,
		0x99, 0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5, 0xd4, 0x8a, 0xb9,
		0x19 };

	t->n = 16;
	memcpy(tag, known, TAG);
}

enum err
cipher_check_gcm(void)
{
	static const struct cipher gcm = { "AES-256-GCM", gcm_set_known,
		gcm_seal_theirs, gcm_seal_ours, gcm_open_ours };

	return try_cipher(&gcm);
}

/* RFC 8439, section 2.8.2. */
static void
chacha_set_known(struct trial *t, unsigned char tag[TAG])
{
	static const char text[] = "Ladies and Gentlemen of the class of '99: "
				   "If I could offer you only one tip for the "
				   "future, sunscreen would be it.";
	static const unsigned char ad[] = { 0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1,
		0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7 };
	static const unsigned char known[TAG] = { 0x1a, 0xe1, 0x0b, 0x59, 0x4f,
		0x09, 0xe2, 0x6a, 0x7e, 0x90, 0x2e, 0xcb, 0xd0, 0x60, 0x06,
		0x91 };

	for (unsigned char i = 0; i < KEY; i++)
		t->key[i] = (unsigned char)(0x80 + i);
	t->nonce[0] = 0x07;
	for (unsigned char i = 0; i < 8; i++)
		t->nonce[4 + i] = (unsigned char)(0x40 + i);
	t->n = sizeof(text) - 1;
	memcpy(t->text, text, t->n);
	t->ad_len = sizeof(ad);
	memcpy(t->ad, ad, sizeof(ad));
	memcpy(tag, known, TAG);
}

enum err
cipher_check_chacha(void)
{
	static const struct cipher chacha = { "ChaCha20-Poly1305",
		chacha_set_known, chacha_seal_theirs, chacha_seal_ours,
		chacha_open_ours };

	return try_cipher(&chacha);
}

enum { POINT_MAX = 65 };

static int
point_bytes(mbedtls_ecp_group *g, const mbedtls_ecp_point *p,
    unsigned char out[POINT_MAX])
{
	size_t n;

	return mbedtls_ecp_point_write_binary(
	    g, p, MBEDTLS_ECP_PF_UNCOMPRESSED, &n, out, POINT_MAX);
}

/*
 * One product, or the refusal of one, by them and by us; known, and known_n
 * bytes of it, when it is published.
 */
static bool
is_same_product(mbedtls_ecp_group *g, const mbedtls_mpi *m,
    const mbedtls_ecp_point *point, const unsigned char *known, size_t known_n)
{
	unsigned char theirs[POINT_MAX] = { 0 }, ours[POINT_MAX] = { 0 };
	mbedtls_ecp_point their_out, our_out;
	int their_r, our_r;

	mbedtls_ecp_point_init(&their_out);
	mbedtls_ecp_point_init(&our_out);
	their_r = __real_mbedtls_ecp_mul(
	    g, &their_out, m, point, mbed_random, NULL);
	our_r = mbedtls_ecp_mul(g, &our_out, m, point, mbed_random, NULL);
	if (their_r == 0)
		their_r = point_bytes(g, &their_out, theirs);
	if (our_r == 0)
		our_r = point_bytes(g, &our_out, ours);
	mbedtls_ecp_point_free(&their_out);
	mbedtls_ecp_point_free(&our_out);
	return (their_r == 0) == (our_r == 0) &&
	    memcmp(theirs, ours, POINT_MAX) == 0 &&
	    (known == NULL || memcmp(known, ours, known_n) == 0);
}

/* The products of a known scalar and a known point, of any, and of the base. */
static bool
try_products(mbedtls_ecp_group *g, const mbedtls_mpi *m,
    const mbedtls_ecp_point *point, const unsigned char *known, size_t known_n)
{
	mbedtls_ecp_point public;
	mbedtls_mpi any, other;
	bool is_same;

	mbedtls_mpi_init(&any);
	mbedtls_mpi_init(&other);
	mbedtls_ecp_point_init(&public);
	is_same = is_same_product(g, m, point, known, known_n) &&
	    mbedtls_ecp_gen_privkey(g, &any, mbed_random, NULL) == 0 &&
	    mbedtls_ecp_gen_privkey(g, &other, mbed_random, NULL) == 0 &&
	    is_same_product(g, &any, &g->G, NULL, 0) &&
	    mbedtls_ecp_mul(g, &public, &other, &g->G, mbed_random, NULL) ==
		0 &&
	    is_same_product(g, &any, &public, NULL, 0);
	mbedtls_mpi_free(&any);
	mbedtls_mpi_free(&other);
	mbedtls_ecp_point_free(&public);
	return is_same;
}

static bool
try_x25519(mbedtls_ecp_group *g, mbedtls_mpi *m, mbedtls_ecp_point *point)
{
	/* RFC 7748, section 5.2, the scalar with its bits set. */
	static const unsigned char scalar[KEY] = { 0xa0, 0x46, 0xe3, 0x6b, 0xf0,
		0x52, 0x7c, 0x9d, 0x3b, 0x16, 0x15, 0x4b, 0x82, 0x46, 0x5e,
		0xdd, 0x62, 0x14, 0x4c, 0x0a, 0xc1, 0xfc, 0x5a, 0x18, 0x50,
		0x6a, 0x22, 0x44, 0xba, 0x44, 0x9a, 0x44 };
	static const unsigned char in[KEY] = { 0xe6, 0xdb, 0x68, 0x67, 0x58,
		0x30, 0x30, 0xdb, 0x35, 0x94, 0xc1, 0xa4, 0x24, 0xb1, 0x5f,
		0x7c, 0x72, 0x66, 0x24, 0xec, 0x26, 0xb3, 0x35, 0x3b, 0x10,
		0xa9, 0x03, 0xa6, 0xd0, 0xab, 0x1c, 0x4c };
	static const unsigned char product[KEY] = { 0xc3, 0xda, 0x55, 0x37,
		0x9d, 0xe9, 0xc6, 0x90, 0x8e, 0x94, 0xea, 0x4d, 0xf2, 0x8d,
		0x08, 0x4f, 0x32, 0xec, 0xcf, 0x03, 0x49, 0x1c, 0x71, 0xf7,
		0x54, 0xb4, 0x07, 0x55, 0x77, 0xa2, 0x85, 0x52 };
	/* With these every product is zero: refused. */
	static const unsigned char low[][KEY] = { { 0 }, { 1 },
		{ 0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56,
		    0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb,
		    0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
		    0xb8, 0x00 } };
	static const unsigned char nothing[KEY] = { 0 };

	if (mbedtls_mpi_read_binary_le(m, scalar, KEY) != 0)
		return false;
	for (size_t i = 0; i < sizeof(low) / KEY; i++)
		if (mbedtls_ecp_point_read_binary(g, point, low[i], KEY) != 0 ||
		    !is_same_product(g, m, point, nothing, KEY))
			return false;
	return mbedtls_ecp_point_read_binary(g, point, in, KEY) == 0 &&
	    try_products(g, m, point, product, KEY);
}

static bool
try_p256(mbedtls_ecp_group *g, mbedtls_mpi *m, mbedtls_ecp_point *point)
{
	/* The base times 112233445566778899, of Botan's and others' tests. */
	static const unsigned char product[POINT_MAX] = { 0x04, 0x33, 0x91,
		0x50, 0x84, 0x4e, 0xc1, 0x52, 0x34, 0x80, 0x7f, 0xe8, 0x62,
		0xa8, 0x6b, 0xe7, 0x79, 0x77, 0xdb, 0xfb, 0x3a, 0xe3, 0xd9,
		0x6f, 0x4c, 0x22, 0x79, 0x55, 0x13, 0xae, 0xaa, 0xb8, 0x2f,
		0xb1, 0xc1, 0x4d, 0xdf, 0xdc, 0x8e, 0xc1, 0xb2, 0x58, 0x3f,
		0x51, 0xe8, 0x5a, 0x5e, 0xb3, 0xa1, 0x55, 0x84, 0x0f, 0x20,
		0x34, 0x73, 0x0e, 0x9b, 0x5a, 0xda, 0x38, 0xb6, 0x74, 0x33,
		0x6a, 0x21 };
	static const unsigned char scalar[] = { 0x01, 0x8e, 0xbb, 0xb9, 0x5e,
		0xed, 0x0e, 0x13 };
	static const unsigned char nothing[POINT_MAX] = { 0 };
	mbedtls_mpi zero;
	bool is_same;

	mbedtls_mpi_init(&zero);
	is_same = mbedtls_mpi_read_binary(m, scalar, sizeof(scalar)) == 0 &&
	    mbedtls_ecp_copy(point, &g->G) == 0 &&
	    mbedtls_mpi_lset(&zero, 0) == 0 &&
	    is_same_product(g, &zero, point, nothing, POINT_MAX) &&
	    is_same_product(g, &g->N, point, nothing, POINT_MAX) &&
	    try_products(g, m, point, product, POINT_MAX);
	mbedtls_mpi_free(&zero);
	return is_same;
}

static enum err
try_curve(mbedtls_ecp_group_id id, const char *name,
    bool (*try)(mbedtls_ecp_group *, mbedtls_mpi *, mbedtls_ecp_point *))
{
	mbedtls_ecp_group g;
	mbedtls_ecp_point point;
	mbedtls_mpi m;
	enum err e = ERR_INTERNAL;

	mbedtls_ecp_group_init(&g);
	mbedtls_ecp_point_init(&point);
	mbedtls_mpi_init(&m);
	if (mbedtls_ecp_group_load(&g, id) == 0 && try(&g, &m, &point))
		e = OK;
	else
		LOG_ERROR("net.cipher", "cipher=%s", name);
	mbedtls_mpi_free(&m);
	mbedtls_ecp_point_free(&point);
	mbedtls_ecp_group_free(&g);
	return e;
}

enum err
cipher_check_x25519(void)
{
	return try_curve(MBEDTLS_ECP_DP_CURVE25519, "X25519", try_x25519);
}

enum err
cipher_check_p256(void)
{
	return try_curve(MBEDTLS_ECP_DP_SECP256R1, "P-256", try_p256);
}

enum { MAC_KEY_MAX = 300, MAC_TEXT_MAX = 700, MAC_MAX = MBEDTLS_MD_MAX_SIZE };

struct mac_trial {
	unsigned char key[MAC_KEY_MAX], text[MAC_TEXT_MAX];
	size_t key_n, n;
	unsigned char theirs[MAC_MAX], ours[MAC_MAX];
};

static bool
mac_theirs(const mbedtls_md_info_t *info, struct mac_trial *t)
{
	mbedtls_md_context_t c;
	bool is_made;

	mbedtls_md_init(&c);
	is_made = mbedtls_md_setup(&c, info, 1) == 0 &&
	    __real_mbedtls_md_hmac_starts(&c, t->key, t->key_n) == 0 &&
	    __real_mbedtls_md_hmac_update(&c, t->text, t->n) == 0 &&
	    __real_mbedtls_md_hmac_finish(&c, t->theirs) == 0;
	__real_mbedtls_md_free(&c);
	return is_made;
}

/* In two parts, after a text that was not ended, and once more. */
static bool
mac_ours(mbedtls_md_context_t *c, struct mac_trial *t)
{
	unsigned char again[MAC_MAX] = { 0 };
	size_t part = t->n / 3;

	return mbedtls_md_hmac_starts(c, t->key, t->key_n) == 0 &&
	    mbedtls_md_hmac_update(c, t->key, t->key_n) == 0 &&
	    mbedtls_md_hmac_reset(c) == 0 &&
	    mbedtls_md_hmac_update(c, t->text, part) == 0 &&
	    mbedtls_md_hmac_update(c, t->text + part, t->n - part) == 0 &&
	    mbedtls_md_hmac_finish(c, t->ours) == 0 &&
	    mbedtls_md_hmac_reset(c) == 0 &&
	    mbedtls_md_hmac_update(c, t->text, t->n) == 0 &&
	    mbedtls_md_hmac_finish(c, again) == 0 &&
	    memcmp(again, t->ours, MAC_MAX) == 0;
}

static bool
try_macs(const mbedtls_md_info_t *info, mbedtls_md_context_t *c,
    const unsigned char known[4])
{
	/* RFC 4231, test case 2. */
	struct mac_trial t = { .key = "Jefe",
		.key_n = 4,
		.text = "what do ya want for nothing?",
		.n = 28 };

	if (mbedtls_md_setup(c, info, 1) != 0 || !mac_ours(c, &t) ||
	    memcmp(t.ours, known, 4) != 0)
		return false;
	for (int i = 0; i < N_LENGTHS; i++) {
		uint16_t any[2];

		crypto_random(any, sizeof(any));
		t.key_n = any[0] % (MAC_KEY_MAX + 1);
		t.n = any[1] % (MAC_TEXT_MAX + 1);
		crypto_random(t.key, t.key_n);
		crypto_random(t.text, t.n);
		if (!mac_theirs(info, &t) || !mac_ours(c, &t) ||
		    memcmp(t.ours, t.theirs, MAC_MAX) != 0)
			return false;
	}
	return true;
}

enum err
cipher_check_hmac(void)
{
	static const struct {
		mbedtls_md_type_t type;
		unsigned char known[4]; /* how it begins */
	} hashes[] = {
		{ MBEDTLS_MD_SHA256, { 0x5b, 0xdc, 0xc1, 0x46 } },
		{ MBEDTLS_MD_SHA384, { 0xaf, 0x45, 0xd2, 0xe3 } },
		{ MBEDTLS_MD_SHA512, { 0x16, 0x4b, 0x7a, 0x7b } },
	};
	bool is_same = true;

	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		mbedtls_md_context_t c;

		mbedtls_md_init(&c);
		is_same = is_same &&
		    try_macs(mbedtls_md_info_from_type(hashes[i].type), &c,
			hashes[i].known);
		mbedtls_md_free(&c);
	}
	if (!is_same)
		LOG_ERROR("net.cipher", "cipher=HMAC");
	return is_same ? OK : ERR_INTERNAL;
}
