#include "cmocka_all.h"

#include <string.h>

#define ZLIB_CONST
#include <zlib.h>

#include "base/num.h"
#include "http/stitch.h"

enum { GZIP_ONLY = 15 + 16, OUT_MAX = 1 << 18 };

/* One gzip member, whole, with nothing behind it. */
static struct str
inflated(const struct buf *gzip)
{
	static char out[OUT_MAX];
	z_stream z = { .next_in = (const Bytef *)gzip->p,
		.avail_in = (uInt)gzip->n,
		.next_out = (Bytef *)out,
		.avail_out = sizeof(out) };

	assert_int_equal(inflateInit2(&z, GZIP_ONLY), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);
	inflateEnd(&z);
	return (struct str){ out, z.total_out };
}

/* Stitched, and the same text put together by hand. */
static void
check(struct str text, const size_t *cuts, size_t n, const struct str *fresh)
{
	struct buf kept = { 0 }, gzip = { 0 }, whole = { 0 };
	size_t at = 0;

	assert_int_equal(stitch_pack(text, cuts, n, 1, &kept), OK);
	stitch_join(buf_text(&kept), fresh, n, &gzip);
	for (size_t i = 0; i < n; i++) {
		buf_add(&whole, text.p + at, cuts[i] - at);
		buf_str(&whole, fresh[i]);
		at = cuts[i];
	}
	buf_add(&whole, text.p + at, text.n - at);
	assert_true(str_eq(inflated(&gzip), buf_text(&whole)));
	buf_free(&kept);
	buf_free(&gzip);
	buf_free(&whole);
}

static void
what_is_stitched_inflates_to_the_whole_text(void **state)
{
	struct str text = STR("<p>hello </p><p>hello again </p>");
	struct str fresh[] = { STR("Anna"), STR("Bo & Co") };

	(void)state;
	check(text, NULL, 0, NULL);
	check(STR_NONE, NULL, 0, NULL);
	check(text, (size_t[]){ 9, 28 }, 2, fresh);
	check(text, (size_t[]){ 0, text.n }, 2, fresh);
	check(text, (size_t[]){ 9, 9 }, 2, fresh);
	check(
	    text, (size_t[]){ 9, 9 }, 2, (struct str[]){ STR_NONE, STR("x") });
	check(STR_NONE, (size_t[]){ 0, 0 }, 2, fresh);
}

static void
long_texts_are_stitched(void **state)
{
	static char text[100000], fresh[70000];
	uint32_t r = 1;
	size_t cuts[STITCH_CUTS_MAX];
	struct str v[STITCH_CUTS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)('a' + ((r = r * 1664525 + 1013904223) >> 28));
	memset(fresh, 'x', sizeof(fresh));
	for (size_t i = 0; i < STITCH_CUTS_MAX; i++) {
		cuts[i] = i * 6000 + (i == 7);
		v[i] = (struct str){ fresh, i == 3 ? sizeof(fresh) : i * i };
	}
	check((struct str){ text, sizeof(text) }, cuts, STITCH_CUTS_MAX, v);
}

/* What is fresh is never looked for in what stands there already. */
static void
the_length_says_nothing_of_what_is_fresh(void **state)
{
	struct str text = STR("secret=7f3a9c secret=7f3a9c secret=7f3a9c ");
	struct buf kept = { 0 }, right = { 0 }, wrong = { 0 };
	size_t cut = 28;

	(void)state;
	assert_int_equal(stitch_pack(text, &cut, 1, 9, &kept), OK);
	stitch_join(
	    buf_text(&kept), (struct str[]){ STR("secret=7f3a9c") }, 1, &right);
	stitch_join(
	    buf_text(&kept), (struct str[]){ STR("qwopzxm,.kjhg") }, 1, &wrong);
	assert_int_equal(right.n, wrong.n);
	buf_free(&kept);
	buf_free(&right);
	buf_free(&wrong);
}

static void
too_many_cuts_are_refused(void **state)
{
	size_t cuts[STITCH_CUTS_MAX + 1] = { 0 };
	struct buf kept = { 0 };

	(void)state;
	assert_int_equal(
	    stitch_pack(STR("x"), cuts, ARRAY_LEN(cuts), 1, &kept), ERR_LIMIT);
	assert_int_equal(kept.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_stitched_inflates_to_the_whole_text),
		cmocka_unit_test(long_texts_are_stitched),
		cmocka_unit_test(the_length_says_nothing_of_what_is_fresh),
		cmocka_unit_test(too_many_cuts_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
