/*
 * mailbox.h: what somebody may do who reads the mail of an address: show that
 * it is theirs, and choose a new password.
 *
 * Nobody learns here whether an address has an account: what is asked for a
 * stranger's takes the same steps, and a commit that writes as much.
 */
#ifndef FORUM_MAILBOX_H
#define FORUM_MAILBOX_H

#include "forum/account.h"

/*
 * Behind account_create(), in the same write: ask a new member whether the
 * address is theirs; where it was taken (account_id 0), tell whose it is that
 * they have an account.  language: of the page.
 */
enum err mailbox_joined(struct store_write *, struct arena *, struct str email,
    int64_t account_id, struct str language) MUST_CHECK;

/* Send a link for a new password, where there is such an account. */
enum err mailbox_forgot(struct store_write *, struct arena *, struct str email,
    struct str language) MUST_CHECK;

/*
 * Ask a member once more.
 *
 * ERR_NOT_FOUND	no such account
 */
enum err mailbox_ask(struct store_write *, struct arena *, int64_t account_id,
    struct str language) MUST_CHECK;

/*
 * It is theirs.  The link holds until it is too old: done twice is done.
 *
 * ERR_NOT_FOUND	no such token, or too old
 */
enum err mailbox_confirm(
    struct store_write *, struct arena *, struct str token) MUST_CHECK;

/*
 * A new password, which password_prepare() has hashed: ends all sessions of the
 * account and its other links, and shows that the address is theirs.  On OK
 * who is for session_create().
 *
 * ERR_NOT_FOUND	no such token, too old, or used; or another password
 *			was chosen since it was sent
 */
enum err mailbox_renew(struct store_write *, struct arena *, struct str token,
    struct str hash, struct account_secret *who) MUST_CHECK;

#endif
