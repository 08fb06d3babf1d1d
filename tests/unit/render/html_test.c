#include "cmocka_all.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "render/html.h"
#include "test_file.h"

static struct buf b;

static struct str
text(struct str s)
{
	buf_clear(&b);
	html_text(&b, s);
	return buf_text(&b);
}

static struct str
url(struct str s)
{
	buf_clear(&b);
	html_url(&b, s);
	return buf_text(&b);
}

static void
html_text_stays_text(void **state)
{
	(void)state;
	assert_str(text(STR("a < b & \"c\" > 'd'")),
	    "a &lt; b &amp; &#34;c&#34; &gt; &#39;d&#39;");
	assert_str(text(STR("")), "");
	assert_str(text(STR_NONE), "");
	assert_str(text(STR("één \xf0\x9f\x98\x80\ttab\n")),
	    "één \xf0\x9f\x98\x80\ttab\n");
}

/* Wherever two bytes stand among others, each is written as when alone. */
static void
html_text_looks_at_every_byte(void **state)
{
	enum { N = 18 };
	struct buf want = { 0 };
	char bytes[N];

	(void)state;
	for (unsigned pair = 0; pair < 128 * 128; pair++) {
		char two[2] = { (char)(pair % 128), (char)(pair / 128) };
		size_t at = pair % (N - 1);

		memset(bytes, 'a', N);
		memcpy(bytes + at, two, 2);
		buf_clear(&want);
		for (size_t i = 0; i < N; i++)
			buf_str(&want, text((struct str){ bytes + i, 1 }));
		assert_true(
		    str_eq(text((struct str){ bytes, N }), buf_text(&want)));
	}
	for (unsigned c = 0; c < 256; c++)
		for (size_t at = 0; at < N; at++) {
			memset(bytes, ' ', N);
			bytes[at] = (char)c;
			buf_clear(&want);
			for (size_t i = 0; i < N; i++)
				buf_str(
				    &want, text((struct str){ bytes + i, 1 }));
			assert_true(str_eq(
			    text((struct str){ bytes, N }), buf_text(&want)));
		}
	buf_free(&want);
}

static void
html_text_replaces_what_is_not_utf8(void **state)
{
	(void)state;
	assert_str(text(STR("a\xff"
			    "b")),
	    "a\xef\xbf\xbd"
	    "b");
	assert_str(text(STR("\xc0\xbc")), "\xef\xbf\xbd\xef\xbf\xbd");
	assert_str(text(STR("\xe2\x82")), "\xef\xbf\xbd\xef\xbf\xbd");
	/* a cut sequence does not swallow the mark behind it */
	assert_str(text(STR("\xe2<b>")), "\xef\xbf\xbd&lt;b&gt;");
	assert_str(text(STR("a\0b\x7f\x1b")),
	    "a\xef\xbf\xbd"
	    "b\xef\xbf\xbd\xef\xbf\xbd");
}

static void
html_url_takes_this_site_and_kinds_that_cannot_run(void **state)
{
	static const char *const good[] = { "/", "/t/7", "/a?b#c", "#p7",
		"?page=2", "https://x.nl/", "HTTP://x.nl", "mailto:a@b.nl",
		"tel:+31" };

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_str(url(str_of(good[i])), good[i]);
	assert_str(url(STR("/a\"b&c")), "/a&#34;b&amp;c");
}

static void
html_url_refuses_all_else(void **state)
{
	static const char *const bad[] = { "", "javascript:alert(1)",
		"JavaScript:alert(1)", " javascript:alert(1)",
		"data:text/html,", "vbscript:x", "//evil.example",
		"/\\evil.example", "/\t/evil.example", "java\nscript:alert(1)",
		"t/7", "https:", "https://", "\x01https://x.nl", "https:/x" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_str(url(str_of(bad[i])), "#");
}

/* As a browser reads it: without tabs and newlines, '\\' being '/'. */
static bool
leaves_the_site(struct str s)
{
	size_t n_slashes = 0;

	for (size_t i = 0; i < s.n && n_slashes < 2; i++) {
		if (s.p[i] == '/' || s.p[i] == '\\')
			n_slashes++;
		else if (s.p[i] != '\t' && s.p[i] != '\n' && s.p[i] != '\r')
			return false;
	}
	return n_slashes == 2;
}

static void
html_url_keeps_known_redirects_here(void **state)
{
	const char *dir = getenv("REFERENCE_DATA");
	struct arena *a;
	struct str rest, line;
	char path[1024];
	size_t count = 0;

	(void)state;
	if (dir == NULL) {
		print_message("REFERENCE_DATA is not set\n");
		skip();
	}
	snprintf(path, sizeof(path), "%s/csrf/open-redirect-payloads.txt", dir);
	a = arena_new(0);
	rest = test_file_read(a, path);
	while (str_cut(&rest, '\n', &line)) {
		assert_false(leaves_the_site(url(line)));
		count += leaves_the_site(line);
	}
	assert_true(count > 20);
	arena_free(a);
}

static void
html_url_part_cannot_end_its_part(void **state)
{
	(void)state;
	buf_clear(&b);
	html_url_part(&b, STR("a/b?c&d=e#f%\"<é ~-._@"));
	assert_str(
	    buf_text(&b), "a%2Fb%3Fc%26d%3De%23f%25%22%3C%C3%A9%20~-._@");
}

static int
free_buf(void **state)
{
	(void)state;
	buf_free(&b);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html_text_stays_text),
		cmocka_unit_test(html_text_looks_at_every_byte),
		cmocka_unit_test(html_text_replaces_what_is_not_utf8),
		cmocka_unit_test(
		    html_url_takes_this_site_and_kinds_that_cannot_run),
		cmocka_unit_test(html_url_refuses_all_else),
		cmocka_unit_test(html_url_keeps_known_redirects_here),
		cmocka_unit_test(html_url_part_cannot_end_its_part),
	};

	return cmocka_run_group_tests(tests, NULL, free_buf);
}
