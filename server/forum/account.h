/*
 * account.h: accounts: signing up, passwords, and finding them again.
 * Sessions are in session.h, roles in viewer.h.
 */
#ifndef FORUM_ACCOUNT_H
#define FORUM_ACCOUNT_H

#include "forum/mistake.h"
#include "forum/typed.h"
#include "forum/viewer.h"

enum {
	NAME_CHARS_MAX = 60,
	NAME_CHARS_MIN = 2,
	PASSWORD_CHARS_MIN = 12,
	PASSWORD_BYTES_MAX = 200
};

struct account_new {
	struct str name, email, password;
	struct str site_name; /* a password may not be this */
	bool is_demo;
};

/*
 * Look over what was typed and hash the password (slow: on the password pool,
 * outside any write).  On OK *hash is for account_create.  A name has no '@',
 * so that it cannot be taken for an address.
 *
 * ERR_INVALID	*errors: name, email, password
 */
enum err account_prepare(struct arena *, const struct account_new *,
    struct str *hash, struct form_errors *errors) MUST_CHECK;

/*
 * Make the account.  A taken e-mail address gives OK with *account_id 0 and
 * makes none, in as much time, so that the answer does not tell a stranger who
 * is a member (signing in afterwards does: an account works at once); the
 * command line looks at *account_id.
 *
 * ERR_INVALID	*errors: the name is taken (names are public)
 */
enum err account_create(struct store_write *, struct arena *,
    const struct account_new *, struct str hash, int64_t *account_id,
    struct form_errors *errors) MUST_CHECK;

/*
 * What a sign-in is compared with.  Where there is no such account it is OK
 * with an empty hash: compare all the same, it takes the time of a real one and
 * says no (forum/sign_in.h does).
 */
struct account_secret {
	int64_t account_id;
	struct str hash;
	bool is_demo;
};
enum err account_secret(struct store_read *, struct arena *, struct str email,
    struct account_secret *out) MUST_CHECK;
/* The same by id; ERR_NOT_FOUND. */
enum err account_secret_by_id(struct store_read *, struct arena *,
    int64_t account_id, struct account_secret *out) MUST_CHECK;

/*
 * Check a new password by account_prepare's rules and hash it (slow); who is
 * the account with the new password.
 *
 * ERR_INVALID	*errors: field "password"
 */
enum err password_prepare(struct arena *, const struct account_new *who,
    struct str *hash, struct form_errors *errors) MUST_CHECK;
/*
 * Keep it in place of the one that it was, as who changes it has shown to know
 * (was->hash empty: whichever it was).  Ends all sessions but the one with the
 * digest keep (may be empty), and links for a new one that were mailed.
 *
 * ERR_NOT_FOUND	no such account, or it is another one by now
 */
enum err
account_set_password(struct store_write *, const struct account_secret *was,
    struct str hash, struct str keep) MUST_CHECK;

enum err account_set_language(
    struct store_write *, int64_t account_id, struct str language) MUST_CHECK;

/* Is a member mailed when a post of their own is placed? */
enum err account_set_mail(
    struct store_write *, int64_t account_id, bool mail_placed) MUST_CHECK;

/*
 * The key under which an address is known, however it is typed; empty for what
 * cannot be one.  For limits on signing in.
 */
struct str account_email_key(struct arena *, struct str email);

/* ERR_NOT_FOUND.  Name or address, as typed; for the command line. */
enum err account_find(struct store_read *, struct arena *,
    struct str name_or_email, int64_t *account_id) MUST_CHECK;

struct account_row {
	int64_t id;
	struct str name, email;
	int64_t created_at;
	const struct grant *grants;
	size_t n_grants;
};
struct account_list {
	struct account_row *v;
	size_t n;
};
/* By id, after the one given, at most max. */
enum err account_list(struct store_read *, struct arena *, int64_t after_id,
    int64_t max, struct account_list *out) MUST_CHECK;

/* The account's e-mail address and name; for its own page. */
struct account_self {
	struct str name, email, language;
	int64_t created_at;
	bool has_confirmed; /* that the address is theirs */
	bool mail_placed;   /* wants to hear when a post of theirs is placed */
};
enum err account_self(struct store_read *, struct arena *, int64_t account_id,
    struct account_self *out) MUST_CHECK;

#endif
