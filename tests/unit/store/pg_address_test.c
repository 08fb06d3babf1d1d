/* What an address of a database server says, and what of it may be shown. */
#include "store/pg.h"

#include "cmocka_all.h"

static void
an_address_is_shown_without_its_password(void **state)
{
	static const struct {
		const char *address, *shown;
	} cases[] = {
		{ "postgresql://ann:geheim@db/forum",
		    "postgresql://ann@db/forum" },
		{ "postgres://ann:ge%40heim@db1:5432,db2:5433/forum?sslmode="
		  "verify-full&sslrootcert=/ca.pem",
		    "postgres://ann@db1:5432,db2:5433/forum?sslmode="
		    "verify-full&sslrootcert=/ca.pem" },
		{ "postgresql://ann@db/forum", "postgresql://ann@db/forum" },
		{ "postgresql://db/"
		  "forum?user=ann&password=geheim&sslmode=require",
		    "postgresql://db/forum?user=ann&sslmode=require" },
		{ "postgresql://db/forum?password=geheim",
		    "postgresql://db/forum" },
		{ "postgresql:///forum?host=/run/pg&sslpassword=geheim&port=1",
		    "postgresql:///forum?host=/run/pg&port=1" },
		{ "postgresql://db:5432/forum@ann:geheim",
		    "postgresql://db:5432/forum@ann:geheim" },
		{ "postgresql://[::1]:5432/forum",
		    "postgresql://[::1]:5432/forum" },
		{ "postgresql://", "postgresql://" },
		{ "postgresql://ann:geheim@", "postgresql://ann@" },
		/* As nobody would write it. */
		{ "postgresql://db/forum?p%61ssword=geheim", "ADDRESS" },
	};
	struct arena *a = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(pg_address_check(cases[i].address), OK);
		assert_str(
		    pg_address_shown(a, cases[i].address), cases[i].shown);
	}
	arena_free(a);
}

static void
a_password_that_is_not_encoded_is_not_taken_for_a_host(void **state)
{
	static const char *const cases[] = {
		"postgresql://ann:ge@heim@db/forum",
		"postgresql://ann:ge/heim@db/forum",
		"postgresql://ann:ge%heim@db/forum", "postgresql://ann:ge",
		"postgresql://ann:ge/h?eim@db/forum",
		"postgresql://db/forum?nothing=1"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(pg_address_check(cases[i]), ERR_DENIED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_is_shown_without_its_password),
		cmocka_unit_test(
		    a_password_that_is_not_encoded_is_not_taken_for_a_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
