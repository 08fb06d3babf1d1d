/*
 * token.h: one-time addresses: whoever has one may do what it is for.
 *
 * A token is a secret; the store has its digest only.  It stands behind the '?'
 * of a link, of which no log has anything:
 *
 *	/setup?token=…			TOKEN_SETUP
 *	/confirm-address?token=…	TOKEN_CONFIRM
 *	/new-password?token=…		TOKEN_PASSWORD
 */
#ifndef FORUM_TOKEN_H
#define FORUM_TOKEN_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/str.h"

struct store_read;
struct store_write;

/* As stored in token.kind. */
enum token_kind { TOKEN_SETUP = 1, TOKEN_CONFIRM = 2, TOKEN_PASSWORD = 3 };

/* How long a link holds that was mailed. */
enum { TOKEN_CONFIRM_MS = 3 * DAY_MS, TOKEN_PASSWORD_MS = HOUR_MS };

struct token_new {
	enum token_kind kind;
	int64_t account_id; /* whom it is sent to; 0: nobody yet */
	int64_t lifetime_ms;
};

/* Make one, beside those there are.  *token is in the arena. */
enum err token_create(struct store_write *, struct arena *,
    const struct token_new *, struct str *token) MUST_CHECK;

/*
 * Write one that nobody has, and that is too old: where nothing is done because
 * an address has an account, or has none, the commit takes as long as one that
 * does it.
 */
enum err token_blank(struct store_write *, struct arena *) MUST_CHECK;

/*
 * Whose it is; 0: nobody's.
 *
 * ERR_NOT_FOUND	there is none of this kind, it has ended, or is too old
 */
enum err token_find(struct store_read *, struct arena *, enum token_kind,
    struct str token, int64_t *account_id) MUST_CHECK;

/* All of a kind that an account has, or that are nobody's (0), end. */
enum err
token_end(struct store_write *, enum token_kind, int64_t account_id) MUST_CHECK;

/*
 * Delete those that are too old, at most max.  For a job.
 *
 * ERR_NOT_FOUND	there were none
 */
enum err token_sweep(struct store_write *, int64_t max) MUST_CHECK;

#endif
