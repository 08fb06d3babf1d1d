#include "http/response.h"

#include <string.h>

#include "base/check.h"

static bool
is_field_value(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
			return false;
	return true;
}

void
http_response_header(
    struct http_response *res, const char *name, struct str value)
{
	CHECK(is_field_value(value));
	CHECK(res->n_headers < HTTP_RESPONSE_HEADERS_MAX);
	res->printed = STR_NONE;
	res->headers[res->n_headers++] = (struct http_header){ str_of(name),
		value };
}

void
http_response_set(struct http_response *res, const char *name, struct str value)
{
	struct str wanted = str_of(name);

	for (size_t i = 0; i < res->n_headers; i++)
		if (str_eq_nocase(res->headers[i].name, wanted)) {
			CHECK(is_field_value(value));
			res->headers[i].value = value;
			res->printed = STR_NONE;
			return;
		}
	http_response_header(res, name, value);
}

static void
drop_shared(struct http_response *res)
{
	if (res->release != NULL)
		res->release(res->release_arg);
	res->release = NULL;
	res->release_arg = NULL;
	res->shared = res->printed = STR_NONE;
}

void
http_response_reset(struct http_response *res)
{
	drop_shared(res);
	buf_clear(&res->body);
	res->n_headers = 0;
	res->stream = NULL;
	res->status = 0;
}

void
http_response_fini(struct http_response *res)
{
	http_response_reset(res);
	buf_free(&res->body);
	res->close = false;
	res->label = (struct http_label){ 0 };
}

struct str
http_response_body(const struct http_response *res)
{
	return res->shared.p != NULL ? res->shared : buf_text(&res->body);
}
