/* Statistics for the planner: of large tables, and of no other. */
#include "store/store_fixture.h"

enum { MANY = 10001 };

static enum err
add_books(struct store_write *w, void *arg)
{
	struct arena *a = arg;
	enum err e = OK;

	for (int i = 0; e == OK && i < MANY; i++) {
		struct book book = { arena_fmt(a, "%d", i), 0, OK };

		e = add_book(w, &book);
	}
	return e;
}

/* How many of a table's indexes have statistics, as another process sees it. */
static int64_t
n_statistics(struct store *s, const char *sql)
{
	sqlite3 *db;
	int64_t n = -1;

	assert_ok(sqlite_connect(sqlite_of(s)->path, false, &db));
	assert_ok(sqlite_integer(db, sql, &n));
	sqlite3_close(db);
	return n;
}

static void
large_tables_have_statistics_and_small_ones_none(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_write(f->store, add_books, f->arena));
	assert_int_equal(count_books(f->read, f->arena), MANY);
	assert_ok(store_optimize(f->store));
	assert_true(
	    n_statistics(f->store,
		"SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'book'") > 0);
	assert_int_equal(n_statistics(f->store,
			     "SELECT count(*) FROM sqlite_stat1 "
			     "WHERE tbl <> 'book'"),
	    0);
	assert_ok(store_optimize(f->store));
	assert_int_equal(count_books(f->read, f->arena), MANY);
}

static void
an_empty_database_has_no_statistics(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_optimize(f->store));
	assert_int_equal(
	    n_statistics(f->store, "SELECT count(*) FROM sqlite_stat1"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		store_test(large_tables_have_statistics_and_small_ones_none),
		store_test(an_empty_database_has_no_statistics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
