#include "cmocka_all.h"

#include "base/colour.h"
#include "base/num.h"

static struct colour
colour_of(const char *text)
{
	struct colour c = { 0, 0, 0 };

	assert_ok(colour_parse(str_of(text), &c));
	return c;
}

static void
colour_parse_takes_hexadecimal_only(void **state)
{
	static const char *const bad[] = { "", "#", "#12345", "#1234567",
		"#12345g", "12 456", "##12345", "#0b5f57;", "red", "rgb(1,2,3)",
		"#0b5f5\n" };
	struct colour c = { 1, 2, 3 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(colour_parse(str_of(bad[i]), &c), ERR_INVALID);
	assert_int_equal(c.r, 1);
	c = colour_of("#0B5f57");
	assert_true(c.r == 0x0b && c.g == 0x5f && c.b == 0x57);
	c = colour_of("abC");
	assert_true(c.r == 0xaa && c.g == 0xbb && c.b == 0xcc);
}

/* As the contrast checker of webaim.org and others give them. */
static void
colour_contrast_is_that_of_wcag(void **state)
{
	static const struct {
		const char *a, *b;
		double ratio;
	} known[] = {
		{ "#000", "#fff", 21 },
		{ "#fff", "#fff", 1 },
		{ "#777777", "#fff", 4.48 },
		{ "#767676", "#fff", 4.54 },
		{ "#f00", "#fff", 4.00 },
		{ "#0000ff", "#fff", 8.59 },
		{ "#808080", "#000", 5.32 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		double ratio = colour_contrast(
		    colour_of(known[i].a), colour_of(known[i].b));

		assert_true(ratio > known[i].ratio - 0.005);
		assert_true(ratio < known[i].ratio + 0.005);
		assert_true(ratio ==
		    colour_contrast(
			colour_of(known[i].b), colour_of(known[i].a)));
	}
}

static void
colour_apart_leaves_what_is_far_enough(void **state)
{
	struct colour c = colour_of("#0b5f57");

	(void)state;
	c = colour_apart(c, colour_of("#fff"), 4.5);
	assert_true(c.r == 0x0b && c.g == 0x5f && c.b == 0x57);
}

static void
colour_apart_goes_no_further_than_it_must(void **state)
{
	struct colour white = colour_of("#fff"), near, nearer;

	(void)state;
	near = colour_apart(colour_of("#ff8000"), white, 4.5);
	assert_true(colour_contrast(near, white) >= 4.5);
	assert_true(colour_contrast(near, white) < 4.6);
	/* Of the same hue: green stays half of red, and blue nothing. */
	assert_true(near.b == 0);
	assert_true(near.g * 2 - near.r <= 1 && near.r - near.g * 2 <= 1);
	nearer = near;
	nearer.r += 2;
	nearer.g += 1;
	assert_true(colour_contrast(nearer, white) < 4.5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colour_parse_takes_hexadecimal_only),
		cmocka_unit_test(colour_contrast_is_that_of_wcag),
		cmocka_unit_test(colour_apart_leaves_what_is_far_enough),
		cmocka_unit_test(colour_apart_goes_no_further_than_it_must),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
