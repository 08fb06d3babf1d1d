#include "cmocka_all.h"

#include <dirent.h>
#include <string.h>

#include "base/num.h"
#include "html_check.h"
#include "test_file.h"
#include "text/markdown.h"

static int
start(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int
stop(void **state)
{
	arena_free(*state);
	return 0;
}

static struct str
render(struct arena *a, struct str md)
{
	struct safe_html html = { STR_NONE };

	assert_ok(markdown_render(a, md, &html));
	if (html_check(html.s) != NULL)
		fail_msg("%s: " STR_FMT, html_check(html.s), STR_ARG(html.s));
	return html.s;
}

/* piece n times over */
static struct str
repeat(struct arena *a, struct str piece, size_t n)
{
	char *p = arena_array(a, piece.n, n);

	for (size_t i = 0; i < n; i++)
		memcpy(p + i * piece.n, piece.p, piece.n);
	return (struct str){ p, piece.n * n };
}

static struct str
golden(struct arena *a, struct str name, const char *suffix)
{
	struct str path = arena_fmt(
	    a, GOLDEN_DIR "/markdown/" STR_FMT "%s", STR_ARG(name), suffix);
	struct str s = test_file_read(a, path.p);

	if (s.p == NULL)
		fail_msg("cannot read " STR_FMT, STR_ARG(path));
	return s;
}

/* Each NAME.md in tests/golden/markdown gives what stands in NAME.html. */
static void
markdown_gives_the_golden_html(void **state)
{
	DIR *d = opendir(GOLDEN_DIR "/markdown");
	size_t n = 0;

	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct str name = str_of(e->d_name), got;

		if (!str_has_suffix(name, STR(".md")))
			continue;
		name.n -= strlen(".md");
		got = render(*state, golden(*state, name, ".md"));
		if (!str_eq(got, golden(*state, name, ".html")))
			fail_msg(STR_FMT ".md gives\n" STR_FMT, STR_ARG(name),
			    STR_ARG(got));
		n++;
	}
	closedir(d);
	assert_true(n >= 13);
}

static void
markdown_refuses_what_is_no_text(void **state)
{
	static const struct str bad[] = { STR_INIT("a\0b"), STR_INIT("a\xff"),
		STR_INIT("\x1b[31m") };
	struct str longest = repeat(*state, STR("x"), MARKDOWN_TEXT_MAX + 1);
	struct safe_html html;

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    markdown_render(*state, bad[i], &html), ERR_INVALID);
	assert_int_equal(markdown_render(*state, longest, &html), ERR_INVALID);
	longest.n--;
	render(*state, longest);
	assert_str(render(*state, STR_NONE), "");
}

/*
 * md4c 0.4.8 looks one byte behind a text that ends within a link.  Were the
 * bracket there taken, a piece of some 4 GB would come back.
 */
static void
markdown_does_not_look_behind_the_text(void **state)
{
	static const char *const texts[] = { "[x](y)", "[x](y \"z\")",
		"![x](y)", "[x]( )" };

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct str all = str_of(texts[i]);
		struct str less = { all.p, all.n - 1 }, html;

		html = render(*state, less);
		assert_true(str_find(html, ')') == html.n);
	}
}

static void
markdown_gives_up_when_the_output_outgrows_its_cap(void **state)
{
	struct str address = repeat(*state, STR("x"), 1900);
	struct str uses = repeat(*state, STR("[a]"), 2000);
	struct str md = arena_fmt(*state,
	    STR_FMT "\n\n[a]: https://voorbeeld.nl/" STR_FMT "\n",
	    STR_ARG(uses), STR_ARG(address));
	struct safe_html html;

	assert_true(md.n < MARKDOWN_TEXT_MAX);
	assert_int_equal(markdown_render(*state, md, &html), ERR_INVALID);
	/* a tenth of it stays below the cap */
	render(*state, str_skip(md, 3 * 1800));
}

static void
markdown_refuses_deep_nesting(void **state)
{
	static const struct str pieces[] = { STR_INIT("> "), STR_INIT("- "),
		STR_INIT("1. ") };
	struct str stars = repeat(*state, STR("*"), 200), md;
	struct safe_html html;

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		md = arena_fmt(*state, STR_FMT "x",
		    STR_ARG(repeat(*state, pieces[i], 100)));
		assert_int_equal(
		    markdown_render(*state, md, &html), ERR_INVALID);
		md = arena_fmt(*state, STR_FMT "x",
		    STR_ARG(repeat(*state, pieces[i], 20)));
		render(*state, md);
	}
	md = arena_fmt(
	    *state, STR_FMT "x" STR_FMT, STR_ARG(stars), STR_ARG(stars));
	assert_int_equal(markdown_render(*state, md, &html), ERR_INVALID);
}

/*
 * What is known to be slow in one parser or another, as long as it may be.  A
 * parser that is quadratic in one of them does not end within the time that
 * ctest gives.
 */
static void
markdown_ends_on_hostile_repeats(void **state)
{
	static const struct str pieces[] = { STR_INIT("["), STR_INIT("![["),
		STR_INIT("]("), STR_INIT("*a_ "), STR_INIT("**"),
		STR_INIT("`a``b"), STR_INIT("<a "), STR_INIT("<!--"),
		STR_INIT("&"), STR_INIT("|a|b|\n"), STR_INIT("a|\n-|\n"),
		STR_INIT("[a]:b\n"), STR_INIT("[a](<b"), STR_INIT("~a~~"),
		STR_INIT("a@b."), STR_INIT("www.a."), STR_INIT("http://a.b "),
		STR_INIT("\n\n- a"), STR_INIT("\t"), STR_INIT("\\") };
	struct safe_html html;

	for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
		struct str md = repeat(
		    *state, pieces[i], MARKDOWN_TEXT_MAX / pieces[i].n);

		if (markdown_render(*state, md, &html) == OK)
			assert_null(html_check(html.s));
		(void)markdown_plain(*state, md);
	}
}

static void
markdown_plain_keeps_the_words_only(void **state)
{
	struct str md = STR("# Kop\n\nEen **sterk** woord,\nen een "
			    "[link](https://voorbeeld.nl \"titel\").\n\n"
			    "- punt\n- ![beeld](x.png)\n\n"
			    "a | b\n--- | ---\nc | d\n\n"
			    "```\ncode  <b>\n```\ncaf&eacute; ~~weg~~\n");

	assert_str(markdown_plain(*state, md),
	    "Kop Een sterk woord, en een link. punt beeld a b c d "
	    "code <b> café weg");
	assert_str(markdown_plain(*state, STR_NONE), "");
	assert_str(markdown_plain(*state, STR("\xff")), "");
}

static void
markdown_excerpt_is_cut_at_a_word(void **state)
{
	struct str md = STR("Één *tweede* derde vierde");

	assert_str(markdown_excerpt(*state, md, 99), "Één tweede derde vierde");
	assert_str(markdown_excerpt(*state, md, 23), "Één tweede derde vierde");
	assert_str(markdown_excerpt(*state, md, 22), "Één tweede derde…");
	assert_str(markdown_excerpt(*state, md, 17), "Één tweede derde…");
	assert_str(markdown_excerpt(*state, md, 16), "Één tweede…");
	assert_str(markdown_excerpt(*state, md, 2), "É…");
	assert_str(markdown_excerpt(*state, md, 1), "…");
	assert_str(markdown_excerpt(*state, md, 0), "");
	assert_str(markdown_excerpt(*state, STR("aaaaaaaaaaaaaaaaaaaa"), 10),
	    "aaaaaaaaa…");
}

/* The check that the other tests lean on is able to fail. */
static void
html_check_finds_faults(void **state)
{
	static const char *const bad[] = { "<p>", "</p>", "<p></em></p>",
		"<script></script>", "<p onclick=\"x\"></p>", "<p class=x></p>",
		"<a href=\"javascript:x\"></a>", "<a href=\"/x\"></a>",
		"<a href=\"https://x y\"></a>", "a & b", "a < b", "a > b",
		"&nbsp;", "<p", "<div class=\"other\"></div>",
		"<a href=\"https://x\"title=\"y\"></a>", "<P></P>", "\x01" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (html_check(str_of(bad[i])) == NULL)
			fail_msg("%s is not found", bad[i]);
	assert_null(html_check(STR("<p>a<br>\n<a href=\"https://x\" "
				   "rel=\"nofollow ugc\">b &amp; c</a></p>")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markdown_gives_the_golden_html),
		cmocka_unit_test(markdown_refuses_what_is_no_text),
		cmocka_unit_test(markdown_does_not_look_behind_the_text),
		cmocka_unit_test(
		    markdown_gives_up_when_the_output_outgrows_its_cap),
		cmocka_unit_test(markdown_refuses_deep_nesting),
		cmocka_unit_test(markdown_ends_on_hostile_repeats),
		cmocka_unit_test(markdown_plain_keeps_the_words_only),
		cmocka_unit_test(markdown_excerpt_is_cut_at_a_word),
		cmocka_unit_test(html_check_finds_faults),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
