#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "http/parse.h"
#include "parse_all.h"

/* Whole and in pieces must come to the same. */
static struct outcome
parse_every_way(struct str bytes)
{
	static const size_t steps[] = { 1, 2, 3, 7, 64 };
	struct outcome whole = parse_all(bytes, bytes.n);

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		struct outcome pieces = parse_all(bytes, steps[i]);

		if (pieces.n_done != whole.n_done ||
		    pieces.status != whole.status ||
		    !str_eq(buf_text(&pieces.log), buf_text(&whole.log)))
			fail_msg("in steps of %zu: %d requests, status %d; "
				 "whole: %d, %d; for \"" STR_FMT "\"",
			    steps[i], pieces.n_done, pieces.status,
			    whole.n_done, whole.status, STR_ARG(bytes));
		buf_free(&pieces.log);
	}
	return whole;
}

static void
expect(const char *bytes, const char *log)
{
	struct outcome o = parse_every_way(str_of(bytes));

	if (o.status != 0)
		fail_msg("refused with %d: \"%s\"", o.status, bytes);
	assert_str(buf_text(&o.log), log);
	buf_free(&o.log);
}

static void
expect_status(const char *bytes, int status)
{
	struct outcome o = parse_every_way(str_of(bytes));

	if (o.status != status || o.n_done != 0)
		fail_msg("%d requests, status %d instead of %d: \"%s\"",
		    o.n_done, o.status, status, bytes);
	buf_free(&o.log);
}

#define H "Host: a.example\r\n"

static void
parse_reads_plain_requests(void **state)
{
	(void)state;
	expect("GET /t/7?page=2 HTTP/1.1\r\n" H "\r\n",
	    "GET /t/7 ? page=2 @ a.example 1.1 keep | host=a.example | \n");
	expect("\r\nHEAD /%20 HTTP/1.1\r\nHOST:\t[::1]:8443 \t\r\nX:\r\n\r\n",
	    "HEAD /%20 ?  @ [::1]:8443 1.1 keep | host=[::1]:8443 | x= | \n");
	expect("GET / HTTP/1.0\r\n\r\n", "GET / ?  @  1.0 close | \n");
	expect("GET / HTTP/1.0\r\nConnection: x, Keep-Alive\r\n\r\n",
	    "GET / ?  @  1.0 keep | connection=x, Keep-Alive | \n");
	expect("GET / HTTP/1.1\r\n" H "Connection: CLOSE\r\n\r\nGET /",
	    "GET / ?  @ a.example 1.1 close | host=a.example | "
	    "connection=CLOSE | \n");
}

static void
parse_reads_absolute_form_for_its_own_host_only(void **state)
{
	(void)state;
	expect("GET HTTP://A.example?x HTTP/1.1\r\n" H "\r\n",
	    "GET / ? x @ a.example 1.1 keep | host=a.example | \n");
	expect("GET https://a.example/y HTTP/1.1\r\n" H "\r\n",
	    "GET /y ?  @ a.example 1.1 keep | host=a.example | \n");
	expect_status("GET http://b.example/ HTTP/1.1\r\n" H "\r\n", 400);
	expect_status("GET http://x@a.example/ HTTP/1.1\r\n" H "\r\n", 400);
	expect_status("GET ftp://a.example/ HTTP/1.1\r\n" H "\r\n", 400);
	expect_status("GET http:/// HTTP/1.0\r\n\r\n", 400);
}

static void
parse_reads_bodies_and_what_follows(void **state)
{
	(void)state;
	expect("POST /a HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"
	       "GET /b HTTP/1.1\r\n" H "\r\n",
	    "POST /a ?  @ a.example 1.1 keep | host=a.example | "
	    "content-length=3 | abc\n"
	    "GET /b ?  @ a.example 1.1 keep | host=a.example | \n");
	expect("POST /a HTTP/1.1\r\n" H "Transfer-Encoding: Chunked\r\n\r\n"
	       "3\r\nabc\r\n00B\r\ndefghijklmn\r\n0\r\n\r\n"
	       "GET /b HTTP/1.1\r\n" H "\r\n",
	    "POST /a ?  @ a.example 1.1 keep | host=a.example | "
	    "transfer-encoding=Chunked | abcdefghijklmn\n"
	    "GET /b ?  @ a.example 1.1 keep | host=a.example | \n");
	expect("POST /a HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n",
	    "POST /a ?  @ a.example 1.1 keep | host=a.example | "
	    "content-length=0 | \n");
}

static void
parse_refuses_malformed_lines(void **state)
{
	static const char *const bad[] = {
		"GET / HTTP/1.1\n" H "\r\n",
		"GET / HTTP/1.1\r\nHost: a\n\r\n",
		"GET / HTTP/1.1\r\n" H "\n",
		"GET / HTTP/1.1\rHost: a\r\n\r\n",
		"GET / HTTP/1.1\r\nX: a\rb\r\n" H "\r\n",
		"GET / HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n",
		"GET / HTTP/1.1\r\n " H "\r\n",
		"GET / HTTP/1.1\r\n" H "X : a\r\n\r\n",
		"GET / HTTP/1.1\r\n" H ": a\r\n\r\n",
		"GET / HTTP/1.1\r\n" H "X\r\n\r\n",
		"GET / HTTP/1.1\r\n" H "X(: a\r\n\r\n",
		"GET / HTTP/1.1\r\n" H "X: a\x01\r\n\r\n",
		"GET / HTTP/1.1\r\n" H "X: a\x7f\r\n\r\n",
		"GET  / HTTP/1.1\r\n" H "\r\n",
		"GET / HTTP/1.1 \r\n" H "\r\n",
		"GET /  HTTP/1.1\r\n" H "\r\n",
		"GET /\t HTTP/1.1\r\n" H "\r\n",
		"GET /a b HTTP/1.1\r\n" H "\r\n",
		"GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n",
		"GET /#x HTTP/1.1\r\n" H "\r\n",
		"GET x HTTP/1.1\r\n" H "\r\n",
		"GET * HTTP/1.1\r\n" H "\r\n",
		" GET / HTTP/1.1\r\n" H "\r\n",
		"G@T / HTTP/1.1\r\n" H "\r\n",
		"GET / HTTP/1\r\n" H "\r\n",
		"GET / http/1.1\r\n" H "\r\n",
		"GET /\r\n\r\n",
		"GET\r\n\r\n",
		"\r\n\r\nGET / HTTP/1.1\r\n" H "\r\n",
		"\nGET / HTTP/1.1\r\n" H "\r\n",
		"\x16\x03\x01",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		expect_status(bad[i], 400);
}

static void
parse_refuses_doubtful_hosts(void **state)
{
	static const char *const bad[] = { "", "Host:\r\n", H H,
		"Host: a b\r\n", "Host: a/b\r\n", "Host: a@b\r\n",
		"Host: a:\r\n", "Host: a:x\r\n", "Host: a:123456\r\n",
		"Host: a:1:2\r\n", "Host: [::1\r\n", "Host: []\r\n",
		"Host: [::1]x\r\n", "Host: a,b\r\n", "Host: :80\r\n" };
	char bytes[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(
		    bytes, sizeof(bytes), "GET / HTTP/1.1\r\n%s\r\n", bad[i]);
		expect_status(bytes, 400);
	}
	expect_status("GET / HTTP/1.0\r\n" H H "\r\n", 400);
}

static void
parse_refuses_ambiguous_framing(void **state)
{
	static const char *const bad[] = {
		"Content-Length: 3\r\nContent-Length: 4\r\n",
		"Content-Length: 3\r\nContent-Length: 3\r\n",
		"Content-Length: 3, 3\r\n",
		"Content-Length: +3\r\n",
		"Content-Length: -3\r\n",
		"Content-Length: 0x3\r\n",
		"Content-Length: 3 \r\nTransfer-Encoding: chunked\r\n",
		"Content-Length:\r\n",
		"Transfer-Encoding: identity\r\n",
		"Transfer-Encoding: gzip, chunked\r\n",
		"Transfer-Encoding: chunked, chunked\r\n",
		"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
		"Transfer-Encoding: \"chunked\"\r\n",
		"Transfer-Encoding: chunked;q=1\r\n",
		"Transfer-Encoding:\r\n",
	};
	char bytes[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(bytes, sizeof(bytes), "POST / HTTP/1.1\r\n" H "%s\r\n",
		    bad[i]);
		expect_status(bytes, 400);
	}
	expect_status(
	    "POST / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n", 400);
	expect_status("GET / HTTP/1.1\r\n" H "Content-Length: 1\r\n\r\nx", 400);
	expect_status(
	    "HEAD / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n", 400);
}

static void
parse_refuses_broken_chunks(void **state)
{
	static const char *const bad[] = { "\r\n", "g\r\n", "3;x\r\nabc\r\n",
		"3 \r\nabc\r\n", " 3\r\nabc\r\n", "3\nabc\r\n", "3\rabc",
		"3\r\nabcd\r\n", "3\r\nabc\n", "3\r\nabc\rx", "-1\r\n",
		"000000003\r\nabc\r\n", "0\r\nX: y\r\n\r\n", "0\r\n\n",
		"0x3\r\nabc\r\n" };
	char bytes[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		snprintf(bytes, sizeof(bytes),
		    "POST / HTTP/1.1\r\n" H
		    "Transfer-Encoding: chunked\r\n\r\n%s",
		    bad[i]);
		expect_status(bytes, 400);
	}
}

static void
parse_names_the_right_status(void **state)
{
	(void)state;
	expect_status("GET / HTTP/2.0\r\n" H "\r\n", 505);
	expect_status("GET / HTTP/1.2\r\n" H "\r\n", 505);
	expect_status("PRI * HTTP/2.0\r\n\r\n", 505);
	expect_status("PUT / HTTP/1.1\r\n" H "\r\n", 405);
	expect_status("get / HTTP/1.1\r\n" H "\r\n", 501);
	expect_status("BREW / HTTP/1.1\r\n" H "\r\n", 501);
	expect_status(
	    "POST / HTTP/1.1\r\n" H "Content-Length: 262145\r\n\r\n", 413);
	expect_status("POST / HTTP/1.1\r\n" H
		      "Content-Length: 99999999999999999999999\r\n\r\n",
	    413);
	expect_status("POST / HTTP/1.1\r\n" H
		      "Transfer-Encoding: chunked\r\n\r\n40001\r\n",
	    413);
	expect_status("POST / HTTP/1.1\r\n" H
		      "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n40000\r\n",
	    413);
}

/* A request with so many bytes of target, fields and bytes in a field. */
static int
status_of_size(size_t target, size_t n_fields, size_t field)
{
	struct buf b = { 0 };
	struct outcome o;

	buf_str(&b, STR("GET /"));
	for (size_t i = 1; i < target; i++)
		buf_char(&b, 'x');
	buf_str(&b, STR(" HTTP/1.1\r\n" H));
	for (size_t i = 1; i < n_fields; i++) {
		buf_str(&b, STR("X: "));
		for (size_t j = 0; j < field; j++)
			buf_char(&b, 'y');
		buf_str(&b, STR("\r\n"));
	}
	buf_str(&b, STR("\r\n"));
	o = parse_every_way(buf_text(&b));
	assert_int_equal(o.n_done, o.status == 0);
	buf_free(&b);
	buf_free(&o.log);
	return o.status;
}

static void
parse_keeps_to_its_limits(void **state)
{
	(void)state;
	assert_int_equal(status_of_size(HTTP_TARGET_MAX, 1, 0), 0);
	assert_int_equal(status_of_size(HTTP_TARGET_MAX + 1, 1, 0), 414);
	assert_int_equal(status_of_size(HTTP_TARGET_MAX * 3, 1, 0), 414);
	assert_int_equal(status_of_size(1, HTTP_HEADERS_MAX, 1), 0);
	assert_int_equal(status_of_size(1, HTTP_HEADERS_MAX + 1, 1), 431);
	assert_int_equal(status_of_size(1, 2, HTTP_HEAD_MAX - 100), 0);
	assert_int_equal(status_of_size(1, 2, HTTP_HEAD_MAX), 431);
}

static void
parse_says_when_100_continue_is_waited_for(void **state)
{
	static const struct {
		const char *bytes;
		bool waits;
	} cases[] = {
		{ "POST / HTTP/1.1\r\n" H
		  "Content-Length: 3\r\nExpect: 100-Continue\r\n\r\n",
		    true },
		{ "POST / HTTP/1.1\r\n" H
		  "Content-Length: 3\r\nExpect: 100-continue\r\n\r\na",
		    false },
		{ "POST / HTTP/1.1\r\n" H
		  "Content-Length: 0\r\nExpect: 100-continue\r\n\r\n",
		    false },
		{ "POST / HTTP/1.0\r\n" H
		  "Content-Length: 3\r\nExpect: 100-continue\r\n\r\n",
		    false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http1_parser p = { 0 };
		struct arena *a = arena_new(0);
		struct http_request req = { 0 };
		size_t n_taken;

		assert_true(http1_parse(&p, a, str_of(cases[i].bytes), &n_taken,
				&req) != HTTP1_REFUSED);
		assert_int_equal(p.wants_continue, cases[i].waits);
		http1_parser_fini(&p);
		arena_free(a);
	}
}

/* The value of a JSON string, each character one byte (latin-1). */
static void
read_json_string(const char *p, struct buf *out)
{
	for (; *p != '"' && *p != '\0'; p++) {
		unsigned c = (unsigned char)*p, low;

		if (c == '\\') {
			p++;
			if (*p == 'u' && sscanf(p + 1, "%4x", &c) == 1)
				p += 4;
			else
				c = *p == 'r'	? '\r'
				    : *p == 'n' ? '\n'
				    : *p == 't' ? '\t'
				    : *p == 'f' ? '\f'
				    : *p == 'b' ? '\b'
						: (unsigned char)*p;
		} else if (c >= 0xc2) {
			low = (unsigned char)*++p;
			c = (c & 0x1f) << 6 | (low & 0x3f);
		}
		buf_char(out, (char)c);
	}
}

/*
 * Of bytes that end in an error there, no more requests may be complete here
 * than there before the error.  (74: the 65 for strict reading, and 9 that are
 * refused even by one of its lenient settings.)
 */
static void
parse_accepts_nothing_that_llhttp_refuses(void **state)
{
	const char *dir = getenv("REFERENCE_DATA");
	char path[4096], line[16384];
	struct buf raw = { 0 };
	bool is_refused = false;
	int n_seen = 0, n_refused = 0, n_complete;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/http1/llhttp-requests.json",
	    dir == NULL ? "" : dir);
	if (dir == NULL || (f = fopen(path, "r")) == NULL) {
		print_message("skipped: REFERENCE_DATA has no %s\n", path);
		skip();
		return;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		const char *p;
		struct outcome o;

		if ((p = strstr(line, "\"raw_latin1\": \"")) != NULL) {
			buf_clear(&raw);
			read_json_string(p + 15, &raw);
		}
		if (strstr(line, "\"llhttp_error\"") != NULL)
			is_refused = strstr(line, "error code=") != NULL;
		if (sscanf(line, " \"llhttp_messages_completed\": %d",
			&n_complete) != 1)
			continue;
		n_seen++;
		n_refused += is_refused;
		o = parse_every_way(buf_text(&raw));
		if (is_refused && o.n_done > n_complete)
			fail_msg("%d requests instead of %d: " STR_FMT,
			    o.n_done, n_complete, STR_ARG(buf_text(&raw)));
		buf_free(&o.log);
	}
	fclose(f);
	buf_free(&raw);
	assert_int_equal(n_seen, 166);
	assert_int_equal(n_refused, 74);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse_reads_plain_requests),
		cmocka_unit_test(
		    parse_reads_absolute_form_for_its_own_host_only),
		cmocka_unit_test(parse_reads_bodies_and_what_follows),
		cmocka_unit_test(parse_refuses_malformed_lines),
		cmocka_unit_test(parse_refuses_doubtful_hosts),
		cmocka_unit_test(parse_refuses_ambiguous_framing),
		cmocka_unit_test(parse_refuses_broken_chunks),
		cmocka_unit_test(parse_names_the_right_status),
		cmocka_unit_test(parse_keeps_to_its_limits),
		cmocka_unit_test(parse_says_when_100_continue_is_waited_for),
		cmocka_unit_test(parse_accepts_nothing_that_llhttp_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
