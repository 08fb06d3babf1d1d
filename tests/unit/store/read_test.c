/* From rows to structs, and what a reader sees of others' writes. */
#include "store/store_fixture.h"

#include "base/num.h"
#include "store/query.h"

static enum err
add_full_book(struct store_write *w, void *arg)
{
	return q_book_add(w,
	    &(struct book_add_in){ .shelf_id = 1,
		.title = STR("Full"),
		.cover = STR("\xff\0\xfe"),
		.is_lent = true,
		.added_at = -5,
		.n_pages = { true, INT64_MAX },
		.subtitle = { true, STR("It's \"quoted\"") },
		.stamp = { true, STR("") },
		.is_read = { true, 1 },
		.back_at = { true, INT64_MIN } },
	    arg);
}

static void
every_type_comes_back_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct book_by_id_row row;
	int64_t id;

	assert_ok(store_write(f->store, add_full_book, &id));
	assert_ok(q_book_by_id(
	    f->read, f->arena, &(struct book_by_id_in){ id }, &row));
	assert_str(row.title, "Full");
	assert_int_equal(row.cover.n, 3);
	assert_memory_equal(row.cover.p, "\xff\0\xfe", 3);
	assert_true(row.is_lent);
	assert_true(row.added_at == -5);
	assert_true(row.n_pages.has && row.n_pages.v == INT64_MAX);
	assert_true(row.subtitle.has);
	assert_str(row.subtitle.v, "It's \"quoted\"");
	assert_true(row.stamp.has && row.stamp.v.n == 0);
	assert_true(row.is_read.has && row.is_read.v == 1);
	assert_true(row.back_at.has && row.back_at.v == INT64_MIN);
}

static void
null_comes_back_as_nothing(void **state)
{
	struct fixture *f = *state;
	struct book book = { STR("Bare"), 0, OK };
	struct book_by_id_row row;

	memset(&row, 0xff, sizeof(row));
	assert_ok(store_write(f->store, add_book, &book));
	assert_ok(q_book_by_id(
	    f->read, f->arena, &(struct book_by_id_in){ book.id }, &row));
	assert_false(row.n_pages.has || row.subtitle.has || row.stamp.has ||
	    row.is_read.has || row.back_at.has);
	assert_false(row.is_lent);
}

static void
an_empty_text_is_not_null(void **state)
{
	struct fixture *f = *state;
	struct book book = { STR_NONE, 0, OK };
	struct book_by_id_row row;

	assert_ok(store_write(f->store, add_book, &book));
	assert_ok(q_book_by_id(
	    f->read, f->arena, &(struct book_by_id_in){ book.id }, &row));
	assert_int_equal(row.title.n, 0);
}

static void
no_row_is_not_found(void **state)
{
	struct fixture *f = *state;
	struct book_by_id_row row = { .id = 7 };

	assert_int_equal(
	    q_book_by_id(f->read, f->arena, &(struct book_by_id_in){ 9 }, &row),
	    ERR_NOT_FOUND);
	assert_int_equal(row.id, 7);
}

static void
a_list_with_an_outer_join_has_gaps(void **state)
{
	struct fixture *f = *state;
	struct shelf_list_in all = { STR(""), 50 }, rest = { STR("z"), 50 };
	struct book book = { STR("Newest"), 0, OK };
	struct shelf_list_list list;

	assert_ok(q_shelf_list(f->read, f->arena, &all, &list));
	assert_int_equal(list.n, 1);
	assert_true(list.v[0].is_open);
	assert_false(list.v[0].keeper.has || list.v[0].title.has);
	assert_ok(store_write(f->store, add_book, &book));
	assert_ok(q_shelf_list(f->read, f->arena, &all, &list));
	assert_true(list.v[0].title.has);
	assert_str(list.v[0].title.v, "Newest");
	assert_ok(q_shelf_list(f->read, f->arena, &rest, &list));
	assert_int_equal(list.n, 0);
}

static enum err
add_many_books(struct store_write *w, void *arg)
{
	char title[32];
	struct book book = { STR_NONE, 0, OK };
	enum err e = OK;

	for (int i = 0; e == OK && i < *(int *)arg; i++) {
		snprintf(title, sizeof(title), "many %d", i);
		book.title = str_of(title);
		e = add_book(w, &book);
	}
	return e;
}

static void
a_list_grows_with_its_rows(void **state)
{
	struct fixture *f = *state;
	struct book_search_list list;
	int n = 100;

	assert_ok(store_write(f->store, add_many_books, &n));
	assert_ok(q_book_search(f->read, f->arena,
	    &(struct book_search_in){ STR("many"), 1000 }, &list));
	assert_int_equal(list.n, 100);
	assert_str(list.v[0].title, "many 0");
	assert_str(list.v[99].title, "many 99");
}

struct broken_row {
	int64_t number;
};

/* What no query of ours gives: the compiler would have refused it. */
static enum err
read_broken(struct fixture *f, const char *sql, struct broken_row *row)
{
	static const struct query_field out[] = { { FIELD_INT64, false,
	    offsetof(struct broken_row, number) } };
	struct query q = { .name = "broken",
		.sqlite = sql,
		.postgres = sql,
		.number = 0,
		.out = out,
		.n_out = 1,
		.row_size = sizeof(struct broken_row) };
	struct store_read *r;
	enum err e;

	assert_ok(store_read_open(f->store, &r));
	e = store_one(r, f->arena, &q, NULL, row);
	store_read_close(r);
	return e;
}

static void
null_where_none_was_declared_is_an_error(void **state)
{
	struct broken_row row = { 7 };

	assert_int_equal(
	    read_broken(*state, "SELECT NULL", &row), ERR_INTERNAL);
	assert_int_equal(row.number, 7);
}

static void
another_type_than_declared_is_an_error(void **state)
{
	struct broken_row row = { 7 };

	assert_int_equal(
	    read_broken(*state, "SELECT '12'", &row), ERR_INTERNAL);
	assert_int_equal(row.number, 7);
}

static void
a_query_that_does_not_compile_is_an_error(void **state)
{
	struct broken_row row = { 7 };

	assert_int_equal(
	    read_broken(*state, "SELECT no_such", &row), ERR_INTERNAL);
}

static void
a_handle_for_reading_cannot_write(void **state)
{
	struct broken_row row;
	struct fixture *f = *state;

	assert_true(
	    read_broken(f, "DELETE FROM shelf RETURNING 1", &row) >= ERR_BUSY);
	assert_ok(store_write(f->store, add_book,
	    &(struct book){ STR("There is a shelf"), 0, OK }));
}

static void
a_snapshot_does_not_see_later_writes(void **state)
{
	struct fixture *f = *state;
	struct book book = { STR("Later"), 0, OK };

	assert_ok(store_begin(f->read));
	assert_int_equal(count_books(f->read, f->arena), 0);
	assert_ok(store_write(f->store, add_book, &book));
	assert_int_equal(count_books(f->read, f->arena), 0);
	store_end(f->read);
	assert_int_equal(count_books(f->read, f->arena), 1);
	store_end(f->read);
	assert_ok(store_begin(f->read));
	assert_int_equal(count_books(f->read, f->arena), 1);
	store_end(f->read);
}

static void
a_write_that_returned_is_seen_by_all(void **state)
{
	struct fixture *f = *state;
	struct book book = { STR("Now"), 0, OK };
	struct store_read *other;

	assert_ok(store_read_open(f->store, &other));
	assert_int_equal(count_books(other, f->arena), 0);
	assert_ok(store_write(f->store, add_book, &book));
	assert_int_equal(count_books(other, f->arena), 1);
	store_read_close(other);
}

struct traced {
	char query[32];
	int64_t us;
	size_t n_rows;
};

static void
on_query(void *arg, const char *query, int64_t us, size_t n_rows)
{
	struct traced *t = arg;

	snprintf(t->query, sizeof(t->query), "%s", query);
	t->us = us;
	t->n_rows = n_rows;
}

static void
a_trace_names_the_query_and_its_rows(void **state)
{
	struct fixture *f = *state;
	struct traced traced = { .us = -1 };
	struct shelf_list_list list;

	store_trace(f->read, on_query, &traced);
	assert_ok(q_shelf_list(
	    f->read, f->arena, &(struct shelf_list_in){ STR(""), 50 }, &list));
	assert_string_equal(traced.query, "shelf_list");
	assert_int_equal(traced.n_rows, 1);
	assert_true(traced.us >= 0);
	store_trace(f->read, NULL, NULL);
	traced.n_rows = 9;
	count_books(f->read, f->arena);
	assert_int_equal(traced.n_rows, 9);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		store_test(every_type_comes_back_as_it_was),
		store_test(null_comes_back_as_nothing),
		store_test(an_empty_text_is_not_null),
		store_test(no_row_is_not_found),
		store_test(a_list_with_an_outer_join_has_gaps),
		store_test(a_list_grows_with_its_rows),
		store_test(null_where_none_was_declared_is_an_error),
		store_test(another_type_than_declared_is_an_error),
		store_test(a_query_that_does_not_compile_is_an_error),
		store_test(a_handle_for_reading_cannot_write),
		store_test(a_snapshot_does_not_see_later_writes),
		store_test(a_write_that_returned_is_seen_by_all),
		store_test(a_trace_names_the_query_and_its_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
