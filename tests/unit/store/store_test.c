#include "cmocka_all.h"

#include <pthread.h>

#include "base/arena.h"
#include "base/num.h"
#include "query/site.h"
#include "store/store.h"

struct fixture {
	struct store *store;
	struct store_read *read;
	struct arena *arena;
};

static int
set_up(void **state)
{
	static struct fixture f;

	assert_ok(store_open(":memory:", STORE_CREATE, &f.store));
	assert_ok(store_read_open(f.store, &f.read));
	f.arena = arena_new(0);
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	store_read_close(f->read);
	store_close(f->store);
	arena_free(f->arena);
	return 0;
}

enum { WRITERS = 16, WRITES_EACH = 20 };

static enum err
put_page(struct store_write *w, void *arg)
{
	struct str *name = arg;

	store_note(w, TOPIC_THEME, 7);
	return q_site_page_put(w,
	    &(struct site_page_put_in){ .name = *name,
		.body = STR("b"),
		.html = STR("h"),
		.renderer = 1,
		.updated_at = 5 });
}

static enum err
put_page_and_fail(struct store_write *w, void *arg)
{
	enum err e = put_page(w, arg);

	return e == OK ? ERR_DENIED : e;
}

static bool
has_page(struct fixture *f, struct str name)
{
	struct site_page_by_name_row row;

	return q_site_page_by_name(f->read, f->arena,
		   &(struct site_page_by_name_in){ .name = name }, &row) == OK;
}

static void
a_write_that_fails_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct str kept = STR("kept"), undone = STR("undone");

	assert_ok(store_write(f->store, put_page, &kept));
	assert_int_equal(
	    store_write(f->store, put_page_and_fail, &undone), ERR_DENIED);
	assert_true(has_page(f, kept));
	assert_false(has_page(f, undone));
}

static void
a_snapshot_does_not_see_later_writes(void **state)
{
	struct fixture *f = *state;
	struct str name = STR("later");

	assert_ok(store_begin(f->read));
	assert_false(has_page(f, name));
	assert_ok(store_write(f->store, put_page, &name));
	assert_false(has_page(f, name));
	store_end(f->read);
	assert_true(has_page(f, name));
}

static void
count_raised(void *arg, const struct topic *topics, size_t n)
{
	*(size_t *)arg += n;
	assert_int_equal(topics[0].kind, TOPIC_THEME);
	assert_int_equal(topics[0].id, 7);
}

static void
topics_are_raised_before_the_write_returns(void **state)
{
	struct fixture *f = *state;
	struct str name = STR("raised");
	size_t n = 0;

	store_on_change(f->store, count_raised, &n);
	assert_ok(store_write(f->store, put_page, &name));
	assert_int_equal(n, 1);
	assert_int_equal(
	    store_write(f->store, put_page_and_fail, &name), ERR_DENIED);
	assert_int_equal(n, 1);
	store_on_change(f->store, NULL, NULL);
}

struct poster {
	struct fixture *f;
	int number;
	pthread_t thread;
};

static void *
post_many(void *arg)
{
	struct poster *p = arg;
	char text[32];

	for (int i = 0; i < WRITES_EACH; i++) {
		struct str name = { text, 0 };

		name.n = (size_t)snprintf(
		    text, sizeof(text), "%d-%d", p->number, i);
		if (store_write(p->f->store,
			i % 5 == 0 ? put_page_and_fail : put_page,
			&name) != (i % 5 == 0 ? ERR_DENIED : OK))
			abort();
	}
	return NULL;
}

static void
many_writers_share_commits_and_keep_their_own(void **state)
{
	struct fixture *f = *state;
	struct poster posters[WRITERS];

	for (int i = 0; i < WRITERS; i++) {
		posters[i] = (struct poster){ .f = f, .number = i };
		assert_int_equal(pthread_create(&posters[i].thread, NULL,
				     post_many, &posters[i]),
		    0);
	}
	for (int i = 0; i < WRITERS; i++)
		pthread_join(posters[i].thread, NULL);
	for (int i = 0; i < WRITERS; i++)
		for (int k = 0; k < WRITES_EACH; k++)
			assert_int_equal(
			    has_page(f, arena_fmt(f->arena, "%d-%d", i, k)),
			    k % 5 != 0);
}

static void
our_own_writes_are_not_foreign(void **state)
{
	struct fixture *f = *state;
	struct str name = STR("own");

	assert_ok(store_write(f->store, put_page, &name));
	assert_false(store_changed_outside(f->store));
}

static void
match_quotes_every_term(void **state)
{
	struct fixture *f = *state;
	struct store_term terms[] = { { STR("een twee"), false },
		{ STR("a\"b"), true } };

	assert_str(store_match(f->arena, terms, ARRAY_LEN(terms)),
	    "\"een twee\" AND \"a\"\"b\"*");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_write_that_fails_leaves_nothing),
		cmocka_unit_test(a_snapshot_does_not_see_later_writes),
		cmocka_unit_test(topics_are_raised_before_the_write_returns),
		cmocka_unit_test(many_writers_share_commits_and_keep_their_own),
		cmocka_unit_test(our_own_writes_are_not_foreign),
		cmocka_unit_test(match_quotes_every_term),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
