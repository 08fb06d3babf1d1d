#include "net/forward.h"

bool
forward_is_proxy(const struct net_config *config, const struct http_address *a)
{
	for (size_t i = 0; i < config->n_proxies; i++)
		if (http_address_eq(&config->proxies[i], a))
			return true;
	return false;
}

/* The last element of the last field of that name. */
static struct str
last_of(const struct http_request *req, struct str name)
{
	struct str last = STR_NONE, list;

	for (size_t i = 0; i < req->n_headers; i++) {
		if (!str_eq(req->headers[i].name, name))
			continue;
		list = req->headers[i].value;
		while (str_cut(&list, ',', &last))
			continue;
	}
	return str_trim(last);
}

void
forward_believe(struct http_request *req)
{
	struct str scheme = last_of(req, STR("x-forwarded-proto"));
	struct http_address a;

	if (http_address_parse(last_of(req, STR("x-forwarded-for")), &a) == OK)
		req->client = a;
	if (scheme.n != 0)
		req->is_secure = str_eq_nocase(scheme, STR("https"));
}
