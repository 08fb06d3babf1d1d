/* Made by sqlc from queries/shelf.sql. */
#ifndef QUERY_SHELF_H
#define QUERY_SHELF_H

#include "store/store.h"

struct shelf_add_in {
	struct str name;
};
enum err
q_shelf_add(struct store_write *s,
    const struct shelf_add_in *in, int64_t *id) MUST_CHECK;

struct shelf_list_in {
	struct str after;
	int64_t max;
};
struct shelf_list_row {
	struct str name;
	bool is_open;
	struct opt_str keeper;
	struct opt_str title;
	int64_t n_marks;
};
struct shelf_list_list {
	struct shelf_list_row *v;
	size_t n;
};
/*
 * Each with its newest book, if there is one.
 */
enum err
q_shelf_list(struct store_read *s, struct arena *a,
    const struct shelf_list_in *in, struct shelf_list_list *out) MUST_CHECK;
void
q_shelf_list_ahead(struct store_read *s, const struct shelf_list_in *in);

struct shelf_close_in {
	int64_t id;
};
/*
 * ERR_NOT_FOUND where it was.
 */
enum err
q_shelf_close(struct store_write *s,
    const struct shelf_close_in *in) MUST_CHECK;

enum err
q_shelf_empty(struct store_write *s) MUST_CHECK;

struct shelf_first_in {
	int64_t max;
};
struct shelf_first_row {
	struct str name;
};
struct shelf_first_list {
	struct shelf_first_row *v;
	size_t n;
};
/*
 * Walks an index in its order up to the LIMIT: no scan of the table.
 */
enum err
q_shelf_first(struct store_read *s, struct arena *a,
    const struct shelf_first_in *in, struct shelf_first_list *out) MUST_CHECK;
void
q_shelf_first_ahead(struct store_read *s, const struct shelf_first_in *in);

struct mark_add_in {
	int64_t book_id;
	int64_t page;
};
enum err
q_mark_add(struct store_write *s,
    const struct mark_add_in *in) MUST_CHECK;

struct shelf_hold_in {
	int64_t id;
};
struct shelf_hold_row {
	int64_t id;
};
/*
 * Rows are locked on PostgreSQL alone.
 */
enum err
q_shelf_hold(struct store_read *s, struct arena *a,
    const struct shelf_hold_in *in, struct shelf_hold_row *out) MUST_CHECK;
void
q_shelf_hold_ahead(struct store_read *s, const struct shelf_hold_in *in);

struct mark_sweep_in {
	int64_t book_id;
	int64_t max;
};
/*
 * Also in the middle of a query.
 */
enum err
q_mark_sweep(struct store_write *s,
    const struct mark_sweep_in *in) MUST_CHECK;

struct mark_put_in {
	int64_t book_id;
	int64_t page;
};
enum err
q_mark_put(struct store_write *s,
    const struct mark_put_in *in) MUST_CHECK;

struct shelf_turn_in {
	int64_t id;
	bool is_open;
};
/*
 * Open it or close it.
 */
enum err
q_shelf_turn(struct store_write *s,
    const struct shelf_turn_in *in) MUST_CHECK;

struct mark_count_row {
	int64_t n;
};
enum err
q_mark_count(struct store_read *s, struct arena *a, struct mark_count_row *out) MUST_CHECK;
void
q_mark_count_ahead(struct store_read *s);

#endif
