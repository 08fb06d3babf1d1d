/* What becomes of a question that was asked ahead when its link is lost. */
#include <time.h>

#include "store/pg_fixture.h"

/* Until the end of a connection is known at both. */
static const struct timespec moment = { .tv_nsec = 50 * 1000 * 1000 };

struct reader {
	struct nodes *nodes;
	struct store_read *read; /* through the proxy, with a link */
	int n_runs;
};

static int
reader_set_up(void **state)
{
	static struct reader r;
	struct book book = { STR("One"), 0, OK };
	void *nodes;

	nodes_set_up(&nodes);
	r = (struct reader){ .nodes = nodes };
	assert_ok(store_write(r.nodes->here->store, add_book, &book));
	assert_ok(store_read_open(r.nodes->store, &r.read));
	assert_int_equal(count_books(r.read, r.nodes->here->arena), 1);
	*state = &r;
	return 0;
}

static int
reader_tear_down(void **state)
{
	struct reader *r = *state;
	void *nodes = r->nodes;

	store_read_close(r->read);
	return nodes_tear_down(&nodes);
}

#define reader_test(name) \
	cmocka_unit_test_setup_teardown(name, reader_set_up, reader_tear_down)

/* All links are gone, and new ones may be made. */
static void
cut_all(struct reader *r)
{
	proxy_go(&r->nodes->proxy, true);
	proxy_wait(&r->nodes->proxy);
	proxy_go(&r->nodes->proxy, false);
}

static void
a_link_that_died_at_rest_is_made_anew(void **state)
{
	struct reader *r = *state;

	cut_all(r);
	assert_ok(store_begin(r->read));
	/* The second finds that the first met nobody. */
	for (int i = 1; i <= 3; i++) {
		q_book_by_id_ahead(r->read, &(struct book_by_id_in){ i });
		nanosleep(&moment, NULL);
	}
	assert_int_equal(count_books(r->read, r->nodes->here->arena), 1);
	store_end(r->read);
}

static void
a_link_that_dies_before_the_first_answer_is_made_anew(void **state)
{
	struct reader *r = *state;

	assert_ok(store_begin(r->read));
	proxy_cut_at(&r->nodes->proxy, CUT_AFTER, "BEGIN");
	q_book_count_ahead(r->read);
	assert_int_equal(count_books(r->read, r->nodes->here->arena), 1);
	assert_true(proxy_has_cut(&r->nodes->proxy));
	store_end(r->read);
	assert_ok(store_begin(r->read));
	assert_int_equal(count_books(r->read, r->nodes->here->arena), 1);
	store_end(r->read);
}

/* What was read is of a snapshot that has gone: no other may follow it. */
static void
a_link_that_dies_behind_an_answer_ends_the_snapshot(void **state)
{
	struct reader *r = *state;
	struct arena *a = r->nodes->here->arena;

	assert_ok(store_begin(r->read));
	assert_int_equal(count_books(r->read, a), 1);
	q_book_by_id_ahead(r->read, &(struct book_by_id_in){ 1 });
	cut_all(r);
	assert_int_equal(count_books(r->read, a), -1);
	assert_int_equal(count_books(r->read, a), -1);
	store_end(r->read);
	assert_ok(store_begin(r->read));
	assert_int_equal(count_books(r->read, a), 1);
	store_end(r->read);
}

static void
outside_a_snapshot_a_new_link_is_as_good(void **state)
{
	struct reader *r = *state;

	for (int i = 0; i < 3; i++) {
		cut_all(r);
		assert_int_equal(
		    count_books(r->read, r->nodes->here->arena), 1);
	}
}

/* Adds a book, and asks ahead when the link has gone: for the first time. */
static enum err
add_and_lose_the_link(struct store_write *w, void *arg)
{
	struct reader *r = arg;
	struct book book = { STR("Two"), 0, OK };
	enum err e = add_book(w, &book);

	if (r->n_runs++ == 0)
		cut_all(r);
	for (int i = 0; i < 3; i++) {
		nanosleep(&moment, NULL);
		q_book_by_id_ahead(
		    store_reads(w), &(struct book_by_id_in){ i });
	}
	return e;
}

static void
a_write_that_lost_its_link_is_not_taken_for_done(void **state)
{
	struct reader *r = *state;

	assert_ok(store_write(r->nodes->store, add_and_lose_the_link, r));
	assert_int_equal(r->n_runs, 2);
	assert_int_equal(
	    count_books(r->nodes->here->read, r->nodes->here->arena), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		reader_test(a_link_that_died_at_rest_is_made_anew),
		reader_test(
		    a_link_that_dies_before_the_first_answer_is_made_anew),
		reader_test(outside_a_snapshot_a_new_link_is_as_good),
		reader_test(a_write_that_lost_its_link_is_not_taken_for_done),
		reader_test(
		    a_link_that_dies_behind_an_answer_ends_the_snapshot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
