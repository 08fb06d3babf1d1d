/*
 * markdown_fuzz.c: whatever is typed, the HTML is tame and the words are words.
 */
#include "base/check.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "html_check.h"
#include "text/markdown.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str md = { (const char *)data, n }, words;
	struct arena *a = arena_new(0);
	struct safe_html html;

	if (markdown_render(a, md, &html) == OK) {
		CHECK(html.s.n <= MARKDOWN_HTML_MAX);
		CHECK(html_check(html.s) == NULL);
		CHECK(utf8_is_text(html.s));
	}
	words = markdown_plain(a, md);
	CHECK(utf8_is_text(words));
	CHECK(str_find(words, '\n') == words.n);
	words = markdown_excerpt(a, md, 80);
	CHECK(utf8_is_text(words));
	CHECK(utf8_count(words) <= 80);
	arena_free(a);
	return 0;
}
