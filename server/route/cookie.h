/*
 * cookie.h: the two cookies there are: the session's and the language's.
 *
 * Over TLS the session is in "__Host-session", which a browser gives back to
 * this host alone.  No browser keeps such a name from a plain address, so that
 * on a plain one (this computer only: --http-port without a url) it is
 * "session" without Secure.  Each is read only where it would be written.
 */
#ifndef ROUTE_COOKIE_H
#define ROUTE_COOKIE_H

#include <stdbool.h>

#include "base/arena.h"
#include "http/request.h"

#define COOKIE_LANGUAGE "language"

/* The session's token; empty if there is none. */
struct str cookie_session(const struct http_request *, bool is_secure);

/* Values for Set-Cookie.  An empty token takes the cookie away. */
struct str cookie_set_session(
    struct arena *, struct str token, int64_t max_age_s, bool is_secure);
struct str
cookie_set_language(struct arena *, struct str language, bool is_secure);

#endif
