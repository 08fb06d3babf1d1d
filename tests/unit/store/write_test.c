/* What a write keeps, undoes, gives and raises. */
#include "store/store_fixture.h"

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
	char name[32];
	int64_t id;

	for (int i = 0; i < *n; i++) {
		store_note(w, TOPIC_THREAD, i);
		store_note(w, TOPIC_THREAD, i);
	}
	snprintf(name, sizeof(name), "shelf %d", *n);
	return q_shelf_add(w, &(struct shelf_add_in){ str_of(name) }, &id);
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

/* A book, n marks in it, and what is sure to touch a row behind them. */
struct marks {
	int64_t n;
	bool has_mark_twice, has_no_shelf;
	bool is_last; /* nothing is asked behind it */
};

static enum err
put_marks(struct store_write *w, void *arg)
{
	const struct marks *m = arg;
	struct book book = { STR("Marked"), 0, OK };
	struct mark_count_row row;
	enum err e = add_book(w, &book);

	for (int64_t i = 0; e == OK && i < m->n; i++)
		e = q_mark_put(
		    w, &(struct mark_put_in){ .book_id = book.id, .page = i });
	if (e == OK && m->has_mark_twice)
		e = q_mark_put(
		    w, &(struct mark_put_in){ .book_id = book.id, .page = 0 });
	if (e == OK && m->has_no_shelf)
		e = q_shelf_turn(w, &(struct shelf_turn_in){ .id = 999 });
	return e != OK || m->is_last ? e
				     : q_mark_count(store_reads(w), NULL, &row);
}

static int64_t
count_marks(struct fixture *f)
{
	struct mark_count_row row;

	assert_ok(q_mark_count(f->read, f->arena, &row));
	return row.n;
}

static void
what_is_sure_to_touch_a_row_is_done(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_write(
	    f->store, put_marks, &(struct marks){ .n = 50, .is_last = true }));
	assert_int_equal(count_marks(f), 50);
}

static enum err
ask_much_and_put_marks(struct store_write *w, void *arg)
{
	for (int i = 1; i < 40; i++)
		q_book_by_id_ahead(
		    store_reads(w), &(struct book_by_id_in){ i });
	return put_marks(w, arg);
}

static void
what_nobody_takes_is_not_in_the_way(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_write(f->store, ask_much_and_put_marks,
	    &(struct marks){ .n = 30, .is_last = true }));
	assert_int_equal(count_marks(f), 30);
}

static void
what_is_sure_and_fails_undoes_the_write(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 2; i++)
		assert_int_equal(
		    store_write(f->store, put_marks,
			&(struct marks){
			    20, .has_mark_twice = true, .is_last = i == 1 }),
		    ERR_CONFLICT);
	assert_int_equal(count_books(f->read, f->arena), 0);
	/* What comes after it is as if nothing had been. */
	assert_ok(store_write(f->store, put_marks, &(struct marks){ .n = 2 }));
	assert_int_equal(count_marks(f), 2);
}

static void
what_is_sure_and_touches_nothing_undoes_the_write(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(store_write(f->store, put_marks,
			     &(struct marks){ .n = 2, .has_no_shelf = true }),
	    ERR_INTERNAL);
	assert_int_equal(count_marks(f), 0);
}

/* Where it travels with the commit nobody can take it back. */
static void
what_is_sure_and_touches_nothing_is_never_a_success(void **state)
{
	struct fixture *f = *state;
	struct marks m = { .n = 2, .has_no_shelf = true, .is_last = true };
	bool travels = store_is_remote(str_of(test_store_address));

	assert_int_equal(store_write(f->store, put_marks, &m),
	    travels ? ERR_UNKNOWN : ERR_INTERNAL);
	assert_int_equal(count_marks(f), travels ? 2 : 0);
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
		store_test(a_write_reads_what_it_wrote),
		store_test(a_broken_reference_is_refused),
		store_test(an_accident_that_is_hidden_undoes_the_write),
		store_test(an_insert_with_a_broken_reference_is_refused),
		store_test(a_change_that_touches_nothing_is_not_found),
		store_test(an_insert_gives_the_new_id),
		store_test(what_is_sure_to_touch_a_row_is_done),
		store_test(what_nobody_takes_is_not_in_the_way),
		store_test(what_is_sure_and_fails_undoes_the_write),
		store_test(what_is_sure_and_touches_nothing_undoes_the_write),
		store_test(what_is_sure_and_touches_nothing_is_never_a_success),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
