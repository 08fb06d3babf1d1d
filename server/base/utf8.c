#include "base/utf8.h"

static bool
is_tail(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

size_t
utf8_next(struct str s, uint32_t *code_point)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t c;

	if (s.n == 0)
		return 0;
	if (p[0] < 0x80) {
		*code_point = p[0];
		return 1;
	}
	if (p[0] >= 0xc2 && p[0] <= 0xdf && s.n >= 2 && is_tail(p[1])) {
		*code_point = (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
		return 2;
	}
	if ((p[0] & 0xf0) == 0xe0 && s.n >= 3 && is_tail(p[1]) &&
	    is_tail(p[2])) {
		c = (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
		if (c < 0x800 || (c >= 0xd800 && c <= 0xdfff))
			return 0;
		*code_point = c;
		return 3;
	}
	if (p[0] >= 0xf0 && p[0] <= 0xf4 && s.n >= 4 && is_tail(p[1]) &&
	    is_tail(p[2]) && is_tail(p[3])) {
		c = (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 |
		    (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
		if (c < 0x10000 || c > 0x10ffff)
			return 0;
		*code_point = c;
		return 4;
	}
	return 0;
}

bool
utf8_is_valid(struct str s)
{
	uint32_t c;

	while (s.n > 0) {
		size_t n = utf8_next(s, &c);

		if (n == 0)
			return false;
		s = str_skip(s, n);
	}
	return true;
}

size_t
utf8_count(struct str s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.n; i++)
		count += !is_tail((unsigned char)s.p[i]);
	return count;
}

bool
utf8_is_text(struct str s)
{
	uint32_t c;

	while (s.n > 0) {
		size_t n = utf8_next(s, &c);

		if (n == 0 || c == 0x7f ||
		    (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
			return false;
		s = str_skip(s, n);
	}
	return true;
}

struct str
utf8_cut(struct str s, size_t n)
{
	size_t i = 0;

	while (i < s.n && n > 0) {
		i++;
		while (i < s.n && is_tail((unsigned char)s.p[i]))
			i++;
		n--;
	}
	return (struct str){ s.p, i };
}
