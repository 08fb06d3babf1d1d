#include "cmocka_all.h"

#include <string.h>

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

static void
arena_alloc_gives_zeros(void **state)
{
	struct arena *a = arena_new(0);
	char *p, *grown;

	(void)state;
	for (int round = 0; round < 3; round++) {
		p = arena_alloc(a, 100);
		for (int i = 0; i < 100; i++)
			assert_int_equal(p[i], 0);
		memset(p, 'x', 100);
		grown = arena_grow(a, p, 100, 200);
		for (int i = 0; i < 200; i++)
			assert_int_equal(grown[i], i < 100 ? 'x' : 0);
		memset(grown, 'y', 200);
		p = arena_z(a, STR("vier"));
		assert_string_equal(p, "vier");
		assert_int_equal(arena_str(a, STR("vijf")).p[4], '\0');
		memset(p, 'z', 5);
		memset(arena_alloc(a, 20000), 'w', 20000);
		arena_reset(a);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arena_alloc_gives_zeros),
		cmocka_unit_test(arena_join_puts_texts_behind_one_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
