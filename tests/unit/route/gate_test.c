/* What does not reach a page. */
#include "route/small_site.h"

static void
each_error_has_its_status(void **state)
{
	static const int want[] = { [OK] = 0,
		[ERR_NOT_FOUND] = 404,
		[ERR_DENIED] = 303,
		[ERR_INVALID] = 400,
		[ERR_CONFLICT] = 409,
		[ERR_LIMIT] = 429,
		[ERR_BUSY] = 503,
		[ERR_UNKNOWN] = 503,
		[ERR_INTERNAL] = 500 };
	struct fixture *f = *state;
	const char *cookie;

	for (int e = ERR_NOT_FOUND; e <= ERR_INTERNAL; e++) {
		const char *path = arena_fmt(f->house->arena, "/fails/%d", e).p;

		assert_int_equal(get(f, path), want[e]);
		/* Nothing of the page that failed is left. */
		assert_str(field(f, "set-cookie"), "");
		assert_true(str_find_str(http_response_body(&f->resp),
				STR("half")) == http_response_body(&f->resp).n);
	}
	assert_int_equal(get(f, "/fails/6"), 503);
	assert_str(field(f, "retry-after"), "2");
	assert_int_equal(get(f, "/fails/2"), 303);
	assert_str(field(f, "location"), "/sign-in?next=%2Ffails%2F2");
	cookie = signed_in(f, "Anna", 0);
	request(f, HTTP_GET, "/fails/2");
	header(f, "cookie", cookie);
	send(f);
	assert_int_equal(f->resp.status, 403);
}

static void
only_who_may_gets_in(void **state)
{
	struct fixture *f = *state;
	const char *member = signed_in(f, "Anna", 0);
	const char *moderator = signed_in(f, "Ben", ROLE_MODERATOR);
	const char *admin = signed_in(f, "Cor", ROLE_ADMIN);
	struct {
		const char *path, *cookie;
		int status;
	} cases[] = {
		{ "/member", "", 303 },
		{ "/member", member, 200 },
		{ "/queue", "", 303 },
		{ "/queue", member, 403 },
		{ "/queue", moderator, 200 },
		{ "/queue", admin, 200 },
		{ "/settings", "", 303 },
		{ "/settings", member, 403 },
		{ "/settings", moderator, 403 },
		{ "/settings", admin, 200 },
		{ "/member",
		    "__Host-session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		    "aaaaaaaa",
		    303 },
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		request(f, HTTP_GET, cases[i].path);
		header(f, "cookie", cases[i].cookie);
		send(f);
		assert_int_equal(f->resp.status, cases[i].status);
	}
	/* The cookie of a plain address is nothing over TLS, and back. */
	request(f, HTTP_GET, "/member");
	header(f, "cookie", member + strlen("__Host-"));
	send(f);
	assert_int_equal(f->resp.status, 303);
	f->req.is_secure = false;
	send(f);
	assert_int_equal(f->resp.status, 200);
	/* A session that has run out is a visitor's. */
	clock_set(clock_now() + 60000);
	send(f);
	assert_int_equal(f->resp.status, 303);
	assert_str(field(f, "location"), "/sign-in?next=%2Fmember");
}

static void
a_visitor_who_posts_is_shown_what_was_typed(void **state)
{
	struct fixture *f = *state;

	form(f, "/member", "name=long+story");
	send(f);
	assert_int_equal(f->resp.status, 403);
	assert_body(f, "Praat error 403 reason 2 typed long story");
}

static void
a_form_from_elsewhere_changes_nothing(void **state)
{
	static const char *const origins[] = { "https://evil.example", "null",
		"http://localhost:8443", "https://localhost:8444", "" };
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(origins); i++) {
		form(f, "/", "name=stolen");
		f->headers[1].value = str_of(origins[i]);
		send(f);
		assert_int_equal(f->resp.status, 403);
		assert_body(f, "Praat error 403 reason 1 typed stolen");
	}
	form(f, "/", "name=stolen");
	f->req.n_headers = 1;
	send(f);
	assert_int_equal(f->resp.status, 403);
	assert_int_equal(get(f, "/"), 200);
	assert_true(str_has_prefix(
	    http_response_body(&f->resp), STR("front of Praat ")));
}

static void
only_forms_are_read(void **state)
{
	struct fixture *f = *state;

	form(f, "/", "{}");
	f->headers[0].value = STR("application/json");
	send(f);
	assert_int_equal(f->resp.status, 415);
	form(f, "/", "name=%zz");
	send(f);
	assert_int_equal(f->resp.status, 400);
	form(f, "/", "name=%ff");
	send(f);
	assert_int_equal(f->resp.status, 400);
	assert_int_equal(get(f, "/?page=%00"), 400);
	form(f, "/", "name=x");
	f->headers[0].value = STR(
	    "Application/X-WWW-Form-Urlencoded; charset=utf-8");
	send(f);
	assert_int_equal(f->resp.status, 303);
}

static void
signing_in_is_limited_by_account_and_by_address(void **state)
{
	struct fixture *f = *state;
	enum route_pool pool;

	form(f, "/sign-in", "wrong&email=a%40b.nl");
	send(f);
	assert_int_equal(f->resp.status, 422);
	/* However it is written. */
	form(f, "/sign-in", "wrong&email=%EF%BC%A1%40B.nl");
	send(f);
	assert_int_equal(f->resp.status, 422);
	form(f, "/sign-in", "email=+A%40B.NL+");
	send(f);
	assert_int_equal(f->resp.status, 429);
	assert_str(field(f, "retry-after"), "30");
	assert_body(f, "Praat error 429 reason 3 typed ");
	form(f, "/sign-in", "email=c%40b.nl");
	assert_false(
	    router_start(f->router, f->house->arena, &f->req, &f->resp, &pool));
	assert_int_equal(pool, POOL_PASSWORD);
	send(f);
	assert_int_equal(f->resp.status, 303);
	/* The fifth from this address: the dear pool does not see it. */
	form(f, "/sign-in", "email=d%40b.nl");
	assert_false(
	    router_start(f->router, f->house->arena, &f->req, &f->resp, &pool));
	assert_int_equal(pool, POOL_PAGE);
	send(f);
	assert_int_equal(f->resp.status, 429);
	f->req.client.ip[0] = 0x20;
	send(f);
	assert_int_equal(f->resp.status, 303);
}

static void
r0002_who_knows_the_password_is_not_locked_out(void **state)
{
	struct fixture *f = *state;

	f->settings.sign_in_limit_address.times = 0;
	for (int i = 0; i < 5; i++) {
		form(f, "/sign-in", "email=a%40b.nl");
		send(f);
		assert_int_equal(f->resp.status, 303);
	}
	for (int i = 0; i < 3; i++) {
		form(f, "/sign-in", "wrong&email=a%40b.nl");
		send(f);
		assert_int_equal(f->resp.status, i < 2 ? 422 : 429);
	}
}

/* Each has a connection of his own: one shall not use up the other's times. */
static void
r0002_neighbours_are_not_limited_for_each_other(void **state)
{
	struct fixture *f = *state;

	request(f, HTTP_GET, "/search?q=x");
	assert_ok(http_address_parse(STR("192.0.2.7"), &f->req.client));
	send(f);
	assert_int_equal(f->resp.status, 200);
	send(f);
	assert_int_equal(f->resp.status, 429);
	assert_ok(http_address_parse(STR("192.0.2.8"), &f->req.client));
	send(f);
	assert_int_equal(f->resp.status, 200);
}

static void
posting_and_searching_are_limited(void **state)
{
	struct fixture *f = *state;
	const char *anna = signed_in(f, "Anna", 0);

	for (int i = 0; i < 3; i++) {
		form(f, "/member", "");
		header(f, "cookie", anna);
		send(f);
		assert_int_equal(f->resp.status, i < 2 ? 200 : 429);
	}
	form(f, "/member", "");
	header(f, "cookie", signed_in(f, "Ben", 0));
	send(f);
	assert_int_equal(f->resp.status, 429); /* the address's fourth */
	assert_int_equal(get(f, "/search?q=x"), 200);
	assert_int_equal(get(f, "/search?q=x"), 429);
}

/* However often, in whichever form and by whomever it is asked for. */
static void
an_address_is_mailed_so_often(void **state)
{
	struct fixture *f = *state;
	const char *anna = signed_in(f, "Anna", 0);

	for (int i = 0; i < 5; i++) {
		form(f, "/sign-up", "wrong&email=a%40b.nl");
		send(f);
		assert_int_equal(f->resp.status, 422);
	}
	form(f, "/sign-up", "email=a%40b.nl");
	send(f);
	assert_int_equal(f->resp.status, 303);
	for (int i = 0; i < 3; i++) {
		form(f, "/forgot", "email=+A%40B.NL");
		if (i == 1)
			header(f, "cookie", anna);
		send(f);
		assert_int_equal(f->resp.status, i < 2 ? 303 : 429);
	}
	form(f, "/sign-up", "email=a%40b.nl");
	send(f);
	assert_int_equal(f->resp.status, 429);
	/* What a member asks for is mailed to her, whatever the form says. */
	for (int i = 0; i < 4; i++) {
		form(f, "/ask", i % 2 == 0 ? "email=c%40b.nl" : "");
		header(f, "cookie", anna);
		send(f);
		assert_int_equal(f->resp.status, i < 3 ? 303 : 429);
	}
	/* What is no address is nobody's. */
	for (int i = 0; i < 2; i++) {
		form(f, "/forgot", "wrong&email=");
		send(f);
		assert_int_equal(f->resp.status, 422);
	}
	form(f, "/forgot", "email=d%40b.nl");
	send(f);
	assert_int_equal(f->resp.status, 429); /* the tenth from here */
}

static void
the_session_cookie_is_for_this_host_alone(void **state)
{
	struct fixture *f = *state;

	form(f, "/sign-in", "email=a%40b.nl");
	send(f);
	assert_str(field(f, "set-cookie"),
	    "__Host-session=secret; Path=/; Max-Age=2592000; SameSite=Lax; "
	    "HttpOnly; Secure");
	f->req.is_secure = false;
	f->headers[1].value = STR("http://localhost:8443");
	send(f);
	assert_str(field(f, "set-cookie"),
	    "session=secret; Path=/; Max-Age=2592000; SameSite=Lax; HttpOnly");
}

static void
other_hosts_are_sent_to_the_site(void **state)
{
	struct fixture *f = *state;

	request(f, HTTP_GET, "/");
	f->req.host = STR("evil.example");
	send(f);
	assert_int_equal(f->resp.status, 421);
	f->req.path = STR("/static/site.css");
	send(f);
	assert_int_equal(f->resp.status, 421);
	f->req.path = STR("/healthz");
	assert_true(send(f));
	assert_int_equal(f->resp.status, 200);
	assert_body(f, "ok\n");
}

static void
who_is_deaf_is_alive_and_not_ready(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 3; i++) {
		router_set_deaf(f->router, i == 1);
		request(f, HTTP_GET, "/healthz");
		assert_true(send(f));
		assert_int_equal(f->resp.status, 200);
		request(f, HTTP_GET, "/readyz");
		assert_true(send(f));
		assert_int_equal(f->resp.status, i == 1 ? 503 : 200);
	}
}

static enum err
write_url(struct store_write *w, void *arg)
{
	struct fixture *f = arg;
	struct form_errors errors = { 0 };
	struct site site;
	enum err e;

	e = site_load(store_reads(w), f->house->arena, &site);
	site.url = STR("https://praat.example");
	return e == OK ? site_update(w, f->house->arena, 0, &site, &errors) : e;
}

static void
a_site_with_a_url_is_reached_by_it_alone(void **state)
{
	struct fixture *f = *state;

	f->settings.cert_file = STR("/etc/cert.pem");
	assert_int_equal(get(f, "/"), 200);
	assert_str(field(f, "strict-transport-security"), "");
	assert_ok(store_write(f->house->store, write_url, f));
	request(f, HTTP_GET, "/long?page=2");
	send(f);
	assert_int_equal(f->resp.status, 308);
	assert_str(field(f, "location"), "https://praat.example/long?page=2");
	form(f, "/", "name=x");
	send(f);
	assert_int_equal(f->resp.status, 421);
	/* A certificate that was set makes it promise TLS for the future. */
	request(f, HTTP_GET, "/long?page=2");
	f->req.host = STR("praat.example");
	send(f);
	assert_int_equal(f->resp.status, 200);
	assert_str(field(f, "strict-transport-security"), "max-age=31536000");
	assert_true(send(f));
	assert_str(field(f, "strict-transport-security"), "max-age=31536000");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(each_error_has_its_status),
		site_test(only_who_may_gets_in),
		site_test(a_visitor_who_posts_is_shown_what_was_typed),
		site_test(a_form_from_elsewhere_changes_nothing),
		site_test(only_forms_are_read),
		site_test(signing_in_is_limited_by_account_and_by_address),
		site_test(r0002_who_knows_the_password_is_not_locked_out),
		site_test(r0002_neighbours_are_not_limited_for_each_other),
		site_test(posting_and_searching_are_limited),
		site_test(an_address_is_mailed_so_often),
		site_test(the_session_cookie_is_for_this_host_alone),
		site_test(other_hosts_are_sent_to_the_site),
		site_test(who_is_deaf_is_alive_and_not_ready),
		site_test(a_site_with_a_url_is_reached_by_it_alone),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
