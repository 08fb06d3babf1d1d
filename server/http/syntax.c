#include "http/syntax.h"

enum { HOST_MAX = 255, PORT_DIGITS_MAX = 5 };

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

/* The bit of a character in its word of 64, and those of ranges. */
#define BIT(c) ((uint64_t)1 << ((c)&63))
#define DIGITS ((uint64_t)0x3ff << '0')
#define LETTERS(first) ((uint64_t)0x3ffffff << ((first)&63))

/* RFC 9110, section 5.6.2 */
static bool
is_token_char(char c)
{
	static const uint64_t tokens[4] = {
		DIGITS | BIT('!') | BIT('#') | BIT('$') | BIT('%') | BIT('&') |
		    BIT('\'') | BIT('*') | BIT('+') | BIT('-') | BIT('.'),
		LETTERS('A') | LETTERS('a') | BIT('^') | BIT('_') | BIT('`') |
		    BIT('|') | BIT('~'),
		0,
		0,
	};
	unsigned char u = (unsigned char)c;

	return tokens[u >> 6] >> (u & 63) & 1;
}

bool
http_is_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_token_char(s.p[i]))
			return false;
	return s.n > 0;
}

bool
http_is_digits(struct str s, size_t max)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0 && s.n <= max;
}

bool
http_is_host(struct str s)
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
	    (s.p[0] == ':' && http_is_digits(str_skip(s, 1), PORT_DIGITS_MAX));
}

enum http_method
http_method_of(struct str name)
{
	if (str_eq(name, STR("GET")))
		return HTTP_GET;
	if (str_eq(name, STR("HEAD")))
		return HTTP_HEAD;
	if (str_eq(name, STR("POST")))
		return HTTP_POST;
	return HTTP_OTHER;
}

int
http_method_status(struct str name)
{
	static const char *const unused[] = { "PUT", "DELETE", "CONNECT",
		"OPTIONS", "TRACE", "PATCH" };

	if (http_method_of(name) != HTTP_OTHER)
		return 0;
	for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++)
		if (str_eq(name, str_of(unused[i])))
			return 405;
	return 501;
}

int
http_set_target(struct http_request *req, struct str target)
{
	for (size_t i = 0; i < target.n; i++)
		if (target.p[i] < '!' || target.p[i] > '~' ||
		    target.p[i] == '#')
			return 400;
	if (target.n > HTTP_TARGET_MAX)
		return 414;
	req->target = target;
	return 0;
}

bool
http_length_parse(struct str s, size_t *out)
{
	size_t length = 0;

	if (!http_is_digits(s, SIZE_MAX))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (length <= HTTP_BODY_MAX)
			length = length * 10 + (size_t)(s.p[i] - '0');
	*out = length;
	return true;
}

struct str
http_trim_blank(struct str s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s = str_skip(s, 1);
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

int
http_split_target(struct http_request *req)
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
