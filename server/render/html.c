#include "render/html.h"

#include <stdbool.h>
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

/* The bit of a byte in its word of 64. */
#define BIT(c) ((uint64_t)1 << ((c)&63))

/* May this byte leave as it is?  Those above 0x7f are looked at more closely.
 */
static bool
is_plain(unsigned char c)
{
	static const uint64_t plain[4] = { BIT('\t') | BIT('\n') | BIT('\r') |
		    (~(BIT(' ') - 1) &
			~(BIT('<') | BIT('>') | BIT('&') | BIT('"') |
			    BIT('\''))),
		~BIT(0x7f), 0, 0 };

	return plain[c >> 6] >> (c & 63) & 1;
}

/* Eight bytes that are c. */
#define ALL(c) (UINT64_C(0x0101010101010101) * (c))

/* Go past words of eight bytes that are all plain ASCII, without control. */
static size_t
skip_plain(struct str s, size_t i)
{
	uint64_t w;

	for (; s.n - i >= sizeof(w); i += sizeof(w)) {
		memcpy(&w, s.p + i, sizeof(w));
		/*
		 * The high bit of a byte is there, or appears where one is
		 * taken from a byte that is 0 because it is the one looked for,
		 * or ' ' from one that is less.  What is borrowed may make it
		 * appear beside such a byte too, never take it away.  '&' and
		 * '\'' differ in bit 0, '<' and '>' in bit 1.
		 */
		if ((w | ((w ^ ALL('"')) - ALL(1)) |
			(((w | ALL(1)) ^ ALL('\'')) - ALL(1)) |
			(((w | ALL(2)) ^ ALL('>')) - ALL(1)) |
			((w ^ ALL(0x7f)) - ALL(1)) | (w - ALL(' '))) &
		    ALL(0x80))
			break;
	}
	return i;
}

static struct str
escape(unsigned char c)
{
	switch (c) {
	case '<':
		return STR("&lt;");
	case '>':
		return STR("&gt;");
	case '&':
		return STR("&amp;");
	case '"':
		return STR("&#34;");
	case '\'':
		return STR("&#39;");
	default:
		return STR("\xef\xbf\xbd");
	}
}

void
html_text(struct buf *out, struct str s)
{
	size_t start = 0, i = 0, n;
	uint32_t code_point;

	for (;;) {
		unsigned char c;

		i = skip_plain(s, i);
		while (i < s.n && is_plain((unsigned char)s.p[i]))
			i++;
		if (i == s.n)
			break;
		c = (unsigned char)s.p[i];
		n = c < 0x80 ? 0 : utf8_next(str_skip(s, i), &code_point);
		if (n > 0) {
			i += n;
			continue;
		}
		buf_add(out, s.p + start, i - start);
		buf_str(out, escape(c));
		start = ++i;
	}
	if (i > start)
		buf_add(out, s.p + start, i - start);
}

/*
 * Browsers drop tabs and newlines from an address and read '\' as '/', so that
 * "/\t/evil.example" is another site.
 */
static bool
is_safe_url(struct str s)
{
	static const struct str schemes[] = { STR_INIT("https://"),
		STR_INIT("http://"), STR_INIT("mailto:"), STR_INIT("tel:") };

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	if (s.p[0] == '/')
		return s.n == 1 || (s.p[1] != '/' && s.p[1] != '\\');
	if (s.p[0] == '#' || s.p[0] == '?')
		return true;
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (s.n > schemes[i].n &&
		    str_eq_nocase(
			(struct str){ s.p, schemes[i].n }, schemes[i]))
			return true;
	return false;
}

void
html_url(struct buf *out, struct str s)
{
	if (is_safe_url(s))
		html_text(out, s);
	else
		buf_char(out, '#');
}

static bool
is_unreserved(char c)
{
	return char_is_alnum(c) || c == '-' || c == '.' || c == '_' ||
	    c == '~' || c == '@';
}

void
html_url_part(struct buf *out, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_unreserved(s.p[i])) {
			buf_char(out, s.p[i]);
			continue;
		}
		buf_char(out, '%');
		buf_char(out, hex[c >> 4]);
		buf_char(out, hex[c & 15]);
	}
}
