#include "http/head.h"

#include <string.h>

enum { HOST_MAX = 255, PORT_DIGITS_MAX = 5 };

/* What the fields said that decide how the request is framed. */
struct framing {
	int n_host, n_length, n_coding;
	struct str length, coding;
	bool has_close, has_keep_alive;
};

static bool
is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* RFC 9110, section 5.6.2 */
static bool
is_token_char(char c)
{
	return is_alpha(c) || c == '-' || is_digit(c) ||
	    (c != '\0' && strchr("!#$%&'*+.^_`|~", c) != NULL);
}

static bool
is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_token_char(s.p[i]))
			return false;
	return s.n > 0;
}

static bool
is_digits(struct str s, size_t max)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0 && s.n <= max;
}

bool
http1_is_host(struct str s)
{
	bool is_v6 = s.n > 0 && s.p[0] == '[';
	size_t i = is_v6;

	if (s.n > HOST_MAX)
		return false;
	for (; i < s.n; i++) {
		char c = s.p[i];

		if (is_v6 ? (c == ']') : (c == ':'))
			break;
		if (is_v6 ? !(is_digit(c) || (c >= 'a' && c <= 'f') ||
				(c >= 'A' && c <= 'F') || c == ':' || c == '.')
			  : !(is_alpha(c) || is_digit(c) || c == '-' ||
				c == '.' || c == '_'))
			return false;
	}
	if (i == (size_t)is_v6 || (is_v6 && i == s.n))
		return false;
	s = str_skip(s, i + is_v6);
	return s.n == 0 ||
	    (s.p[0] == ':' && is_digits(str_skip(s, 1), PORT_DIGITS_MAX));
}

static enum http_method
method_of(struct str name)
{
	if (str_eq(name, STR("GET")))
		return HTTP_GET;
	if (str_eq(name, STR("HEAD")))
		return HTTP_HEAD;
	if (str_eq(name, STR("POST")))
		return HTTP_POST;
	return HTTP_OTHER;
}

/* 405 for what RFC 9110 defines and this server has no use for. */
static int
other_method_status(struct str name)
{
	static const char *const known[] = { "PUT", "DELETE", "CONNECT",
		"OPTIONS", "TRACE", "PATCH" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq(name, str_of(known[i])))
			return 405;
	return 501;
}

static int
parse_version(struct str s, int *minor)
{
	if (s.n != 8 || !str_has_prefix(s, STR("HTTP/")) || !is_digit(s.p[5]) ||
	    s.p[6] != '.' || !is_digit(s.p[7]))
		return 400;
	if (s.p[5] != '1' || s.p[7] > '1')
		return 505;
	*minor = s.p[7] - '0';
	return 0;
}

/*
 * method SP target SP version.  The method is judged last, so that nothing
 * malformed gets another answer than 400.
 */
static int
parse_request_line(struct str line, struct http_request *req)
{
	struct str method, target;

	if (!str_cut(&line, ' ', &method) || !is_token(method) ||
	    !str_cut(&line, ' ', &target) || target.n == 0)
		return 400;
	req->method_name = method;
	req->method = method_of(method);
	for (size_t i = 0; i < target.n; i++)
		if (target.p[i] < '!' || target.p[i] > '~' ||
		    target.p[i] == '#')
			return 400;
	if (target.n > HTTP_TARGET_MAX)
		return 414;
	req->target = target;
	return parse_version(line, &req->version_minor);
}

static struct str
trim_blank(struct str s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_skip(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

/* Connection: close, keep-alive, ... (RFC 9110, section 7.6.1) */
static void
note_connection(struct str value, struct framing *f)
{
	struct str option;

	while (str_cut(&value, ',', &option)) {
		option = trim_blank(option);
		if (str_eq_nocase(option, STR("close")))
			f->has_close = true;
		else if (str_eq_nocase(option, STR("keep-alive")))
			f->has_keep_alive = true;
	}
}

static void
note_field(const struct http_header *h, struct http1_head *head,
    struct framing *f, struct http_request *req)
{
	if (str_eq(h->name, STR("host"))) {
		f->n_host++;
		req->host = h->value;
	} else if (str_eq(h->name, STR("content-length"))) {
		f->n_length++;
		f->length = h->value;
	} else if (str_eq(h->name, STR("transfer-encoding"))) {
		f->n_coding++;
		f->coding = h->value;
	} else if (str_eq(h->name, STR("connection"))) {
		note_connection(h->value, f);
	} else if (str_eq(h->name, STR("expect"))) {
		head->expects_continue = req->version_minor == 1 &&
		    str_eq_nocase(h->value, STR("100-continue"));
	}
}

static bool
parse_field(struct str line, struct http_header *h)
{
	size_t colon = str_find(line, ':');
	char *name = (char *)line.p;

	if (colon == line.n || !is_token((struct str){ name, colon }))
		return false;
	for (size_t i = 0; i < colon; i++)
		if (name[i] >= 'A' && name[i] <= 'Z')
			name[i] = (char)(name[i] + ('a' - 'A'));
	h->name = (struct str){ name, colon };
	h->value = trim_blank(str_skip(line, colon + 1));
	return true;
}

static int
check_framing(
    struct http1_head *head, struct framing *f, const struct http_request *req)
{
	size_t length = 0;

	head->keep_alive = !f->has_close &&
	    (req->version_minor == 1 || f->has_keep_alive);
	if (f->n_length > 1 || f->n_coding > 1 ||
	    (f->n_length == 1 && f->n_coding == 1))
		return 400;
	if (f->n_coding == 1) {
		if (req->version_minor == 0 ||
		    !str_eq_nocase(f->coding, STR("chunked")))
			return 400;
		head->is_chunked = true;
	}
	if (f->n_length == 1) {
		if (!is_digits(f->length, SIZE_MAX))
			return 400;
		for (size_t i = 0; i < f->length.n; i++)
			if (length <= HTTP_BODY_MAX)
				length = length * 10 +
				    (size_t)(f->length.p[i] - '0');
		head->content_len = length;
	}
	if ((req->method == HTTP_GET || req->method == HTTP_HEAD) &&
	    (head->is_chunked || length != 0))
		return 400;
	return length > HTTP_BODY_MAX ? 413 : 0;
}

/*
 * The target as /path?query; of http://host/path the part behind the host,
 * which must be the one in the Host field.
 */
static int
split_target(struct http_request *req)
{
	static const char *const schemes[] = { "http://", "https://" };
	struct str rest = req->target;
	size_t n;

	for (size_t i = 0; i < 2 && rest.p == req->target.p; i++) {
		struct str scheme = str_of(schemes[i]), authority;

		if (rest.n < scheme.n ||
		    !str_eq_nocase((struct str){ rest.p, scheme.n }, scheme))
			continue;
		rest = str_skip(rest, scheme.n);
		for (n = 0; n < rest.n && rest.p[n] != '/' && rest.p[n] != '?';)
			n++;
		authority = (struct str){ rest.p, n };
		if (n == 0 || !str_eq_nocase(authority, req->host))
			return 400;
		rest = str_skip(rest, n);
		if (rest.n == 0 || rest.p[0] == '?') {
			req->path = STR("/");
			req->query = str_skip(rest, 1);
			return 0;
		}
	}
	if (rest.n == 0 || rest.p[0] != '/')
		return 400;
	n = str_find(rest, '?');
	req->path = (struct str){ rest.p, n };
	req->query = str_skip(rest, n + 1);
	return 0;
}

int
http1_head_parse(
    struct arena *a, struct http1_head *head, struct http_request *req)
{
	struct str rest = head->text, line;
	struct framing f = { 0 };
	int status = 400;

	if (!str_cut(&rest, '\r', &line) ||
	    (status = parse_request_line(line, req)) != 0)
		return status;
	req->headers = arena_array(a, head->n_lines, sizeof(*req->headers));
	for (size_t i = 1; i < head->n_lines; i++) {
		struct http_header *h = &req->headers[req->n_headers];

		rest = str_skip(rest, 1);
		if (!str_cut(&rest, '\r', &line) || !parse_field(line, h))
			return 400;
		req->n_headers++;
		note_field(h, head, &f, req);
	}
	if (f.n_host > 1 || (f.n_host == 0 && req->version_minor == 1) ||
	    (f.n_host == 1 && !http1_is_host(req->host)))
		return 400;
	if ((status = check_framing(head, &f, req)) != 0 ||
	    (status = split_target(req)) != 0)
		return status;
	return req->method == HTTP_OTHER ? other_method_status(req->method_name)
					 : 0;
}
