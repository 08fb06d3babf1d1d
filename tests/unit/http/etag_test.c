#include "cmocka_all.h"

#include <string.h>

#include "http/etag.h"

enum { N_BYTES = 100 };

/* Of every length, a change of any byte gives another tag. */
static void
etag_feels_every_byte(void **state)
{
	char bytes[N_BYTES];
	struct arena *a = arena_new(0);

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	for (size_t n = 0; n < N_BYTES; n++) {
		struct str text = { bytes, n }, tag = http_etag(a, text);

		assert_true(str_eq(tag, http_etag(a, text)));
		assert_true(str_has_prefix(tag, STR("W/\"")));
		assert_false(
		    str_eq(tag, http_etag(a, (struct str){ bytes, n + 1 })));
		for (size_t i = 0; i < n; i++) {
			bytes[i] = 'y';
			assert_false(str_eq(tag, http_etag(a, text)));
			bytes[i] = 'x';
		}
	}
	arena_free(a);
}

/* Words that change places are another text. */
static void
etag_feels_the_order(void **state)
{
	static const char *const words[] = { "aaaaaaaa", "bbbbbbbb", "cccccccc",
		"dddddddd", "eeeeeeee", "ffffffff", "gggggggg", "hhhhhhhh" };
	struct arena *a = arena_new(0);
	struct str text[8], tag, other;

	(void)state;
	for (size_t i = 0; i < 8; i++)
		text[i] = str_of(words[i]);
	tag = http_etag(a, arena_join(a, text, 8));
	for (size_t i = 0; i < 8; i++)
		for (size_t j = 0; j < i; j++) {
			text[i] = str_of(words[j]);
			text[j] = str_of(words[i]);
			other = http_etag(a, arena_join(a, text, 8));
			assert_false(str_eq(tag, other));
			text[i] = str_of(words[i]);
			text[j] = str_of(words[j]);
		}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(etag_feels_every_byte),
		cmocka_unit_test(etag_feels_the_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
