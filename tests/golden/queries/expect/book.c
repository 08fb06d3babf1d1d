/* Made by sqlc from queries/book.sql. */
#include "query/book.h"

#include "store/query.h"

static const struct query_field book_by_id_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct book_by_id_in, id) },
};
static const struct query_field book_by_id_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct book_by_id_row, id) },
	{ FIELD_INT64, false, offsetof(struct book_by_id_row, shelf_id) },
	{ FIELD_TEXT, false, offsetof(struct book_by_id_row, title) },
	{ FIELD_BLOB, false, offsetof(struct book_by_id_row, cover) },
	{ FIELD_BOOL, false, offsetof(struct book_by_id_row, is_lent) },
	{ FIELD_TIME, false, offsetof(struct book_by_id_row, added_at) },
	{ FIELD_INT64, true, offsetof(struct book_by_id_row, n_pages) },
	{ FIELD_TEXT, true, offsetof(struct book_by_id_row, subtitle) },
	{ FIELD_BLOB, true, offsetof(struct book_by_id_row, stamp) },
	{ FIELD_BOOL, true, offsetof(struct book_by_id_row, is_read) },
	{ FIELD_TIME, true, offsetof(struct book_by_id_row, back_at) },
};
static const struct query book_by_id_query = {
	.name = "book_by_id",
	.number = 0,
	.sqlite =
	    "SELECT b.id, b.shelf_id, b.title, b.cover, b.is_lent, "
	    "b.added_at, b.n_pages, b.subtitle, b.stamp, b.is_read, "
	    "b.back_at FROM book b WHERE b.id = \?1",
	.postgres =
	    "SELECT b.id, b.shelf_id, b.title, b.cover, b.is_lent, "
	    "b.added_at, b.n_pages, b.subtitle, b.stamp, b.is_read, "
	    "b.back_at FROM book b WHERE b.id = $1::bigint",
	.in = book_by_id_in_fields,
	.n_in = 1,
	.out = book_by_id_row_fields,
	.n_out = 11,
	.row_size = sizeof(struct book_by_id_row),
};

enum err
q_book_by_id(struct store_read *s, struct arena *a,
    const struct book_by_id_in *in, struct book_by_id_row *out)
{
	return store_one(s, a, &book_by_id_query, in, out);
}

void
q_book_by_id_ahead(struct store_read *s, const struct book_by_id_in *in)
{
	store_ahead(s, &book_by_id_query, in);
}

static const struct query_field book_add_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct book_add_in, shelf_id) },
	{ FIELD_TEXT, false, offsetof(struct book_add_in, title) },
	{ FIELD_BLOB, false, offsetof(struct book_add_in, cover) },
	{ FIELD_BOOL, false, offsetof(struct book_add_in, is_lent) },
	{ FIELD_TIME, false, offsetof(struct book_add_in, added_at) },
	{ FIELD_INT64, true, offsetof(struct book_add_in, n_pages) },
	{ FIELD_TEXT, true, offsetof(struct book_add_in, subtitle) },
	{ FIELD_BLOB, true, offsetof(struct book_add_in, stamp) },
	{ FIELD_BOOL, true, offsetof(struct book_add_in, is_read) },
	{ FIELD_TIME, true, offsetof(struct book_add_in, back_at) },
};
static const struct query book_add_query = {
	.name = "book_add",
	.number = 1,
	.sqlite =
	    "INSERT INTO book (shelf_id, title, cover, is_lent, "
	    "added_at, n_pages, subtitle, stamp, is_read, back_at) "
	    "VALUES (\?1, \?2, \?3, \?4, \?5, \?6, \?7, \?8, \?9, \?10) ON "
	    "CONFLICT (shelf_id, title) DO NOTHING RETURNING id",
	.postgres =
	    "INSERT INTO book (shelf_id, title, cover, is_lent, "
	    "added_at, n_pages, subtitle, stamp, is_read, back_at) "
	    "VALUES ($1::bigint, $2::text, $3::bytea, $4::bigint, "
	    "$5::bigint, $6::bigint, $7::text, $8::bytea, $9::bigint, "
	    "$10::bigint) ON CONFLICT (shelf_id, title) DO NOTHING "
	    "RETURNING id",
	.in = book_add_in_fields,
	.n_in = 10,
};

enum err
q_book_add(struct store_write *s,
    const struct book_add_in *in, int64_t *id)
{
	return store_insert(s, &book_add_query, in, id);
}

static const struct query_field book_count_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct book_count_row, n) },
	{ FIELD_TEXT, false, offsetof(struct book_count_row, last) },
	{ FIELD_INT64, false, offsetof(struct book_count_row, pages) },
	{ FIELD_INT64, true, offsetof(struct book_count_row, longest) },
};
static const struct query book_count_query = {
	.name = "book_count",
	.number = 2,
	.sqlite =
	    "SELECT count(*) AS n, coalesce(max(title), 'never: -- \"a\" \\ "
	    "''b''; \?') AS last, (SELECT CAST(coalesce(sum(m.page), 0) "
	    "AS bigint) FROM mark m) AS pages, max(n_pages) AS longest "
	    "FROM book",
	.postgres =
	    "SELECT count(*) AS n, coalesce(max(title), 'never: -- \"a\" \\ "
	    "''b''; \?') AS last, (SELECT CAST(coalesce(sum(m.page), 0) "
	    "AS bigint) FROM mark m) AS pages, max(n_pages) AS longest "
	    "FROM book",
	.out = book_count_row_fields,
	.n_out = 4,
	.row_size = sizeof(struct book_count_row),
};

enum err
q_book_count(struct store_read *s, struct arena *a, struct book_count_row *out)
{
	return store_one(s, a, &book_count_query, NULL, out);
}

void
q_book_count_ahead(struct store_read *s)
{
	store_ahead(s, &book_count_query, NULL);
}

static const struct query_field book_search_in_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct book_search_in, word) },
	{ FIELD_INT64, false, offsetof(struct book_search_in, max) },
};
static const struct query_field book_search_row_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct book_search_row, title) },
};
static const struct query book_search_query = {
	.name = "book_search",
	.number = 3,
	.sqlite =
	    "SELECT t.title FROM title_search t WHERE t.title MATCH '\"' "
	    "|| \?1 || '\"' LIMIT \?2",
	.postgres =
	    "SELECT t.title FROM title_search t WHERE "
	    "to_tsvector('simple', t.title) @@ plainto_tsquery('simple', "
	    "$1::text) LIMIT $2::bigint",
	.in = book_search_in_fields,
	.n_in = 2,
	.out = book_search_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct book_search_row),
};

enum err
q_book_search(struct store_read *s, struct arena *a,
    const struct book_search_in *in, struct book_search_list *out)
{
	void *rows = NULL;
	size_t n = 0;
	enum err e;

	e = store_many(s, a, &book_search_query, in, &rows, &n);
	if (e == OK)
		*out = (struct book_search_list){ rows, n };
	return e;
}

void
q_book_search_ahead(struct store_read *s, const struct book_search_in *in)
{
	store_ahead(s, &book_search_query, in);
}

