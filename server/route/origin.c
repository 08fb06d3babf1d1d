#include "route/origin.h"

/* The value of a field; false where it is there more than once. */
static bool
once(const struct http_request *req, struct str name, struct str *value)
{
	size_t n = 0;

	*value = STR_NONE;
	for (size_t i = 0; i < req->n_headers; i++)
		if (str_eq(req->headers[i].name, name)) {
			*value = req->headers[i].value;
			n++;
		}
	return n <= 1;
}

bool
origin_is_ours(const struct http_request *req, struct str base)
{
	struct str site, origin;

	if (req->method == HTTP_GET || req->method == HTTP_HEAD)
		return true;
	if (!once(req, STR("sec-fetch-site"), &site) ||
	    !once(req, STR("origin"), &origin))
		return false;
	if (site.n != 0)
		return str_eq(site, STR("same-origin")) ||
		    str_eq(site, STR("none"));
	return base.n != 0 && str_eq_nocase(origin, base);
}
