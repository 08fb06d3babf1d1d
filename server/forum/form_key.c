#include "forum/form_key.h"

#include "base/buf.h"
#include "base/clock.h"
#include "crypto/crypto.h"
#include "query/form_key.h"
#include "store/store.h"

static bool
is_kept(const struct form_use *use)
{
	return use->account_id != 0 && use->key.n != 0 &&
	    use->key.n <= FORM_KEY_BYTES_MAX;
}

/* A form that has been open for longer than this may be sent twice. */
enum { KEPT_DAYS = 7 };

struct str
form_key_new(struct arena *a)
{
	return crypto_token(a);
}

struct str
form_key_digest(struct arena *a, const struct str *fields, size_t n)
{
	struct buf all = { 0 };
	struct str digest;

	/* Lengths keep "ab", "c" apart from "a", "bc". */
	for (size_t i = 0; i < n; i++) {
		buf_fmt(&all, "%zu:", fields[i].n);
		buf_str(&all, fields[i]);
	}
	digest = crypto_digest_str(a, buf_text(&all));
	buf_free(&all);
	return digest;
}

enum err
form_key_find(struct store_write *w, struct arena *a,
    const struct form_use *use, int64_t *made_id)
{
	struct form_key_by_key_row row;
	enum err e;

	if (!is_kept(use)) {
		*made_id = 0;
		return OK;
	}
	e = q_form_key_by_key(store_reads(w), a,
	    &(struct form_key_by_key_in){
		.account_id = use->account_id, .form_key = use->key },
	    &row);
	if (e == ERR_NOT_FOUND) {
		*made_id = 0;
		return OK;
	}
	if (e != OK)
		return e;
	if (!str_eq(row.digest, use->digest))
		return ERR_CONFLICT;
	*made_id = row.made_id;
	return OK;
}

enum err
form_key_made(
    struct store_write *w, const struct form_use *use, int64_t made_id)
{
	if (!is_kept(use))
		return OK;
	return q_form_key_add(w,
	    &(struct form_key_add_in){ .account_id = use->account_id,
		.form_key = use->key,
		.digest = use->digest,
		.made_id = made_id,
		.created_at = clock_now() });
}

enum err
form_key_sweep(struct store_write *w, int64_t max)
{
	return q_form_key_forget(w,
	    &(struct form_key_forget_in){
		.before = clock_now() - (int64_t)KEPT_DAYS * DAY_MS,
		.max = max });
}
