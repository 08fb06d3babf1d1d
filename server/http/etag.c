#include "http/etag.h"

#include <inttypes.h>
#include <string.h>

/* Odd constants with well spread bits (xxHash's primes). */
static const uint64_t MULTIPLY = 0x9e3779b185ebca87, MIX = 0xc2b2ae3d27d4eb4f;

static uint64_t
stir(uint64_t h, const char *p, size_t n)
{
	uint64_t word = 0;

	memcpy(&word, p, n);
	h = (h ^ word) * MULTIPLY;
	return h ^ h >> 29;
}

static uint64_t
hash(struct str s)
{
	/* Four rows of words, so that no step waits for the one before. */
	uint64_t h[4] = { MIX ^ s.n, 1, 2, 3 }, all;
	size_t at = 0;

	for (; s.n - at >= sizeof(h); at += sizeof(h))
		for (size_t i = 0; i < 4; i++)
			h[i] = stir(h[i], s.p + at + i * 8, 8);
	for (; s.n - at >= 8; at += 8)
		h[0] = stir(h[0], s.p + at, 8);
	if (at < s.n)
		h[0] = stir(h[0], s.p + at, s.n - at);
	all = h[0];
	for (size_t i = 1; i < 4; i++)
		all = (all ^ h[i]) * MULTIPLY ^ all >> 31;
	all *= MIX;
	return all ^ all >> 32;
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
