#include "route/headers.h"

#include "base/num.h"
#include "route/host.h"

void
headers_safety(struct http_response *resp)
{
	static const struct http_header fields[] = {
		{ STR_INIT("Content-Security-Policy"),
		    STR_INIT("default-src 'none'; style-src 'self'; "
			     "script-src 'self'; img-src 'self' data:; "
			     "connect-src 'self'; form-action 'self'; "
			     "base-uri 'none'; frame-ancestors 'none'") },
		{ STR_INIT("X-Content-Type-Options"), STR_INIT("nosniff") },
		{ STR_INIT("Referrer-Policy"), STR_INIT("same-origin") },
		{ STR_INIT("Cross-Origin-Opener-Policy"),
		    STR_INIT("same-origin") },
		{ STR_INIT("Cross-Origin-Resource-Policy"),
		    STR_INIT("same-origin") },
		{ STR_INIT("Permissions-Policy"),
		    STR_INIT("browsing-topics=(), camera=(), geolocation=(), "
			     "microphone=(), payment=(), usb=()") },
	};

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		http_response_header(resp, fields[i].name.p, fields[i].value);
}

void
headers_hsts(struct http_response *resp, const struct settings *settings,
    struct str base)
{
	if (settings->cert_file.n != 0 && host_is_secure(base) &&
	    !host_is_local(base))
		http_response_header(
		    resp, "Strict-Transport-Security", STR("max-age=31536000"));
}

bool
headers_has(const struct http_response *resp, const char *name)
{
	for (size_t i = 0; i < resp->n_headers; i++)
		if (str_eq_nocase(resp->headers[i].name, str_of(name)))
			return true;
	return false;
}

void
headers_default(struct http_response *resp, const char *name, struct str value)
{
	if (!headers_has(resp, name))
		http_response_header(resp, name, value);
}
