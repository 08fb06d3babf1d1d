/*
 * pg_query.c: from the rows that PostgreSQL answers to the struct that asked.
 */
#include "store/pg.h"

#include <string.h>

#include "base/log.h"

static bool
read_integer(const PGresult *result, int row, int column, int64_t *out)
{
	const uint8_t *p = (const uint8_t *)PQgetvalue(result, row, column);
	int n = PQgetlength(result, row, column);
	uint64_t v = 0;

	for (int i = 0; i < n; i++)
		v = v << 8 | p[i];
	switch (PQftype(result, column)) {
	case OID_INT8:
		*out = (int64_t)v;
		return n == 8;
	case OID_INT4:
		*out = (int32_t)(uint32_t)v;
		return n == 4;
	case OID_BOOL:
		*out = v != 0;
		return n == 1;
	default: /* of which there are thousands */
		return false;
	}
}

static bool
read_bytes(const PGresult *result, int row, int column, enum field_type type,
    struct arena *a, struct str *out)
{
	struct str s = { PQgetvalue(result, row, column),
		(size_t)PQgetlength(result, row, column) };

	if (PQftype(result, column) != pg_type_of(type))
		return false;
	*out = arena_str(a, s);
	return true;
}

static bool
read_field(const PGresult *result, int row, int column,
    const struct query_field *f, struct arena *a, void *p)
{
	struct opt_i64 number = { true, 0 };
	struct opt_str text = { true, STR_NONE };
	bool is_text = f->type == FIELD_TEXT || f->type == FIELD_BLOB;

	if (PQgetisnull(result, row, column)) {
		if (!f->is_nullable)
			return false;
		memset(p, 0, is_text ? sizeof(text) : sizeof(number));
		return true;
	}
	if (is_text ? !read_bytes(result, row, column, f->type, a, &text.v)
		    : !read_integer(result, row, column, &number.v))
		return false;
	if (f->is_nullable && is_text)
		*(struct opt_str *)p = text;
	else if (f->is_nullable)
		*(struct opt_i64 *)p = number;
	else if (is_text)
		*(struct str *)p = text.v;
	else if (f->type == FIELD_BOOL)
		*(bool *)p = number.v != 0;
	else
		*(int64_t *)p = number.v;
	return true;
}

static enum err
read_row(const PGresult *result, int row, const struct query *q,
    struct arena *a, void *out)
{
	if (PQnfields(result) != q->n_out) {
		LOG_ERROR("store.columns", "query=%s n=%d", q->name,
		    PQnfields(result));
		return ERR_INTERNAL;
	}
	for (int i = 0; i < q->n_out; i++)
		if (!read_field(result, row, i, &q->out[i], a,
			(char *)out + q->out[i].offset)) {
			LOG_ERROR("store.type", "query=%s column=%s type=%u",
			    q->name, PQfname(result, i), PQftype(result, i));
			return ERR_INTERNAL;
		}
	return OK;
}

enum err
pg_one(struct store_read *r, struct arena *a, const struct query *q,
    const void *in, void *row)
{
	PGresult *result;
	enum err e = pg_ask(pg_conn_of(r), q, in, &result);

	if (e != OK)
		return e;
	e = PQntuples(result) == 0 ? ERR_NOT_FOUND
				   : read_row(result, 0, q, a, row);
	PQclear(result);
	return e;
}

enum err
pg_many(struct store_read *r, struct arena *a, const struct query *q,
    const void *in, void **rows, size_t *n)
{
	PGresult *result;
	char *v = NULL;
	size_t count;
	enum err e = pg_ask(pg_conn_of(r), q, in, &result);

	if (e != OK)
		return e;
	count = (size_t)PQntuples(result);
	if (count > 0)
		v = arena_array(a, count, q->row_size);
	for (size_t i = 0; e == OK && i < count; i++)
		e = read_row(result, (int)i, q, a, v + i * q->row_size);
	PQclear(result);
	*rows = v;
	*n = count;
	return e;
}

enum err
pg_exec(struct store_read *r, const struct query *q, const void *in,
    int64_t *n_rows)
{
	PGresult *result;
	enum err e;

	if (q->is_sure) {
		*n_rows = 1;
		return pg_do(pg_conn_of(r), q, in);
	}
	if ((e = pg_ask(pg_conn_of(r), q, in, &result)) != OK)
		return e;
	e = parse_i64(str_of(PQcmdTuples(result)), 0, INT64_MAX, n_rows);
	PQclear(result);
	return e == OK ? OK : ERR_INTERNAL;
}

enum err
pg_exec_each(struct store_read *r, const struct query *q, const void *in,
    size_t size, size_t n)
{
	bool is_vain = false;
	enum err e = pg_ask_each(pg_conn_of(r), q, in, size, n, &is_vain);

	return e == OK && is_vain ? ERR_NOT_FOUND : e;
}

enum err
pg_insert(
    struct store_read *r, const struct query *q, const void *in, int64_t *id)
{
	PGresult *result;
	enum err e = pg_ask(pg_conn_of(r), q, in, &result);

	if (e != OK)
		return e;
	if (PQntuples(result) == 0)
		e = ERR_NOT_FOUND;
	else if (!read_integer(result, 0, 0, id))
		e = ERR_INTERNAL;
	PQclear(result);
	return e;
}
