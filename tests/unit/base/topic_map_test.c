/* Topics are found again, however many there are. */
#include "cmocka_all.h"

#include "base/topic_map.h"

enum { N = 1000 };

static struct topic
topic_of(int i)
{
	return (struct topic){ i % 2 ? TOPIC_THREAD : TOPIC_THEME, i / 2 };
}

static void
what_was_added_is_found(void **state)
{
	struct topic_node nodes[N] = { { 0 } };
	struct topic_map m;

	(void)state;
	topic_map_init(&m);
	for (int i = 0; i < N; i++) {
		assert_null(topic_map_find(&m, topic_of(i)));
		nodes[i].topic = topic_of(i);
		topic_map_add(&m, &nodes[i]);
	}
	for (int i = 0; i < N; i += 3)
		topic_map_remove(&m, &nodes[i]);
	for (int i = 0; i < N; i++)
		assert_ptr_equal(topic_map_find(&m, topic_of(i)),
		    i % 3 == 0 ? NULL : &nodes[i]);
	topic_map_fini(&m);
}

static void
a_walk_meets_each_once(void **state)
{
	struct topic_node nodes[N] = { { 0 } };
	bool is_met[N] = { false };
	struct topic_map m;
	size_t n = 0;

	(void)state;
	topic_map_init(&m);
	assert_null(topic_map_next(&m, NULL));
	for (int i = 0; i < N; i++) {
		nodes[i].topic = topic_of(i);
		topic_map_add(&m, &nodes[i]);
	}
	for (struct topic_node *at = topic_map_next(&m, NULL); at != NULL;
	     at = topic_map_next(&m, at)) {
		assert_false(is_met[at - nodes]);
		is_met[at - nodes] = true;
		n++;
	}
	assert_int_equal(n, N);
	topic_map_fini(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_added_is_found),
		cmocka_unit_test(a_walk_meets_each_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
