#include "cmocka_all.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

static void
parse_i64_takes_whole_numbers_only(void **state)
{
	static const char *const bad[] = { "", "-", "+1", " 1", "1 ", "1x",
		"9223372036854775808", "-9223372036854775809", "0x1", "1.0" };
	int64_t v = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(
		    parse_i64(str_of(bad[i]), INT64_MIN, INT64_MAX, &v),
		    ERR_INVALID);
	assert_int_equal(v, 7);
	assert_ok(parse_i64(STR("9223372036854775807"), 0, INT64_MAX, &v));
	assert_true(v == INT64_MAX);
	assert_ok(parse_i64(STR("-9223372036854775808"), INT64_MIN, 0, &v));
	assert_true(v == INT64_MIN);
	assert_int_equal(parse_i64(STR("11"), 1, 10, &v), ERR_INVALID);
}

static void
str_cut_gives_every_part(void **state)
{
	struct str rest = STR("a,,b"), part;

	(void)state;
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "a");
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "");
	assert_true(str_cut(&rest, ',', &part));
	assert_str(part, "b");
	assert_false(str_cut(&rest, ',', &part));
}

static void
buf_remembers_what_did_not_fit(void **state)
{
	struct buf b = { .max = 5 };

	(void)state;
	buf_str(&b, STR("abc"));
	buf_str(&b, STR("def"));
	buf_str(&b, STR("g"));
	assert_true(b.is_cut);
	assert_str(buf_text(&b), "abc");
	buf_free(&b);
	buf_i64(&b, INT64_MIN);
	assert_true(b.is_cut);
	buf_free(&b);
}

static void
utf8_refuses_overlong_and_surrogates(void **state)
{
	(void)state;
	assert_true(utf8_is_valid(STR("caf\xc3\xa9 \xf0\x9f\x98\x80")));
	assert_false(utf8_is_valid(STR("\xc0\xaf")));
	assert_false(utf8_is_valid(STR("\xe0\x80\xaf")));
	assert_false(utf8_is_valid(STR("\xed\xa0\x80")));
	assert_false(utf8_is_valid(STR("\xf4\x90\x80\x80")));
	assert_false(utf8_is_valid(STR("\xc3")));
	assert_false(utf8_is_text(STR("a\0b")));
	assert_str(
	    utf8_cut(STR("\xc3\xa9\xc3\xa9\xc3\xa9"), 2), "\xc3\xa9\xc3\xa9");
}

static void
str_is_ascii_below_0x80(void **state)
{
	(void)state;
	assert_true(str_is_ascii(STR_NONE));
	assert_true(str_is_ascii(STR("a \x01~\x7f")));
	assert_false(str_is_ascii(STR("\x80")));
	assert_false(str_is_ascii(STR("caf\xc3\xa9")));
}

/* Every byte at every place, with all kinds of bytes before it. */
static void
str_find_control_finds_the_first(void **state)
{
	char text[40];
	struct str s = { text, sizeof(text) };

	(void)state;
	for (int c = 0; c < 256; c++) {
		bool is_control = c < ' ' || c == 0x7f;

		for (size_t at = 0; at < sizeof(text); at++) {
			memset(text, "a \x80~"[c % 4], sizeof(text));
			text[at] = (char)c;
			for (size_t from = 0; from <= at; from++)
				assert_int_equal(str_find_control(s, from),
				    is_control ? at : s.n);
			assert_int_equal(str_find_control(s, at + 1), s.n);
			text[sizeof(text) - 1] = '\n';
			assert_int_equal(
			    str_find_control(s, 0), is_control ? at : s.n - 1);
		}
	}
	assert_int_equal(str_find_control(STR_NONE, 0), 0);
}

static void
str_eq_nocase_knows_letters_alone(void **state)
{
	(void)state;
	assert_true(
	    str_eq_nocase(STR("Accept-\xc3\x89Z"), STR("aCCEPT-\xc3\x89z")));
	assert_false(str_eq_nocase(STR("@"), STR("`")));
	assert_false(str_eq_nocase(STR("["), STR("{")));
	assert_false(str_eq_nocase(STR("\xc3\x89"), STR("\xc3\xa9")));
	assert_false(str_eq_nocase(STR("ab"), STR("abc")));
}

static void
arena_keeps_what_it_gave(void **state)
{
	struct arena *a = arena_new(100);
	struct str s = arena_fmt(a, "%d-%s", 7, "x");

	(void)state;
	assert_str(s, "7-x");
	assert_false(arena_is_over(a));
	memset(arena_array(a, 100, 10), 'x', 1000);
	assert_true(arena_is_over(a));
	assert_str(s, "7-x");
	arena_reset(a);
	assert_false(arena_is_over(a));
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse_i64_takes_whole_numbers_only),
		cmocka_unit_test(str_cut_gives_every_part),
		cmocka_unit_test(str_find_control_finds_the_first),
		cmocka_unit_test(str_is_ascii_below_0x80),
		cmocka_unit_test(str_eq_nocase_knows_letters_alone),
		cmocka_unit_test(buf_remembers_what_did_not_fit),
		cmocka_unit_test(utf8_refuses_overlong_and_surrogates),
		cmocka_unit_test(arena_keeps_what_it_gave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
