#include "forum/mailbox.h"

#include "base/clock.h"
#include "forum/mail.h"
#include "forum/token.h"
#include "query/account.h"
#include "store/store.h"

static enum err
queue(struct store_write *w, int64_t account_id, enum mail_kind kind,
    struct str language)
{
	return mail_queue(w,
	    &(struct mail_new){
		.account_id = account_id, .kind = kind, .language = language });
}

/* To whoever has this address. */
static enum err
queue_to(struct store_write *w, struct arena *a, struct str email,
    enum mail_kind kind, struct str language)
{
	struct account_secret who;
	enum err e;

	e = account_secret(store_reads(w), a, email, &who);
	if (e != OK)
		return e;
	if (who.account_id == 0 || who.is_demo)
		return token_blank(w, a);
	return queue(w, who.account_id, kind, language);
}

enum err
mailbox_joined(struct store_write *w, struct arena *a, struct str email,
    int64_t account_id, struct str language)
{
	if (account_id == 0)
		return queue_to(w, a, email, MAIL_TAKEN, language);
	return queue(w, account_id, MAIL_CONFIRM, language);
}

enum err
mailbox_forgot(struct store_write *w, struct arena *a, struct str email,
    struct str language)
{
	return queue_to(w, a, email, MAIL_PASSWORD, language);
}

enum err
mailbox_ask(struct store_write *w, struct arena *a, int64_t account_id,
    struct str language)
{
	struct account_self self;
	enum err e;

	e = account_self(store_reads(w), a, account_id, &self);
	if (e != OK || self.has_confirmed)
		return e;
	return queue(w, account_id, MAIL_CONFIRM, language);
}

static enum err
confirm(struct store_write *w, int64_t account_id)
{
	enum err e;

	e = q_account_confirm_email(w,
	    &(struct account_confirm_email_in){
		.id = account_id, .at = clock_now() });
	/* It was before. */
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
mailbox_confirm(struct store_write *w, struct arena *a, struct str token)
{
	int64_t account_id;
	enum err e;

	e = token_find(store_reads(w), a, TOKEN_CONFIRM, token, &account_id);
	return e == OK ? confirm(w, account_id) : e;
}

/* Whose it is, whom nobody else changes meanwhile: two may have one link. */
static enum err
lock(struct store_write *w, struct arena *a, struct str token, int64_t *id)
{
	struct account_lock_row row;
	int64_t account_id;
	enum err e;

	e = token_find(store_reads(w), a, TOKEN_PASSWORD, token, &account_id);
	if (e == OK)
		e = q_account_lock(store_reads(w), a,
		    &(struct account_lock_in){ .id = account_id }, &row);
	if (e == OK)
		e = token_find(store_reads(w), a, TOKEN_PASSWORD, token, id);
	return e;
}

enum err
mailbox_renew(struct store_write *w, struct arena *a, struct str token,
    struct str hash, struct account_secret *who)
{
	struct account_secret now = { .hash = STR_NONE };
	enum err e;

	e = lock(w, a, token, &now.account_id);
	if (e == OK)
		e = account_set_password(w, &now, hash, STR_NONE);
	if (e == OK)
		e = confirm(w, now.account_id);
	if (e != OK)
		return e;
	now.hash = hash;
	*who = now;
	return OK;
}
