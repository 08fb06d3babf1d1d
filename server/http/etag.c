#include "http/etag.h"

#include <inttypes.h>
#include <string.h>

/* Odd constants with well spread bits (xxHash's primes). */
static const uint64_t MULTIPLY = 0x9e3779b185ebca87, MIX = 0xc2b2ae3d27d4eb4f;

static uint64_t
hash(struct str s)
{
	uint64_t h = MIX ^ s.n, word;

	while (s.n > 0) {
		size_t n = s.n < sizeof(word) ? s.n : sizeof(word);

		word = 0;
		memcpy(&word, s.p, n);
		h = (h ^ word) * MULTIPLY;
		h ^= h >> 29;
		s = str_skip(s, n);
	}
	h *= MIX;
	return h ^ h >> 32;
}

struct str
http_etag(struct arena *a, struct str bytes)
{
	return arena_fmt(a, "W/\"%zx-%016" PRIx64 "\"", bytes.n, hash(bytes));
}

static struct str
without_weak(struct str tag)
{
	return str_has_prefix(tag, STR("W/")) ? str_skip(tag, 2) : tag;
}

static bool
list_has(struct str list, struct str tag)
{
	/* A tag may hold a comma, so that it is cut at its quotes. */
	for (;;) {
		size_t end;

		while (list.n > 0 &&
		    (list.p[0] == ',' || list.p[0] == ' ' || list.p[0] == '\t'))
			list = str_skip(list, 1);
		list = without_weak(list);
		if (list.n == 0 || list.p[0] != '"')
			return false;
		end = str_find(str_skip(list, 1), '"') + 2;
		if (end > list.n)
			return false;
		if (str_eq((struct str){ list.p, end }, tag))
			return true;
		list = str_skip(list, end);
	}
}

bool
http_etag_matches(const struct http_request *req, struct str etag)
{
	if (req->method != HTTP_GET && req->method != HTTP_HEAD)
		return false;
	for (size_t i = 0; i < req->n_headers; i++) {
		struct str value = req->headers[i].value;

		if (str_eq(req->headers[i].name, STR("if-none-match")) &&
		    (str_eq(value, STR("*")) ||
			list_has(value, without_weak(etag))))
			return true;
	}
	return false;
}
