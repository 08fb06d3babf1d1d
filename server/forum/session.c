#include "forum/session.h"

#include "base/clock.h"
#include "crypto/crypto.h"
#include "forum/account.h"
#include "query/session.h"
#include "store/store.h"

enum err
session_create(struct store_write *w, struct arena *a,
    const struct account_secret *who, int64_t lifetime_ms, struct str *token)
{
	struct str secret = crypto_token(a);
	int64_t now = clock_now();
	enum err e;

	e = q_session_add(w,
	    &(struct session_add_in){ .digest = crypto_digest_str(a, secret),
		.account_id = who->account_id,
		.password = who->hash,
		.created_at = now,
		.expires_at = now + lifetime_ms });
	if (e == OK)
		*token = secret;
	return e;
}

void
session_find_ahead(struct store_read *r, struct arena *a, struct str token)
{
	if (token.n == TOKEN_TEXT_LEN)
		q_session_account_ahead(r,
		    &(struct session_account_in){
			.digest = crypto_digest_str(a, token) });
}

enum err
session_find(struct store_read *r, struct arena *a, struct str token,
    struct viewer *out, struct session *session)
{
	struct session_account_row row;
	struct viewer v;
	struct str key;
	enum err e;

	if (token.n != TOKEN_TEXT_LEN)
		return ERR_NOT_FOUND;
	key = crypto_digest_str(a, token);
	e = q_session_account(
	    r, a, &(struct session_account_in){ .digest = key }, &row);
	if (e == OK && row.expires_at <= clock_now())
		e = ERR_NOT_FOUND;
	if (e != OK)
		return e;
	v = (struct viewer){ .account_id = row.id,
		.name = row.name,
		.language = row.language,
		.is_demo = row.is_demo,
		.n_approved = row.n_approved };
	if ((e = viewer_load_grants(r, a, &v)) != OK)
		return e;
	*out = v;
	*session = (struct session){ key, row.expires_at };
	return OK;
}

enum err
session_end(struct store_write *w, int64_t account_id, struct str digest)
{
	enum err e = q_session_delete(
	    w, &(struct session_delete_in){ .digest = digest });

	store_note(w, TOPIC_ACCOUNT, account_id);
	store_note(w, TOPIC_RIGHTS, account_id);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
session_end_all(struct store_write *w, int64_t account_id)
{
	enum err e = q_session_delete_others(w,
	    &(struct session_delete_others_in){
		.account_id = account_id, .keep = STR_NONE });

	store_note(w, TOPIC_ACCOUNT, account_id);
	store_note(w, TOPIC_RIGHTS, account_id);
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
session_sweep(struct store_write *w, int64_t max)
{
	return q_session_delete_expired(w,
	    &(struct session_delete_expired_in){
		.now = clock_now(), .max = max });
}
