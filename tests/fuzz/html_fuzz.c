/*
 * html_fuzz.c: whatever a value holds, it stays in the place in the HTML that
 * it was written to; and any Accept-Language gives a language that is offered.
 */
#include "base/buf.h"
#include "base/check.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "render/html.h"
#include "render/lang.h"

/* Our references and no other mark of HTML; their number of bytes undone. */
static void
check_text(struct str html)
{
	static const struct str references[] = { STR_INIT("&lt;"),
		STR_INIT("&gt;"), STR_INIT("&amp;"), STR_INIT("&#34;"),
		STR_INIT("&#39;") };
	bool is_known;

	CHECK(utf8_is_valid(html));
	for (size_t i = 0; i < html.n; i++) {
		char c = html.p[i];

		CHECK(c != '<' && c != '>' && c != '"' && c != '\'');
		if (c != '&')
			continue;
		is_known = false;
		for (size_t k = 0; k < 5; k++)
			is_known = is_known ||
			    str_has_prefix(str_skip(html, i), references[k]);
		CHECK(is_known);
	}
}

/* What a browser makes of an address before it looks at it. */
static void
check_url(struct str url)
{
	struct buf b = { 0 };
	struct str s;

	check_text(url);
	for (size_t i = 0; i < url.n; i++)
		if (url.p[i] != '\t' && url.p[i] != '\n' && url.p[i] != '\r')
			buf_char(&b, url.p[i] == '\\' ? '/' : url.p[i]);
	s = buf_text(&b);
	while (s.n > 0 && (unsigned char)s.p[0] <= ' ')
		s = str_skip(s, 1);
	CHECK(s.n > 0 && !str_has_prefix(s, STR("//")));
	if (s.p[0] != '/' && s.p[0] != '#' && s.p[0] != '?') {
		CHECK(s.n > 4);
		s.n = 4;
		CHECK(str_eq_nocase(s, STR("http")) ||
		    str_eq_nocase(s, STR("mail")) ||
		    str_eq_nocase(s, STR("tel:")));
	}
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str s = { (const char *)data, n };
	struct buf b = { 0 };
	enum lang lang;

	html_text(&b, s);
	check_text(buf_text(&b));
	buf_clear(&b);
	html_url(&b, s);
	check_url(buf_text(&b));
	buf_clear(&b);
	html_url_part(&b, s);
	for (size_t i = 0; i < b.n; i++)
		CHECK((unsigned char)b.p[i] > ' ' &&
		    (unsigned char)b.p[i] < 0x7f && b.p[i] != '/' &&
		    b.p[i] != '?' && b.p[i] != '#' && b.p[i] != '&' &&
		    b.p[i] != '"' && b.p[i] != '+');
	buf_free(&b);
	if (lang_negotiate(s, &lang) == OK)
		CHECK(lang_is_offered(lang));
	return 0;
}
