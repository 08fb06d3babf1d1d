#include "base/str.h"

#include <string.h>

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (a.p[i] != b.p[i] && lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

bool
str_has_suffix(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_skip(s, s.n - suffix.n), suffix);
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int d = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return d != 0 ? d : (a.n > b.n) - (a.n < b.n);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s = str_skip(s, 1);
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

size_t
str_find(struct str s, char c)
{
	const char *p = s.n == 0 ? NULL : memchr(s.p, c, s.n);

	return p == NULL ? s.n : (size_t)(p - s.p);
}

bool
str_is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* Eight bytes that are c. */
#define ALL(c) (UINT64_C(0x0101010101010101) * (c))

size_t
str_find_control(struct str s, size_t from)
{
	uint64_t w;

	/*
	 * The high bit of a byte that has none appears where ' ' is taken from
	 * less, or one from a byte that is 0 because it is 0x7f.
	 */
	for (; s.n - from >= sizeof(w); from += sizeof(w)) {
		memcpy(&w, s.p + from, sizeof(w));
		if ((((w - ALL(' ')) | ((w ^ ALL(0x7f)) - ALL(1))) & ~w &
			ALL(0x80)) != 0)
			break;
	}
	while (
	    from < s.n && (unsigned char)s.p[from] >= ' ' && s.p[from] != 0x7f)
		from++;
	return from;
}

size_t
str_find_str(struct str s, struct str needle)
{
	for (size_t i = 0; i + needle.n <= s.n; i++)
		if (str_has_prefix(str_skip(s, i), needle))
			return i;
	return s.n;
}

bool
str_cut(struct str *rest, char sep, struct str *part)
{
	size_t n;

	if (rest->n == 0)
		return false;
	n = str_find(*rest, sep);
	*part = (struct str){ rest->p, n };
	*rest = str_skip(*rest, n + 1);
	return true;
}

enum err
parse_i64(struct str s, int64_t min, int64_t max, int64_t *out)
{
	bool is_negative = s.n > 0 && s.p[0] == '-';
	uint64_t v = 0, limit;

	if (is_negative)
		s = str_skip(s, 1);
	limit = is_negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
	if (s.n == 0)
		return ERR_INVALID;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned)(unsigned char)s.p[i] - '0';

		if (digit > 9 || v > (limit - digit) / 10)
			return ERR_INVALID;
		v = v * 10 + digit;
	}
	/* -v without overflow at INT64_MIN */
	int64_t r = is_negative ? -(int64_t)(v / 2) - (int64_t)(v - v / 2)
				: (int64_t)v;
	if (r < min || r > max)
		return ERR_INVALID;
	*out = r;
	return OK;
}
