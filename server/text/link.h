/*
 * link.h: which addresses become links in what people write.
 */
#ifndef TEXT_LINK_H
#define TEXT_LINK_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/str.h"

enum { LINK_MAX = 2000 }; /* bytes */

/*
 * May this address, with its character references decoded, be a link?
 *
 * http and https with a host and without a user name before it (which only
 * serves to show a reader another host than the real one), and mailto without
 * encoded line breaks.  No relative address: what is written here is read in
 * mails and feeds too.
 */
bool link_is_safe(struct str address);

/*
 * The address as the value of an attribute: what may not stand in a URL is
 * percent-encoded, the rest escaped for HTML.
 */
void link_print(struct buf *, struct str address);

#endif
