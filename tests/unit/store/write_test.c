/* Many writes, one commit. */
#include "store/crowd.h"

static void
a_write_that_fails_leaves_nothing(void **state)
{
	struct fixture *f = *state;
	struct book kept = { STR("Kept"), 0, OK };
	struct book undone = { STR("Undone"), 0, ERR_DENIED };

	assert_ok(store_write(f->store, add_book, &kept));
	assert_int_equal(store_write(f->store, add_book, &undone), ERR_DENIED);
	assert_int_equal(count_books(f->read, f->arena), 1);
}

struct raised {
	int n_calls;
	size_t n_topics;
	struct topic last;
};

static void
on_raise(void *arg, const struct topic *topics, size_t n)
{
	struct raised *r = arg;

	r->n_calls++;
	r->n_topics += n;
	r->last = topics[n - 1];
}

static void
topics_are_raised_before_the_write_returns(void **state)
{
	struct fixture *f = *state;
	struct raised raised = { 0 };
	struct book book = { STR("One"), 0, OK };

	store_on_change(f->store, on_raise, &raised);
	assert_ok(store_write(f->store, add_book, &book));
	assert_int_equal(raised.n_calls, 1);
	assert_int_equal(raised.last.kind, TOPIC_THREAD);
	assert_int_equal(raised.last.id, 7);
}

static void
a_write_that_fails_raises_nothing(void **state)
{
	struct fixture *f = *state;
	struct raised raised = { 0 };
	struct book book = { STR("One"), 0, ERR_DENIED };

	store_on_change(f->store, on_raise, &raised);
	assert_int_equal(store_write(f->store, add_book, &book), ERR_DENIED);
	assert_int_equal(raised.n_calls, 0);
}

static enum err
note_many(struct store_write *w, void *arg)
{
	int *n = arg;

	for (int i = 0; i < *n; i++) {
		store_note(w, TOPIC_THREAD, i);
		store_note(w, TOPIC_THREAD, i);
	}
	return OK;
}

static void
a_topic_noted_twice_is_raised_once(void **state)
{
	struct fixture *f = *state;
	struct raised raised = { 0 };
	int n = 3;

	store_on_change(f->store, on_raise, &raised);
	assert_ok(store_write(f->store, note_many, &n));
	assert_int_equal(raised.n_topics, 3);
}

static void
find_site(void *arg, const struct topic *topics, size_t n)
{
	for (size_t i = 0; i < n; i++)
		*(bool *)arg |= topics[i].kind == TOPIC_SITE;
}

static void
too_many_topics_are_the_whole_site(void **state)
{
	struct fixture *f = *state;
	bool has_site = false;
	int n = NOTES_MAX;

	store_on_change(f->store, find_site, &has_site);
	assert_ok(store_write(f->store, note_many, &n));
	assert_false(has_site);
	n++;
	assert_ok(store_write(f->store, note_many, &n));
	assert_true(has_site);
}

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

static enum err
count_inside(struct store_write *w, void *arg)
{
	struct arena *a = arena_new(0);
	struct book book = { STR("Inside"), 0, OK };
	enum err e = add_book(w, &book);

	*(int64_t *)arg = count_books(store_reads(w), a);
	arena_free(a);
	return e;
}

static void
a_write_reads_what_it_wrote(void **state)
{
	struct fixture *f = *state;
	int64_t n = 0;

	assert_ok(store_write(f->store, count_inside, &n));
	assert_int_equal(n, 1);
}

static enum err
add_mark_of_no_book(struct store_write *w, void *arg)
{
	struct book book = { STR("Orphan"), 0, OK };
	enum err e = add_book(w, &book);

	if (e == OK)
		e = q_mark_add(
		    w, &(struct mark_add_in){ .book_id = 999, .page = 1 });
	return *(bool *)arg ? OK : e;
}

static void
a_broken_reference_is_refused(void **state)
{
	struct fixture *f = *state;
	bool hides = false;

	assert_int_equal(
	    store_write(f->store, add_mark_of_no_book, &hides), ERR_CONFLICT);
	assert_int_equal(count_books(f->read, f->arena), 0);
}

static void
an_accident_that_is_hidden_undoes_the_write(void **state)
{
	struct fixture *f = *state;
	bool hides = true;

	assert_int_equal(
	    store_write(f->store, add_mark_of_no_book, &hides), ERR_CONFLICT);
	assert_int_equal(count_books(f->read, f->arena), 0);
}

static enum err
add_book_of_no_shelf(struct store_write *w, void *arg)
{
	return q_book_add(w,
	    &(struct book_add_in){
		.shelf_id = 999, .title = STR("Lost"), .cover = STR("") },
	    arg);
}

static void
an_insert_with_a_broken_reference_is_refused(void **state)
{
	struct fixture *f = *state;
	int64_t id = -1;

	assert_int_equal(
	    store_write(f->store, add_book_of_no_shelf, &id), ERR_CONFLICT);
	assert_int_equal(id, -1);
	assert_int_equal(count_books(f->read, f->arena), 0);
}

static enum err
close_shelf(struct store_write *w, void *arg)
{
	return q_shelf_close(w, &(struct shelf_close_in){ *(int64_t *)arg });
}

static void
a_change_that_touches_nothing_is_not_found(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_write(f->store, close_shelf, &f->shelf_id));
	assert_int_equal(
	    store_write(f->store, close_shelf, &f->shelf_id), ERR_NOT_FOUND);
}

static void
an_insert_gives_the_new_id(void **state)
{
	struct fixture *f = *state;
	struct book one = { STR("One"), 0, OK }, two = { STR("Two"), 0, OK };

	assert_ok(store_write(f->store, add_book, &one));
	assert_ok(store_write(f->store, add_book, &two));
	assert_int_equal(one.id, 1);
	assert_int_equal(two.id, 2);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		store_test(a_write_that_fails_leaves_nothing),
		store_test(topics_are_raised_before_the_write_returns),
		store_test(a_write_that_fails_raises_nothing),
		store_test(a_topic_noted_twice_is_raised_once),
		store_test(too_many_topics_are_the_whole_site),
		store_test(writes_that_wait_share_a_commit),
		store_test(an_error_leaves_the_others_of_its_commit_alone),
		store_test(a_write_reads_what_it_wrote),
		store_test(a_broken_reference_is_refused),
		store_test(an_accident_that_is_hidden_undoes_the_write),
		store_test(an_insert_with_a_broken_reference_is_refused),
		store_test(a_change_that_touches_nothing_is_not_found),
		store_test(an_insert_gives_the_new_id),
		store_test(commits_are_synced),
		store_test(a_wal_that_grew_too_long_is_begun_anew),
		store_test(a_reader_holds_up_the_wal_but_no_writer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
