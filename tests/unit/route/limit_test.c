#include "cmocka_all.h"

#include <pthread.h>

#include "base/arena.h"
#include "crypto/crypto.h"
#include "route/limit.h"

enum { START = 1700000000 };
static const int64_t NOW = INT64_C(1000) * START;

static int
set_up(void **state)
{
	*state = limiter_new();
	return 0;
}

static int
tear_down(void **state)
{
	limiter_free(*state);
	return 0;
}

static void
so_many_times_and_then_one_at_a_time(void **state)
{
	struct limiter *l = *state;
	struct limit limit = { 3, 60 };
	struct limit_key key = { "post", STR("a") };

	for (int i = 0; i < 3; i++)
		assert_true(limiter_take(l, &limit, &key, NOW) == 0);
	assert_true(limiter_take(l, &limit, &key, NOW) == 20);
	/* What is refused costs nothing. */
	assert_true(limiter_take(l, &limit, &key, NOW + 19999) == 1);
	assert_true(limiter_take(l, &limit, &key, NOW + 20000) == 0);
	assert_true(limiter_take(l, &limit, &key, NOW + 20000) == 20);
	for (int i = 0; i < 3; i++)
		assert_true(limiter_take(l, &limit, &key, NOW + 90000) == 0);
	assert_true(limiter_take(l, &limit, &key, NOW + 90000) != 0);
}

static void
keys_and_kinds_are_counted_apart(void **state)
{
	struct limiter *l = *state;
	struct limit limit = { 1, 60 };

	assert_true(limiter_take(l, &limit,
			&(struct limit_key){ "a", STR("b") }, NOW) == 0);
	assert_true(limiter_take(l, &limit,
			&(struct limit_key){ "a", STR("c") }, NOW) == 0);
	assert_true(limiter_take(l, &limit,
			&(struct limit_key){ "b", STR("b") }, NOW) == 0);
	assert_true(limiter_take(l, &limit,
			&(struct limit_key){ "a", STR("b") }, NOW) == 60);
}

static void
asking_takes_nothing_and_no_limit_is_none(void **state)
{
	struct limiter *l = *state;
	struct limit limit = { 1, 60 }, none = { 0, 60 };
	struct limit_key key = { "post", STR("a") };

	for (int i = 0; i < 5; i++)
		assert_true(limiter_ask(l, &limit, &key, NOW) == 0);
	assert_true(limiter_take(l, &limit, &key, NOW) == 0);
	assert_true(limiter_ask(l, &limit, &key, NOW) == 60);
	for (int i = 0; i < 5; i++)
		assert_true(limiter_take(l, &none, &key, NOW) == 0);
}

static void
a_clock_set_back_locks_nobody_out_for_longer(void **state)
{
	struct limiter *l = *state;
	struct limit limit = { 2, 60 };
	struct limit_key key = { "post", STR("a") };

	assert_true(limiter_take(l, &limit, &key, NOW) == 0);
	assert_true(limiter_take(l, &limit, &key, NOW) == 0);
	assert_true(limiter_take(l, &limit, &key, NOW - 3600000) == 30);
}

static void
a_flood_of_keys_takes_no_more_memory_and_frees_few(void **state)
{
	struct limiter *l = *state;
	struct arena *a = arena_new(0);
	struct limit limit = { 1, 3600 };
	int n_kept = 0;

	/* A sixteenth of the table of keys that are spent … */
	for (int i = 0; i < 4096; i++)
		assert_true(
		    limiter_take(l, &limit,
			&(struct limit_key){ "post", arena_fmt(a, "%d", i) },
			NOW + 1000) == 0);
	/* … stand against as many that are spent for a shorter time. */
	for (int i = 0; i < 65536; i++)
		limiter_take(l, &(struct limit){ 10, 60 },
		    &(struct limit_key){ "flood", arena_fmt(a, "%d", i) }, NOW);
	for (int i = 0; i < 4096; i++)
		n_kept += limiter_ask(l, &limit,
			      &(struct limit_key){
				  "post", arena_fmt(a, "%d", i) },
			      NOW + 1000) != 0;
	assert_int_equal(n_kept, 4096);
	arena_free(a);
}

enum { N_THREADS = 4, N_TIMES = 1000 };

static void *
take_many(void *arg)
{
	struct limit limit = { N_TIMES, 3600 };
	struct limit_key key = { "post", STR("shared") };
	intptr_t n = 0;

	for (int i = 0; i < N_TIMES; i++)
		n += limiter_take(arg, &limit, &key, NOW) == 0;
	return (void *)n;
}

static void
threads_share_one_count(void **state)
{
	pthread_t threads[N_THREADS];
	intptr_t n_taken = 0;

	for (int i = 0; i < N_THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, take_many, *state), 0);
	for (int i = 0; i < N_THREADS; i++) {
		void *n;

		pthread_join(threads[i], &n);
		n_taken += (intptr_t)n;
	}
	assert_int_equal(n_taken, N_TIMES);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		T(so_many_times_and_then_one_at_a_time),
		T(keys_and_kinds_are_counted_apart),
		T(asking_takes_nothing_and_no_limit_is_none),
		T(a_clock_set_back_locks_nobody_out_for_longer),
		T(a_flood_of_keys_takes_no_more_memory_and_frees_few),
		T(threads_share_one_count),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
