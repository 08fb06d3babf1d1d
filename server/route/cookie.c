#include "route/cookie.h"

#include <inttypes.h>

enum { YEAR_S = 365 * 24 * 60 * 60 };

static const char *
session_name(bool is_secure)
{
	return is_secure ? "__Host-session" : "session";
}

struct str
cookie_session(const struct http_request *req, bool is_secure)
{
	return http_cookie(req, session_name(is_secure));
}

static struct str
set(struct arena *a, const char *name, struct str value, int64_t max_age_s,
    const char *more)
{
	return arena_fmt(a,
	    "%s=" STR_FMT "; Path=/; Max-Age=%" PRId64 "; SameSite=Lax%s", name,
	    STR_ARG(value), max_age_s, more);
}

struct str
cookie_set_session(
    struct arena *a, struct str token, int64_t max_age_s, bool is_secure)
{
	return set(a, session_name(is_secure), token,
	    token.n == 0 ? 0 : max_age_s,
	    is_secure ? "; HttpOnly; Secure" : "; HttpOnly");
}

struct str
cookie_set_language(struct arena *a, struct str language, bool is_secure)
{
	return set(a, COOKIE_LANGUAGE, language, YEAR_S,
	    is_secure ? "; HttpOnly; Secure" : "; HttpOnly");
}
