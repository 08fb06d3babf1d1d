/* What a store says of itself, and who waits for it. */
#include "store/store_fixture.h"

#include <pthread.h>

#include "base/clock.h"

static void
commits_and_writes_are_counted(void **state)
{
	struct fixture *f = *state;
	struct book kept = { STR("Kept"), 0, OK };
	struct book undone = { STR("Undone"), 0, ERR_DENIED };
	struct store_stats before, after;

	store_stats(f->store, &before);
	assert_ok(store_write(f->store, add_book, &kept));
	assert_int_equal(store_write(f->store, add_book, &undone), ERR_DENIED);
	store_stats(f->store, &after);
	assert_true(after.n_commits > before.n_commits);
	assert_int_equal(after.n_writes - before.n_writes, 1);
	assert_int_equal(count_commits(&after), after.n_commits);
	assert_true(after.commit_us > before.commit_us);
	assert_int_equal(after.n_waiting, 0);
	assert_int_equal(after.n_failed, 0);
}

struct told {
	char query[32];
	int64_t us;
	int n;
};

static void
on_query(void *arg, const char *query, int64_t us, size_t n_rows)
{
	struct told *told = arg;

	snprintf(told->query, sizeof(told->query), "%s", query);
	told->us += us;
	told->n += (int)n_rows;
}

static void
a_watched_write_tells_its_queries_and_what_it_waited_for(void **state)
{
	struct fixture *f = *state;
	struct book book = { STR("Watched"), 0, OK },
		    next = { STR("Not"), 0, OK };
	struct told told = { 0 };
	struct store_watch watch = { .trace = on_query,
		.trace_arg = &told,
		.queued_us = -1,
		.commit_us = -1 };
	int64_t began_us = clock_mono_us(), us;

	assert_ok(store_write_watched(f->store, add_book, &book, &watch));
	us = clock_mono_us() - began_us;
	assert_string_equal(told.query, "book_add");
	assert_true(watch.queued_us >= 0 && watch.commit_us > 0);
	assert_true(watch.queued_us + told.us + watch.commit_us <= us);
	/* Nobody hears of the next one. */
	told.n = 0;
	assert_ok(store_write(f->store, add_book, &next));
	assert_int_equal(told.n, 0);
}

struct waiter {
	struct store *store;
	int64_t seen;
};

static void *
wait_for_news(void *arg)
{
	struct waiter *waiter = arg;

	store_wait(waiter->store, &waiter->seen, 60000);
	return NULL;
}

static void
who_waits_goes_on_at_a_commit(void **state)
{
	struct fixture *f = *state;
	struct book book = { STR("News"), 0, OK };
	struct waiter waiter = { f->store, 0 };
	int64_t began = clock_mono_us();
	pthread_t thread;

	/* What was committed before counts once. */
	store_wait(f->store, &waiter.seen, 60000);
	assert_int_equal(
	    pthread_create(&thread, NULL, wait_for_news, &waiter), 0);
	assert_ok(store_write(f->store, add_book, &book));
	pthread_join(thread, NULL);
	assert_true(clock_mono_us() - began < 30 * 1000 * 1000);
	/* Nothing new: the time passes. */
	store_wait(f->store, &waiter.seen, 1);
}

static void
a_wake_before_the_wait_is_not_lost(void **state)
{
	struct fixture *f = *state;
	int64_t began, seen = 0;

	store_wait(f->store, &seen, 0);
	store_wake(f->store);
	began = clock_mono_us();
	store_wait(f->store, &seen, 60000);
	assert_true(clock_mono_us() - began < 30 * 1000 * 1000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		store_test(commits_and_writes_are_counted),
		store_test(
		    a_watched_write_tells_its_queries_and_what_it_waited_for),
		store_test(who_waits_goes_on_at_a_commit),
		store_test(a_wake_before_the_wait_is_not_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
