#include "cmocka_all.h"

#include "render/moment.h"
#include "render/msg.h"
#include "render/number.h"
#include "render/plural.h"

static struct buf b;

static struct str
count(enum lang lang, int64_t n)
{
	buf_clear(&b);
	msg_text(&b, lang, MSG_THREAD_COUNT,
	    (const struct msg_arg[]){ MSG_ARG(ARG_N, n) }, 1);
	return buf_text(&b);
}

static void
msg_counts_as_people_do(void **state)
{
	(void)state;
	assert_str(count(LANG_NL, 0), "Nog geen reacties, praat mee");
	assert_str(count(LANG_NL, 1), "Al één reactie, praat mee");
	assert_str(count(LANG_NL, 12), "Al 12 reacties, praat mee");
	assert_str(count(LANG_NL, 1234567), "Al 1.234.567 reacties, praat mee");
	assert_str(count(LANG_EN, 1234), "1,234 answers so far, join in");
	assert_str(count(LANG_FR, 0), "Pas encore de réponse, participez");
	assert_str(count(LANG_FR, 1), "Déjà une réponse, participez");
	assert_str(count(LANG_FR, 1000000),
	    "Déjà 1\xe2\x80\xaf"
	    "000\xe2\x80\xaf"
	    "000 de réponses, participez");
}

static void
msg_in_a_language_without_catalogue_is_dutch(void **state)
{
	(void)state;
	assert_false(lang_is_offered(LANG_AR));
	assert_str(count(LANG_AR, 1), "Al één reactie, praat mee");
}

static void
msg_escapes_what_it_is_given(void **state)
{
	const struct msg_arg args[] = { MSG_ARG(ARG_DAY, STR("<b>")),
		MSG_ARG(ARG_MONTH, STR("\"")), MSG_ARG(ARG_YEAR, 2026),
		MSG_ARG(ARG_TIME, STR("x")) };

	(void)state;
	buf_clear(&b);
	msg_html(&b, LANG_NL, MSG_MOMENT_FULL, args, 4);
	assert_str(buf_text(&b),
	    "<bdi>&lt;b&gt;</bdi> <bdi>&#34;</bdi> 2.026 om <bdi>x</bdi>");
	buf_clear(&b);
	msg_words(&b, LANG_NL, MSG_MOMENT_FULL, args, 4);
	assert_str(buf_text(&b), "&lt;b&gt; &#34; 2.026 om x");
	buf_clear(&b);
	msg_text(&b, LANG_NL, MSG_MOMENT_FULL, args, 4);
	assert_str(buf_text(&b), "<b> \" 2.026 om x");
}

static void
msg_shows_where_a_value_is_missing(void **state)
{
	(void)state;
	buf_clear(&b);
	msg_text(&b, LANG_NL, MSG_MOMENT_DATE, NULL, 0);
	assert_str(buf_text(&b), "\xef\xbf\xbd \xef\xbf\xbd \xef\xbf\xbd");
}

static void
plural_form_follows_cldr(void **state)
{
	static const struct {
		enum lang lang;
		int64_t n;
		size_t form;
	} cases[] = {
		{ LANG_NL, 0, 1 },
		{ LANG_NL, 1, 0 },
		{ LANG_NL, 2, 1 },
		{ LANG_NL, -1, 0 },
		{ LANG_EN, 101, 1 },
		{ LANG_FR, 0, 0 },
		{ LANG_FR, 1, 0 },
		{ LANG_FR, 2, 2 },
		{ LANG_FR, 1000000, 1 },
		{ LANG_FR, 1000001, 2 },
		{ LANG_AR, 0, 0 },
		{ LANG_AR, 1, 1 },
		{ LANG_AR, 2, 2 },
		{ LANG_AR, 3, 3 },
		{ LANG_AR, 10, 3 },
		{ LANG_AR, 11, 4 },
		{ LANG_AR, 99, 4 },
		{ LANG_AR, 100, 5 },
		{ LANG_AR, 102, 5 },
		{ LANG_AR, 103, 3 },
		{ LANG_AR, 111, 4 },
		{ LANG_AR, INT64_MIN, 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(
		    plural_form(cases[i].lang, cases[i].n), cases[i].form);
}

static void
number_text_sets_thousands_apart(void **state)
{
	(void)state;
	buf_clear(&b);
	number_text(&b, LANG_NL, -1000);
	buf_char(&b, ' ');
	number_text(&b, LANG_NL, 999);
	buf_char(&b, ' ');
	number_text(&b, LANG_FR, 12345);
	buf_char(&b, ' ');
	number_text(&b, LANG_EN, INT64_MIN);
	assert_str(buf_text(&b),
	    "-1.000 999 12\xe2\x80\xaf"
	    "345 -9,223,372,036,854,775,808");
}

static void
moment_is_shown_in_the_zone_of_the_site(void **state)
{
	(void)state;
	assert_ok(moment_set_zone(STR("Europe/Amsterdam")));
	buf_clear(&b);
	moment_html(&b, LANG_NL, moment(INT64_C(1795464660999)));
	assert_str(buf_text(&b),
	    "<time datetime=\"2026-11-23T20:11:00Z\">"
	    "23 november 2026 om 21:11</time>");
	buf_clear(&b);
	moment_words(&b, LANG_EN, moment(INT64_C(1795464660999)));
	assert_str(buf_text(&b), "23 November 2026 at 21:11");
	buf_clear(&b);
	moment_words(&b, LANG_FR, moment(INT64_C(1795464660999)));
	assert_str(buf_text(&b), "23 novembre 2026 à 21:11");
	/* summer time, and a day that has not begun in Greenwich */
	buf_clear(&b);
	moment_date_text(&b, LANG_NL, date(INT64_C(1782857100000)));
	assert_str(buf_text(&b), "1 juli 2026");
	buf_clear(&b);
	moment_date_text(&b, LANG_FR, date(INT64_C(1782857100000)));
	assert_str(buf_text(&b), "1er juillet 2026");
	buf_clear(&b);
	moment_iso(&b, -1);
	assert_str(buf_text(&b), "1969-12-31T23:59:59Z");
}

static void
moment_set_zone_refuses_unknown_zones(void **state)
{
	static const char *const bad[] = { "", "Europe/Atlantis", "/etc/passwd",
		"../../../etc/passwd", "Europe" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(
		    moment_set_zone(str_of(bad[i])), ERR_NOT_FOUND);
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
		cmocka_unit_test(msg_counts_as_people_do),
		cmocka_unit_test(msg_in_a_language_without_catalogue_is_dutch),
		cmocka_unit_test(msg_escapes_what_it_is_given),
		cmocka_unit_test(msg_shows_where_a_value_is_missing),
		cmocka_unit_test(plural_form_follows_cldr),
		cmocka_unit_test(number_text_sets_thousands_apart),
		cmocka_unit_test(moment_is_shown_in_the_zone_of_the_site),
		cmocka_unit_test(moment_set_zone_refuses_unknown_zones),
	};

	return cmocka_run_group_tests(tests, NULL, free_buf);
}
