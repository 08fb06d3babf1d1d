#include "cmocka_all.h"

#include <string.h>

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(print_head_says_what_follows),
		cmocka_unit_test(print_head_takes_what_was_printed),
		cmocka_unit_test(date_follows_the_second),
		cmocka_unit_test(response_releases_shared_bytes_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
