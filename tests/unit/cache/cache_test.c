#include "cmocka_all.h"

#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>

#include "base/clock.h"
#include "base/num.h"
#include "cache/cache.h"

static const struct topic thread_7 = { TOPIC_THREAD, 7 };
static const struct topic thread_8 = { TOPIC_THREAD, 8 };
static const struct topic theme_7 = { TOPIC_THEME, 7 };
static const struct topic site = { TOPIC_SITE, 0 };

static void
put(struct cache *c, const char *key, const struct topic *t, size_t n,
    const char *body)
{
	struct http_response res = { .status = 200 };

	http_response_header(&res, "content-type", STR("text/html"));
	buf_str(&res.body, str_of(body));
	cache_put(c, str_of(key), cache_epoch(c), t, n, &res);
	http_response_fini(&res);
}

static bool
has(struct cache *c, const char *key)
{
	struct http_response res = { 0 };
	bool is_hit = cache_get(c, str_of(key), &res);

	http_response_fini(&res);
	return is_hit;
}

static void
cache_get_gives_what_was_put(void **state)
{
	struct cache *c = cache_new(1 << 20, 1);
	struct http_response res = { 0 };

	(void)state;
	assert_false(cache_get(c, STR("/t/7"), &res));
	assert_int_equal(res.status, 0);
	put(c, "/t/7", &thread_7, 1, "<p>zeven</p>");
	assert_true(cache_get(c, STR("/t/7"), &res));
	assert_int_equal(res.status, 200);
	assert_int_equal(res.n_headers, 1);
	assert_str(res.headers[0].name, "content-type");
	assert_str(res.headers[0].value, "text/html");
	assert_str(res.printed,
	    "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n"
	    "Content-Length: 12\r\n");
	assert_str(http_response_body(&res), "<p>zeven</p>");
	http_response_fini(&res);
	assert_false(has(c, "/t/7 "));
	put(c, "/t/7", &thread_7, 1, "<p>anders</p>");
	assert_true(cache_get(c, STR("/t/7"), &res));
	assert_str(http_response_body(&res), "<p>anders</p>");
	http_response_fini(&res);
	cache_free(c);
}

static bool
holds(struct cache *c, const char *key)
{
	struct cache_held held = { STR_NONE, NULL };
	bool is_held = cache_hold(c, str_of(key), &held);

	cache_release(&held);
	return is_held;
}

static void
cache_hold_gives_what_was_kept(void **state)
{
	struct cache *c = cache_new(1 << 20, 1);
	struct cache_item item = {
		.bytes = STR("seven"), .topics = &thread_7, .n_topics = 1
	};
	struct cache_held held;

	(void)state;
	assert_false(cache_hold(c, STR("7"), &held));
	cache_keep(c, STR("7"), &item);
	cache_keep(c, STR("8"), &item);
	assert_true(cache_hold(c, STR("7"), &held));
	assert_str(held.bytes, "seven");
	cache_raise(c, &thread_7, 1);
	assert_false(holds(c, "7"));
	/* Kept under the old number it is not true. */
	cache_keep(c, STR("8"), &item);
	assert_false(holds(c, "8"));
	/* Who holds it has it still. */
	assert_str(held.bytes, "seven");
	cache_release(&held);
	cache_release(&held);
	cache_free(c);
}

static void
cache_hold_gives_nothing_that_has_expired(void **state)
{
	struct cache *c = cache_new(1 << 20, 1);
	struct cache_item item = { .bytes = STR("x"), .expires_at = 5000 };

	(void)state;
	clock_set(4999);
	cache_keep(c, STR("7"), &item);
	assert_true(holds(c, "7"));
	clock_set(5000);
	assert_false(holds(c, "7"));
	cache_keep(c, STR("7"), &item);
	assert_false(holds(c, "7"));
	clock_set(0);
	cache_free(c);
}

static void
cache_raise_ends_pages_that_show_the_topic(void **state)
{
	struct topic both[] = { thread_7, theme_7 };
	struct cache *c = cache_new(1 << 20, 1);

	(void)state;
	put(c, "both", both, 2, "x");
	put(c, "other", &thread_8, 1, "x");
	put(c, "none", NULL, 0, "x");
	cache_raise(c, &theme_7, 1);
	assert_false(has(c, "both"));
	assert_true(has(c, "other"));
	assert_true(has(c, "none"));
	put(c, "both", both, 2, "x");
	assert_true(has(c, "both"));
	cache_raise(c, both, 1);
	assert_false(has(c, "both"));
	cache_free(c);
}

static void
cache_raise_of_the_site_ends_every_page(void **state)
{
	struct cache *c = cache_new(1 << 20, 1);

	(void)state;
	put(c, "a", &thread_7, 1, "x");
	put(c, "none", NULL, 0, "x");
	cache_raise(c, &site, 1);
	assert_false(has(c, "a"));
	assert_false(has(c, "none"));
	put(c, "a", &thread_7, 1, "x");
	cache_drop(c);
	assert_false(has(c, "a"));
	cache_free(c);
}

static void
cache_page_that_shows_everything_ends_with_any_raise(void **state)
{
	struct topic many[CACHE_TOPICS_MAX + 1];
	struct cache *c = cache_new(1 << 20, 1);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = (struct topic){ TOPIC_THREAD, 1000 + (int64_t)i };
	put(c, "site", &site, 1, "x");
	put(c, "many", many, ARRAY_LEN(many), "x");
	put(c, "fits", many, CACHE_TOPICS_MAX, "x");
	assert_true(has(c, "site"));
	assert_true(has(c, "many"));
	cache_raise(c, &theme_7, 1);
	assert_false(has(c, "site"));
	assert_false(has(c, "many"));
	assert_true(has(c, "fits"));
	cache_free(c);
}

static void
cache_put_comes_too_late_after_a_raise(void **state)
{
	struct http_response old = { .status = 200 }, new = { .status = 200 };
	struct cache *c = cache_new(1 << 20, 1);
	struct http_response res = { 0 };
	uint64_t before = cache_epoch(c);

	(void)state;
	buf_str(&old.body, STR("old"));
	buf_str(&new.body, STR("new"));
	cache_raise(c, &thread_7, 1);
	cache_put(c, STR("k"), before, &thread_7, 1, &old);
	assert_false(has(c, "k"));
	cache_put(c, STR("k"), cache_epoch(c), &thread_7, 1, &new);
	cache_put(c, STR("k"), before, &thread_7, 1, &old);
	/* also where the topic was not raised: newer stays */
	cache_put(c, STR("k"), before, &thread_8, 1, &old);
	assert_true(cache_get(c, STR("k"), &res));
	assert_str(http_response_body(&res), "new");
	http_response_fini(&res);
	http_response_fini(&old);
	http_response_fini(&new);
	cache_free(c);
}

static void
cache_keeps_within_its_budget(void **state)
{
	enum { BUDGET = 64 << 10 };
	char key[16], body[2048];
	struct cache *c = cache_new(BUDGET, 1);
	struct cache_stats stats;

	(void)state;
	memset(body, 'x', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	put(c, "used", &thread_7, 1, "x");
	put(c, "unused", &thread_7, 1, "x");
	for (int i = 0; i < 200; i++) {
		snprintf(key, sizeof(key), "%d", i);
		put(c, key, &thread_8, 1, body);
		assert_true(has(c, "used"));
		cache_stats(c, &stats);
		assert_true(stats.n_bytes <= BUDGET);
	}
	assert_false(has(c, "unused"));
	assert_true(has(c, "199"));
	assert_false(has(c, "0"));
	assert_true(stats.n_pages >= 20);
	assert_int_equal(stats.n_evicted, 202 - stats.n_pages);
	cache_free(c);
}

static void
cache_keeps_nothing_without_a_budget(void **state)
{
	struct cache *c = cache_new(0, 1);

	(void)state;
	put(c, "a", &thread_7, 1, "x");
	assert_false(has(c, "a"));
	cache_free(c);
	cache_free(NULL);
}

static void
cache_put_refuses_what_is_too_large_or_personal(void **state)
{
	struct http_response res = { .status = 200 };
	struct cache *c = cache_new(16 << 10, 1);
	char body[8 << 10];

	(void)state;
	memset(body, 'x', sizeof(body) - 1);
	body[sizeof(body) - 1] = '\0';
	put(c, "large", &thread_7, 1, body);
	assert_false(has(c, "large"));
	http_response_header(&res, "Set-Cookie", STR("a=b"));
	cache_put(c, STR("mine"), 0, NULL, 0, &res);
	assert_false(has(c, "mine"));
	http_response_fini(&res);
	cache_free(c);
}

static void
cache_page_in_use_outlives_its_eviction(void **state)
{
	struct cache *c = cache_new(1 << 20, 1);
	struct http_response one = { 0 }, two = { 0 };

	(void)state;
	put(c, "k", &thread_7, 1, "<p>nog hier</p>");
	assert_true(cache_get(c, STR("k"), &one));
	assert_true(cache_get(c, STR("k"), &two));
	cache_drop(c);
	assert_false(has(c, "k"));
	http_response_fini(&one);
	cache_free(c);
	assert_str(http_response_body(&two), "<p>nog hier</p>");
	assert_str(two.headers[0].value, "text/html");
	http_response_fini(&two);
}

static void
cache_counts_hits_and_misses(void **state)
{
	struct cache *c = cache_new(1 << 20, 1);
	struct cache_stats stats;

	(void)state;
	has(c, "k");
	put(c, "k", &thread_7, 1, "x");
	has(c, "k");
	has(c, "k");
	cache_stats(c, &stats);
	assert_int_equal(stats.n_misses, 1);
	assert_int_equal(stats.n_hits, 2);
	assert_int_equal(stats.n_pages, 1);
	cache_raise(c, &thread_7, 1);
	has(c, "k");
	cache_stats(c, &stats);
	assert_int_equal(stats.n_pages, 0);
	assert_int_equal(stats.n_bytes, 0);
	cache_free(c);
}

/*
 * The database of the next test is a number for each of a few threads.  A
 * writer makes it larger, raises the topic and only then says so; a reader that
 * has heard must never be given less.
 */
enum { N_NUMBERS = 4, N_READERS = 4, N_WRITERS = 2, N_ROUNDS = 50000 };

struct race {
	struct cache *cache;
	_Atomic int64_t stored[N_NUMBERS], said[N_NUMBERS];
	atomic_int n_stale;
};

static void *
race_write(void *arg)
{
	struct race *r = arg;

	for (int i = 0; i < N_ROUNDS; i++) {
		int k = i % N_NUMBERS;
		struct topic t = { TOPIC_THREAD, k };
		int64_t v = atomic_fetch_add(&r->stored[k], 1) + 1, old;

		cache_raise(r->cache, &t, 1);
		old = atomic_load(&r->said[k]);
		while (old < v &&
		    !atomic_compare_exchange_weak(&r->said[k], &old, v))
			;
	}
	return NULL;
}

static void
race_build(struct race *r, int k, struct str key)
{
	struct http_response res = { .status = 200 };
	struct topic t = { TOPIC_THREAD, k };
	uint64_t epoch = cache_epoch(r->cache);

	buf_fmt(&res.body, "%" PRId64, atomic_load(&r->stored[k]));
	sched_yield(); /* time for a writer to come between */
	cache_put(r->cache, key, epoch, &t, 1, &res);
	http_response_fini(&res);
}

static void *
race_read(void *arg)
{
	struct race *r = arg;

	for (int i = 0; i < N_ROUNDS; i++) {
		char name = (char)('a' + i % N_NUMBERS);
		struct str key = { &name, 1 };
		struct http_response res = { 0 };
		int k = i % N_NUMBERS;
		int64_t heard = atomic_load(&r->said[k]), v = 0;

		if (!cache_get(r->cache, key, &res)) {
			race_build(r, k, key);
			continue;
		}
		if (parse_i64(http_response_body(&res), 0, INT64_MAX, &v) !=
			OK ||
		    v < heard)
			atomic_fetch_add(&r->n_stale, 1);
		http_response_fini(&res);
	}
	return NULL;
}

static void
cache_never_serves_what_was_raised_before(void **state)
{
	pthread_t threads[N_WRITERS + N_READERS];
	struct race r = { .cache = cache_new(1 << 20, 1) };
	struct cache_stats stats;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL,
			i < N_WRITERS ? race_write : race_read, &r),
		    0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		pthread_join(threads[i], NULL);
	cache_stats(r.cache, &stats);
	assert_int_equal(atomic_load(&r.n_stale), 0);
	assert_int_equal(stats.n_hits + stats.n_misses, N_READERS * N_ROUNDS);
	assert_true(stats.n_hits > 0);
	cache_free(r.cache);
}

struct asked {
	int n;
	struct buf key, better;
};

static void
note_often(void *arg, struct str key, struct str better)
{
	struct asked *a = arg;

	a->n++;
	buf_str(&a->key, key);
	buf_str(&a->better, better);
}

static void
a_better_page_is_as_true_as_the_one_beside_it(void **state)
{
	struct cache *c = cache_new(1 << 20, 1);
	struct http_response res = { 0 }, better = { .status = 200 };
	struct asked asked = { 0 };

	(void)state;
	cache_on_often(c, note_often, &asked);
	put(c, "k", &thread_7, 1, "loose");
	for (int i = 0; i < 2 * CACHE_OFTEN; i++) {
		assert_int_equal(asked.n, i >= CACHE_OFTEN);
		assert_true(cache_get_better(c, STR("k"), STR("b"), &res));
		if (i + 1 < 2 * CACHE_OFTEN)
			http_response_fini(&res);
	}
	assert_str(buf_text(&asked.key), "k");
	assert_str(buf_text(&asked.better), "b");
	buf_str(&better.body, STR("tight"));
	cache_put_beside(c, STR("b"), &res, &better);
	http_response_fini(&res);
	assert_true(cache_get_better(c, STR("k"), STR("b"), &res));
	assert_str(http_response_body(&res), "tight");
	/* Too late: the one beside it has ended. */
	cache_raise(c, &thread_7, 1);
	cache_put_beside(c, STR("b"), &res, &better);
	http_response_fini(&res);
	assert_false(cache_get_better(c, STR("k"), STR("b"), &res));
	http_response_fini(&better);
	buf_free(&asked.key);
	buf_free(&asked.better);
	cache_free(c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cache_get_gives_what_was_put),
		cmocka_unit_test(a_better_page_is_as_true_as_the_one_beside_it),
		cmocka_unit_test(cache_hold_gives_what_was_kept),
		cmocka_unit_test(cache_hold_gives_nothing_that_has_expired),
		cmocka_unit_test(cache_raise_ends_pages_that_show_the_topic),
		cmocka_unit_test(cache_raise_of_the_site_ends_every_page),
		cmocka_unit_test(
		    cache_page_that_shows_everything_ends_with_any_raise),
		cmocka_unit_test(cache_put_comes_too_late_after_a_raise),
		cmocka_unit_test(cache_keeps_within_its_budget),
		cmocka_unit_test(cache_keeps_nothing_without_a_budget),
		cmocka_unit_test(
		    cache_put_refuses_what_is_too_large_or_personal),
		cmocka_unit_test(cache_page_in_use_outlives_its_eviction),
		cmocka_unit_test(cache_counts_hits_and_misses),
		cmocka_unit_test(cache_never_serves_what_was_raised_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
