/*
 * sign_in.h: is this who they say they are?
 */
#ifndef FORUM_SIGN_IN_H
#define FORUM_SIGN_IN_H

#include <stdbool.h>

#include "forum/account.h"

/*
 * The account of this e-mail address, and its hash, which is that of this
 * password.  It takes the time of a
 * hash whether or not there is such an account: call it on the password pool,
 * outside any write.  is_local: from this computer; demo accounts sign in from
 * nowhere else.
 *
 * ERR_DENIED	no such account, another password, or a demo account from afar;
 *		which of them is nobody's business
 */
enum err sign_in_check(struct store_read *, struct arena *, struct str email,
    struct str password, bool is_local, struct account_secret *) MUST_CHECK;

/*
 * The same for somebody who is signed in and says it once more.
 *
 * ERR_NOT_FOUND	no such account
 * ERR_DENIED	another password
 */
enum err
sign_in_confirm(struct store_read *, struct arena *, int64_t account_id,
    struct str password, struct account_secret *) MUST_CHECK;

#endif
