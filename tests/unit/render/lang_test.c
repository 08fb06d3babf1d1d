#include "cmocka_all.h"

#include "render/lang.h"

static void
lang_parse_takes_tags_of_our_languages(void **state)
{
	enum lang lang = LANG_AR;

	(void)state;
	assert_ok(lang_parse(STR("nl-BE"), &lang));
	assert_int_equal(lang, LANG_NL);
	assert_ok(lang_parse(STR("EN"), &lang));
	assert_int_equal(lang, LANG_EN);
	assert_int_equal(lang_parse(STR("nld"), &lang), ERR_NOT_FOUND);
	assert_int_equal(lang_parse(STR(""), &lang), ERR_NOT_FOUND);
	assert_int_equal(lang, LANG_EN);
}

static void
lang_negotiate_follows_the_weights(void **state)
{
	static const struct {
		const char *field;
		enum lang lang;
	} cases[] = {
		{ "nl", LANG_NL },
		{ "en-GB,en;q=0.9,nl;q=0.8", LANG_EN },
		{ "de, nl;q=0.5, en;q=0.4", LANG_NL },
		{ "fr-BE,fr;q=0.9,nl;q=0.8", LANG_FR },
		{ "ar-MA,fr;q=0.9", LANG_AR },
		{ "en, nl", LANG_EN },
		{ "nl;q=0.1 , en ; q=0.2", LANG_EN },
		{ "NL;Q=1.000,en;q=0.999", LANG_NL },
		{ "*", LANG_NL },
		{ "nl;q=0, *", LANG_EN },
		{ "de,*;q=0.1", LANG_NL },
		{ "en;q=2,nl;q=0.1", LANG_NL },
		{ ",, en ,", LANG_EN },
	};
	enum lang lang;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_ok(lang_negotiate(str_of(cases[i].field), &lang));
		assert_int_equal(lang, cases[i].lang);
	}
}

static void
lang_negotiate_finds_nothing_in_other_languages(void **state)
{
	static const char *const fields[] = { "", "de", "de;q=1,tr", "nl;q=0",
		"*;q=0", ";q=1", "nl;q=", "nl;q=0.1234", "nl;x=1", "tr" };
	enum lang lang;

	(void)state;
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		assert_int_equal(
		    lang_negotiate(str_of(fields[i]), &lang), ERR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lang_parse_takes_tags_of_our_languages),
		cmocka_unit_test(lang_negotiate_follows_the_weights),
		cmocka_unit_test(
		    lang_negotiate_finds_nothing_in_other_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
