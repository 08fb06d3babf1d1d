#include "cmocka_all.h"

#include "base/num.h"
#include "text/fold.h"

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
name(struct arena *a, const char *s)
{
	struct str key = STR_NONE;

	assert_ok(fold_name(a, str_of(s), &key));
	return key;
}

static struct str
search(struct arena *a, const char *s)
{
	struct str key = STR_NONE;

	assert_ok(fold_search(a, str_of(s), &key));
	return key;
}

static struct str
display(struct arena *a, const char *s)
{
	struct str text = STR_NONE;

	assert_ok(fold_display(a, str_of(s), &text));
	return text;
}

static void
fold_name_ignores_case_and_form(void **state)
{
	assert_str(name(*state, "  Jan\t de \n VRIES "), "jan de vries");
	assert_str(name(*state, "STRASSE"), "strasse");
	assert_str(name(*state, "Straße"), "strasse");
	assert_str(name(*state, "Ĳsbrand"), "ijsbrand");
	assert_str(name(*state, "ｆｕｌｌ"), "full");
	/* e with acute, composed and not */
	assert_str(name(*state, "Ren\u00e9e"), "renée");
	assert_str(name(*state, "RENE\u0301E"), "renée");
	assert_str(name(*state, "\u0130stanbul"), "i\u0307stanbul");
	assert_str(name(*state, "فاطمة"), "فاطمة");
}

static void
fold_name_drops_what_nobody_sees(void **state)
{
	assert_str(name(*state, "fa\u200btima"), "fatima");
	assert_str(name(*state, "fa\u200dti\u00adma\ufeff"), "fatima");
	assert_str(name(*state, "\u202efatima\u202c"), "fatima");
	assert_str(name(*state, "\u2066\u3164\u115f\u200f"), "");
	assert_str(name(*state, "a\x01z"), "az");
	assert_str(name(*state, ""), "");
}

static void
fold_search_ignores_marks_and_spellings(void **state)
{
	assert_str(
	    search(*state, "Crème brûlée, à vélo!"), "creme brulee a velo");
	assert_str(search(*state, "Œuvre, ærø, Łódź"), "oeuvre aero lodz");
	assert_str(search(*state, "foto's — “IJ” ĳ"), "foto s ij ij");
	assert_str(search(*state, "DİYARBAKIR ılık"), "diyarbakir ilik");
	assert_str(search(*state, "A/B-test 24×7"), "a b test 24 7");
	assert_str(search(*state, "..."), "");
}

/* ASCII alone goes a shorter way, which has to end in the same place. */
static void
fold_search_of_ascii_is_that_of_any_text(void **state)
{
	struct arena *a = *state;

	for (int i = 0; i < 0x80 * 0x80; i++) {
		char text[] = { (char)(i / 0x80), 'B', (char)(i % 0x80),
			(char)(i / 0x80), 'c', '\xc3', '\xa9' };
		struct str all, some;

		assert_ok(fold_search(a, (struct str){ text, 7 }, &all));
		assert_ok(fold_search(a, (struct str){ text, 5 }, &some));
		assert_true(
		    str_eq(all, arena_fmt(a, STR_FMT "e", STR_ARG(some))));
		arena_reset(a);
	}
}

/*
 * Words go by runs, of ASCII and of other words; between no-break spaces all
 * of them go together.
 */
static void
fold_search_of_words_is_that_of_each(void **state)
{
	static const char *const words[] = { "", "Een", "24", "caf\u00e9", "E",
		"\u0301x", "\u00b4", "\u200d", "\u0640", "ﻻ", "ĲS", "-", "\x01",
		"\u1112\u1161", "\u11ab", "مَرْحَبًا" };
	struct arena *a = *state;
	enum { N = ARRAY_LEN(words) };

	for (size_t i = 0; i < N * N * N; i++) {
		const char *x = words[i % N], *y = words[i / N % N],
			   *z = words[i / N / N];
		struct str apart = arena_fmt(a, "%s %s %s", x, y, z);
		struct str together = arena_fmt(
		    a, "%s\u00a0%s\u00a0%s", x, y, z);

		assert_ok(fold_search(a, apart, &apart));
		assert_ok(fold_search(a, together, &together));
		assert_true(str_eq(apart, together));
		arena_reset(a);
	}
}

static void
fold_search_knows_arabic_habits(void **state)
{
	/* alif with hamza above, below, madda, wasla */
	assert_str(
	    search(*state, "أحمد إحمد آحمد ٱحمد"), "احمد احمد احمد احمد");
	/* vowel signs and tatweel */
	assert_str(search(*state, "مَرْحَبًا مــرحبا"), "مرحبا مرحبا");
	/* alif maqsura, ta marbuta, hamza on ya and on waw */
	assert_str(search(*state, "على مدرسة"), "علي مدرسه");
	assert_str(search(*state, "شئ مؤمن"), "شي مومن");
	assert_str(search(*state, "٠١٢٣ ۴۵۶"), "0123 456");
	/* presentation forms of a printed ligature */
	assert_str(search(*state, "ﻻ"), "لا");
}

static void
fold_slug_has_letters_digits_and_hyphens(void **state)
{
	struct arena *a = *state;

	assert_str(
	    fold_slug(a, STR("Werk & Inkomen: 50+"), 40), "werk-inkomen-50");
	assert_str(fold_slug(a, STR("  Één café  "), 40), "een-cafe");
	assert_str(fold_slug(a, STR("werk en inkomen"), 8), "werk-en");
	assert_str(fold_slug(a, STR("werk en inkomen"), 7), "werk-en");
	assert_str(fold_slug(a, STR("العمل"), 40), "x");
	assert_str(fold_slug(a, STR("\xff"), 40), "x");
	assert_str(fold_slug(a, STR("--"), 40), "x");
}

static void
fold_display_keeps_what_was_typed(void **state)
{
	assert_str(
	    display(*state, "  Rene\u0301e O’Brien \n"), "Renée O’Brien");
	assert_str(display(*state, "ﬁets Ｆull"), "ﬁets Ｆull");
	assert_str(display(*state, "مَرْحَبًا"), "مَرْحَبًا");
	/* a family: three faces and two joiners */
	assert_str(display(*state, "👨\u200d👩\u200d👧"), "👨\u200d👩\u200d👧");
	assert_str(display(*state, "می\u200cخواهم"), "می\u200cخواهم");
}

static void
fold_display_shows_a_name_as_it_is(void **state)
{
	assert_str(display(*state, "nimda \u202enimda\u202c"), "nimda nimda");
	assert_str(display(*state, "a\u2066b\u2069c\u200ed\u061ce"), "abcde");
	assert_str(display(*state, "ad\u200bmin\u2060\ufeff"), "admin");
	assert_str(display(*state, "\u200da\u200d \u200cb\u200c"), "a b");
	assert_str(display(*state, "a\u200d\u200db"), "a\u200db");
	assert_str(display(*state, "a\u2028b\u00a0c\x1b[0m"), "a b c[0m");
	assert_str(display(*state, "\u3164"), "");
	/* the mark finds its letter when what stood between is gone */
	assert_str(display(*state, "Rene\u200e\u0301e"), "Renée");
}

static void
fold_refuses_what_is_not_utf8(void **state)
{
	static const char *const bad[] = { "\xff", "a\xc3", "\xed\xa0\x80" };
	struct str out = STR("untouched");

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct str s = str_of(bad[i]);

		assert_int_equal(fold_name(*state, s, &out), ERR_INVALID);
		assert_int_equal(fold_search(*state, s, &out), ERR_INVALID);
		assert_int_equal(fold_display(*state, s, &out), ERR_INVALID);
	}
	assert_str(out, "untouched");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fold_name_ignores_case_and_form),
		cmocka_unit_test(fold_name_drops_what_nobody_sees),
		cmocka_unit_test(fold_search_ignores_marks_and_spellings),
		cmocka_unit_test(fold_search_of_ascii_is_that_of_any_text),
		cmocka_unit_test(fold_search_of_words_is_that_of_each),
		cmocka_unit_test(fold_search_knows_arabic_habits),
		cmocka_unit_test(fold_slug_has_letters_digits_and_hyphens),
		cmocka_unit_test(fold_display_keeps_what_was_typed),
		cmocka_unit_test(fold_display_shows_a_name_as_it_is),
		cmocka_unit_test(fold_refuses_what_is_not_utf8),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
