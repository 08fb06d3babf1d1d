#include "cmocka_all.h"

#include "base/arena.h"

static void
arena_join_puts_texts_behind_one_another(void **state)
{
	const struct str parts[] = { STR("een"), STR_NONE, STR(", twee"),
		STR("") };
	struct arena *a = arena_new(0);
	struct str s = arena_join(a, parts, 4);

	(void)state;
	assert_str(s, "een, twee");
	assert_int_equal(s.p[s.n], '\0');
	assert_int_equal(arena_join(a, parts, 0).n, 0);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_join_puts_texts_behind_one_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
