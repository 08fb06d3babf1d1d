/* A write is made once, whatever comes between it and its answer. */
#include "store/pg_fixture.h"

struct counted {
	struct book book;
	int n_runs;
};

static enum err
add_counted(struct store_write *w, void *arg)
{
	struct counted *c = arg;

	c->n_runs++;
	return add_book(w, &c->book);
}

/* How often it ran, when the wire was cut once at that word. */
static int
runs_when_cut(struct nodes *n, enum proxy_cut cut, const char *word)
{
	struct counted first = { { STR("First"), 0, OK }, 0 };
	struct counted cut_off = { { STR("Cut off"), 0, OK }, 0 };
	struct counted last = { { STR("Last"), 0, OK }, 0 };

	assert_ok(store_write(n->store, add_counted, &first));
	proxy_cut_at(&n->proxy, cut, word);
	assert_ok(store_write(n->store, add_counted, &cut_off));
	assert_true(proxy_has_cut(&n->proxy));
	assert_ok(store_write(n->store, add_counted, &last));
	assert_int_equal(count_books(n->here->read, n->here->arena), 3);
	assert_int_equal(last.n_runs, 1);
	return cut_off.n_runs;
}

static void
a_commit_whose_answer_is_lost_is_found(void **state)
{
	assert_int_equal(runs_when_cut(*state, CUT_AFTER, "COMMIT"), 1);
}

static void
a_commit_that_never_arrived_is_made_again(void **state)
{
	assert_int_equal(runs_when_cut(*state, CUT_BEFORE, "COMMIT"), 2);
}

static void
a_link_that_is_lost_on_the_way_there_is_made_anew(void **state)
{
	assert_int_equal(runs_when_cut(*state, CUT_BEFORE, "BEGIN"), 2);
}

static void
a_link_that_is_lost_on_the_way_back_is_made_anew(void **state)
{
	assert_int_equal(runs_when_cut(*state, CUT_AFTER, "BEGIN"), 2);
}

static void
a_found_commit_raises_its_topics(void **state)
{
	struct nodes *n = *state;
	struct raised raised = { 0 };
	struct book book = { STR("Cut off"), 0, OK };

	store_on_change(n->store, on_raise, &raised);
	proxy_cut_at(&n->proxy, CUT_AFTER, "COMMIT");
	assert_ok(store_write(n->store, add_book, &book));
	assert_true(proxy_has_cut(&n->proxy));
	assert_int_equal(raised.n_topics, 1);
	assert_int_equal(raised.last.id, 7);
}

static void
a_server_that_is_away_too_long_is_busy(void **state)
{
	struct nodes *n = *state;
	struct book book = { STR("Nowhere"), 0, OK };
	struct store_read *read;

	assert_ok(store_read_open(n->store, &read));
	assert_int_equal(count_books(read, n->here->arena), 0);
	proxy_go(&n->proxy, true);
	assert_int_equal(store_write(n->store, add_book, &book), ERR_BUSY);
	assert_int_equal(count_books(read, n->here->arena), -1);
	proxy_go(&n->proxy, false);
	assert_ok(store_write(n->store, add_book, &book));
	assert_int_equal(count_books(read, n->here->arena), 1);
	store_read_close(read);
}

/* Two writes that meet: each waits in its first run until both are there. */
struct meeting {
	struct store *store;
	pthread_barrier_t *barrier;
	int64_t shelf_ids[2];
	int n_runs;
	enum err err;
};

static enum err
close_both(struct store_write *w, void *arg)
{
	struct meeting *m = arg;
	enum err e = q_shelf_close(
	    w, &(struct shelf_close_in){ m->shelf_ids[0] });

	if (m->n_runs++ == 0)
		pthread_barrier_wait(m->barrier);
	if (e == OK)
		e = q_shelf_close(
		    w, &(struct shelf_close_in){ m->shelf_ids[1] });
	return e;
}

static void *
run_close(void *arg)
{
	struct meeting *m = arg;

	m->err = store_write(m->store, close_both, m);
	return NULL;
}

static void
meet(struct meeting *one, struct meeting *two, void *(*run)(void *))
{
	pthread_barrier_t barrier;
	pthread_t thread;

	pthread_barrier_init(&barrier, NULL, 2);
	one->barrier = two->barrier = &barrier;
	assert_int_equal(pthread_create(&thread, NULL, run, one), 0);
	run(two);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&barrier);
}

static enum err
add_named_shelf(struct store_write *w, void *arg)
{
	return q_shelf_add(
	    w, &(struct shelf_add_in){ .name = STR("Maps") }, arg);
}

static void
of_two_that_wait_for_each_other_one_begins_anew(void **state)
{
	struct nodes *n = *state;
	int64_t a = n->here->shelf_id, b;
	struct meeting one, two;

	assert_ok(store_write(n->store, add_named_shelf, &b));
	one = (struct meeting){ n->store, NULL, { a, b }, 0, OK };
	two = (struct meeting){ n->here->store, NULL, { b, a }, 0, OK };
	meet(&one, &two, run_close);
	assert_int_equal(one.n_runs + two.n_runs, 3);
	/* The one that came late finds that they are closed. */
	assert_int_equal(one.n_runs == 1 ? one.err : two.err, OK);
	assert_int_equal(one.n_runs == 1 ? two.err : one.err, ERR_NOT_FOUND);
}

/* Find the shelf, or make it. */
static enum err
want_shelf(struct store_write *w, void *arg)
{
	struct meeting *m = arg;
	struct arena *a = arena_new(0);
	struct shelf_list_list list;
	enum err e = q_shelf_list(store_reads(w), a,
	    &(struct shelf_list_in){ STR("History"), 1 }, &list);

	if (m->n_runs++ == 0)
		pthread_barrier_wait(m->barrier);
	if (e == OK && list.n == 0)
		e = add_named_shelf(w, &m->shelf_ids[0]);
	arena_free(a);
	return e;
}

static void *
run_want(void *arg)
{
	struct meeting *m = arg;

	m->err = store_write(m->store, want_shelf, m);
	return NULL;
}

static void
of_two_that_make_the_same_one_finds_it(void **state)
{
	struct nodes *n = *state;
	struct meeting one = { .store = n->store },
		       two = { .store = n->here->store };

	meet(&one, &two, run_want);
	assert_ok(one.err);
	assert_ok(two.err);
	assert_int_equal(one.n_runs + two.n_runs, 3);
	assert_int_equal((one.n_runs == 1) + (two.n_runs == 1), 1);
}

static void
what_is_there_for_good_is_a_conflict(void **state)
{
	struct nodes *n = *state;
	int64_t id = -1;

	assert_ok(store_write(n->store, add_named_shelf, &id));
	id = -1;
	assert_int_equal(
	    store_write(n->store, add_named_shelf, &id), ERR_CONFLICT);
	assert_int_equal(id, -1);
}

static enum err
add_and_count(struct store_write *w, void *arg)
{
	struct book_count_row row;
	struct arena *a = arena_new(0);
	enum err e;

	(void)!add_named_shelf(w, arg);
	e = q_book_count(store_reads(w), a, &row);
	arena_free(a);
	return e;
}

static void
what_comes_after_a_failure_fails_as_that_did(void **state)
{
	struct nodes *n = *state;
	int64_t id = -1;

	assert_ok(store_write(n->store, add_and_count, &id));
	assert_int_equal(
	    store_write(n->store, add_and_count, &id), ERR_CONFLICT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		nodes_test(a_commit_whose_answer_is_lost_is_found),
		nodes_test(a_commit_that_never_arrived_is_made_again),
		nodes_test(a_link_that_is_lost_on_the_way_there_is_made_anew),
		nodes_test(a_link_that_is_lost_on_the_way_back_is_made_anew),
		nodes_test(a_found_commit_raises_its_topics),
		nodes_test(a_server_that_is_away_too_long_is_busy),
		nodes_test(of_two_that_wait_for_each_other_one_begins_anew),
		nodes_test(of_two_that_make_the_same_one_finds_it),
		nodes_test(what_is_there_for_good_is_a_conflict),
		nodes_test(what_comes_after_a_failure_fails_as_that_did),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
