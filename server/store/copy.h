/*
 * copy.h: every row of one store into another, whatever engines they are on.
 *
 * A table is a number from 0 up to store_tables(), each behind those that it
 * refers to: they are copied in that order.  What an engine makes of the rows
 * by itself (a search index) is not copied, it makes it again.
 */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/store.h"

int store_tables(void);
const char *store_table_name(int table);

/* Its rows, counted.  ERR_BUSY, ERR_INTERNAL (logged). */
enum err
store_table_count(struct store_read *, int table, int64_t *n) MUST_CHECK;

struct store_copy {
	struct store_read *from; /* between store_begin() and store_end() */
	struct store *to;
	struct store_read *to_read;
	/* Told what has become durable, or was there.  (NULL: nobody.) */
	void (*moved)(void *arg, size_t n_rows);
	void *arg;
};

/*
 * Copy the rows of a table that the target has not, in the order of their key,
 * in pieces of a few thousand rows or some megabytes, each a write of its own.
 * Whatever ended an earlier copy of the same rows, this goes on behind its last
 * piece.  New rows are numbered behind those copied.
 *
 * ERR_CONFLICT	what the target has is no beginning of this table
 * ERR_INVALID	a text that not every engine can keep: not UTF-8, or with
 *		U+0000 in it, which nobody can have typed; logged
 * ERR_BUSY	the target is busy
 * ERR_INTERNAL	logged
 */
enum err store_copy_table(const struct store_copy *, int table) MUST_CHECK;

/*
 * Each row of a table in the order of its key, as bytes that are the same on
 * every engine and for no other row of the table.  A step gives some rows, none
 * at the end: who compares two sides takes steps by turns, so that no server
 * waits long for its reader.
 *
 * ERR_BUSY, ERR_INTERNAL (logged)
 */
struct store_walk;
typedef void store_row_fn(void *arg, struct str row);
struct store_walk *store_walk_new(struct store_read *, int table);
void store_walk_free(struct store_walk *);
enum err store_walk_step(
    struct store_walk *, store_row_fn *fn, void *arg, size_t *n) MUST_CHECK;

#endif
