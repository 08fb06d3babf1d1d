/*
 * cipher_wrap.h: the names that --wrap makes.  A call of f() in another object
 * file becomes a call of __wrap_f(); __real_f() is the library's own.
 *
 * A context of mbedTLS is memory of the right size for these functions and
 * nothing more: it holds a pointer to what is theirs.
 */
#ifndef NET_CIPHER_WRAP_H
#define NET_CIPHER_WRAP_H

#include <mbedtls/chachapoly.h>
#include <mbedtls/ecp.h>
#include <mbedtls/gcm.h>
#include <mbedtls/md.h>
#include <mbedtls/version.h>

#define WRAPPED(type, name, ...)         \
	type __wrap_##name(__VA_ARGS__); \
	type __real_##name(__VA_ARGS__)

WRAPPED(void, mbedtls_gcm_init, mbedtls_gcm_context *);
WRAPPED(void, mbedtls_gcm_free, mbedtls_gcm_context *);
WRAPPED(int, mbedtls_gcm_setkey, mbedtls_gcm_context *, mbedtls_cipher_id_t,
    const unsigned char *key, unsigned int key_bits);
WRAPPED(int, mbedtls_gcm_crypt_and_tag, mbedtls_gcm_context *, int mode, size_t,
    const unsigned char *iv, size_t iv_len, const unsigned char *ad,
    size_t ad_len, const unsigned char *in, unsigned char *out, size_t tag_len,
    unsigned char *tag);
WRAPPED(int, mbedtls_gcm_auth_decrypt, mbedtls_gcm_context *, size_t,
    const unsigned char *iv, size_t iv_len, const unsigned char *ad,
    size_t ad_len, const unsigned char *tag, size_t tag_len,
    const unsigned char *in, unsigned char *out);
/* In parts, which TLS does not do; not to be left on a context of ours. */
#if MBEDTLS_VERSION_NUMBER >= 0x03000000
WRAPPED(int, mbedtls_gcm_starts, mbedtls_gcm_context *, int mode,
    const unsigned char *iv, size_t iv_len);
WRAPPED(int, mbedtls_gcm_update_ad, mbedtls_gcm_context *,
    const unsigned char *ad, size_t ad_len);
WRAPPED(int, mbedtls_gcm_update, mbedtls_gcm_context *, const unsigned char *in,
    size_t, unsigned char *out, size_t out_size, size_t *out_len);
WRAPPED(int, mbedtls_gcm_finish, mbedtls_gcm_context *, unsigned char *out,
    size_t out_size, size_t *out_len, unsigned char *tag, size_t tag_len);
#else
WRAPPED(int, mbedtls_gcm_starts, mbedtls_gcm_context *, int mode,
    const unsigned char *iv, size_t iv_len, const unsigned char *ad,
    size_t ad_len);
WRAPPED(int, mbedtls_gcm_update, mbedtls_gcm_context *, size_t,
    const unsigned char *in, unsigned char *out);
WRAPPED(int, mbedtls_gcm_finish, mbedtls_gcm_context *, unsigned char *tag,
    size_t tag_len);
#endif

WRAPPED(void, mbedtls_chachapoly_init, mbedtls_chachapoly_context *);
WRAPPED(void, mbedtls_chachapoly_free, mbedtls_chachapoly_context *);
WRAPPED(int, mbedtls_chachapoly_setkey, mbedtls_chachapoly_context *,
    const unsigned char key[32]);
WRAPPED(int, mbedtls_chachapoly_encrypt_and_tag, mbedtls_chachapoly_context *,
    size_t, const unsigned char nonce[12], const unsigned char *ad,
    size_t ad_len, const unsigned char *in, unsigned char *out,
    unsigned char tag[16]);
WRAPPED(int, mbedtls_chachapoly_auth_decrypt, mbedtls_chachapoly_context *,
    size_t, const unsigned char nonce[12], const unsigned char *ad,
    size_t ad_len, const unsigned char tag[16], const unsigned char *in,
    unsigned char *out);
WRAPPED(int, mbedtls_chachapoly_starts, mbedtls_chachapoly_context *,
    const unsigned char nonce[12], mbedtls_chachapoly_mode_t);
WRAPPED(int, mbedtls_chachapoly_update_aad, mbedtls_chachapoly_context *,
    const unsigned char *ad, size_t ad_len);
WRAPPED(int, mbedtls_chachapoly_update, mbedtls_chachapoly_context *, size_t,
    const unsigned char *in, unsigned char *out);
WRAPPED(int, mbedtls_chachapoly_finish, mbedtls_chachapoly_context *,
    unsigned char tag[16]);

WRAPPED(int, mbedtls_ecp_mul, mbedtls_ecp_group *, mbedtls_ecp_point *,
    const mbedtls_mpi *, const mbedtls_ecp_point *,
    int (*random)(void *, unsigned char *, size_t), void *random_arg);
WRAPPED(int, mbedtls_ecp_mul_restartable, mbedtls_ecp_group *,
    mbedtls_ecp_point *, const mbedtls_mpi *, const mbedtls_ecp_point *,
    int (*random)(void *, unsigned char *, size_t), void *random_arg,
    mbedtls_ecp_restart_ctx *);

WRAPPED(int, mbedtls_md_hmac_starts, mbedtls_md_context_t *,
    const unsigned char *key, size_t);
WRAPPED(int, mbedtls_md_hmac_update, mbedtls_md_context_t *,
    const unsigned char *, size_t);
WRAPPED(
    int, mbedtls_md_hmac_finish, mbedtls_md_context_t *, unsigned char *out);
WRAPPED(int, mbedtls_md_hmac_reset, mbedtls_md_context_t *);
WRAPPED(void, mbedtls_md_free, mbedtls_md_context_t *);

#endif
