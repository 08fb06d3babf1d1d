/* Who may read the numbers, and who hears that there is no such page. */
#include "route/small_site.h"

static void
print(void *arg, struct buf *out)
{
	(void)arg;
	buf_str(out, STR("numbers"));
}

static bool
sees(struct fixture *f, const char *address, const char *field_name)
{
	request(f, HTTP_GET, "/metrics");
	assert_ok(http_address_parse(str_of(address), &f->req.client));
	if (field_name != NULL)
		header(f, field_name, "127.0.0.1");
	if (!send(f)) {
		assert_int_equal(f->resp.status, 404);
		return false;
	}
	assert_int_equal(f->resp.status, 200);
	assert_body(f, "numbers");
	return true;
}

static void
numbers_are_for_this_computer_and_the_addresses_set(void **state)
{
	struct fixture *f = *state;

	assert_false(sees(f, "127.0.0.1", NULL)); /* nobody prints them */
	router_on_metrics(f->router, print, NULL);
	assert_true(sees(f, "127.0.0.1", NULL));
	assert_true(sees(f, "::1", NULL));
	assert_false(sees(f, "192.0.2.1", NULL));
	assert_ok(
	    http_address_parse(STR("192.0.2.1"), &f->settings.metrics.v[0]));
	f->settings.metrics.n = 1;
	assert_true(sees(f, "192.0.2.1", NULL));
	assert_true(sees(f, "127.0.0.1", NULL));
	assert_false(sees(f, "192.0.2.2", NULL));
}

static void
what_a_proxy_handed_on_sees_no_numbers(void **state)
{
	static const char *const signs[] = { "forwarded", "via",
		"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
		"x-real-ip" };
	struct fixture *f = *state;

	router_on_metrics(f->router, print, NULL);
	assert_ok(
	    http_address_parse(STR("192.0.2.1"), &f->settings.metrics.v[0]));
	f->settings.metrics.n = 1;
	for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
		assert_false(sees(f, "127.0.0.1", signs[i]));
		assert_false(sees(f, "192.0.2.1", signs[i]));
	}
	assert_true(sees(f, "192.0.2.1", "x-other"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(numbers_are_for_this_computer_and_the_addresses_set),
		site_test(what_a_proxy_handed_on_sees_no_numbers),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
