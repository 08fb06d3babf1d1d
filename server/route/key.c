#include "route/key.h"

#include "base/num.h"
#include "http/encoding.h"
#include "route/cookie.h"
#include "route/host.h"

enum { FIELD_BYTES_MAX = 64 };

/* A number, or two with a dot between: all that PAGE_FIELDS ever say. */
static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.')
			return false;
	return s.n > 0 && s.n <= FIELD_BYTES_MAX && s.p[0] != '0';
}

static bool
is_for_all(
    const struct route *route, const struct http_request *req, struct str base)
{
	if (req->method != HTTP_GET && req->method != HTTP_HEAD)
		return false;
	return route->who == WHO_ANYONE && route->limit == LIMIT_NONE &&
	    cookie_session(req, host_is_secure(base)).n == 0;
}

static struct str
key(struct arena *a, const struct http_request *req,
    const struct http_form *query, struct str base, struct str language)
{
	static const char *const fields[] = { PAGE_FIELDS };
	struct str tail = STR_NONE;

	/* Our links have no %XX: who writes one fills the cache with copies. */
	if (str_find(req->path, '%') != req->path.n)
		return STR_NONE;
	for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
		struct str value;

		if (!http_form_has(query, fields[i]))
			continue;
		value = http_form_get(query, fields[i]);
		if (!is_number(value))
			return STR_NONE;
		tail = arena_join(a,
		    (struct str[]){
			tail, STR("\n"), str_of(fields[i]), STR("="), value },
		    5);
	}
	return arena_join(a,
	    (struct str[]){
		base, STR("\n"), req->path, tail, STR("\n"), language },
	    6);
}

struct str
key_of_page(struct arena *a, const struct route *route,
    const struct http_request *req, const struct http_form *query,
    struct str base, struct str language)
{
	if (!is_for_all(route, req, base))
		return STR_NONE;
	return key(a, req, query, base, language);
}

static struct str
variant(struct arena *a, struct str key, const char *name)
{
	if (key.n == 0)
		return STR_NONE;
	return arena_join(a, (struct str[]){ key, STR("\n"), str_of(name) }, 3);
}

struct str
key_in(struct arena *a, struct str key, enum http_encoding coding)
{
	return variant(a, key, http_encoding_name(coding));
}

struct str
key_of_shared(struct arena *a, const struct http_request *req,
    const struct http_form *query, struct str base, struct str language)
{
	return variant(a, key(a, req, query, base, language), "members");
}
