#include "cmocka_all.h"

#include <string.h>
#include <zlib.h>

#include "http/compress.h"
#include "http/date.h"
#include "http/response.h"

static void
count_release(void *arg)
{
	++*(int *)arg;
}

static void
print_head_says_what_follows(void **state)
{
	struct http_request req = { .version_minor = 1, .id = "0123" };
	struct http_response res = { .status = 200 };
	struct buf out = { 0 };

	(void)state;
	http_response_header(&res, "Content-Type", STR("text/plain"));
	http_response_set(&res, "content-type", STR("text/html"));
	buf_str(&res.body, STR("hello"));
	http1_print_head(&out, &res, &req, true, 784111777000);
	assert_str(buf_text(&out),
	    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
	    "Content-Length: 5\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
	    "X-Request-Id: 0123\r\n\r\n");
	buf_clear(&out);
	http_response_reset(&res);
	res.status = 304;
	req.version_minor = 0;
	http1_print_head(&out, &res, &req, true, 0);
	assert_str(buf_text(&out),
	    "HTTP/1.1 304 Not Modified\r\n"
	    "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
	    "X-Request-Id: 0123\r\nConnection: keep-alive\r\n\r\n");
	buf_clear(&out);
	res.status = 299;
	http1_print_head(&out, &res, &req, false, 951827696000);
	assert_str(buf_text(&out),
	    "HTTP/1.1 299 Status\r\nContent-Length: 0\r\n"
	    "Date: Tue, 29 Feb 2000 12:34:56 GMT\r\nX-Request-Id: 0123\r\n"
	    "Connection: close\r\n\r\n");
	buf_free(&out);
	http_response_fini(&res);
}

/* What was printed before is used as long as it is true. */
static void
print_head_takes_what_was_printed(void **state)
{
	struct http_request req = { .version_minor = 1 };
	struct http_response res = { .status = 200 };
	struct buf before = { 0 }, anew = { 0 }, out = { 0 };

	(void)state;
	http_response_header(&res, "Vary", STR("Cookie"));
	buf_str(&res.body, STR("hello"));
	http1_print_head(&anew, &res, &req, true, 784111777000);
	http1_print_fields(&before, &res);
	assert_str(buf_text(&before),
	    "HTTP/1.1 200 OK\r\nVary: Cookie\r\nContent-Length: 5\r\n");
	res.printed = buf_text(&before);
	http1_print_head(&out, &res, &req, true, 784111777000);
	assert_true(str_eq(buf_text(&out), buf_text(&anew)));
	before.p[str_find(buf_text(&before), 'C')] = '#';
	buf_clear(&out);
	http1_print_head(&out, &res, &req, true, 784111777000);
	assert_int_equal(str_find(buf_text(&out), '#'), 23);
	http_response_set(&res, "vary", STR("*"));
	assert_int_equal(res.printed.n, 0);
	res.printed = buf_text(&before);
	http_response_header(&res, "Age", STR("1"));
	assert_int_equal(res.printed.n, 0);
	res.printed = buf_text(&before);
	http_response_reset(&res);
	assert_int_equal(res.printed.n, 0);
	buf_free(&before);
	buf_free(&anew);
	buf_free(&out);
	http_response_fini(&res);
}

/* The date is remembered, but not for another second. */
static void
date_follows_the_second(void **state)
{
	char date[HTTP_DATE_LEN + 1];

	(void)state;
	http_date_print(date, 784111777000);
	assert_string_equal(date, "Sun, 06 Nov 1994 08:49:37 GMT");
	http_date_print(date, 784111777999);
	assert_string_equal(date, "Sun, 06 Nov 1994 08:49:37 GMT");
	http_date_print(date, 784111778000);
	assert_string_equal(date, "Sun, 06 Nov 1994 08:49:38 GMT");
	http_date_print(date, 0);
	assert_string_equal(date, "Thu, 01 Jan 1970 00:00:00 GMT");
}

static void
response_releases_shared_bytes_once(void **state)
{
	int n_released = 0;
	struct http_response res = { .status = 200,
		.shared = STR_INIT("cached"),
		.release = count_release,
		.release_arg = &n_released };

	(void)state;
	assert_str(http_response_body(&res), "cached");
	http_response_reset(&res);
	assert_int_equal(n_released, 1);
	assert_str(http_response_body(&res), "");
	http_response_fini(&res);
	assert_int_equal(n_released, 1);
}

/* Does gzip, as zlib reads it, give the text? */
static void
check_gzip(struct str text, struct str coded)
{
	unsigned char back[4096];
	z_stream z = { 0 };

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_in = (unsigned char *)coded.p;
	z.avail_in = (unsigned)coded.n;
	z.next_out = back;
	z.avail_out = sizeof(back);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	assert_int_equal(z.avail_in, 0);
	assert_int_equal(z.total_out, text.n);
	assert_memory_equal(back, text.n == 0 ? "" : text.p, text.n);
}

static void
compress_can_be_undone(void **state)
{
	/* Twice with the compressor that the thread keeps. */
	static const int levels[] = { HTTP_GZIP_QUICK, HTTP_GZIP_QUICK, 6, 12 };
	struct buf text = { 0 }, out = { 0 };

	(void)state;
	for (int i = 0; i < 100; i++)
		buf_fmt(&text, "line %d of a page\n", i);
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		buf_clear(&out);
		buf_str(&out, STR("before"));
		assert_ok(
		    http_compress(HTTP_GZIP, buf_text(&text), &out, levels[i]));
		assert_true(out.n < text.n / 2);
		check_gzip(buf_text(&text), str_skip(buf_text(&out), 6));
	}
	buf_clear(&out);
	assert_ok(http_compress(HTTP_BROTLI, buf_text(&text), &out, 5));
	assert_true(out.n > 0 && out.n < text.n / 2);
	buf_clear(&out);
	assert_ok(http_compress(HTTP_GZIP, STR_NONE, &out, HTTP_GZIP_QUICK));
	check_gzip(STR_NONE, buf_text(&out));
	assert_ok(http_compress(HTTP_BROTLI, STR_NONE, &out, 5));
	buf_free(&text);
	buf_free(&out);
}

static void
unpacking_gives_what_was_packed(void **state)
{
	struct str text = STR("Wie kent dit? Wie kent dit? Wie kent dit?");
	struct buf gzip = { 0 }, out = { 0 };

	(void)state;
	assert_int_equal(http_compress(HTTP_GZIP, text, &gzip, 1), OK);
	assert_int_equal(http_unpack_gzip(buf_text(&gzip), text.n, &out), OK);
	assert_int_equal(out.n, text.n);
	assert_memory_equal(out.p, text.p, text.n);
	assert_int_equal(
	    http_unpack_gzip(buf_text(&gzip), text.n - 1, &out), ERR_INVALID);
	for (size_t n = 0; n < gzip.n; n++)
		assert_int_equal(
		    http_unpack_gzip((struct str){ gzip.p, n }, 1024, &out),
		    ERR_INVALID);
	assert_int_equal(out.n, text.n);
	buf_free(&gzip);
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(print_head_says_what_follows),
		cmocka_unit_test(print_head_takes_what_was_printed),
		cmocka_unit_test(unpacking_gives_what_was_packed),
		cmocka_unit_test(date_follows_the_second),
		cmocka_unit_test(response_releases_shared_bytes_once),
		cmocka_unit_test(compress_can_be_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
