#include "cmocka_all.h"

#include <string.h>

#include "base/clock.h"
#include "crypto/crypto.h"

static int
start(void **state)
{
	*state = arena_new(0);
	return crypto_init() == OK ? 0 : -1;
}

static int
stop(void **state)
{
	arena_free(*state);
	return 0;
}

static void
token_is_url_text_and_never_the_same(void **state)
{
	struct str a = crypto_token(*state), b = crypto_token(*state);

	assert_int_equal(a.n, TOKEN_TEXT_LEN);
	assert_int_equal(b.n, TOKEN_TEXT_LEN);
	assert_false(str_eq(a, b));
	for (size_t i = 0; i < a.n; i++)
		assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789-_",
		    a.p[i]));
}

static void
random_fills_every_byte(void **state)
{
	unsigned char seen[64] = { 0 }, p[64];

	(void)state;
	for (int round = 0; round < 8; round++) {
		crypto_random(p, sizeof(p));
		for (size_t i = 0; i < sizeof(p); i++)
			seen[i] |= p[i];
	}
	for (size_t i = 0; i < sizeof(seen); i++)
		assert_int_not_equal(seen[i], 0);
}

/* The value is from b2sum -l 256. */
static void
digest_is_blake2b_256(void **state)
{
	struct str digest = crypto_digest_str(*state, STR("praat mee"));

	assert_int_equal(digest.n, DIGEST_BYTES);
	assert_str(crypto_hex(*state, digest),
	    "f5291f043e0472b863c04bbe2bb89ae6"
	    "ad04b7708e954df1562f165212424732");
	assert_str(crypto_hex(*state, crypto_digest_str(*state, STR_NONE)),
	    "0e5751c026e543b2e8ab2eb06099daa1"
	    "d1e5df47778f7787faab45cdf12fe3a8");
	assert_str(crypto_hex(*state, STR_NONE), "");
}

static void
equal_compares_every_byte(void **state)
{
	(void)state;
	assert_true(crypto_equal(STR("abc"), STR("abc")));
	assert_true(crypto_equal(STR_NONE, STR_NONE));
	assert_false(crypto_equal(STR("abc"), STR("abd")));
	assert_false(crypto_equal(STR("abc"), STR("bbc")));
	assert_false(crypto_equal(STR("abc"), STR("abcd")));
	assert_false(crypto_equal(STR("abc"), STR_NONE));
}

static void
wipe_overwrites(void **state)
{
	char p[] = "geheim", zero[sizeof(p)] = { 0 };

	(void)state;
	crypto_wipe(p, sizeof(p));
	assert_memory_equal(p, zero, sizeof(p));
}

static void
password_fits_its_own_hash_only(void **state)
{
	struct str hash, again;

	assert_ok(crypto_password_hash(*state, STR("een goed idee"), &hash));
	assert_true(
	    str_has_prefix(hash, STR("$argon2id$v=19$m=19456,t=2,p=1$")));
	assert_true(crypto_password_verify(hash, STR("een goed idee")));
	assert_false(crypto_password_verify(hash, STR("een goed ideE")));
	assert_false(crypto_password_verify(hash, STR_NONE));
	assert_ok(crypto_password_hash(*state, STR("een goed idee"), &again));
	assert_false(str_eq(hash, again));
}

static void
password_verify_refuses_what_is_no_hash(void **state)
{
	char longer[1000];
	struct str all = { longer, sizeof(longer) };

	(void)state;
	memset(longer, '$', sizeof(longer));
	assert_false(crypto_password_verify(STR("$argon2id$"), STR("x")));
	assert_false(crypto_password_verify(STR("x"), STR("x")));
	assert_false(crypto_password_verify(all, STR("x")));
}

/*
 * Time is measured only to see that the work is done: a comparison that comes
 * back at once takes microseconds, the work more than ten milliseconds.
 */
static void
password_verify_works_as_hard_without_an_account(void **state)
{
	int64_t before = clock_mono_us();

	(void)state;
	assert_false(crypto_password_verify(STR_NONE, STR("een goed idee")));
	assert_true(clock_mono_us() - before > 2000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(token_is_url_text_and_never_the_same),
		cmocka_unit_test(random_fills_every_byte),
		cmocka_unit_test(digest_is_blake2b_256),
		cmocka_unit_test(equal_compares_every_byte),
		cmocka_unit_test(wipe_overwrites),
		cmocka_unit_test(password_fits_its_own_hash_only),
		cmocka_unit_test(password_verify_refuses_what_is_no_hash),
		cmocka_unit_test(
		    password_verify_works_as_hard_without_an_account),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
