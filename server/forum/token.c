#include "forum/token.h"

#include "base/clock.h"
#include "crypto/crypto.h"
#include "query/token.h"
#include "store/store.h"

enum err
token_create(struct store_write *w, struct arena *a,
    const struct token_new *new, struct str *token)
{
	struct str secret = crypto_token(a);
	enum err e;

	e = q_token_add(w,
	    &(struct token_add_in){ .digest = crypto_digest_str(a, secret),
		.kind = new->kind,
		.account_id = new->account_id,
		.expires_at = clock_now() + new->lifetime_ms });
	if (e == OK)
		*token = secret;
	return e;
}

enum err
token_blank(struct store_write *w, struct arena *a)
{
	struct str unused;

	return token_create(
	    w, a, &(struct token_new){ .kind = TOKEN_PASSWORD }, &unused);
}

enum err
token_find(struct store_read *r, struct arena *a, enum token_kind kind,
    struct str token, int64_t *account_id)
{
	struct token_by_digest_row row;
	enum err e;

	if (token.n != TOKEN_TEXT_LEN)
		return ERR_NOT_FOUND;
	e = q_token_by_digest(r, a,
	    &(struct token_by_digest_in){
		.digest = crypto_digest_str(a, token), .kind = kind },
	    &row);
	if (e == OK && row.expires_at <= clock_now())
		e = ERR_NOT_FOUND;
	if (e == OK)
		*account_id = row.account_id.v;
	return e;
}

enum err
token_end(struct store_write *w, enum token_kind kind, int64_t account_id)
{
	enum err e;

	if (account_id == 0)
		e = q_token_delete_nobodys(
		    w, &(struct token_delete_nobodys_in){ .kind = kind });
	else
		e = q_token_delete_of(w,
		    &(struct token_delete_of_in){
			.account_id = account_id, .kind = kind });
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
token_sweep(struct store_write *w, int64_t max)
{
	return q_token_delete_expired(w,
	    &(struct token_delete_expired_in){
		.now = clock_now(), .max = max });
}
