/* Which host is ours, which origin, and where one may be sent next. */
#include "cmocka_all.h"

#include "base/num.h"
#include "route/host.h"
#include "route/next.h"
#include "route/origin.h"
#include "test_file.h"

static bool
is_ours(enum http_method method, const char *site, const char *origin)
{
	struct http_header headers[2];
	struct http_request req = { .method = method, .headers = headers };

	if (site != NULL)
		headers[req.n_headers++] = (struct http_header){
			STR("sec-fetch-site"), str_of(site)
		};
	if (origin != NULL)
		headers[req.n_headers++] = (struct http_header){ STR("origin"),
			str_of(origin) };
	return origin_is_ours(&req, STR("https://praat.example"));
}

static void
only_our_own_pages_change_something(void **state)
{
	static const struct {
		const char *site, *origin;
		bool is_ours;
	} cases[] = {
		{ "same-origin", NULL, true },
		{ "none", NULL, true },
		/* Sec-Fetch-Site alone decides. */
		{ "same-origin", "https://evil.example", true },
		{ "cross-site", "https://praat.example", false },
		{ "same-site", "https://praat.example", false },
		{ "Same-Origin", "https://praat.example", false },
		{ "same-origin, cross-site", NULL, false },
		{ NULL, "https://praat.example", true },
		{ "", "https://praat.example", true },
		{ NULL, "https://praat.example:8443", false },
		{ NULL, "http://praat.example", false },
		{ NULL, "https://praat.example.evil.example", false },
		{ NULL, "https://praat.example/", false },
		{ NULL, "null", false },
		{ NULL, "", false },
		{ NULL, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		if (is_ours(HTTP_POST, cases[i].site, cases[i].origin) !=
		    cases[i].is_ours)
			fail_msg("case %zu", i);
		assert_int_equal(
		    is_ours(HTTP_OTHER, cases[i].site, cases[i].origin),
		    cases[i].is_ours);
		assert_true(is_ours(HTTP_GET, cases[i].site, cases[i].origin));
		assert_true(is_ours(HTTP_HEAD, cases[i].site, cases[i].origin));
	}
}

static void
a_field_sent_twice_is_believed_never(void **state)
{
	struct http_header headers[] = {
		{ STR("sec-fetch-site"), STR("same-origin") },
		{ STR("sec-fetch-site"), STR("same-origin") },
	};
	struct http_request req = {
		.method = HTTP_POST, .headers = headers, .n_headers = 2
	};

	(void)state;
	assert_false(origin_is_ours(&req, STR("https://praat.example")));
	headers[0].name = headers[1].name = STR("origin");
	headers[0].value = headers[1].value = STR("https://praat.example");
	assert_false(origin_is_ours(&req, STR("https://praat.example")));
	req.n_headers = 1;
	assert_true(origin_is_ours(&req, STR("https://praat.example")));
	/* A site whose address is not known has no pages of its own. */
	headers[0].value = STR("");
	assert_false(origin_is_ours(&req, STR_NONE));
}

/* What stands behind "key": in one case of the table, quotes left out. */
static struct str
json_value(struct str object, const char *key)
{
	struct arena *a = arena_new(0);
	struct str quoted = arena_fmt(a, "\"%s\": ", key), v;

	v = str_skip(object, str_find_str(object, quoted) + quoted.n);
	arena_free(a);
	if (v.n > 0 && v.p[0] == '"') {
		v = str_skip(v, 1);
		v.n = str_find(v, '"');
	} else {
		v.n = str_find(v, '\n');
	}
	return v;
}

/* A file of the reference data; without it the test is skipped, a freed. */
static struct str
reference(struct arena *a, const char *name)
{
	const char *dir = getenv("REFERENCE_DATA");
	struct str s;

	if (dir == NULL) {
		print_message("skipped: REFERENCE_DATA is not set\n");
		arena_free(a);
		skip();
	}
	s = test_file_read(a, arena_fmt(a, "%s/%s", dir, name).p);
	if (s.p == NULL)
		fail_msg("cannot read %s/%s", dir, name);
	return s;
}

/*
 * We are stricter than Go in two ways: without either field Go lets a request
 * pass (for clients that are no browsers) and we do not; and methods that we do
 * not know, OPTIONS among them, are refused like a POST.
 */
static void
the_table_of_go_holds_but_for_our_stricter_rows(void **state)
{
	struct arena *a = arena_new(0);
	struct str all = reference(
	    a, "csrf/go-crossoriginprotection-table.json");
	int n_seen = 0;

	(void)state;
	/* We trust no second origin: those cases are not ours. */
	all.n = str_find_str(all, STR("cases_with_trusted_origin"));
	all = str_skip(all, str_find_str(all, STR("\"cases\": [")));
	for (struct str object; str_cut(&all, '}', &object); n_seen++) {
		struct str method = json_value(object, "method");
		struct str name = json_value(object, "name");
		struct str origin = json_value(object, "origin");
		struct str site = json_value(object, "sec_fetch_site");
		bool is_stricter = str_eq(
				       name, STR("no header with no origin")) ||
		    str_eq(method, STR("OPTIONS"));
		bool want = !is_stricter &&
		    str_eq(json_value(object, "expected"), STR("200"));
		enum http_method m = str_eq(method, STR("GET")) ? HTTP_GET
		    : str_eq(method, STR("HEAD"))		? HTTP_HEAD
		    : str_eq(method, STR("POST"))		? HTTP_POST
								: HTTP_OTHER;

		if (str_find_str(object, STR("\"name\"")) == object.n)
			break;
		if (str_eq(origin, STR("<SELF>")))
			origin = STR("https://praat.example");
		if (is_ours(m, arena_z(a, site), arena_z(a, origin)) != want)
			fail_msg(STR_FMT, STR_ARG(name));
	}
	assert_int_equal(n_seen, 12);
	arena_free(a);
}

static struct str base;

static bool
host(struct arena *a, const char *url, const char *name, bool is_secure)
{
	struct http_request req = { .host = str_of(name),
		.is_secure = is_secure };

	return host_is_ours(a, str_of(url), &req, &base);
}

static void
a_site_with_a_url_is_known_by_that(void **state)
{
	static const char url[] = "https://praat.example:8443";
	struct arena *a = arena_new(0);

	(void)state;
	assert_true(host(a, url, "praat.example:8443", true));
	assert_true(host(a, url, "Praat.Example:8443", false));
	assert_str(base, url);
	assert_false(host(a, url, "praat.example", true));
	assert_str(base, url);
	assert_false(host(a, url, "localhost:8443", true));
	assert_false(host(a, url, "", true));
	arena_free(a);
}

static void
a_site_without_one_is_on_this_computer_only(void **state)
{
	static const char *const good[] = { "localhost", "localhost:8443",
		"LOCALHOST:1", "127.0.0.1:8080", "[::1]", "[::1]:65535" };
	static const char *const bad[] = { "", "evil.example",
		"localhost.evil.example", "localhost:", "localhost:0",
		"localhost:65536", "localhost:80:80", "127.0.0.2", "::1",
		"localhost@evil.example", "127.0.0.1.evil.example" };
	struct arena *a = arena_new(0);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_true(host(a, "", good[i], i % 2 == 0));
		assert_true(host_is_local(base));
		assert_int_equal(host_is_secure(base), i % 2 == 0);
	}
	assert_true(host(a, "", "localhost:8443", true));
	assert_str(base, "https://localhost:8443");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (host(a, "", bad[i], true))
			fail_msg("\"%s\" is ours", bad[i]);
		assert_str(base, "");
	}
	assert_false(host_is_local(STR("https://praat.example")));
	arena_free(a);
}

static void
next_is_a_path_of_ours(void **state)
{
	static const char *const good[] = { "/", "/t/7", "/t/7?page=2",
		"/t/7?page=2#p8", "/theme/de-zorg", "/account", "/search?q=a+b",
		"/search?q=%C3%A9" };
	static const char *const bad[] = { "", "t/7", "//evil.example",
		"/\\evil.example", "\\\\evil.example", "/t//evil.example",
		"/../x", "/./x", "/t/7 ", " /t/7", "/\t/evil.example",
		"/t/7\r\nSet-Cookie: a=b", "https://evil.example",
		"javascript:alert(1)", "/%2fevil.example", "/t/7?x=http://a",
		"/t/\xc3\xa9", "/@evil.example" };
	char longer[NEXT_BYTES_MAX + 2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		if (!next_is_ours(str_of(good[i])))
			fail_msg("\"%s\" is not ours", good[i]);
		assert_str(next_or_front(str_of(good[i])), good[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (next_is_ours(str_of(bad[i])))
			fail_msg("\"%s\" is ours", bad[i]);
		assert_str(next_or_front(str_of(bad[i])), "/");
	}
	memset(longer, 'a', sizeof(longer));
	longer[0] = '/';
	assert_false(next_is_ours((struct str){ longer, NEXT_BYTES_MAX + 1 }));
	assert_true(next_is_ours((struct str){ longer, NEXT_BYTES_MAX }));
}

static void
next_refuses_every_redirect_that_others_collected(void **state)
{
	struct arena *a = arena_new(0);
	struct str all = reference(a, "csrf/open-redirect-payloads.txt");
	int n_seen = 0;

	(void)state;
	for (struct str line; str_cut(&all, '\n', &line); n_seen++)
		if (next_is_ours(line))
			fail_msg("\"" STR_FMT "\" is ours", STR_ARG(line));
	assert_true(n_seen > 100);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_our_own_pages_change_something),
		cmocka_unit_test(a_field_sent_twice_is_believed_never),
		cmocka_unit_test(
		    the_table_of_go_holds_but_for_our_stricter_rows),
		cmocka_unit_test(a_site_with_a_url_is_known_by_that),
		cmocka_unit_test(a_site_without_one_is_on_this_computer_only),
		cmocka_unit_test(next_is_a_path_of_ours),
		cmocka_unit_test(
		    next_refuses_every_redirect_that_others_collected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
