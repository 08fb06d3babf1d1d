/*
 * store_fixture.h: a store with the schema of tests/golden/queries, a handle
 * for reading and one shelf, and the writes that the tests make.
 */
#ifndef STORE_FIXTURE_H
#define STORE_FIXTURE_H

#include "test_store.h"

#include "query/book.h"
#include "query/shelf.h"
#include "store/sqlite.h"

struct fixture {
	struct store *store;
	struct store_read *read;
	struct arena *arena;
	int64_t shelf_id;
};

static inline enum err
add_shelf(struct store_write *w, void *arg)
{
	return q_shelf_add(
	    w, &(struct shelf_add_in){ .name = STR("History") }, arg);
}

/* A book, by its title alone, on the shelf that was made first. */
struct book {
	struct str title;
	int64_t id;	 /* given */
	enum err answer; /* of the function, once the book is there */
};

static inline enum err
add_book(struct store_write *w, void *arg)
{
	struct book *book = arg;
	enum err e;

	store_note(w, TOPIC_THREAD, 7);
	e = q_book_add(w,
	    &(struct book_add_in){ .shelf_id = 1,
		.title = book->title,
		.cover = STR("\xff\0\xfe"),
		.added_at = 5 },
	    &book->id);
	return e == OK ? book->answer : e;
}

static inline int64_t
count_books(struct store_read *read, struct arena *a)
{
	struct book_count_row row;

	return q_book_count(read, a, &row) == OK ? row.n : -1;
}

/* What a commit raised, summed. */
struct raised {
	int n_calls;
	size_t n_topics;
	struct topic last;
};

static inline void
on_raise(void *arg, const struct topic *topics, size_t n)
{
	struct raised *r = arg;

	r->n_calls++;
	r->n_topics += n;
	r->last = topics[n - 1];
}

static inline int64_t
count_commits(const struct store_stats *stats)
{
	int64_t n = 0;

	for (int i = 0; i < STORE_COMMIT_BUCKETS; i++)
		n += stats->commits_within[i];
	return n;
}

static inline int
set_up(void **state)
{
	static struct fixture f;

	test_store_open(&f.store);
	assert_ok(store_read_open(f.store, &f.read));
	assert_ok(store_write(f.store, add_shelf, &f.shelf_id));
	assert_int_equal(f.shelf_id, 1);
	f.arena = arena_new(0);
	*state = &f;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct fixture *f = *state;

	store_read_close(f->read);
	test_store_close(f->store);
	arena_free(f->arena);
	return 0;
}

#define store_test(name) \
	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
