#include "cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "http/head2.h"

#define GET ":method=GET\n:scheme=https\n:path=/\n:authority=a.example\n"

/* Lines of name=value as fields: the status, and in log what came of it. */
static int
read_fields(struct arena *a, struct str lines, struct buf *log)
{
	struct http2_head head = { 0 };
	struct http_request req = { 0 };
	struct str line;
	int status;

	while (str_cut(&lines, '\n', &line)) {
		size_t at = str_find(str_skip(line, 1), '=') + 1;

		if (!http2_head_field(&head, a, &req,
			(struct str){ line.p, at }, str_skip(line, at + 1)))
			return 400;
	}
	if ((status = http2_head_end(&head, a, &req)) != 0)
		return status;
	buf_fmt(log, STR_FMT " " STR_FMT " ? " STR_FMT " @ " STR_FMT " %zu%s |",
	    STR_ARG(req.method_name), STR_ARG(req.path), STR_ARG(req.query),
	    STR_ARG(req.host), head.content_len,
	    head.expects_continue ? " expects" : "");
	for (size_t i = 0; i < req.n_headers; i++)
		buf_fmt(log, " " STR_FMT "=" STR_FMT " |",
		    STR_ARG(req.headers[i].name),
		    STR_ARG(req.headers[i].value));
	return 0;
}

static void
expect(const char *lines, const char *log)
{
	struct arena *a = arena_new(0);
	struct buf got = { 0 };
	int status = read_fields(a, str_of(lines), &got);

	if (status != 0)
		fail_msg("refused with %d: \"%s\"", status, lines);
	assert_str(buf_text(&got), log);
	buf_free(&got);
	arena_free(a);
}

static void
expect_status(const char *lines, int status)
{
	struct arena *a = arena_new(0);
	struct buf got = { 0 };
	int is = read_fields(a, str_of(lines), &got);

	if (is != status)
		fail_msg("%d instead of %d: \"%s\"", is, status, lines);
	buf_free(&got);
	arena_free(a);
}

static void
head2_reads_requests(void **state)
{
	(void)state;
	expect(GET, "GET / ?  @ a.example 0 |");
	expect(
	    ":path=/t/7?page=2\n:method=HEAD\n:scheme=HTTP\nhost=[::1]:8443\n"
	    "x=\n",
	    "HEAD /t/7 ? page=2 @ [::1]:8443 0 | host=[::1]:8443 | x= |");
	expect(":method=POST\n:scheme=https\n:path=/sign-in\n"
	       ":authority=A.example\nhost=a.example\ncontent-length=12\n"
	       "te=trailers\nexpect=100-Continue\n",
	    "POST /sign-in ?  @ A.example 12 expects | host=a.example | "
	    "content-length=12 | te=trailers | expect=100-Continue |");
}

static void
head2_joins_cookies(void **state)
{
	(void)state;
	expect(GET "cookie=a=1\n", "GET / ?  @ a.example 0 | cookie=a=1 |");
	expect(GET "x=1\ncookie=a=1\ny=2\ncookie=b=2\ncookie=c\nz=3\n",
	    "GET / ?  @ a.example 0 | x=1 | cookie=a=1; b=2; c | y=2 | z=3 |");
}

static void
head2_refuses_malformed_requests(void **state)
{
	static const char *const bad[] = { "",
		/* Missing, and there without a need. */
		":scheme=https\n:path=/\n:authority=a\n",
		":method=GET\n:path=/\n:authority=a\n",
		":method=GET\n:scheme=https\n:authority=a\n",
		":method=GET\n:scheme=https\n:path=/\n",
		":method=CONNECT\n:scheme=https\n:path=/\n:authority=a\n",
		":method=CONNECT\n",
		/* Repeated, late, unknown. */
		GET ":method=GET\n", GET ":path=/\n", GET ":scheme=https\n",
		GET ":authority=a.example\n", GET "x=1\n:path=/\n", "x=1\n" GET,
		GET ":status=200\n", GET ":=1\n",
		/* Their values. */
		":method=\n:scheme=https\n:path=/\n:authority=a\n",
		":method=G T\n:scheme=https\n:path=/\n:authority=a\n",
		":method=GET\n:scheme=ftp\n:path=/\n:authority=a\n",
		":method=GET\n:scheme=https\n:path=\n:authority=a\n",
		":method=GET\n:scheme=https\n:path=x\n:authority=a\n",
		":method=OPTIONS\n:scheme=https\n:path=*\n:authority=a\n",
		":method=GET\n:scheme=https\n:path=https://a/\n:authority=a\n",
		":method=GET\n:scheme=https\n:path=/#x\n:authority=a\n",
		":method=GET\n:scheme=https\n:path=/a b\n:authority=a\n",
		":method=GET\n:scheme=https\n:path=/\xc3\xa9\n:authority=a\n",
		":method=GET\n:scheme=https\n:path=/\n:authority=\n",
		":method=GET\n:scheme=https\n:path=/\n:authority=u@a\n",
		":method=GET\n:scheme=https\n:path=/\n:authority=a:b\n",
		/* Hosts. */
		GET "host=b.example\n",
		":method=GET\n:scheme=https\n:path=/\nhost=a\nhost=a\n",
		":method=GET\n:scheme=https\n:path=/\nhost=a/b\n",
		/* Fields. */
		GET "X=1\n", GET "a b=1\n", GET "a:=1\n", GET "a= 1\n",
		GET "a=1 \n", GET "a=\t1\n", GET "a=1\r\n", GET "a=1\x7f\n",
		GET "connection=close\n", GET "keep-alive=1\n",
		GET "proxy-connection=x\n", GET "upgrade=h2c\n",
		GET "transfer-encoding=chunked\n", GET "te=gzip\n", GET "te=\n",
		/* Lengths. */
		GET "content-length=1\n", GET "content-length=\n",
		GET "content-length=+0\n",
		GET "content-length=0\ncontent-length=0\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_status(bad[i], 400);
}

static void
head2_refuses_a_nul(void **state)
{
	struct arena *a = arena_new(0);
	struct http2_head head = { 0 };
	struct http_request req = { 0 };

	(void)state;
	assert_false(http2_head_field(&head, a, &req, STR("a"), STR("b\0c")));
	assert_false(http2_head_field(&head, a, &req, STR("a\0"), STR("b")));
	assert_false(http2_head_field(&head, a, &req, STR(""), STR("b")));
	arena_free(a);
}

static void
head2_refuses_methods_with_a_status(void **state)
{
	(void)state;
	expect_status(
	    ":method=PUT\n:scheme=https\n:path=/\n:authority=a\n", 405);
	expect_status(":method=CONNECT\n:authority=a:443\n", 405);
	expect_status(
	    ":method=get\n:scheme=https\n:path=/\n:authority=a\n", 501);
}

/* GET and n fields, or a field of n bytes of a name. */
static int
status_of(size_t n_fields, const char *name, size_t n)
{
	struct arena *a = arena_new(0);
	struct buf lines = { 0 }, log = { 0 };
	int status;

	if (strcmp(name, ":path") == 0)
		buf_str(&lines,
		    STR(":method=GET\n:scheme=https\n"
			":authority=a.example\n"));
	else
		buf_str(&lines, STR(GET));
	for (size_t i = 0; i < n_fields; i++) {
		buf_str(&lines, str_of(name));
		buf_str(&lines, STR("=/"));
		for (size_t j = 1; j < n; j++)
			buf_char(&lines, 'a');
		buf_char(&lines, '\n');
	}
	status = read_fields(a, buf_text(&lines), &log);
	buf_free(&lines);
	buf_free(&log);
	arena_free(a);
	return status;
}

static void
head2_refuses_what_is_too_much(void **state)
{
	/* GET costs this much. */
	size_t used = strlen(GET) - 8 + 4 * HTTP2_FIELD_COST;

	(void)state;
	assert_int_equal(status_of(HTTP_HEADERS_MAX, "x", 1), 0);
	assert_int_equal(status_of(HTTP_HEADERS_MAX + 1, "x", 1), 431);
	assert_int_equal(
	    status_of(1, "x", HTTP_HEAD_MAX - used - 1 - HTTP2_FIELD_COST), 0);
	assert_int_equal(
	    status_of(1, "x", HTTP_HEAD_MAX - used - HTTP2_FIELD_COST), 431);
	assert_int_equal(status_of(1, ":path", HTTP_TARGET_MAX), 0);
	assert_int_equal(status_of(1, ":path", HTTP_TARGET_MAX + 1), 414);
	assert_int_equal(status_of(1, ":path", HTTP_HEAD_MAX), 414);
	expect_status(":method=POST\n:scheme=https\n:path=/\n:authority=a\n"
		      "content-length=262145\n",
	    413);
	expect_status(":method=POST\n:scheme=https\n:path=/\n:authority=a\n"
		      "content-length=99999999999999999999999999\n",
	    413);
	expect(":method=POST\n:scheme=https\n:path=/\n:authority=a\n"
	       "content-length=262144\n",
	    "POST / ?  @ a 262144 | content-length=262144 |");
}

static void
head2_judges_what_it_does_not_keep(void **state)
{
	struct arena *a = arena_new(0);
	struct http2_head head = { .n_bytes = HTTP_HEAD_MAX };
	struct http_request req = { 0 };

	(void)state;
	assert_true(http2_head_field(&head, a, &req, STR("a"), STR("b")));
	assert_false(http2_head_field(&head, a, &req, STR("A"), STR("b")));
	assert_false(http2_head_field(&head, a, &req, STR(":path"), STR("/")));
	assert_int_equal(req.n_headers, 0);
	assert_int_equal(http2_head_end(&head, a, &req), 431);
	arena_free(a);
}

static void
head2_judges_trailers(void **state)
{
	(void)state;
	assert_true(http2_is_trailer(STR("x-sum"), STR("7")));
	assert_false(http2_is_trailer(STR(":path"), STR("/")));
	assert_false(http2_is_trailer(STR("X"), STR("7")));
	assert_false(http2_is_trailer(STR("connection"), STR("close")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head2_reads_requests),
		cmocka_unit_test(head2_joins_cookies),
		cmocka_unit_test(head2_refuses_malformed_requests),
		cmocka_unit_test(head2_refuses_a_nul),
		cmocka_unit_test(head2_refuses_methods_with_a_status),
		cmocka_unit_test(head2_refuses_what_is_too_much),
		cmocka_unit_test(head2_judges_what_it_does_not_keep),
		cmocka_unit_test(head2_judges_trailers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
