#include "cmocka_all.h"

#include "base/num.h"
#include "render/html.h"
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
msg_has_six_forms_in_arabic(void **state)
{
	static const struct {
		int64_t n;
		const char *words;
	} cases[] = {
		{ 0, "لا ردود بعد، شارك برأيك" },
		{ 1, "هناك رد واحد، شارك برأيك" },
		{ 2, "هناك ردان، شارك برأيك" },
		{ 3, "هناك 3 ردود، شارك برأيك" },
		{ 11, "هناك 11 ردًا، شارك برأيك" },
		{ 100, "هناك 100 رد، شارك برأيك" },
		{ 1103, "هناك 1.103 ردود، شارك برأيك" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_str(count(LANG_AR, cases[i].n), cases[i].words);
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

/* How a name stands in a text, such as a title or the subject of a mail. */
static struct str
compose_parent(enum lang lang, const char *name)
{
	buf_clear(&b);
	msg_words(&b, lang, MSG_COMPOSE_PARENT,
	    (const struct msg_arg[]){ MSG_ARG(ARG_NAME, str_of(name)) }, 1);
	return buf_text(&b);
}

static void
msg_isolates_what_runs_the_other_way(void **state)
{
	(void)state;
	assert_str(compose_parent(LANG_NL, "Zoë"), "Zoë schreef");
	assert_str(compose_parent(LANG_NL, "فاطمة"),
	    "\xe2\x81\xa8"
	    "فاطمة\xe2\x81\xa9 schreef");
	assert_str(compose_parent(LANG_AR, "Zoë"),
	    "من مشاركة \xe2\x81\xa8Zoë\xe2\x81\xa9");
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
	/* the samples of CLDR's plurals.xml, and what int64_t can be */
	static const struct {
		enum lang lang;
		int64_t from, to;
		size_t form;
	} cases[] = {
		{ LANG_NL, 0, 0, 1 },
		{ LANG_NL, 1, 1, 0 },
		{ LANG_NL, 2, 1000, 1 },
		{ LANG_NL, 1000000, 1000001, 1 },
		{ LANG_NL, -1, -1, 0 },
		{ LANG_NL, INT64_MAX, INT64_MAX, 1 },
		{ LANG_EN, 0, 0, 1 },
		{ LANG_EN, 1, 1, 0 },
		{ LANG_EN, 2, 1000, 1 },
		{ LANG_EN, INT64_MIN, INT64_MIN, 1 },
		{ LANG_FR, -1, 1, 0 },
		{ LANG_FR, 2, 10000, 2 },
		{ LANG_FR, 999999, 999999, 2 },
		{ LANG_FR, 1000000, 1000000, 1 },
		{ LANG_FR, -1000000, -1000000, 1 },
		{ LANG_FR, 1000001, 1000001, 2 },
		{ LANG_FR, 7000000, 7000000, 1 },
		{ LANG_AR, 0, 0, 0 },
		{ LANG_AR, 1, 1, 1 },
		{ LANG_AR, 2, 2, 2 },
		{ LANG_AR, 3, 10, 3 },
		{ LANG_AR, 11, 99, 4 },
		{ LANG_AR, 100, 102, 5 },
		{ LANG_AR, 103, 110, 3 },
		{ LANG_AR, 111, 199, 4 },
		{ LANG_AR, 200, 202, 5 },
		{ LANG_AR, 1000, 1002, 5 },
		{ LANG_AR, 1003, 1010, 3 },
		{ LANG_AR, 1011, 1026, 4 },
		{ LANG_AR, 1000000, 1000000, 5 },
		{ LANG_AR, INT64_MIN, INT64_MIN, 3 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (int64_t n = cases[i].from;; n++) {
			assert_int_equal(
			    plural_form(cases[i].lang, n), cases[i].form);
			if (n == cases[i].to)
				break;
		}
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
	buf_clear(&b);
	number_text(&b, LANG_AR, -12345);
	assert_str(buf_text(&b), "\xe2\x80\x8e-12.345");
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
	moment_published_html(&b, LANG_NL, published(INT64_C(1795464660999)));
	assert_str(buf_text(&b),
	    "<time itemprop=\"datePublished\""
	    " datetime=\"2026-11-23T20:11:00Z\">"
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
	moment_words(&b, LANG_AR, moment(INT64_C(1782857100000)));
	assert_str(buf_text(&b), "1 يوليوز 2026 في 00:05");
	buf_clear(&b);
	moment_iso(&b, -1);
	assert_str(buf_text(&b), "1969-12-31T23:59:59Z");
}

static void
moment_ago_says_from_which_number_words_are(void **state)
{
	struct str arabic = moment_ago(LANG_AR);

	(void)state;
	assert_str(moment_ago(LANG_NL),
	    "nu;1 1 minuut geleden|2 2 minuten geleden"
	    ";1 1 uur geleden|2 2 uur geleden"
	    ";1 1 dag geleden|2 2 dagen geleden"
	    ";1 1 week geleden|2 2 weken geleden");
	assert_true(str_find_str(arabic,
			STR(";1 قبل ساعة واحدة|2 قبل ساعتين|3 قبل 3 ساعات"
			    "|11 قبل 11 ساعة;")) < arabic.n);
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

/* What is escaped when it is compiled is what html_text() would make of it. */
static void
every_message_is_escaped_in_words(void **state)
{
	struct buf text = { 0 }, words = { 0 }, html = { 0 };
	size_t n_escaped = 0;

	(void)state;
	for (int i = 0; i < LANG_N * MSG_COUNT_ALL * 3; i++) {
		enum lang lang = (enum lang)(i / 3 / MSG_COUNT_ALL);
		enum msg msg = (enum msg)(i / 3 % MSG_COUNT_ALL);
		const struct msg_arg n[] = { MSG_ARG(ARG_N, i % 3) };

		buf_clear(&text);
		buf_clear(&words);
		buf_clear(&html);
		msg_text(&text, lang, msg, n, 1);
		msg_words(&words, lang, msg, n, 1);
		html_text(&html, buf_text(&text));
		assert_true(str_eq(buf_text(&words), buf_text(&html)));
		n_escaped += words.n != text.n;
	}
	assert_true(n_escaped > 0);
	buf_free(&text);
	buf_free(&words);
	buf_free(&html);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(msg_counts_as_people_do),
		cmocka_unit_test(msg_has_six_forms_in_arabic),
		cmocka_unit_test(msg_isolates_what_runs_the_other_way),
		cmocka_unit_test(msg_escapes_what_it_is_given),
		cmocka_unit_test(msg_shows_where_a_value_is_missing),
		cmocka_unit_test(every_message_is_escaped_in_words),
		cmocka_unit_test(plural_form_follows_cldr),
		cmocka_unit_test(number_text_sets_thousands_apart),
		cmocka_unit_test(moment_is_shown_in_the_zone_of_the_site),
		cmocka_unit_test(moment_ago_says_from_which_number_words_are),
		cmocka_unit_test(moment_set_zone_refuses_unknown_zones),
	};

	return cmocka_run_group_tests(tests, NULL, free_buf);
}
