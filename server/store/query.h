/*
 * query.h: what the query compiler's output stands on.  Only generated code
 * and store/ use this; everyone else calls the typed functions.
 */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include "store/store.h"

enum field_type { FIELD_INT64, FIELD_BOOL, FIELD_TIME, FIELD_TEXT, FIELD_BLOB };

struct query_field {
	enum field_type type;
	bool is_nullable;
	size_t offset;
};

struct query {
	const char *name, *sqlite, *postgres;
	int number;   /* dense from 0: place in a statement table */
	bool is_sure; /* an :exec that touches a row, or it is a mistake */
	const struct query_field *in, *out;
	int n_in, n_out;
	size_t row_size;
};

/*
 * The queries that every table has, generated, for copy.c: see
 * tools/sqlc/table.c.  All rows of a table have one struct: what page, last
 * and loose give is what insert, tie and, with the number of rows before it,
 * page and loose take.
 */
struct table_row {
	int64_t n;   /* given by count */
	int64_t max; /* taken by page and loose; behind it are the columns */
};
struct table {
	const char *name;
	const char *const *columns;
	int n_keys; /* columns of the key: behind max in page->in */
	const struct query *count, *page, *last, *insert;
	const struct query *loose, *tie; /* NULL: it never refers to itself */
	const struct query *number;	 /* NULL: it has no identity */
};
/* In the order of their making: each refers to those before it. */
extern const struct table tables[];
extern const int table_count;

/* Number of all queries, generated. */
extern const int query_count;

/*
 * store_one	the first row; ERR_NOT_FOUND where there is none
 * store_many	*n rows of q->row_size in the arena, perhaps none
 * store_exec	ERR_NOT_FOUND where no row was touched; of one that is_sure
 *		that is ERR_INTERNAL, and OK may only mean that it is on its
 *		way: a later query, or the write as a whole, fails where it did
 * store_insert	*id is the new row's identity; ERR_CONFLICT where ON CONFLICT
 *		DO NOTHING made none
 * All: ERR_CONFLICT when a UNIQUE or other constraint refused it (a bug unless
 * the query's comment says so), ERR_BUSY, ERR_INTERNAL (logged).
 */
/*
 * q will be asked with the same parameters soon, inside this transaction: where
 * a question travels, it leaves now.  In a write the answer is of this moment,
 * not of what is locked or changed between.
 */
void store_ahead(struct store_read *, const struct query *, const void *in);
enum err store_one(struct store_read *, struct arena *, const struct query *,
    const void *in, void *row) MUST_CHECK;
enum err store_many(struct store_read *, struct arena *, const struct query *,
    const void *in, void **rows, size_t *n) MUST_CHECK;
enum err store_exec(
    struct store_write *, const struct query *, const void *in) MUST_CHECK;
/*
 * store_exec() with n parameters, one at every size bytes; ERR_NOT_FOUND where
 * one of them touched no row.  They go to a server together.  n is not 0.
 */
enum err store_exec_each(struct store_write *, const struct query *,
    const void *in, size_t size, size_t n) MUST_CHECK;
enum err store_insert(struct store_write *, const struct query *,
    const void *in, int64_t *id) MUST_CHECK;

/* Settings of a session of PostgreSQL that runs queries, generated. */
extern const char query_planner[];

/* The migrations, in order, generated from schema/migrations/. */
struct migration {
	int number;
	const char *name, *sqlite, *postgres;
};
extern const struct migration migrations[];
extern const int migration_count;

#endif
