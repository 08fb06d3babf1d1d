#include "cmocka_all.h"

#include "base/buf.h"
#include "base/num.h"
#include "http/form.h"

static void
form_parse_reads_fields(void **state)
{
	struct arena *a = arena_new(0);
	struct http_form f;

	(void)state;
	assert_ok(http_form_parse(a,
	    STR("body=a%0D%0Ab%20c+d%2B&empty=&x&&body=second&na%6De=%C3%A9"),
	    &f));
	assert_int_equal(f.n, 5);
	assert_str(http_form_get(&f, "body"), "a\nb c d+");
	assert_str(http_form_get(&f, "name"), "\xc3\xa9");
	assert_str(http_form_get(&f, "empty"), "");
	assert_true(http_form_has(&f, "empty"));
	assert_true(http_form_has(&f, "x"));
	assert_false(http_form_has(&f, "y"));
	assert_str(http_form_get(&f, "y"), "");
	assert_ok(http_form_parse(a, STR("r=%0D%0D%0A%0D"), &f));
	assert_str(http_form_get(&f, "r"), "\n\n\n");
	assert_ok(http_form_parse(a, STR("a=b=c"), &f));
	assert_str(http_form_get(&f, "a"), "b=c");
	assert_ok(http_form_parse(a, STR_NONE, &f));
	assert_int_equal(f.n, 0);
	arena_free(a);
}

static void
form_parse_refuses_what_is_no_text(void **state)
{
	static const char *const bad[] = { "a=%", "a=%4", "a=%4g", "%zz=1",
		"a=%00", "a=%01", "a=%ff", "a=%C3", "a=%ED%A0%80", "a=\x01" };
	struct arena *a = arena_new(0);
	struct http_form f = { .n = 7 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    http_form_parse(a, str_of(bad[i]), &f), ERR_INVALID);
	assert_int_equal(f.n, 7);
	arena_free(a);
}

static void
form_parse_bounds_the_fields(void **state)
{
	struct arena *a = arena_new(0);
	struct buf b = { 0 };
	struct http_form f;

	(void)state;
	for (int i = 0; i < HTTP_FORM_FIELDS_MAX; i++)
		buf_str(&b, STR("a=1&"));
	assert_ok(http_form_parse(a, buf_text(&b), &f));
	assert_int_equal(f.n, HTTP_FORM_FIELDS_MAX);
	buf_str(&b, STR("a=1"));
	assert_int_equal(http_form_parse(a, buf_text(&b), &f), ERR_LIMIT);
	buf_free(&b);
	arena_free(a);
}

static void
url_encode_and_segment_decode_are_opposites(void **state)
{
	static const char *const bad[] = { "%2f", "%2F", "%00", "%0a", "%7f",
		"%", "%g0", "%ff" };
	struct arena *a = arena_new(0);
	struct str s;

	(void)state;
	assert_str(http_url_encode(a, STR("a b/\xc3\xa9~")), "a%20b%2F%C3%A9~");
	assert_ok(http_segment_decode(a, STR("a%20b+%C3%A9~"), &s));
	assert_str(s, "a b+\xc3\xa9~");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    http_segment_decode(a, str_of(bad[i]), &s), ERR_INVALID);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(form_parse_reads_fields),
		cmocka_unit_test(form_parse_refuses_what_is_no_text),
		cmocka_unit_test(form_parse_bounds_the_fields),
		cmocka_unit_test(url_encode_and_segment_decode_are_opposites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
