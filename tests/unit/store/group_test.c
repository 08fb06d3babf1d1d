/* Many writes, one commit, and what becomes of the WAL. */
#include "store/crowd.h"

#include "base/num.h"

static void
writes_that_wait_share_a_commit(void **state)
{
	static const char titles[8][2] = { "a", "b", "c", "d", "e", "f", "g",
		"h" };
	struct fixture *f = *state;
	struct crowd crowd = { .store = f->store };
	struct raised raised = { 0 };
	struct book books[8];

	store_on_change(f->store, on_raise, &raised);
	for (int i = 0; i < 8; i++) {
		books[i] = (struct book){ str_of(titles[i]), 0, OK };
		crowd_add(&crowd, add_book, &books[i]);
	}
	crowd_meet(&crowd);
	for (int i = 0; i < 8; i++)
		assert_ok(crowd.members[i].err);
	assert_int_equal(count_books(f->read, f->arena), 8);
	assert_int_equal(raised.n_calls, 1);
	assert_int_equal(raised.n_topics, 8);
}

static void
an_error_leaves_the_others_of_its_commit_alone(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = { .store = f->store };
	struct book first = { STR("First"), 0, OK };
	struct book denied = { STR("Denied"), 0, ERR_DENIED };
	struct book again = { STR("First"), 0, OK };
	struct book last = { STR("Last"), 0, OK };

	crowd_add(&crowd, add_book, &first);
	crowd_add(&crowd, add_book, &denied);
	crowd_add(&crowd, add_book, &again);
	crowd_add(&crowd, add_book, &last);
	crowd_meet(&crowd);
	assert_ok(crowd.members[0].err);
	assert_int_equal(crowd.members[1].err, ERR_DENIED);
	assert_int_equal(crowd.members[2].err, ERR_CONFLICT);
	assert_ok(crowd.members[3].err);
	assert_int_equal(count_books(f->read, f->arena), 2);
}

static void
commits_and_their_writes_are_counted(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = { .store = f->store };
	struct book kept = { STR("Kept"), 0, OK };
	struct book undone = { STR("Undone"), 0, ERR_DENIED };
	struct store_stats before, after;

	store_stats(f->store, &before);
	crowd_add(&crowd, add_book, &kept);
	crowd_add(&crowd, add_book, &undone);
	crowd_meet(&crowd);
	store_stats(f->store, &after);
	/* The one that held the writer up, and then both together. */
	assert_int_equal(after.n_commits - before.n_commits, 2);
	assert_int_equal(after.n_writes - before.n_writes, 2);
	assert_int_equal(count_commits(&after), after.n_commits);
	assert_true(after.commit_us > before.commit_us);
	assert_true(after.wal_pages > 0);
	assert_int_equal(after.n_waiting, 0);
	assert_int_equal(after.n_failed, 0);
}

static void
a_commit_takes_as_many_as_it_may(void **state)
{
	struct fixture *f = *state;
	struct crowd crowd = { .store = f->store };
	struct book books[] = { { STR("One"), 0, OK }, { STR("Two"), 0, OK },
		{ STR("Three"), 0, OK } };
	struct store_stats before, after;

	store_group(f->store, 1);
	store_stats(f->store, &before);
	for (size_t i = 0; i < ARRAY_LEN(books); i++)
		crowd_add(&crowd, add_book, &books[i]);
	crowd_meet(&crowd);
	store_stats(f->store, &after);
	/* The one that held the writer up has a commit too. */
	assert_int_equal(after.n_commits - before.n_commits, 4);
	assert_int_equal(after.n_writes - before.n_writes, 4);
}

static void
commits_are_synced(void **state)
{
	struct fixture *f = *state;
	sqlite3 *db = sqlite_of(f->store)->writer.db;
	int64_t synchronous = 0, n_pages = -1;

	assert_ok(sqlite_integer(db, "PRAGMA synchronous", &synchronous));
	assert_int_equal(synchronous, 2); /* FULL */
	assert_ok(sqlite_integer(db, "PRAGMA wal_autocheckpoint", &n_pages));
	assert_int_equal(n_pages, 0);
}

/* The WAL's pages; limit > 0: from where it is to be begun anew. */
static int
wal_pages(struct store *s, int limit, int *limit_now)
{
	int pages;

	pthread_mutex_lock(&sqlite_of(s)->writer_lock);
	if (limit > 0)
		sqlite_of(s)->wal_limit = limit;
	*limit_now = sqlite_of(s)->wal_limit;
	pages = sqlite_of(s)->wal_pages;
	pthread_mutex_unlock(&sqlite_of(s)->writer_lock);
	return pages;
}

/* What the writer does behind a write is done once the next one returns. */
static void
add_two_books(struct fixture *f, struct str one, struct str two)
{
	struct book first = { one, 0, OK }, second = { two, 0, OK };

	assert_ok(store_write(f->store, add_book, &first));
	assert_ok(store_write(f->store, add_book, &second));
}

static void
a_wal_that_grew_too_long_is_begun_anew(void **state)
{
	struct fixture *f = *state;
	int before, limit;

	before = wal_pages(f->store, 1, &limit);
	assert_true(before > 10); /* the schema */
	add_two_books(f, STR("a"), STR("b"));
	assert_true(wal_pages(f->store, 0, &limit) < before);
	assert_int_equal(limit, WAL_PAGES_MAX);
	assert_int_equal(count_books(f->read, f->arena), 2);
}

static void
a_reader_holds_up_the_wal_but_no_writer(void **state)
{
	struct fixture *f = *state;
	int before, limit;

	assert_ok(store_begin(f->read));
	assert_int_equal(count_books(f->read, f->arena), 0);
	before = wal_pages(f->store, 1, &limit);
	add_two_books(f, STR("a"), STR("b"));
	assert_true(wal_pages(f->store, 0, &limit) > before);
	assert_true(limit > before);
	assert_int_equal(count_books(f->read, f->arena), 0);
	store_end(f->read);
	assert_int_equal(count_books(f->read, f->arena), 2);
}

static enum err
tell_thread(struct store_write *w, void *arg)
{
	(void)w;
	*(pthread_t *)arg = pthread_self();
	return OK;
}

static void
a_thread_of_its_own_writes(void **state)
{
	struct fixture *f = *state;
	pthread_t writer = pthread_self();

	assert_ok(store_write(f->store, tell_thread, &writer));
	assert_false(pthread_equal(writer, pthread_self()));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		store_test(writes_that_wait_share_a_commit),
		store_test(an_error_leaves_the_others_of_its_commit_alone),
		store_test(commits_and_their_writes_are_counted),
		store_test(a_commit_takes_as_many_as_it_may),
		store_test(a_thread_of_its_own_writes),
		store_test(commits_are_synced),
		store_test(a_wal_that_grew_too_long_is_begun_anew),
		store_test(a_reader_holds_up_the_wal_but_no_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
