#include "forum/sign_in.h"

#include "crypto/crypto.h"

/*
 * No account has a password longer than that: nobody's hash is compared
 * instead, so that a long one costs what a wrong one costs.
 */
static bool
matches(const struct account_secret *secret, struct str password)
{
	if (password.n > PASSWORD_BYTES_MAX)
		return crypto_password_verify(STR_NONE, STR_NONE);
	return crypto_password_verify(secret->hash, password);
}

enum err
sign_in_check(struct store_read *read, struct arena *a, struct str email,
    struct str password, bool is_local, struct account_secret *out)
{
	struct account_secret secret;
	enum err e;

	e = account_secret(read, a, email, &secret);
	if (e != OK)
		return e;
	if (!matches(&secret, password) || (secret.is_demo && !is_local))
		return ERR_DENIED;
	*out = secret;
	return OK;
}

enum err
sign_in_confirm(struct store_read *read, struct arena *a, int64_t account_id,
    struct str password, struct account_secret *out)
{
	struct account_secret secret;
	enum err e;

	e = account_secret_by_id(read, a, account_id, &secret);
	if (e != OK)
		return e;
	if (!matches(&secret, password))
		return ERR_DENIED;
	*out = secret;
	return OK;
}
