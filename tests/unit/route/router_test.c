/* A request on its way to a page, and what leaves. */
#include "route/small_site.h"

#define ZLIB_CONST
#include <zlib.h>

static void
a_page_carries_what_every_page_must(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, "/"), 200);
	assert_body(f,
	    "front of Praat in nl for visitor page  at https://localhost:8443");
	assert_str(field(f, "content-type"), "text/html; charset=utf-8");
	assert_str(field(f, "cache-control"), "private, no-cache");
	assert_str(field(f, "x-content-type-options"), "nosniff");
	assert_str(field(f, "referrer-policy"), "same-origin");
	assert_str(field(f, "cross-origin-opener-policy"), "same-origin");
	assert_str(field(f, "cross-origin-resource-policy"), "same-origin");
	assert_true(str_has_prefix(
	    field(f, "content-security-policy"), STR("default-src 'none'; ")));
	assert_true(
	    str_find_str(field(f, "content-security-policy"), STR("unsafe")) ==
	    field(f, "content-security-policy").n);
	assert_true(field(f, "etag").n > 0);
	assert_true(field(f, "strict-transport-security").n == 0);
}

static void
a_second_visitor_gets_the_kept_page(void **state)
{
	struct fixture *f = *state;

	request(f, HTTP_GET, "/?page=2");
	assert_false(send(f));
	assert_true(send(f));
	assert_body(f,
	    "front of Praat in nl for visitor page 2 at "
	    "https://localhost:8443");
	/* Other fields make no other page, and HEAD is the same. */
	request(f, HTTP_HEAD, "/?utm_source=x&page=2&utm_medium=y");
	assert_true(send(f));
	/* What only looks like the same key is another one. */
	request(f, HTTP_GET, "/?page=2&before=3");
	assert_false(send(f));
	request(f, HTTP_GET, "/?page=2%0Abefore%3D3");
	assert_false(send(f));
	assert_false(send(f));
	/* Another page, language, coding or address is another one. */
	request(f, HTTP_GET, "/?page=3");
	assert_false(send(f));
	request(f, HTTP_GET, "/?page=2");
	header(f, "cookie", "language=en");
	assert_false(send(f));
	assert_true(str_has_prefix(
	    http_response_body(&f->resp), STR("front of Praat in en")));
	request(f, HTTP_GET, "/?page=2");
	header(f, "accept-encoding", "gzip");
	assert_false(send(f));
	request(f, HTTP_GET, "/?page=2");
	f->req.host = STR("localhost:8444");
	assert_false(send(f));
}

/* Addresses without end lead to one page: no copy of it pushes out another. */
static void
r0002_an_address_that_we_never_write_is_not_kept(void **state)
{
	static const char *const ours[] = { "/long", "/?page=12",
		"/?before=1700000000.7" },
				 *const others[] = { "/%6cong", "/?page=x",
					 "/?page=", "/?page=01", "/?page=-1",
					 "/?page=%31%20",
					 "/?before=7&after=x" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(ours); i++) {
		assert_int_equal(get(f, ours[i]), 200);
		assert_true(send(f));
	}
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		assert_int_equal(get(f, others[i]), 200);
		assert_false(send(f));
	}
}

static void
what_is_personal_is_never_kept(void **state)
{
	struct fixture *f = *state;
	const char *cookie = signed_in(f, "Anna", 0);

	request(f, HTTP_GET, "/");
	header(f, "cookie", cookie);
	assert_false(send(f));
	assert_true(str_find_str(http_response_body(&f->resp),
			STR("for member")) < http_response_body(&f->resp).n);
	assert_int_equal(get(f, "/"), 200);
	assert_true(str_find_str(http_response_body(&f->resp),
			STR("for visitor")) < http_response_body(&f->resp).n);
	/* With a cookie, even an old one, the kept page is not taken. */
	request(f, HTTP_GET, "/");
	header(f, "cookie", "__Host-session=x");
	assert_false(send(f));
	assert_int_equal(get(f, "/alone?next=/a"), 200);
	assert_int_equal(get(f, "/alone?next=/b"), 200);
	assert_body(f, "/b");
	request(f, HTTP_GET, "/member");
	header(f, "cookie", cookie);
	assert_false(send(f));
	assert_false(send(f));
}

static void
a_write_is_seen_by_the_next_reader(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, "/"), 200);
	request(f, HTTP_GET, "/");
	assert_true(send(f));
	form(f, "/", "name=Nieuw+huis");
	send(f);
	assert_int_equal(f->resp.status, 303);
	assert_str(field(f, "location"), "/");
	request(f, HTTP_GET, "/");
	assert_false(send(f));
	assert_true(str_has_prefix(
	    http_response_body(&f->resp), STR("front of Nieuw huis")));
	assert_true(send(f));
	router_refresh(f->router);
	assert_false(send(f));
	/* Topics that a page does not show leave it alone. */
	cache_raise(f->cache, &(struct topic){ TOPIC_THREAD, 8 }, 1);
	assert_true(send(f));
	cache_raise(f->cache, &(struct topic){ TOPIC_THREAD, 7 }, 1);
	assert_false(send(f));
}

static void
who_has_the_page_gets_304(void **state)
{
	struct fixture *f = *state;
	const char *etag;

	assert_int_equal(get(f, "/"), 200);
	etag = arena_z(f->house->arena, field(f, "etag"));
	for (int i = 0; i < 2; i++) {
		/* First from the cache, then made again. */
		request(f, HTTP_GET, "/");
		header(f, "if-none-match", etag);
		assert_int_equal(send(f), i == 0);
		assert_int_equal(f->resp.status, 304);
		assert_body(f, "");
		assert_str(field(f, "etag"), etag);
		cache_drop(f->cache);
	}
	request(f, HTTP_GET, "/?page=9");
	header(f, "if-none-match", etag);
	send(f);
	assert_int_equal(f->resp.status, 200);
	request(f, HTTP_GET, "/robots.txt");
	send(f);
	etag = arena_z(f->house->arena, field(f, "etag"));
	header(f, "if-none-match", etag);
	send(f);
	assert_int_equal(f->resp.status, 304);
}

/* gunzip, at most n bytes. */
static size_t
inflated(struct str s, char *out, size_t n)
{
	z_stream z = { .next_in = (const Bytef *)s.p,
		.avail_in = (uInt)s.n,
		.next_out = (Bytef *)out,
		.avail_out = (uInt)n };

	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	return n - z.avail_out;
}

static void
a_body_is_coded_as_the_client_likes(void **state)
{
	static char plain[20000], text[20000];
	struct fixture *f = *state;
	struct str etag;
	size_t n;

	assert_int_equal(get(f, "/long"), 200);
	assert_str(field(f, "content-encoding"), "");
	n = http_response_body(&f->resp).n;
	memcpy(plain, http_response_body(&f->resp).p, n);
	etag = arena_str(f->house->arena, field(f, "etag"));

	request(f, HTTP_GET, "/long");
	header(f, "accept-encoding", "gzip");
	send(f);
	assert_str(field(f, "content-encoding"), "gzip");
	assert_true(str_eq(field(f, "etag"), etag));
	assert_true(http_response_body(&f->resp).n < n / 5);
	assert_int_equal(
	    inflated(http_response_body(&f->resp), text, sizeof(text)), n);
	assert_memory_equal(text, plain, n);

	request(f, HTTP_GET, "/long");
	/* What is made while somebody waits is made quickly. */
	header(f, "accept-encoding", "gzip, deflate, br");
	send(f);
	assert_str(field(f, "content-encoding"), "gzip");
	request(f, HTTP_GET, "/long");
	header(f, "accept-encoding", "deflate, br");
	send(f);
	assert_str(field(f, "content-encoding"), "br");
	assert_true(field(f, "vary").n > 0);

	request(f, HTTP_GET, "/static/site.css");
	header(f, "accept-encoding", "gzip");
	assert_true(send(f));
	assert_str(field(f, "content-encoding"), "gzip");
	assert_str(field(f, "content-type"), "text/css");
	assert_str(
	    field(f, "cache-control"), "public, max-age=31536000, immutable");
	n = inflated(http_response_body(&f->resp), text, sizeof(text));
	assert_true(str_eq((struct str){ text, n }, str_of(css)));
}

static void
what_is_not_there_says_so(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, "/nothing"), 404);
	assert_body(f, "Praat error 404 reason 0 typed ");
	assert_str(field(f, "cache-control"), "no-store");
	assert_true(field(f, "content-security-policy").n > 0);
	form(f, "/long", "");
	send(f);
	assert_int_equal(f->resp.status, 405);
	assert_str(field(f, "allow"), "GET, HEAD");
	request(f, HTTP_OTHER, "/");
	send(f);
	assert_int_equal(f->resp.status, 405);
	assert_str(field(f, "allow"), "GET, HEAD, POST");
	assert_int_equal(get(f, "/sign-in"), 405);
	assert_str(field(f, "allow"), "POST");
	form(f, "/robots.txt", "");
	send(f);
	assert_int_equal(f->resp.status, 405);
	assert_str(field(f, "allow"), "GET, HEAD");
}

static void
a_page_that_takes_too_much_memory_is_503(void **state)
{
	struct fixture *f = *state;
	struct arena *small = arena_new(1 << 20), *whole = f->house->arena;

	f->house->arena = small;
	assert_int_equal(get(f, "/greedy"), 503);
	f->house->arena = whole;
	http_response_fini(&f->resp);
	arena_free(small);
}

static void
what_could_not_be_read_is_refused_in_the_same_look(void **state)
{
	struct fixture *f = *state;
	struct http_request req = { .id = "x" };

	http_response_fini(&f->resp);
	router_refuse(f->router, f->house->arena, &req, 431, &f->resp);
	assert_int_equal(f->resp.status, 431);
	assert_body(f, "Praat error 431 reason 0 typed ");
	assert_true(field(f, "content-security-policy").n > 0);
	router_refuse(f->router, f->house->arena, &f->req, 503, &f->resp);
	assert_str(field(f, "retry-after"), "2");
}

struct trace {
	struct arena *arena;
	struct str text;
};

static void
trace_line(void *arg, const char *what, struct str detail)
{
	struct trace *t = arg;

	t->text = arena_fmt(t->arena, STR_FMT "%s: " STR_FMT "\n",
	    STR_ARG(t->text), what, STR_ARG(detail));
}

static void
a_traced_request_tells_what_happened(void **state)
{
	static const char *const wanted[] = { "host: localhost:8443 ours",
		"route: queue /queue", "session: account 1, 1 roles",
		"who: may", "query: account_by_id", "page: OK", "status: 200" };
	struct fixture *f = *state;
	struct trace t = { f->house->arena, STR_NONE };
	struct router_trace trace = { trace_line, &t };
	int64_t anna = house_account(f->house, "Anna");

	house_role(f->house, anna, ROLE_MODERATOR, SCOPE_SITE, 0);
	request(f, HTTP_GET, "/queue");
	router_request(f->router, f->worker, f->house->arena, &f->req, anna,
	    &trace, &f->resp);
	assert_body(f, "hello Anna");
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		if (str_find_str(t.text, str_of(wanted[i])) == t.text.n)
			fail_msg("no \"%s\" in\n" STR_FMT, wanted[i],
			    STR_ARG(t.text));
}

static void
r0002_a_traced_request_keeps_nothing_personal(void **state)
{
	struct fixture *f = *state;
	struct trace t = { f->house->arena, STR_NONE };
	struct router_trace trace = { trace_line, &t };
	int64_t anna = house_account(f->house, "Anna");

	request(f, HTTP_GET, "/");
	router_request(f->router, f->worker, f->house->arena, &f->req, anna,
	    &trace, &f->resp);
	assert_false(send(f));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(a_page_carries_what_every_page_must),
		site_test(a_second_visitor_gets_the_kept_page),
		site_test(r0002_an_address_that_we_never_write_is_not_kept),
		site_test(what_is_personal_is_never_kept),
		site_test(a_write_is_seen_by_the_next_reader),
		site_test(who_has_the_page_gets_304),
		site_test(a_body_is_coded_as_the_client_likes),
		site_test(what_is_not_there_says_so),
		site_test(a_page_that_takes_too_much_memory_is_503),
		site_test(what_could_not_be_read_is_refused_in_the_same_look),
		site_test(a_traced_request_tells_what_happened),
		site_test(r0002_a_traced_request_keeps_nothing_personal),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
