#include "cmocka_all.h"

#include <pthread.h>

#include "base/count.h"

/* More than have a row of their own. */
enum { THREADS = 80, TIMES = 1000 };

static void *
count(void *arg)
{
	for (int i = 0; i < TIMES; i++) {
		counts_add(arg, 0, 1);
		counts_add(arg, 2, 3);
	}
	return NULL;
}

static void
what_all_threads_counted_is_the_sum(void **state)
{
	struct counts *c = counts_new(3);
	pthread_t threads[THREADS];

	(void)state;
	assert_int_equal(counts_sum(c, 0), 0);
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, count, c), 0);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(counts_sum(c, 0), THREADS * TIMES);
	assert_int_equal(counts_sum(c, 1), 0);
	assert_int_equal(counts_sum(c, 2), 3 * THREADS * TIMES);
	counts_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_all_threads_counted_is_the_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
