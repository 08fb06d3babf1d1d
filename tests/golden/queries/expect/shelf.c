/* Made by sqlc from queries/shelf.sql. */
#include "query/shelf.h"

#include "store/query.h"

static const struct query_field shelf_add_in_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct shelf_add_in, name) },
};
static const struct query shelf_add_query = {
	.name = "shelf_add",
	.number = 4,
	.sqlite =
	    "INSERT INTO shelf (name, \"time\") VALUES (\?1, 0) RETURNING id",
	.postgres =
	    "INSERT INTO shelf (name, \"time\") VALUES ($1::text, 0) "
	    "RETURNING id",
	.in = shelf_add_in_fields,
	.n_in = 1,
};

enum err
q_shelf_add(struct store_write *s,
    const struct shelf_add_in *in, int64_t *id)
{
	return store_insert(s, &shelf_add_query, in, id);
}

static const struct query_field shelf_list_in_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct shelf_list_in, after) },
	{ FIELD_INT64, false, offsetof(struct shelf_list_in, max) },
};
static const struct query_field shelf_list_row_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct shelf_list_row, name) },
	{ FIELD_BOOL, false, offsetof(struct shelf_list_row, is_open) },
	{ FIELD_TEXT, true, offsetof(struct shelf_list_row, keeper) },
	{ FIELD_TEXT, true, offsetof(struct shelf_list_row, title) },
	{ FIELD_INT64, false, offsetof(struct shelf_list_row, n_marks) },
};
static const struct query shelf_list_query = {
	.name = "shelf_list",
	.number = 5,
	.sqlite =
	    "SELECT s.name, s.is_open, s.keeper, b.title, (SELECT "
	    "count(*) FROM mark m WHERE m.book_id = b.id) AS n_marks "
	    "FROM shelf s LEFT OUTER JOIN book AS b ON b.id = (SELECT "
	    "max(x.id) FROM book x WHERE x.shelf_id = s.id) WHERE s.name "
	    "> \?1 ORDER BY s.name, b.title NULLS LAST LIMIT \?2",
	.postgres =
	    "SELECT s.name, s.is_open, s.keeper, b.title, (SELECT "
	    "count(*) FROM mark m WHERE m.book_id = b.id) AS n_marks "
	    "FROM shelf s LEFT OUTER JOIN book AS b ON b.id = (SELECT "
	    "max(x.id) FROM book x WHERE x.shelf_id = s.id) WHERE s.name "
	    "> $1::text ORDER BY s.name, b.title NULLS LAST LIMIT "
	    "$2::bigint",
	.in = shelf_list_in_fields,
	.n_in = 2,
	.out = shelf_list_row_fields,
	.n_out = 5,
	.row_size = sizeof(struct shelf_list_row),
};

enum err
q_shelf_list(struct store_read *s, struct arena *a,
    const struct shelf_list_in *in, struct shelf_list_list *out)
{
	void *rows = NULL;
	size_t n = 0;
	enum err e;

	e = store_many(s, a, &shelf_list_query, in, &rows, &n);
	if (e == OK)
		*out = (struct shelf_list_list){ rows, n };
	return e;
}

void
q_shelf_list_ahead(struct store_read *s, const struct shelf_list_in *in)
{
	store_ahead(s, &shelf_list_query, in);
}

static const struct query_field shelf_close_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct shelf_close_in, id) },
};
static const struct query shelf_close_query = {
	.name = "shelf_close",
	.number = 6,
	.sqlite =
	    "UPDATE shelf SET is_open = 0 WHERE id = \?1 AND is_open = 1",
	.postgres =
	    "UPDATE shelf SET is_open = 0 WHERE id = $1::bigint AND "
	    "is_open = 1",
	.in = shelf_close_in_fields,
	.n_in = 1,
};

enum err
q_shelf_close(struct store_write *s,
    const struct shelf_close_in *in)
{
	return store_exec(s, &shelf_close_query, in);
}

static const struct query shelf_empty_query = {
	.name = "shelf_empty",
	.number = 7,
	.sqlite =
	    "DELETE FROM mark",
	.postgres =
	    "DELETE FROM mark",
};

enum err
q_shelf_empty(struct store_write *s)
{
	return store_exec(s, &shelf_empty_query, NULL);
}

static const struct query_field shelf_first_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct shelf_first_in, max) },
};
static const struct query_field shelf_first_row_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct shelf_first_row, name) },
};
static const struct query shelf_first_query = {
	.name = "shelf_first",
	.number = 8,
	.sqlite =
	    "SELECT s.name FROM shelf s ORDER BY s.name LIMIT \?1",
	.postgres =
	    "SELECT s.name FROM shelf s ORDER BY s.name LIMIT $1::bigint",
	.in = shelf_first_in_fields,
	.n_in = 1,
	.out = shelf_first_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct shelf_first_row),
};

enum err
q_shelf_first(struct store_read *s, struct arena *a,
    const struct shelf_first_in *in, struct shelf_first_list *out)
{
	void *rows = NULL;
	size_t n = 0;
	enum err e;

	e = store_many(s, a, &shelf_first_query, in, &rows, &n);
	if (e == OK)
		*out = (struct shelf_first_list){ rows, n };
	return e;
}

void
q_shelf_first_ahead(struct store_read *s, const struct shelf_first_in *in)
{
	store_ahead(s, &shelf_first_query, in);
}

static const struct query_field mark_add_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct mark_add_in, book_id) },
	{ FIELD_INT64, false, offsetof(struct mark_add_in, page) },
};
static const struct query mark_add_query = {
	.name = "mark_add",
	.number = 9,
	.sqlite =
	    "INSERT INTO mark (book_id, page) VALUES (\?1, \?2)",
	.postgres =
	    "INSERT INTO mark (book_id, page) VALUES ($1::bigint, "
	    "$2::bigint)",
	.in = mark_add_in_fields,
	.n_in = 2,
};

enum err
q_mark_add(struct store_write *s,
    const struct mark_add_in *in)
{
	return store_exec(s, &mark_add_query, in);
}

static const struct query_field shelf_hold_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct shelf_hold_in, id) },
};
static const struct query_field shelf_hold_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct shelf_hold_row, id) },
};
static const struct query shelf_hold_query = {
	.name = "shelf_hold",
	.number = 10,
	.sqlite =
	    "SELECT s.id FROM shelf s WHERE s.id = \?1",
	.postgres =
	    "SELECT s.id FROM shelf s WHERE s.id = $1::bigint FOR NO KEY "
	    "UPDATE OF s",
	.in = shelf_hold_in_fields,
	.n_in = 1,
	.out = shelf_hold_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct shelf_hold_row),
};

enum err
q_shelf_hold(struct store_read *s, struct arena *a,
    const struct shelf_hold_in *in, struct shelf_hold_row *out)
{
	return store_one(s, a, &shelf_hold_query, in, out);
}

void
q_shelf_hold_ahead(struct store_read *s, const struct shelf_hold_in *in)
{
	store_ahead(s, &shelf_hold_query, in);
}

static const struct query_field mark_sweep_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct mark_sweep_in, book_id) },
	{ FIELD_INT64, false, offsetof(struct mark_sweep_in, max) },
};
static const struct query mark_sweep_query = {
	.name = "mark_sweep",
	.number = 11,
	.sqlite =
	    "DELETE FROM mark WHERE (book_id, page) IN ( SELECT "
	    "m.book_id, m.page FROM mark m WHERE m.book_id = \?1 ORDER BY "
	    "m.page LIMIT \?2 )",
	.postgres =
	    "DELETE FROM mark WHERE (book_id, page) IN ( SELECT "
	    "m.book_id, m.page FROM mark m WHERE m.book_id = $1::bigint "
	    "ORDER BY m.page LIMIT $2::bigint FOR UPDATE SKIP LOCKED)",
	.in = mark_sweep_in_fields,
	.n_in = 2,
};

enum err
q_mark_sweep(struct store_write *s,
    const struct mark_sweep_in *in)
{
	return store_exec(s, &mark_sweep_query, in);
}

static const struct query_field mark_put_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct mark_put_in, book_id) },
	{ FIELD_INT64, false, offsetof(struct mark_put_in, page) },
};
static const struct query mark_put_query = {
	.name = "mark_put",
	.number = 12,
	.sqlite =
	    "INSERT INTO mark (book_id, page) VALUES (\?1, \?2)",
	.postgres =
	    "INSERT INTO mark (book_id, page) VALUES ($1::bigint, "
	    "$2::bigint)",
	.is_sure = true,
	.in = mark_put_in_fields,
	.n_in = 2,
};

enum err
q_mark_put(struct store_write *s,
    const struct mark_put_in *in)
{
	return store_exec(s, &mark_put_query, in);
}

static const struct query_field shelf_turn_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct shelf_turn_in, id) },
	{ FIELD_BOOL, false, offsetof(struct shelf_turn_in, is_open) },
};
static const struct query shelf_turn_query = {
	.name = "shelf_turn",
	.number = 13,
	.sqlite =
	    "UPDATE shelf SET is_open = \?2 WHERE id = \?1",
	.postgres =
	    "UPDATE shelf SET is_open = $2::bigint WHERE id = $1::bigint",
	.is_sure = true,
	.in = shelf_turn_in_fields,
	.n_in = 2,
};

enum err
q_shelf_turn(struct store_write *s,
    const struct shelf_turn_in *in)
{
	return store_exec(s, &shelf_turn_query, in);
}

static const struct query_field mark_count_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct mark_count_row, n) },
};
static const struct query mark_count_query = {
	.name = "mark_count",
	.number = 14,
	.sqlite =
	    "SELECT count(*) AS n FROM mark m",
	.postgres =
	    "SELECT count(*) AS n FROM mark m",
	.out = mark_count_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct mark_count_row),
};

enum err
q_mark_count(struct store_read *s, struct arena *a, struct mark_count_row *out)
{
	return store_one(s, a, &mark_count_query, NULL, out);
}

void
q_mark_count_ahead(struct store_read *s)
{
	store_ahead(s, &mark_count_query, NULL);
}

