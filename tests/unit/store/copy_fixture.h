/*
 * copy_fixture.h: two stores of the schema of tests/golden/queries, rows of any
 * kind in them, and whether they are equal.  Each is a file, or a schema of its
 * own in the database that PRAATMEE_TEST_PG names.
 */
#ifndef COPY_FIXTURE_H
#define COPY_FIXTURE_H

#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/copy.h"
#include "store/query.h"
#include "test_store.h"

struct side {
	bool is_remote;
	char name[48]; /* of the file, or of the schema */
	char path[512];
	struct store *store;
	struct store_read *read;
};
struct pair {
	char dir[32];
	struct side from, to;
};

/* What the sides of the tests to come are. */
struct kind {
	const char *name;
	bool is_from_remote, is_to_remote;
};
static const struct kind *kind;

/* A value of any column: NULL, a number or bytes. */
struct cell {
	bool is_set;
	int64_t number;
	struct str bytes;
};
#define CELL_NULL ((struct cell){ 0 })
#define CELL_NUMBER(n) ((struct cell){ true, (n), STR_NONE })
#define CELL_BYTES(literal) ((struct cell){ true, 0, STR(literal) })

/* Rows of one table, each as many cells as that has columns. */
struct rows {
	const char *table;
	const struct cell *cells;
	size_t n;
};

static inline int
table_named(const char *name)
{
	for (int i = 0; i < store_tables(); i++)
		if (strcmp(store_table_name(i), name) == 0)
			return i;
	fail_msg("no table %s", name);
	return -1;
}

static inline void
set_cell(const struct query_field *f, char *row, struct cell cell)
{
	void *p = row + f->offset;

	if (f->type == FIELD_TEXT || f->type == FIELD_BLOB) {
		if (f->is_nullable)
			*(struct opt_str *)p = (struct opt_str){ cell.is_set,
				cell.bytes };
		else
			*(struct str *)p = cell.bytes;
	} else if (f->is_nullable) {
		*(struct opt_i64 *)p = (struct opt_i64){ cell.is_set,
			cell.number };
	} else if (f->type == FIELD_BOOL) {
		*(bool *)p = cell.number != 0;
	} else {
		*(int64_t *)p = cell.number;
	}
}

static inline enum err
add_rows(struct store_write *w, void *arg)
{
	const struct rows *rows = arg;
	const struct table *t = &tables[table_named(rows->table)];
	const struct cell *cell = rows->cells;
	char *row = calloc(1, t->page->row_size);
	enum err e = OK;

	for (size_t i = 0; e == OK && i < rows->n; i++) {
		for (int k = 0; k < t->insert->n_in; k++)
			set_cell(&t->insert->in[k], row, *cell++);
		e = store_exec(w, t->insert, row);
	}
	free(row);
	return e;
}

static inline void
fill(struct side *s, const char *table, const struct cell *cells, size_t n)
{
	struct rows rows = { table, cells, n };

	assert_ok(store_write(s->store, add_rows, &rows));
}

static inline enum err
open_store(struct side *s, enum store_mode mode)
{
	enum err e = store_open(s->path, mode, &s->store);

	return e == OK ? store_read_open(s->store, &s->read) : e;
}

static inline void
close_store(struct side *s)
{
	store_read_close(s->read);
	store_close(s->store);
	s->read = NULL;
	s->store = NULL;
}

/* Copy what there is, table by table, up to the first that cannot be. */
static inline enum err
copy_pair(struct pair *p, void (*moved)(void *, size_t), void *arg)
{
	struct store_copy copy = { .from = p->from.read,
		.to = p->to.store,
		.to_read = p->to.read,
		.moved = moved,
		.arg = arg };
	enum err e = store_begin(p->from.read);

	for (int i = 0; e == OK && i < store_tables(); i++)
		e = store_copy_table(&copy, i);
	store_end(p->from.read);
	return e;
}

static inline void
keep_row(void *arg, struct str row)
{
	buf_str(arg, row);
	buf_char(arg, '\n');
}

static inline void
walk_table(struct side *s, int table, struct buf *b)
{
	struct store_walk *w = store_walk_new(s->read, table);
	size_t n = 1;

	while (n > 0)
		assert_ok(store_walk_step(w, keep_row, b, &n));
	store_walk_free(w);
}

/* Every row of every table. */
static inline struct buf
read_rows(struct side *s)
{
	struct buf b = { 0 };

	for (int i = 0; i < store_tables(); i++) {
		buf_fmt(&b, "%s\n", store_table_name(i));
		walk_table(s, i, &b);
	}
	return b;
}

static inline bool
are_equal(struct pair *p)
{
	struct buf from = read_rows(&p->from), to = read_rows(&p->to);
	bool same = str_eq(buf_text(&from), buf_text(&to));

	buf_free(&from);
	buf_free(&to);
	return same;
}

static inline int64_t
count_rows(struct side *s, const char *table)
{
	int64_t n = -1;

	assert_ok(store_table_count(s->read, table_named(table), &n));
	return n;
}

/* "CREATE SCHEMA %s", say. */
static inline void
run_remote(const struct side *s, const char *sql)
{
	char text[128];

	snprintf(text, sizeof(text), sql, s->name);
	test_store_ask(text, NULL, 0);
}

/* A place with nothing in it. */
static inline void
make_side(struct pair *p, struct side *s, bool is_remote, const char *name)
{
	s->is_remote = is_remote;
	if (!is_remote) {
		snprintf(s->path, sizeof(s->path), "%s/%s", p->dir, name);
		return;
	}
	snprintf(s->name, sizeof(s->name), "t_%s_%ld", name, (long)getpid());
	snprintf(s->path, sizeof(s->path), "%s?options=-csearch_path%%3D%s",
	    test_store_database(), s->name);
	run_remote(s, "CREATE SCHEMA %s");
}

static inline void
delete_side(const struct side *s)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char path[600];

	if (s->is_remote)
		run_remote(s,
		    "SET client_min_messages = warning;"
		    "DROP SCHEMA %s CASCADE");
	for (size_t i = 0; i < 3 && !s->is_remote; i++) {
		snprintf(path, sizeof(path), "%s%s", s->path, endings[i]);
		unlink(path);
	}
}

/* The same place with nothing in it again, opened. */
static inline void
empty_side(struct side *s)
{
	close_store(s);
	delete_side(s);
	if (s->is_remote)
		run_remote(s, "CREATE SCHEMA %s");
	assert_ok(open_store(s, STORE_RESUME));
}

static inline int
set_up(void **state)
{
	struct pair *p = test_calloc(1, sizeof(*p));

	snprintf(p->dir, sizeof(p->dir), "/tmp/praatmee-copy-XXXXXX");
	assert_non_null(mkdtemp(p->dir));
	make_side(p, &p->from, kind->is_from_remote, "from");
	make_side(p, &p->to, kind->is_to_remote, "to");
	assert_ok(open_store(&p->from, STORE_RESUME));
	assert_ok(open_store(&p->to, STORE_RESUME));
	*state = p;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct pair *p = *state;

	close_store(&p->from);
	close_store(&p->to);
	delete_side(&p->from);
	delete_side(&p->to);
	rmdir(p->dir);
	test_free(p);
	return 0;
}

#define copy_test(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
