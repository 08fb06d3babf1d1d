#include "forum/account.h"

#include <assert.h>

#include "base/clock.h"
#include "base/num.h"
#include "base/utf8.h"
#include "crypto/crypto.h"
#include "crypto/password.h"
#include "forum/token.h"
#include "query/account.h"
#include "query/session.h"
#include "store/store.h"
#include "text/fold.h"

static_assert((int)PASSWORD_CHARS_MIN == (int)PASSWORD_MIN, "one rule");
static_assert((int)PASSWORD_BYTES_MAX == (int)PASSWORD_MAX, "one rule");

/* A name and an address as they are kept, and as keys. */
struct identity {
	struct str name, name_key, email, email_key;
};

/* The key of text that has been looked over already. */
static struct str
key_of(struct arena *a, struct str s)
{
	struct str key = STR_NONE;

	return fold_name(a, s, &key) == OK ? key : STR_NONE;
}

static void
identity_check(struct arena *a, const struct account_new *new,
    struct identity *out, struct form_errors *errors)
{
	static const struct typed_rule name = { "name", NAME_CHARS_MIN,
		NAME_CHARS_MAX };
	static const struct typed_rule email = { "email", 1, EMAIL_BYTES_MAX };

	*out = (struct identity){ 0 };
	typed_line(a, new->name, &name, &out->name, errors);
	typed_email(a, new->email, &email, &out->email, errors);
	out->name_key = key_of(a, out->name);
	out->email_key = key_of(a, out->email);
	if (out->name.n != 0 && out->name_key.n == 0)
		form_errors_add(errors, name.field, MISTAKE_EMPTY);
	if (str_find(out->name, '@') != out->name.n)
		form_errors_add(errors, name.field, MISTAKE_NOT_TEXT);
}

static void
password_check(struct arena *a, struct str password, const struct str *names,
    size_t n_names, struct form_errors *errors)
{
	static const char field[] = "password";

	if (password.n == 0) {
		form_errors_add(errors, field, MISTAKE_EMPTY);
		return;
	}
	if (!utf8_is_text(password)) {
		form_errors_add(errors, field, MISTAKE_NOT_TEXT);
		return;
	}
	/* Before folding, which costs time by the length. */
	if (password.n > PASSWORD_BYTES_MAX) {
		form_errors_add(errors, field, MISTAKE_TOO_LONG);
		return;
	}
	switch (
	    password_weakness(password, key_of(a, password), names, n_names)) {
	case PASSWORD_GOOD:
		return;
	case PASSWORD_TOO_SHORT:
		form_errors_add(errors, field, MISTAKE_TOO_SHORT);
		return;
	case PASSWORD_TOO_LONG:
		form_errors_add(errors, field, MISTAKE_TOO_LONG);
		return;
	case PASSWORD_REPEATS:
		form_errors_add(errors, field, MISTAKE_PASSWORD_REPEATS);
		return;
	case PASSWORD_NAME:
		form_errors_add(errors, field, MISTAKE_PASSWORD_NAME);
		return;
	case PASSWORD_FAVOURITE:
		form_errors_add(errors, field, MISTAKE_PASSWORD_COMMON);
		return;
	case PASSWORD_RUN:
		form_errors_add(errors, field, MISTAKE_PASSWORD_RUN);
		return;
	}
}

enum err
password_prepare(struct arena *a, const struct account_new *who,
    struct str *hash, struct form_errors *errors)
{
	struct str names[3] = {
		key_of(a, who->name),
		key_of(
		    a, (struct str){ who->email.p, str_find(who->email, '@') }),
		key_of(a, who->site_name),
	};

	password_check(a, who->password, names, ARRAY_LEN(names), errors);
	if (errors->n != 0)
		return ERR_INVALID;
	return crypto_password_hash(a, who->password, hash);
}

enum err
account_prepare(struct arena *a, const struct account_new *new,
    struct str *hash, struct form_errors *errors)
{
	struct identity who;

	identity_check(a, new, &who, errors);
	return password_prepare(a, new, hash, errors);
}

enum err
account_create(struct store_write *w, struct arena *a,
    const struct account_new *new, struct str hash, int64_t *account_id,
    struct form_errors *errors)
{
	struct account_by_name_key_row other;
	struct identity who;
	enum err e;

	identity_check(a, new, &who, errors);
	if (errors->n != 0)
		return ERR_INVALID;
	e = q_account_add(w,
	    &(struct account_add_in){ .name = who.name,
		.name_key = who.name_key,
		.email = who.email,
		.email_key = who.email_key,
		.password = hash,
		.is_demo = new->is_demo,
		.created_at = clock_now() },
	    account_id);
	if (e != ERR_CONFLICT)
		return e;
	/* Somebody has it, perhaps since this moment: the name or the address?
	 */
	e = q_account_by_name_key(store_reads(w), a,
	    &(struct account_by_name_key_in){ .name_key = who.name_key },
	    &other);
	if (e == OK) {
		form_errors_add(errors, "name", MISTAKE_TAKEN);
		return ERR_INVALID;
	}
	if (e != ERR_NOT_FOUND)
		return e;
	if ((e = token_blank(w, a)) == OK)
		*account_id = 0;
	return e;
}

struct str
account_email_key(struct arena *a, struct str email)
{
	if (email.n > EMAIL_BYTES_MAX || !utf8_is_text(email))
		return STR_NONE;
	return key_of(a, email);
}

enum err
account_secret(struct store_read *r, struct arena *a, struct str email,
    struct account_secret *out)
{
	struct account_by_email_key_row row;
	enum err e;

	*out = (struct account_secret){ 0 };
	e = q_account_by_email_key(r, a,
	    &(struct account_by_email_key_in){
		.email_key = account_email_key(a, email) },
	    &row);
	if (e != OK)
		return e == ERR_NOT_FOUND ? OK : e;
	*out = (struct account_secret){ .account_id = row.id,
		.hash = row.password,
		.is_demo = row.is_demo };
	return OK;
}

enum err
account_secret_by_id(struct store_read *r, struct arena *a, int64_t account_id,
    struct account_secret *out)
{
	struct account_by_id_row row;
	enum err e;

	e = q_account_by_id(
	    r, a, &(struct account_by_id_in){ .id = account_id }, &row);
	if (e == OK)
		*out = (struct account_secret){ .account_id = row.id,
			.hash = row.password,
			.is_demo = row.is_demo };
	return e;
}

enum err
account_set_password(struct store_write *w, const struct account_secret *was,
    struct str hash, struct str keep)
{
	enum err e;

	e = q_account_change_password(w,
	    &(struct account_change_password_in){
		.id = was->account_id, .was = was->hash, .password = hash });
	store_note(w, TOPIC_ACCOUNT, was->account_id);
	store_note(w, TOPIC_RIGHTS, was->account_id);
	if (e != OK)
		return e;
	e = q_session_delete_others(w,
	    &(struct session_delete_others_in){
		.account_id = was->account_id, .keep = keep });
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	return token_end(w, TOKEN_PASSWORD, was->account_id);
}

enum err
account_set_language(
    struct store_write *w, int64_t account_id, struct str language)
{
	store_note(w, TOPIC_ACCOUNT, account_id);
	return q_account_change_language(w,
	    &(struct account_change_language_in){
		.id = account_id, .language = language });
}

enum err
account_set_mail(struct store_write *w, int64_t account_id, bool mail_placed)
{
	return q_account_change_mail(w,
	    &(struct account_change_mail_in){
		.id = account_id, .mail_placed = mail_placed });
}

enum err
account_find(struct store_read *r, struct arena *a, struct str name_or_email,
    int64_t *account_id)
{
	struct account_by_name_key_row by_name;
	struct account_by_email_key_row by_email;
	struct str key;
	enum err e;

	if (fold_name(a, name_or_email, &key) != OK)
		return ERR_NOT_FOUND;
	if (str_find(key, '@') != key.n) {
		e = q_account_by_email_key(r, a,
		    &(struct account_by_email_key_in){ .email_key = key },
		    &by_email);
		if (e == OK)
			*account_id = by_email.id;
		return e;
	}
	e = q_account_by_name_key(r, a,
	    &(struct account_by_name_key_in){ .name_key = key }, &by_name);
	if (e == OK)
		*account_id = by_name.id;
	return e;
}

enum err
account_list(struct store_read *r, struct arena *a, int64_t after_id,
    int64_t max, struct account_list *out)
{
	struct account_after_list rows;
	struct account_row *v;
	enum err e;

	e = q_account_after(r, a,
	    &(struct account_after_in){ .after_id = after_id, .max = max },
	    &rows);
	if (e != OK)
		return e;
	v = arena_array(a, rows.n, sizeof(*v));
	for (size_t i = 0; i < rows.n; i++) {
		struct viewer who = { .account_id = rows.v[i].id };

		if ((e = viewer_load_grants(r, a, &who)) != OK)
			return e;
		v[i] = (struct account_row){ .id = rows.v[i].id,
			.name = rows.v[i].name,
			.email = rows.v[i].email,
			.created_at = rows.v[i].created_at,
			.grants = who.grants,
			.n_grants = who.n_grants };
	}
	*out = (struct account_list){ v, rows.n };
	return OK;
}

enum err
account_self(struct store_read *r, struct arena *a, int64_t account_id,
    struct account_self *out)
{
	struct account_by_id_row row;
	enum err e;

	e = q_account_by_id(
	    r, a, &(struct account_by_id_in){ .id = account_id }, &row);
	if (e == OK)
		*out = (struct account_self){ .name = row.name,
			.email = row.email,
			.language = row.language,
			.created_at = row.created_at,
			.has_confirmed = row.email_confirmed_at.has,
			.mail_placed = row.mail_placed };
	return e;
}
