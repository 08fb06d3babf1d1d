/*
 * session.h: the time between signing in and signing out.
 *
 * A token is a secret for the cookie; the store has its digest only.
 */
#ifndef FORUM_SESSION_H
#define FORUM_SESSION_H

#include "forum/viewer.h"

/*
 * A session of lifetime_ms for who has shown to have that password.  *token is
 * in the arena.
 *
 * ERR_NOT_FOUND	the password is another one by now
 */
struct account_secret;
enum err session_create(struct store_write *, struct arena *,
    const struct account_secret *, int64_t lifetime_ms,
    struct str *token) MUST_CHECK;

/* One that lasts still. */
struct session {
	struct str digest; /* for account_set_password and session_end */
	int64_t expires_at;
};

/* session_find() will be called: see store_ahead. */
void session_find_ahead(struct store_read *, struct arena *, struct str token);

/*
 * The viewer behind a token.
 *
 * ERR_NOT_FOUND	there is none, or it has expired
 */
enum err session_find(struct store_read *, struct arena *, struct str token,
    struct viewer *, struct session *) MUST_CHECK;

/* Ending what has ended is fine.  Its account is who session_find() found. */
enum err session_end(
    struct store_write *, int64_t account_id, struct str digest) MUST_CHECK;
/* All of an account. */
enum err session_end_all(struct store_write *, int64_t account_id) MUST_CHECK;

/*
 * Delete sessions that have expired, at most max.  For a job.
 *
 * ERR_NOT_FOUND	there were none
 */
enum err session_sweep(struct store_write *, int64_t max) MUST_CHECK;

#endif
