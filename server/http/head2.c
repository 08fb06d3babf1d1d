#include "http/head2.h"

#include "http/syntax.h"

static bool
is_value(struct str s)
{
	for (size_t i = 0; (i = str_find_control(s, i)) < s.n; i++)
		if (s.p[i] != '\t')
			return false;
	return http_trim_blank(s).n == s.n;
}

static bool
is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= 'A' && s.p[i] <= 'Z')
			return false;
	return http_is_token(s);
}

/* Of the connection, which HTTP/2 has frames for (RFC 9113, section 8.2.2). */
static bool
is_of_connection(struct str name, struct str value)
{
	static const char *const names[] = { "connection", "keep-alive",
		"proxy-connection", "transfer-encoding", "upgrade" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eq(name, str_of(names[i])))
			return true;
	return str_eq(name, STR("te")) && !str_eq(value, STR("trailers"));
}

bool
http2_is_trailer(struct str name, struct str value)
{
	return is_name(name) && is_value(value) &&
	    !is_of_connection(name, value);
}

/* Set one that was not there. */
static bool
set_once(struct str *s, struct str value)
{
	if (s->p != NULL)
		return false;
	*s = value;
	return true;
}

static bool
pseudo_field(struct http2_head *head, struct arena *a, struct http_request *req,
    struct str name, struct str value)
{
	struct str copy = arena_str(a, value);

	if (head->has_fields || !is_value(value))
		return false;
	if (str_eq(name, STR(":method")))
		return http_is_token(value) &&
		    set_once(&req->method_name, copy);
	if (str_eq(name, STR(":path")))
		return set_once(&head->path, copy);
	if (str_eq(name, STR(":authority")))
		return set_once(&head->authority, copy);
	return str_eq(name, STR(":scheme")) && set_once(&head->scheme, copy);
}

static void
note_field(struct http2_head *head, struct http_request *req,
    const struct http_header *h)
{
	if (str_eq(h->name, STR("host"))) {
		head->n_host++;
		req->host = h->value;
	} else if (str_eq(h->name, STR("content-length"))) {
		head->n_length++;
		head->length = h->value;
	} else if (str_eq(h->name, STR("cookie"))) {
		head->n_cookies++;
	} else if (str_eq(h->name, STR("expect"))) {
		head->expects_continue = str_eq_nocase(
		    h->value, STR("100-continue"));
	}
}

bool
http2_head_field(struct http2_head *head, struct arena *a,
    struct http_request *req, struct str name, struct str value)
{
	bool is_pseudo = name.n > 0 && name.p[0] == ':';
	struct http_header *h;

	head->n_bytes += name.n + value.n + HTTP2_FIELD_COST;
	if (head->status == 0 && head->n_bytes > HTTP_HEAD_MAX)
		head->status = is_pseudo ? 414 : 431;
	if (head->status == 0 && is_pseudo)
		return pseudo_field(head, a, req, name, value);
	if (is_pseudo)
		return !head->has_fields;
	head->has_fields = true;
	if (!http2_is_trailer(name, value))
		return false;
	if (head->status == 0 && req->n_headers == HTTP_HEADERS_MAX)
		head->status = 431;
	if (head->status != 0)
		return true;
	if (req->headers == NULL)
		req->headers = arena_array(
		    a, HTTP_HEADERS_MAX, sizeof(*req->headers));
	h = &req->headers[req->n_headers++];
	h->name = arena_str(a, name);
	h->value = arena_str(a, value);
	note_field(head, req, h);
	return true;
}

/* "a=1" and "b=2" as "a=1; b=2" (RFC 9113, section 8.2.3). */
static void
join_cookies(struct arena *a, struct http_request *req)
{
	struct http_header *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < req->n_headers; i++) {
		struct http_header *h = &req->headers[i];

		if (!str_eq(h->name, STR("cookie")))
			req->headers[n++] = *h;
		else if (first == NULL)
			*(first = &req->headers[n++]) = *h;
		else
			first->value = arena_fmt(a, STR_FMT "; " STR_FMT,
			    STR_ARG(first->value), STR_ARG(h->value));
	}
	req->n_headers = n;
}

/* The host by :authority, by Host, or by both if they agree. */
static bool
set_host(const struct http2_head *head, struct http_request *req)
{
	if (head->n_host > 1 ||
	    (head->n_host == 1 && head->authority.p != NULL &&
		!str_eq_nocase(req->host, head->authority)))
		return false;
	if (head->authority.p != NULL)
		req->host = head->authority;
	return http_is_host(req->host);
}

static bool
is_scheme(struct str s)
{
	return str_eq_nocase(s, STR("https")) || str_eq_nocase(s, STR("http"));
}

static int
check_length(struct http2_head *head, const struct http_request *req)
{
	size_t length = 0;

	if (head->n_length > 1 ||
	    (head->n_length == 1 && !http_length_parse(head->length, &length)))
		return 400;
	head->content_len = length;
	if ((req->method == HTTP_GET || req->method == HTTP_HEAD) &&
	    length != 0)
		return 400;
	return length > HTTP_BODY_MAX ? 413 : 0;
}

int
http2_head_end(
    struct http2_head *head, struct arena *a, struct http_request *req)
{
	int status;

	req->version_minor = 1; /* nothing of HTTP/1.0 is needed */
	req->method = http_method_of(req->method_name);
	if (head->status != 0)
		return head->status;
	if (head->n_cookies > 1)
		join_cookies(a, req);
	if (req->method_name.p == NULL || !set_host(head, req))
		return 400;
	if (str_eq(req->method_name, STR("CONNECT")))
		return head->scheme.p == NULL && head->path.p == NULL ? 405
								      : 400;
	if (!is_scheme(head->scheme) || head->path.n == 0 ||
	    head->path.p[0] != '/')
		return 400;
	if ((status = http_set_target(req, head->path)) != 0 ||
	    (status = http_split_target(req)) != 0 ||
	    (status = check_length(head, req)) != 0)
		return status;
	return http_method_status(req->method_name);
}
