#include "cmocka_all.h"

#include <time.h>

#include "base/clock.h"
#include "base/num.h"
#include "render/civil.h"
#include "render/moment.h"

static void
assert_same(const struct civil *c, const struct tm *tm)
{
	assert_int_equal(c->year, tm->tm_year + 1900);
	assert_int_equal(c->month, tm->tm_mon + 1);
	assert_int_equal(c->day, tm->tm_mday);
	assert_int_equal(c->hour, tm->tm_hour);
	assert_int_equal(c->minute, tm->tm_min);
	assert_int_equal(c->second, tm->tm_sec);
}

static void
check_utc(int64_t seconds)
{
	struct civil c = civil_utc(seconds * SECOND_MS + 999);
	time_t t = (time_t)seconds;
	struct tm tm;

	assert_non_null(gmtime_r(&t, &tm));
	assert_same(&c, &tm);
}

static void
check_local(int64_t seconds)
{
	struct civil c = civil_local(seconds * SECOND_MS);
	time_t t = (time_t)seconds;
	struct tm tm;

	assert_non_null(localtime_r(&t, &tm));
	assert_same(&c, &tm);
}

static void
civil_utc_is_what_the_library_says(void **state)
{
	(void)state;
	/* Each day of a thousand years, at another time of the day. */
	for (int64_t s = -500 * INT64_C(31556952); s < 500 * INT64_C(31556952);
	     s += 86399)
		check_utc(s);
	check_utc(INT64_C(253402300799)); /* the last second of 9999 */
	check_utc(-INT64_C(62135596801)); /* the last of the year 0 */
	check_utc(951782400);		  /* 29 February 2000 */
	check_utc(4107542400);		  /* 1 March 2100 */
}

static void
civil_local_is_what_the_library_says(void **state)
{
	static const char *const zones[] = { "Europe/Amsterdam",
		"Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia",
		"America/St_Johns", "UTC" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		assert_ok(moment_set_zone(str_of(zones[i])));
		/*
		 * Six years of quarters, a minute more, and the second before
		 * each: Newfoundland moved its clocks at a minute past.
		 */
		for (int64_t s = INT64_C(1167609660); s < INT64_C(1356998460);
		     s += 900) {
			check_local(s - 1);
			check_local(s);
		}
	}
}

static void
moment_iso_has_four_digits_of_a_year(void **state)
{
	static const struct {
		int64_t at;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ INT64_C(253402300799999), "9999-12-31T23:59:59Z" },
		{ INT64_C(253402300800000), "10000-01-01T00:00:00Z" },
		{ INT64_C(-62135596800000), "0001-01-01T00:00:00Z" },
		{ INT64_C(-62135596800001), "0000-12-31T23:59:59Z" },
		{ INT64_C(-31556952000000), "0969-12-31T12:00:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf b = { 0 };

		moment_iso(&b, cases[i].at);
		assert_str(buf_text(&b), cases[i].text);
		buf_free(&b);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(civil_utc_is_what_the_library_says),
		cmocka_unit_test(civil_local_is_what_the_library_says),
		cmocka_unit_test(moment_iso_has_four_digits_of_a_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
