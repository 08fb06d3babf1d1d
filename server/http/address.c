#include <arpa/inet.h>
#include <string.h>

#include "http/request.h"

enum {
	V4_AT = 12,  /* where the four bytes stand in ::ffff:a.b.c.d */
	V6_HOUSE = 7 /* bytes of an IPv6 address that name a house */
};

static bool
is_v4(const struct http_address *a)
{
	static const uint8_t prefix[V4_AT] = { [10] = 0xff, [11] = 0xff };

	return memcmp(a->ip, prefix, V4_AT) == 0;
}

bool
http_address_is_loopback(const struct http_address *a)
{
	static const uint8_t v6[16] = { [15] = 1 };

	return is_v4(a) ? a->ip[V4_AT] == 127
			: memcmp(a->ip, v6, sizeof(v6)) == 0;
}

bool
http_address_eq(const struct http_address *a, const struct http_address *b)
{
	return memcmp(a->ip, b->ip, sizeof(a->ip)) == 0;
}

enum err
http_address_parse(struct str s, struct http_address *out)
{
	struct http_address a = { .ip = { [10] = 0xff, [11] = 0xff } };
	char z[INET6_ADDRSTRLEN];

	if (s.n == 0 || s.n >= sizeof(z) || memchr(s.p, '\0', s.n) != NULL)
		return ERR_INVALID;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	if (inet_pton(AF_INET, z, a.ip + V4_AT) != 1 &&
	    inet_pton(AF_INET6, z, a.ip) != 1)
		return ERR_INVALID;
	*out = a;
	return OK;
}

struct str
http_address_text(struct arena *arena, const struct http_address *a)
{
	char z[INET6_ADDRSTRLEN];
	const char *text;

	text = is_v4(a) ? inet_ntop(AF_INET, a->ip + V4_AT, z, sizeof(z))
			: inet_ntop(AF_INET6, a->ip, z, sizeof(z));
	return arena_str(arena, str_of(text));
}

struct http_address
http_address_household(const struct http_address *a)
{
	struct http_address h = *a;

	h.port = 0;
	if (!is_v4(a))
		memset(h.ip + V6_HOUSE, 0, sizeof(h.ip) - V6_HOUSE);
	return h;
}
