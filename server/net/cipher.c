/*
 * cipher.c: libgcrypt for AES and ChaCha20, libsodium for X25519, and nettle
 * for P-256 and HMAC, in the place of some functions of mbedTLS.
 *
 * The fields of a context that mbedTLS allocated for AES-GCM or
 * ChaCha20-Poly1305 are mbedTLS's own business; so it holds one pointer, to the
 * key in both forms.  Lengths and modes that TLS
 * does not use go to the library's own function.
 */
#include "net/cipher.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "crypto/aead.h"
#include "crypto/crypto.h"
#include "crypto/mac.h"
#include "crypto/p256.h"
#include "crypto/x25519.h"
#include "net/cipher_check.h"
#include "net/cipher_wrap.h"

#if MBEDTLS_VERSION_NUMBER >= 0x04000000
#error "are the wrapped functions still all that take these contexts?"
#endif

/*
 * From 3.0 on the place for it is mbedTLS's own business, and what TLS 1.3
 * derives its keys with is another function.
 */
#define HAS_FAST_HMAC (MBEDTLS_VERSION_NUMBER < 0x03000000)

/*
 * Written once, before there are other threads.  Not part of a server: the
 * functions of mbedTLS have no argument that leads to one.
 */
static struct {
	bool aes, chacha, x25519, p256, hmac;
} fast;
static char text[160] = "not tried";

struct gcm {
	struct aead *fast; /* NULL: the plain one does it all */
	mbedtls_gcm_context plain;
};

struct chacha {
	struct aead *fast; /* as above */
	mbedtls_chachapoly_context plain;
};

static_assert(sizeof(mbedtls_gcm_context) >= sizeof(struct gcm *) &&
	sizeof(mbedtls_chachapoly_context) >= sizeof(struct chacha *),
    "room for a pointer");

static void
init_once(void)
{
	static const char gcrypt[] = "libgcrypt", sodium[] = "libsodium",
			  nettle[] = "nettle", own[] = "mbedTLS";

	if (crypto_init() != OK)
		return;
	p256_init();
	fast.aes = aead_has(AEAD_AES);
	fast.chacha = aead_has(AEAD_CHACHA);
	fast.x25519 = fast.p256 = true;
	fast.aes = fast.aes && cipher_check_gcm() == OK;
	fast.chacha = fast.chacha && cipher_check_chacha() == OK;
	fast.x25519 = cipher_check_x25519() == OK;
	fast.p256 = cipher_check_p256() == OK;
	fast.hmac = HAS_FAST_HMAC;
	fast.hmac = fast.hmac && cipher_check_hmac() == OK;
	snprintf(text, sizeof(text),
	    "AES-256-GCM by %s, ChaCha20-Poly1305 by %s, X25519 by %s, "
	    "P-256 by %s, HMAC by %s",
	    fast.aes ? gcrypt : own, fast.chacha ? gcrypt : own,
	    fast.x25519 ? sodium : own, fast.p256 ? nettle : own,
	    fast.hmac ? nettle : own);
}

void
cipher_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	CHECK(pthread_once(&once, init_once) == 0);
}

bool
cipher_has_fast_aes(void)
{
	return fast.aes;
}

const char *
cipher_text(void)
{
	return text;
}

static struct gcm *
gcm_of(const mbedtls_gcm_context *c)
{
	struct gcm *g;

	memcpy(&g, c, sizeof(g));
	return g;
}

static mbedtls_gcm_context *
plain_gcm(mbedtls_gcm_context *c)
{
	struct gcm *g = gcm_of(c);

	CHECK(g != NULL);
	return &g->plain;
}

void
__wrap_mbedtls_gcm_init(mbedtls_gcm_context *c)
{
	memset(c, 0, sizeof(*c));
}

void
__wrap_mbedtls_gcm_free(mbedtls_gcm_context *c)
{
	struct gcm *g = c == NULL ? NULL : gcm_of(c);

	if (g == NULL)
		return;
	aead_free(g->fast);
	__real_mbedtls_gcm_free(&g->plain);
	free(g);
	memset(c, 0, sizeof(*c));
}

int
__wrap_mbedtls_gcm_setkey(mbedtls_gcm_context *c, mbedtls_cipher_id_t cipher,
    const unsigned char *key, unsigned int key_bits)
{
	struct gcm *g = gcm_of(c);
	int r;

	if (g == NULL) {
		g = xcalloc(1, sizeof(*g));
		__real_mbedtls_gcm_init(&g->plain);
		memcpy(c, &g, sizeof(g));
	}
	aead_free(g->fast);
	g->fast = NULL;
	r = __real_mbedtls_gcm_setkey(&g->plain, cipher, key, key_bits);
	if (r == 0 && fast.aes && cipher == MBEDTLS_CIPHER_ID_AES &&
	    key_bits == AEAD_KEY_BYTES * 8)
		g->fast = aead_new(AEAD_AES, key);
	return r;
}

/* Is this what a record of TLS looks like? */
static bool
is_fast_gcm(const mbedtls_gcm_context *c, size_t iv_len, size_t tag_len)
{
	const struct gcm *g = gcm_of(c);

	return g != NULL && g->fast != NULL && iv_len == AEAD_NONCE_BYTES &&
	    tag_len == AEAD_TAG_BYTES;
}

int
__wrap_mbedtls_gcm_crypt_and_tag(mbedtls_gcm_context *c, int mode, size_t n,
    const unsigned char *iv, size_t iv_len, const unsigned char *ad,
    size_t ad_len, const unsigned char *in, unsigned char *out, size_t tag_len,
    unsigned char *tag)
{
	struct aead_text t = { iv, ad, ad_len, in, out, n };

	if (mode != MBEDTLS_GCM_ENCRYPT || !is_fast_gcm(c, iv_len, tag_len))
		return __real_mbedtls_gcm_crypt_and_tag(plain_gcm(c), mode, n,
		    iv, iv_len, ad, ad_len, in, out, tag_len, tag);
	aead_seal(gcm_of(c)->fast, &t, tag);
	return 0;
}

int
__wrap_mbedtls_gcm_auth_decrypt(mbedtls_gcm_context *c, size_t n,
    const unsigned char *iv, size_t iv_len, const unsigned char *ad,
    size_t ad_len, const unsigned char *tag, size_t tag_len,
    const unsigned char *in, unsigned char *out)
{
	struct aead_text t = { iv, ad, ad_len, in, out, n };

	if (!is_fast_gcm(c, iv_len, tag_len))
		return __real_mbedtls_gcm_auth_decrypt(plain_gcm(c), n, iv,
		    iv_len, ad, ad_len, tag, tag_len, in, out);
	return aead_open(gcm_of(c)->fast, &t, tag)
	    ? 0
	    : MBEDTLS_ERR_GCM_AUTH_FAILED;
}

#if MBEDTLS_VERSION_NUMBER >= 0x03000000

int
__wrap_mbedtls_gcm_starts(
    mbedtls_gcm_context *c, int mode, const unsigned char *iv, size_t iv_len)
{
	return __real_mbedtls_gcm_starts(plain_gcm(c), mode, iv, iv_len);
}

int
__wrap_mbedtls_gcm_update_ad(
    mbedtls_gcm_context *c, const unsigned char *ad, size_t ad_len)
{
	return __real_mbedtls_gcm_update_ad(plain_gcm(c), ad, ad_len);
}

int
__wrap_mbedtls_gcm_update(mbedtls_gcm_context *c, const unsigned char *in,
    size_t n, unsigned char *out, size_t out_size, size_t *out_len)
{
	return __real_mbedtls_gcm_update(
	    plain_gcm(c), in, n, out, out_size, out_len);
}

int
__wrap_mbedtls_gcm_finish(mbedtls_gcm_context *c, unsigned char *out,
    size_t out_size, size_t *out_len, unsigned char *tag, size_t tag_len)
{
	return __real_mbedtls_gcm_finish(
	    plain_gcm(c), out, out_size, out_len, tag, tag_len);
}

#else

int
__wrap_mbedtls_gcm_starts(mbedtls_gcm_context *c, int mode,
    const unsigned char *iv, size_t iv_len, const unsigned char *ad,
    size_t ad_len)
{
	return __real_mbedtls_gcm_starts(
	    plain_gcm(c), mode, iv, iv_len, ad, ad_len);
}

int
__wrap_mbedtls_gcm_update(mbedtls_gcm_context *c, size_t n,
    const unsigned char *in, unsigned char *out)
{
	return __real_mbedtls_gcm_update(plain_gcm(c), n, in, out);
}

int
__wrap_mbedtls_gcm_finish(
    mbedtls_gcm_context *c, unsigned char *tag, size_t tag_len)
{
	return __real_mbedtls_gcm_finish(plain_gcm(c), tag, tag_len);
}

#endif

static struct chacha *
chacha_of(const mbedtls_chachapoly_context *c)
{
	struct chacha *k;

	memcpy(&k, c, sizeof(k));
	return k;
}

static mbedtls_chachapoly_context *
plain_chacha(mbedtls_chachapoly_context *c)
{
	struct chacha *k = chacha_of(c);

	CHECK(k != NULL);
	return &k->plain;
}

void
__wrap_mbedtls_chachapoly_init(mbedtls_chachapoly_context *c)
{
	memset(c, 0, sizeof(*c));
}

void
__wrap_mbedtls_chachapoly_free(mbedtls_chachapoly_context *c)
{
	struct chacha *k = c == NULL ? NULL : chacha_of(c);

	if (k == NULL)
		return;
	aead_free(k->fast);
	__real_mbedtls_chachapoly_free(&k->plain);
	free(k);
	memset(c, 0, sizeof(*c));
}

int
__wrap_mbedtls_chachapoly_setkey(
    mbedtls_chachapoly_context *c, const unsigned char key[32])
{
	struct chacha *k = chacha_of(c);

	if (k == NULL) {
		k = xcalloc(1, sizeof(*k));
		__real_mbedtls_chachapoly_init(&k->plain);
		memcpy(c, &k, sizeof(k));
	}
	aead_free(k->fast);
	k->fast = fast.chacha ? aead_new(AEAD_CHACHA, key) : NULL;
	return __real_mbedtls_chachapoly_setkey(&k->plain, key);
}

int
__wrap_mbedtls_chachapoly_encrypt_and_tag(mbedtls_chachapoly_context *c,
    size_t n, const unsigned char nonce[12], const unsigned char *ad,
    size_t ad_len, const unsigned char *in, unsigned char *out,
    unsigned char tag[16])
{
	struct aead_text t = { nonce, ad, ad_len, in, out, n };
	struct chacha *k = chacha_of(c);

	if (k == NULL || k->fast == NULL)
		return __real_mbedtls_chachapoly_encrypt_and_tag(
		    plain_chacha(c), n, nonce, ad, ad_len, in, out, tag);
	aead_seal(k->fast, &t, tag);
	return 0;
}

int
__wrap_mbedtls_chachapoly_auth_decrypt(mbedtls_chachapoly_context *c, size_t n,
    const unsigned char nonce[12], const unsigned char *ad, size_t ad_len,
    const unsigned char tag[16], const unsigned char *in, unsigned char *out)
{
	struct aead_text t = { nonce, ad, ad_len, in, out, n };
	struct chacha *k = chacha_of(c);

	if (k == NULL || k->fast == NULL)
		return __real_mbedtls_chachapoly_auth_decrypt(
		    plain_chacha(c), n, nonce, ad, ad_len, tag, in, out);
	return aead_open(k->fast, &t, tag) ? 0
					   : MBEDTLS_ERR_CHACHAPOLY_AUTH_FAILED;
}

int
__wrap_mbedtls_chachapoly_starts(mbedtls_chachapoly_context *c,
    const unsigned char nonce[12], mbedtls_chachapoly_mode_t mode)
{
	return __real_mbedtls_chachapoly_starts(plain_chacha(c), nonce, mode);
}

int
__wrap_mbedtls_chachapoly_update_aad(
    mbedtls_chachapoly_context *c, const unsigned char *ad, size_t ad_len)
{
	return __real_mbedtls_chachapoly_update_aad(
	    plain_chacha(c), ad, ad_len);
}

int
__wrap_mbedtls_chachapoly_update(mbedtls_chachapoly_context *c, size_t n,
    const unsigned char *in, unsigned char *out)
{
	return __real_mbedtls_chachapoly_update(plain_chacha(c), n, in, out);
}

int
__wrap_mbedtls_chachapoly_finish(
    mbedtls_chachapoly_context *c, unsigned char tag[16])
{
	return __real_mbedtls_chachapoly_finish(plain_chacha(c), tag);
}

/*
 * What mbedTLS checks of scalar and point is checked by mbedTLS, so that the
 * same is refused with the same code.
 */
static int
mul_x25519(mbedtls_ecp_group *g, mbedtls_ecp_point *product,
    const mbedtls_mpi *m, const mbedtls_ecp_point *point)
{
	static const uint8_t base[X25519_BYTES] = { 9 };
	uint8_t scalar[X25519_BYTES], in[X25519_BYTES], out[X25519_BYTES];
	size_t n;
	int r;

	if ((r = mbedtls_ecp_check_privkey(g, m)) != 0 ||
	    (r = mbedtls_ecp_check_pubkey(g, point)) != 0 ||
	    (r = mbedtls_mpi_write_binary_le(m, scalar, sizeof(scalar))) != 0 ||
	    (r = mbedtls_ecp_point_write_binary(g, point,
		 MBEDTLS_ECP_PF_UNCOMPRESSED, &n, in, sizeof(in))) != 0)
		goto out;
	/* No point that came as bytes has this bit (RFC 7748, section 5). */
	if ((in[X25519_BYTES - 1] & 0x80) != 0)
		r = MBEDTLS_ERR_ECP_INVALID_KEY;
	else if (memcmp(in, base, sizeof(in)) == 0)
		x25519_mul_base(out, scalar);
	else if (!x25519_mul(out, scalar, in))
		r = MBEDTLS_ERR_ECP_INVALID_KEY;
	if (r == 0)
		r = mbedtls_ecp_point_read_binary(g, product, out, sizeof(out));
out:
	crypto_wipe(scalar, sizeof(scalar));
	crypto_wipe(out, sizeof(out));
	return r;
}

static int
mul_p256(mbedtls_ecp_group *g, mbedtls_ecp_point *product, const mbedtls_mpi *m,
    const mbedtls_ecp_point *point)
{
	/* A byte says that both coordinates follow. */
	uint8_t in[1 + P256_POINT_BYTES], out[1 + P256_POINT_BYTES] = { 4 };
	bool is_base = mbedtls_ecp_point_cmp(point, &g->G) == 0, is_done;
	uint8_t scalar[P256_SCALAR_BYTES];
	size_t n;
	int r;

	if ((r = mbedtls_ecp_check_privkey(g, m)) != 0 ||
	    (!is_base && (r = mbedtls_ecp_check_pubkey(g, point)) != 0) ||
	    (r = mbedtls_mpi_write_binary(m, scalar, sizeof(scalar))) != 0 ||
	    (r = mbedtls_ecp_point_write_binary(g, point,
		 MBEDTLS_ECP_PF_UNCOMPRESSED, &n, in, sizeof(in))) != 0)
		goto out;
	is_done = is_base ? p256_mul_base(out + 1, scalar)
			  : p256_mul(out + 1, scalar, in + 1);
	r = is_done
	    ? mbedtls_ecp_point_read_binary(g, product, out, sizeof(out))
	    : MBEDTLS_ERR_ECP_INVALID_KEY;
out:
	crypto_wipe(scalar, sizeof(scalar));
	crypto_wipe(out, sizeof(out));
	return r;
}

static bool
is_fast_curve(const mbedtls_ecp_group *g)
{
	return (fast.x25519 && g->id == MBEDTLS_ECP_DP_CURVE25519) ||
	    (fast.p256 && g->id == MBEDTLS_ECP_DP_SECP256R1);
}

static int
mul_fast(mbedtls_ecp_group *g, mbedtls_ecp_point *product, const mbedtls_mpi *m,
    const mbedtls_ecp_point *point)
{
	return g->id == MBEDTLS_ECP_DP_CURVE25519
	    ? mul_x25519(g, product, m, point)
	    : mul_p256(g, product, m, point);
}

int
__wrap_mbedtls_ecp_mul_restartable(mbedtls_ecp_group *g,
    mbedtls_ecp_point *product, const mbedtls_mpi *m,
    const mbedtls_ecp_point *point,
    int (*random)(void *, unsigned char *, size_t), void *random_arg,
    mbedtls_ecp_restart_ctx *restart)
{
	if (is_fast_curve(g))
		return mul_fast(g, product, m, point);
	return __real_mbedtls_ecp_mul_restartable(
	    g, product, m, point, random, random_arg, restart);
}

int
__wrap_mbedtls_ecp_mul(mbedtls_ecp_group *g, mbedtls_ecp_point *product,
    const mbedtls_mpi *m, const mbedtls_ecp_point *point,
    int (*random)(void *, unsigned char *, size_t), void *random_arg)
{
	if (is_fast_curve(g))
		return mul_fast(g, product, m, point);
	return __real_mbedtls_ecp_mul(g, product, m, point, random, random_arg);
}

#if HAS_FAST_HMAC

/* Where ours is, NULL at first; NULL when the plain one does it. */
static struct mac **
mac_of(const mbedtls_md_context_t *c, enum mac_hash *hash)
{
	if (!fast.hmac || c == NULL)
		return NULL;
	switch (mbedtls_md_get_type(c->md_info)) {
	case MBEDTLS_MD_SHA256:
		*hash = MAC_SHA256;
		return c->hmac_ctx;
	case MBEDTLS_MD_SHA384:
		*hash = MAC_SHA384;
		return c->hmac_ctx;
	case MBEDTLS_MD_SHA512:
		*hash = MAC_SHA512;
		return c->hmac_ctx;
	default:
		return NULL;
	}
}

#else

static struct mac **
mac_of(const mbedtls_md_context_t *c, enum mac_hash *hash)
{
	(void)c;
	(void)hash;
	return NULL;
}

#endif

/* The one that has a key, or NULL. */
static struct mac *
begun_mac(const mbedtls_md_context_t *c)
{
	enum mac_hash hash;
	struct mac **m = mac_of(c, &hash);

	return m == NULL ? NULL : *m;
}

int
__wrap_mbedtls_md_hmac_starts(
    mbedtls_md_context_t *c, const unsigned char *key, size_t n)
{
	enum mac_hash hash;
	struct mac **m = mac_of(c, &hash);

	if (m == NULL)
		return __real_mbedtls_md_hmac_starts(c, key, n);
	if (*m == NULL)
		*m = mac_new(hash);
	mac_set_key(*m, key, n);
	return 0;
}

int
__wrap_mbedtls_md_hmac_update(
    mbedtls_md_context_t *c, const unsigned char *p, size_t n)
{
	struct mac *m = begun_mac(c);

	if (m == NULL)
		return __real_mbedtls_md_hmac_update(c, p, n);
	mac_add(m, p, n);
	return 0;
}

int
__wrap_mbedtls_md_hmac_finish(mbedtls_md_context_t *c, unsigned char *out)
{
	struct mac *m = begun_mac(c);

	if (m == NULL)
		return __real_mbedtls_md_hmac_finish(c, out);
	mac_end(m, out);
	return 0;
}

int
__wrap_mbedtls_md_hmac_reset(mbedtls_md_context_t *c)
{
	struct mac *m = begun_mac(c);

	if (m == NULL)
		return __real_mbedtls_md_hmac_reset(c);
	mac_begin(m);
	return 0;
}

void
__wrap_mbedtls_md_free(mbedtls_md_context_t *c)
{
	mac_free(begun_mac(c));
	__real_mbedtls_md_free(c);
}
