/* What is asked ahead is answered when it is asked, by whatever comes between.
 */
#include "store/store_fixture.h"

/* More than any engine sends ahead. */
enum { MANY = 40 };

static enum err
add_numbered_books(struct store_write *w, void *arg)
{
	enum err e = OK;

	for (int i = 0; e == OK && i < MANY; i++) {
		struct book book = { arena_fmt(arg, "book %d", i), 0, OK };

		e = add_book(w, &book);
	}
	return e;
}

static int
ahead_set_up(void **state)
{
	struct fixture *f;

	set_up(state);
	f = *state;
	assert_ok(store_write(f->store, add_numbered_books, f->arena));
	return 0;
}

#define ahead_test(name) \
	cmocka_unit_test_setup_teardown(name, ahead_set_up, tear_down)

static void
ask_ahead(struct store_read *r, int64_t id)
{
	q_book_by_id_ahead(r, &(struct book_by_id_in){ id });
}

static enum err
check_book(struct store_read *r, struct arena *a, int64_t id)
{
	struct book_by_id_row row;
	enum err e = q_book_by_id(r, a, &(struct book_by_id_in){ id }, &row);

	if (e == OK)
		assert_str(row.title, arena_fmt(a, "book %d", (int)id - 1).p);
	return e;
}

static void
each_has_its_own_answer_in_any_order(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_begin(f->read));
	for (int64_t id = 1; id <= 5; id++)
		ask_ahead(f->read, id);
	assert_int_equal(count_books(f->read, f->arena), MANY);
	for (int64_t id = 5; id >= 1; id--)
		assert_ok(check_book(f->read, f->arena, id));
	/* Asked again, and what was never asked ahead. */
	for (int64_t id = 1; id <= 10; id++)
		assert_ok(check_book(f->read, f->arena, id));
	store_end(f->read);
}

static void
no_row_is_an_answer_too(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_begin(f->read));
	ask_ahead(f->read, 999);
	ask_ahead(f->read, 1);
	assert_int_equal(check_book(f->read, f->arena, 999), ERR_NOT_FOUND);
	assert_ok(check_book(f->read, f->arena, 1));
	store_end(f->read);
}

static void
more_than_can_be_sent_are_asked_in_their_turn(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_begin(f->read));
	for (int64_t id = 1; id <= MANY; id++)
		ask_ahead(f->read, id);
	for (int64_t id = 1; id <= MANY; id++)
		assert_ok(check_book(f->read, f->arena, id));
	store_end(f->read);
}

static void
a_question_that_is_too_long_is_asked_in_its_turn(void **state)
{
	struct fixture *f = *state;
	struct shelf_list_in in = { { NULL, 100000 }, 50 };
	struct shelf_list_list list;
	char *after = arena_alloc(f->arena, in.after.n);

	memset(after, 'A', in.after.n);
	in.after.p = after;
	assert_ok(store_begin(f->read));
	q_shelf_list_ahead(f->read, &in);
	after[in.after.n - 1] = 'B';
	q_shelf_list_ahead(f->read, &in);
	assert_ok(q_shelf_list(f->read, f->arena, &in, &list));
	assert_int_equal(list.n, 1);
	after[0] = 'Z';
	assert_ok(q_shelf_list(f->read, f->arena, &in, &list));
	assert_int_equal(list.n, 0);
	store_end(f->read);
}

static void
parameters_that_look_alike_are_told_apart(void **state)
{
	struct fixture *f = *state;
	struct shelf_list_in none = { STR(""), 50 }, one = { STR("Z"), 50 };
	struct shelf_list_list list;

	assert_ok(store_begin(f->read));
	q_shelf_list_ahead(f->read, &none);
	q_shelf_list_ahead(f->read, &one);
	assert_ok(q_shelf_list(f->read, f->arena, &one, &list));
	assert_int_equal(list.n, 0);
	assert_ok(q_shelf_list(f->read, f->arena, &none, &list));
	assert_int_equal(list.n, 1);
	store_end(f->read);
}

static void
what_is_never_asked_is_forgotten(void **state)
{
	struct fixture *f = *state;
	struct book later = { STR("Later"), 0, OK };

	for (int round = 0; round < 3; round++) {
		assert_ok(store_begin(f->read));
		ask_ahead(f->read, 1);
		q_book_count_ahead(f->read);
		if (round == 1)
			assert_ok(check_book(f->read, f->arena, 2));
		store_end(f->read);
	}
	assert_ok(store_write(f->store, add_book, &later));
	/* The count of before is not that of now. */
	assert_int_equal(count_books(f->read, f->arena), MANY + 1);
	assert_ok(store_begin(f->read));
	assert_int_equal(count_books(f->read, f->arena), MANY + 1);
	assert_ok(check_book(f->read, f->arena, 3));
	store_end(f->read);
}

static void
outside_a_snapshot_each_question_has_its_own_moment(void **state)
{
	struct fixture *f = *state;
	struct book later = { STR("Later"), 0, OK };

	q_book_count_ahead(f->read);
	assert_ok(store_write(f->store, add_book, &later));
	assert_int_equal(count_books(f->read, f->arena), MANY + 1);
}

static void
what_is_asked_ahead_is_of_the_same_snapshot(void **state)
{
	struct fixture *f = *state;
	struct book later = { STR("Later"), 0, OK };

	assert_ok(store_begin(f->read));
	assert_ok(check_book(f->read, f->arena, 1));
	assert_ok(store_write(f->store, add_book, &later));
	q_book_count_ahead(f->read);
	assert_int_equal(count_books(f->read, f->arena), MANY);
	store_end(f->read);
}

static enum err
read_and_add(struct store_write *w, void *arg)
{
	struct fixture *f = arg;
	struct book book = { STR("Inside"), 0, OK };
	enum err e;

	ask_ahead(store_reads(w), 1);
	ask_ahead(store_reads(w), 2);
	e = add_book(w, &book);
	if (e == OK)
		e = check_book(store_reads(w), f->arena, 2);
	/* The other one is never asked. */
	return e;
}

static void
a_write_asks_ahead_as_well(void **state)
{
	struct fixture *f = *state;

	assert_ok(store_write(f->store, read_and_add, f));
	assert_int_equal(count_books(f->read, f->arena), MANY + 1);
	/* With the same connection, if there is one. */
	assert_int_equal(store_write(f->store, read_and_add, f), ERR_CONFLICT);
	assert_int_equal(count_books(f->read, f->arena), MANY + 1);
}

static enum err
add_and_ask_ahead(struct store_write *w, void *arg)
{
	struct book book = { STR("Last"), 0, OK };
	enum err e = add_book(w, &book);

	(void)arg;
	ask_ahead(store_reads(w), 1);
	return e;
}

static void
what_is_asked_ahead_of_the_end_does_not_hold_it_up(void **state)
{
	struct fixture *f = *state;
	struct book book = { STR("Next"), 0, OK };

	assert_ok(store_write(f->store, add_and_ask_ahead, NULL));
	assert_int_equal(count_books(f->read, f->arena), MANY + 1);
	assert_ok(store_write(f->store, add_book, &book));
	assert_int_equal(count_books(f->read, f->arena), MANY + 2);
}

/* Asks ahead what this handle has never asked, in a write that has failed. */
static enum err
fail_and_ask_ahead(struct store_write *w, void *arg)
{
	int64_t id;
	enum err e = q_shelf_add(
	    w, &(struct shelf_add_in){ .name = STR("History") }, &id);

	(void)arg;
	q_shelf_first_ahead(
	    store_reads(w), &(struct shelf_first_in){ .max = 5 });
	return e;
}

static enum err
read_first(struct store_write *w, void *arg)
{
	struct fixture *f = arg;
	struct book book = { STR("Behind it"), 0, OK };
	struct shelf_first_list list;
	enum err e = q_shelf_first(store_reads(w), f->arena,
	    &(struct shelf_first_in){ .max = 5 }, &list);

	return e == OK ? add_book(w, &book) : e;
}

static void
what_was_asked_in_a_write_that_failed_harms_no_other(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	    store_write(f->store, fail_and_ask_ahead, NULL), ERR_CONFLICT);
	assert_ok(store_write(f->store, read_first, f));
	assert_int_equal(count_books(f->read, f->arena), MANY + 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		ahead_test(each_has_its_own_answer_in_any_order),
		ahead_test(no_row_is_an_answer_too),
		ahead_test(more_than_can_be_sent_are_asked_in_their_turn),
		ahead_test(a_question_that_is_too_long_is_asked_in_its_turn),
		ahead_test(parameters_that_look_alike_are_told_apart),
		ahead_test(what_is_never_asked_is_forgotten),
		ahead_test(outside_a_snapshot_each_question_has_its_own_moment),
		ahead_test(what_is_asked_ahead_is_of_the_same_snapshot),
		ahead_test(a_write_asks_ahead_as_well),
		ahead_test(what_is_asked_ahead_of_the_end_does_not_hold_it_up),
		ahead_test(
		    what_was_asked_in_a_write_that_failed_harms_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
