#include "cmocka_all.h"

#include <string.h>

#include "base/num.h"
#include "http/encoding.h"
#include "http/etag.h"
#include "http/request.h"
#include "http/syntax.h"

static void
cookie_finds_the_value_of_a_name(void **state)
{
	struct http_header h[] = {
		{ STR("cookie"), STR("ab=1; b=2=3;c=; d") },
		{ STR("cookie"), STR("e=5; b=6") },
	};
	struct http_request req = { .headers = h, .n_headers = 2 };

	(void)state;
	assert_str(http_cookie(&req, "ab"), "1");
	assert_str(http_cookie(&req, "b"), "2=3");
	assert_str(http_cookie(&req, "c"), "");
	assert_str(http_cookie(&req, "d"), "");
	assert_str(http_cookie(&req, "e"), "5");
	assert_str(http_cookie(&req, "a"), "");
}

static void
address_is_read_and_printed(void **state)
{
	static const struct {
		const char *text, *household;
		bool is_loopback;
	} cases[] = {
		{ "192.0.2.77", "192.0.2.77", false },
		{ "127.9.9.9", "127.9.9.9", true },
		{ "::1", "::", true },
		{ "::", "::", false },
		{ "2001:db8:1:203:3:4:5:6", "2001:db8:1:200::", false },
	};
	static const char *const bad[] = { "", "1.2.3", "1.2.3.4:80", "[::1]",
		"::1%eth0", "localhost", "1.2.3.4 " };
	struct arena *a = arena_new(0);
	struct http_address x, y;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_ok(http_address_parse(str_of(cases[i].text), &x));
		assert_str(http_address_text(a, &x), cases[i].text);
		y = http_address_household(&x);
		assert_str(http_address_text(a, &y), cases[i].household);
		assert_int_equal(
		    http_address_is_loopback(&x), cases[i].is_loopback);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(
		    http_address_parse(str_of(bad[i]), &x), ERR_INVALID);
	assert_ok(http_address_parse(STR("::ffff:192.0.2.1"), &x));
	assert_ok(http_address_parse(STR("192.0.2.1"), &y));
	assert_true(http_address_eq(&x, &y));
	arena_free(a);
}

static void
encoding_choose_follows_the_weights(void **state)
{
	static const struct {
		const char *accept;
		enum http_encoding best;
	} cases[] = {
		{ "", HTTP_IDENTITY },
		{ "gzip, deflate, br", HTTP_BROTLI },
		{ "gzip", HTTP_GZIP },
		{ "GZip;Q=1", HTTP_GZIP },
		{ "x-gzip", HTTP_GZIP },
		{ "br;q=0.5, gzip;q=0.501", HTTP_GZIP },
		{ "br;q=0, gzip;q=0.001", HTTP_GZIP },
		{ "br;q=0,gzip;q=0", HTTP_IDENTITY },
		{ "*", HTTP_BROTLI },
		{ "*;q=0.3, br;q=0", HTTP_GZIP },
		{ "*;q=0", HTTP_IDENTITY },
		{ "identity, gzip;q=0.5", HTTP_IDENTITY },
		{ "identity;q=0, gzip;q=0.1", HTTP_GZIP },
		{ "identity;q=0", HTTP_IDENTITY },
		{ "br;q=2, gzip;q=x", HTTP_IDENTITY },
		{ "br;q=1.001", HTTP_IDENTITY },
		{ "br;q=0.0001", HTTP_IDENTITY },
		{ "brotli, ;, ,", HTTP_IDENTITY },
		{ "gzip ; q=1 , br ; q=0.9", HTTP_GZIP },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_header h = { STR("accept-encoding"),
			str_of(cases[i].accept) };
		struct http_request req = { .headers = &h, .n_headers = 1 };

		if (http_encoding_choose(&req) != cases[i].best)
			fail_msg("\"%s\" chose %s", cases[i].accept,
			    http_encoding_name(http_encoding_choose(&req)));
	}
}

static void
etag_matches_weakly_in_lists(void **state)
{
	static const struct {
		const char *list;
		bool matches;
	} cases[] = {
		{ "\"a,b\"", true },
		{ "W/\"a,b\"", true },
		{ "*", true },
		{ "\"x\", W/\"y\",\"a,b\"", true },
		{ "\"x\" , ,\t\"a,b\"", true },
		{ "\"a\", \"b\"", false },
		{ "a,b", false },
		{ "\"a,b", false },
		{ "", false },
		{ "W/", false },
		{ "\"A,b\"", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct http_header h = { STR("if-none-match"),
			str_of(cases[i].list) };
		struct http_request req = { .headers = &h, .n_headers = 1 };

		if (http_etag_matches(&req, STR("W/\"a,b\"")) !=
			cases[i].matches ||
		    http_etag_matches(&req, STR("\"a,b\"")) != cases[i].matches)
			fail_msg("If-None-Match: %s", cases[i].list);
		req.method = HTTP_POST;
		assert_false(http_etag_matches(&req, STR("\"a,b\"")));
	}
}

static void
etag_differs_when_a_byte_does(void **state)
{
	struct arena *a = arena_new(0);
	struct str tag = http_etag(a, STR("0123456789"));

	(void)state;
	assert_true(str_eq(tag, http_etag(a, STR("0123456789"))));
	assert_false(str_eq(tag, http_etag(a, STR("012345678a"))));
	assert_false(str_eq(tag, http_etag(a, STR("1123456789"))));
	assert_true(str_has_prefix(tag, STR("W/\"")));
	arena_free(a);
}

static void
http_is_token_takes_what_the_standard_lists(void **state)
{
	(void)state;
	for (int i = 0; i < 256; i++) {
		char c = (char)i;
		bool is_listed = (c >= 'a' && c <= 'z') ||
		    (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		    (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);

		assert_int_equal(
		    http_is_token((struct str){ &c, 1 }), is_listed);
	}
	assert_false(http_is_token(STR_NONE));
	assert_false(http_is_token(STR("a b")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_is_token_takes_what_the_standard_lists),
		cmocka_unit_test(cookie_finds_the_value_of_a_name),
		cmocka_unit_test(address_is_read_and_printed),
		cmocka_unit_test(encoding_choose_follows_the_weights),
		cmocka_unit_test(etag_matches_weakly_in_lists),
		cmocka_unit_test(etag_differs_when_a_byte_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
