/*
 * crypto.c: our names for what libsodium does; no cryptography of our own.
 * It starts libgcrypt too, for aead.c.
 */
#include "crypto/crypto.h"

#include <assert.h>
#include <string.h>

#include <gcrypt.h>
#include <sodium.h>

#include "base/check.h"
#include "base/log.h"

/* OWASP's minimum for Argon2id with one lane: 19 MiB, 2 passes. */
enum { PASSWORD_OPS = 2, PASSWORD_MEM = 19456 << 10 };

/*
 * What a password is compared with where there is no account.  It has the cost
 * of a real hash; a password that fits is refused all the same.
 */
static const char no_hash[] = "$argon2id$v=19$m=19456,t=2,p=1"
			      "$AAAAAAAAAAAAAAAAAAAAAA"
			      "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

static_assert(DIGEST_BYTES >= crypto_generichash_BYTES_MIN &&
	DIGEST_BYTES <= crypto_generichash_BYTES_MAX,
    "a length that BLAKE2b has");
static_assert(TOKEN_TEXT_LEN ==
	sodium_base64_ENCODED_LEN(
	    TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING) -
	    1,
    "the length of a token in base64url");

/* The empty text as a text: libsodium wants a pointer. */
static const char *
bytes_of(struct str s)
{
	return s.n == 0 ? "" : s.p;
}

/*
 * Without the locked memory that it has for keys of years: none of ours in it
 * outlives the process, and those of libsodium and mbedTLS are in plain memory.
 */
static bool
init_gcrypt(void)
{
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0)
		return true;
	return gcry_check_version(GCRYPT_VERSION) != NULL &&
	    gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0 &&
	    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
}

enum err
crypto_init(void)
{
	if (sodium_init() == -1) {
		LOG_ERROR("crypto.init", "libsodium does not start");
		return ERR_INTERNAL;
	}
	if (!init_gcrypt()) {
		LOG_ERROR("crypto.init", "libgcrypt does not start");
		return ERR_INTERNAL;
	}
	return OK;
}

void
crypto_random(void *p, size_t n)
{
	randombytes_buf(p, n);
}

struct str
crypto_token(struct arena *a)
{
	uint8_t secret[TOKEN_BYTES];
	char *text = arena_alloc(a, TOKEN_TEXT_LEN + 1);

	randombytes_buf(secret, sizeof(secret));
	sodium_bin2base64(text, TOKEN_TEXT_LEN + 1, secret, sizeof(secret),
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sodium_memzero(secret, sizeof(secret));
	return (struct str){ text, TOKEN_TEXT_LEN };
}

void
crypto_digest(struct str data, uint8_t out[DIGEST_BYTES])
{
	CHECK(crypto_generichash(out, DIGEST_BYTES,
		  (const unsigned char *)data.p, data.n, NULL, 0) == 0);
}

struct str
crypto_digest_str(struct arena *a, struct str data)
{
	uint8_t *out = arena_alloc(a, DIGEST_BYTES);

	crypto_digest(data, out);
	return (struct str){ (const char *)out, DIGEST_BYTES };
}

struct str
crypto_hex(struct arena *a, struct str bytes)
{
	char *text = arena_array(a, bytes.n + 1, 2);

	sodium_bin2hex(
	    text, 2 * bytes.n + 1, (const unsigned char *)bytes.p, bytes.n);
	return (struct str){ text, 2 * bytes.n };
}

bool
crypto_equal(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || sodium_memcmp(a.p, b.p, a.n) == 0);
}

void
crypto_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

enum err
crypto_password_hash(struct arena *a, struct str password, struct str *out)
{
	char text[crypto_pwhash_STRBYTES];

	if (crypto_pwhash_str_alg(text, bytes_of(password), password.n,
		PASSWORD_OPS, PASSWORD_MEM,
		crypto_pwhash_ALG_ARGON2ID13) != 0) {
		LOG_ERROR("crypto.password", "no memory for a password hash");
		return ERR_INTERNAL;
	}
	*out = arena_str(a, str_of(text));
	return OK;
}

bool
crypto_password_verify(struct str hash, struct str password)
{
	char text[crypto_pwhash_STRBYTES] = { 0 };
	bool is_real = hash.n > 0 && hash.n < sizeof(text);

	if (!is_real)
		hash = str_of(no_hash);
	memcpy(text, hash.p, hash.n);
	return crypto_pwhash_str_verify(text, bytes_of(password), password.n) ==
	    0 &&
	    is_real;
}
