#include "cmocka_all.h"

#include <string.h>
#include <zlib.h>

#include "base/num.h"
#include "http/compress.h"

enum { GZIP_ONLY = 15 + 16, OUT_MAX = 1 << 18 };

/* Does gzip, as zlib reads it, give the text, with nothing behind it? */
static void
check_gzip(struct str text, struct str coded)
{
	static unsigned char back[OUT_MAX];
	z_stream z = { .next_in = (unsigned char *)coded.p,
		.avail_in = (unsigned)coded.n,
		.next_out = back,
		.avail_out = sizeof(back) };

	assert_int_equal(inflateInit2(&z, GZIP_ONLY), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	assert_int_equal(z.avail_in, 0);
	assert_int_equal(z.total_out, text.n);
	if (text.n != 0)
		assert_memory_equal(back, text.p, text.n);
}

static void
check_quick(struct str text)
{
	struct buf out = { 0 };

	assert_ok(http_compress(HTTP_GZIP, text, &out, HTTP_GZIP_QUICK));
	check_gzip(text, buf_text(&out));
	buf_free(&out);
}

static void
compress_can_be_undone(void **state)
{
	static const int levels[] = { HTTP_GZIP_QUICK, 1, 6, 9 };
	struct buf text = { 0 }, out = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_fmt(&text, "line %d of a page\n", i);
	for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
		buf_clear(&out);
		buf_str(&out, STR("before"));
		assert_ok(
		    http_compress(HTTP_GZIP, buf_text(&text), &out, levels[i]));
		assert_true(out.n < text.n / 2);
		check_gzip(buf_text(&text), str_skip(buf_text(&out), 6));
		buf_clear(&out);
		assert_ok(http_compress(HTTP_GZIP, STR_NONE, &out, levels[i]));
		check_gzip(STR_NONE, buf_text(&out));
	}
	buf_clear(&out);
	assert_ok(http_compress(HTTP_BROTLI, buf_text(&text), &out, 5));
	assert_true(out.n > 0 && out.n < text.n / 2);
	assert_ok(http_compress(HTTP_BROTLI, STR_NONE, &out, 5));
	buf_free(&text);
	buf_free(&out);
}

/* With what the thread keeps from the text before, and of any length. */
static void
quick_is_right_for_any_text(void **state)
{
	static char text[200000];
	uint32_t r = 1;

	(void)state;
	for (size_t n = 0; n < sizeof(text); n += 1 + n / 7) {
		/* One letter, few of them, and bytes that nothing packs. */
		for (unsigned n_bits = 0; n_bits <= 8; n_bits += 4) {
			for (size_t i = 0; i < n; i++) {
				r = r * 1664525 + 1013904223;
				text[i] = (char)(r >> 8 >> (24 - n_bits));
			}
			check_quick((struct str){ text, n });
		}
	}
}

/* Not more than a few bytes are lost on what cannot be packed. */
static void
quick_stores_what_cannot_be_packed(void **state)
{
	static char text[100000];
	struct buf out = { 0 };
	uint32_t r = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (char)((r = r * 1664525 + 1013904223) >> 24);
	assert_ok(http_compress(HTTP_GZIP, (struct str){ text, sizeof(text) },
	    &out, HTTP_GZIP_QUICK));
	assert_true(out.n > sizeof(text) && out.n < sizeof(text) + 50);
	buf_free(&out);
}

static void
unpacking_gives_what_was_packed(void **state)
{
	struct str text = STR("Wie kent dit? Wie kent dit? Wie kent dit?");
	struct buf gzip = { 0 }, out = { 0 };

	(void)state;
	assert_ok(http_compress(HTTP_GZIP, text, &gzip, HTTP_GZIP_QUICK));
	assert_ok(http_unpack_gzip(buf_text(&gzip), text.n, &out));
	assert_int_equal(out.n, text.n);
	assert_memory_equal(out.p, text.p, text.n);
	assert_int_equal(
	    http_unpack_gzip(buf_text(&gzip), text.n - 1, &out), ERR_INVALID);
	for (size_t n = 0; n < gzip.n; n++)
		assert_int_equal(
		    http_unpack_gzip((struct str){ gzip.p, n }, 1024, &out),
		    ERR_INVALID);
	/* Whose tail says another length, or another sum. */
	for (size_t i = 1; i <= 8; i++) {
		gzip.p[gzip.n - i] ^= 1;
		assert_int_equal(
		    http_unpack_gzip(buf_text(&gzip), 1024, &out), ERR_INVALID);
		gzip.p[gzip.n - i] ^= 1;
	}
	assert_int_equal(out.n, text.n);
	buf_free(&gzip);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compress_can_be_undone),
		cmocka_unit_test(quick_is_right_for_any_text),
		cmocka_unit_test(quick_stores_what_cannot_be_packed),
		cmocka_unit_test(unpacking_gives_what_was_packed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
