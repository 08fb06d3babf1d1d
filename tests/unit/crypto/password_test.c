#include "cmocka_all.h"

#include "base/num.h"
#include "crypto/password.h"

/* Lower-case letters, digits and marks are their own folded form. */
static enum password_weakness
weakness(const char *password)
{
	static const struct str names[] = { STR_INIT("fatima el amrani"),
		STR_INIT("f.elamrani"), STR_INIT("praat mee"), STR_INIT("bo"),
		STR_INIT("") };

	return password_weakness(
	    str_of(password), str_of(password), names, ARRAY_LEN(names));
}

static void
all_are(const char *const *passwords, size_t n, enum password_weakness want)
{
	for (size_t i = 0; i < n; i++)
		if (weakness(passwords[i]) != want)
			fail_msg("%s gives %d, not %d", passwords[i],
			    (int)weakness(passwords[i]), (int)want);
}

static void
password_length_is_in_characters_and_bytes(void **state)
{
	char most[PASSWORD_MAX + 2] = { 0 };

	(void)state;
	assert_int_equal(weakness(""), PASSWORD_TOO_SHORT);
	assert_int_equal(weakness("kort woordj"), PASSWORD_TOO_SHORT);
	assert_int_equal(weakness("kort woordje"), PASSWORD_GOOD);
	/* eleven characters in more than twelve bytes */
	assert_int_equal(weakness("café crème "), PASSWORD_TOO_SHORT);
	for (size_t i = 0; i <= PASSWORD_MAX; i++)
		most[i] = "sterkewoordinghqpzv"[i * i % 19];
	assert_int_equal(weakness(most), PASSWORD_TOO_LONG);
	most[PASSWORD_MAX] = '\0';
	assert_int_equal(weakness(most), PASSWORD_GOOD);
}

static void
password_without_composition_rules_is_good(void **state)
{
	static const char *const good[] = { "de buurman fietst",
		"correct horse battery staple", "vier kippen zonder hok",
		"zeven-tien-oranje", "xq7vkd2mwp9t", "kx#9!bv@2mq$",
		"welkom in onze mooie straat", "fatima houdt van pannenkoeken",
		"مرحبا بالجميع جيراننا" };

	(void)state;
	all_are(good, ARRAY_LEN(good), PASSWORD_GOOD);
}

static void
password_of_repeats_is_refused(void **state)
{
	static const char *const bad[] = { "aaaaaaaaaaaa", "abababababab",
		"xyz!xyz!xyz!", "kwartokwartokwarto", "111111222222",
		"aabbaabbabab", "hondenhonden", "000000000001",
		"éééééééééééé" };

	(void)state;
	all_are(bad, ARRAY_LEN(bad), PASSWORD_REPEATS);
	/* folding may leave nothing of it */
	assert_int_equal(
	    password_weakness(STR("            "), STR_NONE, NULL, 0),
	    PASSWORD_REPEATS);
}

static void
password_of_runs_is_refused(void **state)
{
	static const char *const bad[] = { "abcdefghijkl", "lkjihgfedcba",
		"123456789012", "098765432109", "qwertyuiop12", "poiuytrewq!!",
		"azertyuiop99", "1qaz2wsx3edc", "asdfghjkl123", "abcdef123456",
		"!@#$%^&*()qw", "12345-67890-x" };

	(void)state;
	all_are(bad, ARRAY_LEN(bad), PASSWORD_RUN);
}

static void
password_of_names_is_refused(void **state)
{
	static const char *const bad[] = { "fatima elamrani", "fatimaelamrani",
		"fatima-1985!", "amranifatima1", "f.elamrani99",
		"praatmeepraatmee1", "praat-mee-2026", "praat mee 12",
		"fatimawelkom1" };

	(void)state;
	all_are(bad, ARRAY_LEN(bad), PASSWORD_NAME);
	/* two letters are no name to look for */
	assert_int_equal(weakness("boboterhamzakje"), PASSWORD_GOOD);
}

static void
password_that_many_choose_is_refused(void **state)
{
	static const char *const bad[] = { "welkom123456", "wachtwoord123",
		"geheim geheim!", "password2026!", "amsterdam020",
		"wachtwoordwelkom", "feyenoord1908", "motdepasse123",
		"123welkom2026", "administrator1", "welkom bij bo" };

	(void)state;
	all_are(bad, ARRAY_LEN(bad), PASSWORD_FAVOURITE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(password_length_is_in_characters_and_bytes),
		cmocka_unit_test(password_without_composition_rules_is_good),
		cmocka_unit_test(password_of_repeats_is_refused),
		cmocka_unit_test(password_of_runs_is_refused),
		cmocka_unit_test(password_of_names_is_refused),
		cmocka_unit_test(password_that_many_choose_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
