#include "http/request.h"

#include "base/num.h"

struct str
http_header(const struct http_request *req, const char *name)
{
	struct str wanted = str_of(name);

	for (size_t i = 0; i < req->n_headers; i++)
		if (str_eq(req->headers[i].name, wanted))
			return req->headers[i].value;
	return STR_NONE;
}

bool
http_has_header(const struct http_request *req, const char *name)
{
	struct str wanted = str_of(name);

	for (size_t i = 0; i < req->n_headers; i++)
		if (str_eq(req->headers[i].name, wanted))
			return true;
	return false;
}

bool
http_is_forwarded(const struct http_request *req)
{
	static const char *const signs[] = { "forwarded", "via",
		"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
		"x-real-ip" };

	for (size_t i = 0; i < ARRAY_LEN(signs); i++)
		if (http_has_header(req, signs[i]))
			return true;
	return false;
}

struct str
http_cookie(const struct http_request *req, const char *name)
{
	struct str wanted = str_of(name);

	for (size_t i = 0; i < req->n_headers; i++) {
		struct str rest = req->headers[i].value, pair, key;

		if (!str_eq(req->headers[i].name, STR("cookie")))
			continue;
		while (str_cut(&rest, ';', &pair)) {
			pair = str_trim(pair);
			if (pair.n > 0 && str_cut(&pair, '=', &key) &&
			    str_eq(key, wanted))
				return pair;
		}
	}
	return STR_NONE;
}
