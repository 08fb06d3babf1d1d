/*
 * crypto.h: tokens, digests, password hashes; libsodium behind it.  Which
 * passwords are good enough is in password.h.
 */
#ifndef CRYPTO_CRYPTO_H
#define CRYPTO_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum {
	TOKEN_BYTES = 32,
	TOKEN_TEXT_LEN = 43, /* base64url without padding */
	DIGEST_BYTES = 32
};

/*
 * Before there are other threads; again is nothing.
 *
 * ERR_INTERNAL	no random numbers, or a library older than this was built with;
 *		logged
 */
enum err crypto_init(void) MUST_CHECK;

/* n bytes that nobody can guess. */
void crypto_random(void *p, size_t n);
/* A secret of TOKEN_BYTES as base64url text, in the arena. */
struct str crypto_token(struct arena *);

/* BLAKE2b-256. */
void crypto_digest(struct str data, uint8_t out[DIGEST_BYTES]);
/* The same as a struct str of bytes in the arena: for keys of a table. */
struct str crypto_digest_str(struct arena *, struct str data);
/* Lower-case hexadecimal. */
struct str crypto_hex(struct arena *, struct str bytes);

/* Equal, in a time that depends on the lengths only. */
bool crypto_equal(struct str a, struct str b);
/* Overwrite a secret. */
void crypto_wipe(void *p, size_t n);

/*
 * Argon2id with 19 MiB and 2 passes (OWASP password storage cheat sheet: the
 * minimum for one lane), in the usual $argon2id$ text form.  Takes about 20 ms
 * and the memory: call it on the password pool.
 *
 * ERR_INTERNAL	no memory for it; logged
 */
enum err crypto_password_hash(
    struct arena *, struct str password, struct str *out) MUST_CHECK;

/*
 * Does the password belong to the hash?  An empty hash takes the time of a
 * real one and says no, so that an unknown account cannot be told by time.
 * Costs what making a hash costs: call it on the password pool.
 */
bool crypto_password_verify(struct str hash, struct str password);

#endif
