/* sqlite_query.c: one query, from the struct that asks to the rows that answer.
 */
#include "store/sqlite.h"

#include <string.h>

#include "base/check.h"
#include "base/log.h"

static int
bind_text(sqlite3_stmt *st, int i, enum field_type type, struct str s)
{
	const char *p = s.n == 0 ? "" : s.p;

	if (type == FIELD_BLOB)
		return sqlite3_bind_blob64(st, i, p, s.n, SQLITE_STATIC);
	return sqlite3_bind_text64(st, i, p, s.n, SQLITE_STATIC, SQLITE_UTF8);
}

static int
bind_nullable(
    sqlite3_stmt *st, int i, const struct query_field *f, const void *p)
{
	const struct opt_i64 *number = p;
	const struct opt_str *text = p;

	switch (f->type) {
	case FIELD_INT64:
	case FIELD_TIME:
	case FIELD_BOOL:
		return number->has ? sqlite3_bind_int64(st, i, number->v)
				   : sqlite3_bind_null(st, i);
	case FIELD_TEXT:
	case FIELD_BLOB:
		return text->has ? bind_text(st, i, f->type, text->v)
				 : sqlite3_bind_null(st, i);
	}
	return SQLITE_MISUSE;
}

static int
bind_field(sqlite3_stmt *st, int i, const struct query_field *f, const void *p)
{
	if (f->is_nullable)
		return bind_nullable(st, i, f, p);
	switch (f->type) {
	case FIELD_INT64:
	case FIELD_TIME:
		return sqlite3_bind_int64(st, i, *(const int64_t *)p);
	case FIELD_BOOL:
		return sqlite3_bind_int64(st, i, *(const bool *)p);
	case FIELD_TEXT:
	case FIELD_BLOB:
		return bind_text(st, i, f->type, *(const struct str *)p);
	}
	return SQLITE_MISUSE;
}

/* The query's statement on this connection, with its parameters. */
static enum err
open_statement(struct sqlite_read *r, const struct query *q, const void *in,
    sqlite3_stmt **out)
{
	int code = SQLITE_OK;
	sqlite3_stmt **st;

	CHECK(q->number >= 0 && q->number < query_count);
	st = &r->statements[q->number];
	if (*st == NULL)
		code = sqlite3_prepare_v3(
		    r->db, q->sqlite, -1, SQLITE_PREPARE_PERSISTENT, st, NULL);
	for (int i = 0; code == SQLITE_OK && i < q->n_in; i++)
		code = bind_field(
		    *st, i + 1, &q->in[i], (const char *)in + q->in[i].offset);
	*out = *st;
	return sqlite_err(r->db, code, q->name);
}

static struct str
read_bytes(sqlite3_value *v, struct arena *a)
{
	const void *p = sqlite3_value_blob(v);

	return arena_str(a, (struct str){ p, (size_t)sqlite3_value_bytes(v) });
}

static void
read_nullable(sqlite3_value *v, enum field_type type, struct arena *a, void *p)
{
	if (type == FIELD_TEXT || type == FIELD_BLOB)
		*(struct opt_str *)p = (struct opt_str){ true,
			read_bytes(v, a) };
	else
		*(struct opt_i64 *)p = (struct opt_i64){ true,
			sqlite3_value_int64(v) };
}

static void
read_field(sqlite3_value *v, enum field_type type, struct arena *a, void *p)
{
	switch (type) {
	case FIELD_INT64:
	case FIELD_TIME:
		*(int64_t *)p = sqlite3_value_int64(v);
		break;
	case FIELD_BOOL:
		*(bool *)p = sqlite3_value_int64(v) != 0;
		break;
	case FIELD_TEXT:
	case FIELD_BLOB:
		*(struct str *)p = read_bytes(v, a);
		break;
	}
}

/* Is that what was declared? */
static bool
fits(const struct query_field *f, int stored)
{
	switch (f->type) {
	case FIELD_INT64:
	case FIELD_TIME:
	case FIELD_BOOL:
		return stored == SQLITE_INTEGER;
	case FIELD_TEXT:
		return stored == SQLITE_TEXT;
	case FIELD_BLOB:
		return stored == SQLITE_BLOB;
	}
	return false;
}

/*
 * A column is looked up once; to read its value as such is for connections that
 * no two threads share, which is what ours are.
 */
static enum err
read_row(sqlite3_stmt *st, const struct query *q, struct arena *a, void *row)
{
	for (int i = 0; i < q->n_out; i++) {
		const struct query_field *f = &q->out[i];
		void *p = (char *)row + f->offset;
		sqlite3_value *value = sqlite3_column_value(st, i);
		int stored = sqlite3_value_type(value);
		bool is_null = stored == SQLITE_NULL;

		if (is_null ? !f->is_nullable : !fits(f, stored)) {
			LOG_ERROR("store.type", "query=%s column=%s type=%d",
			    q->name, sqlite3_column_name(st, i), stored);
			return ERR_INTERNAL;
		}
		if (is_null)
			memset(p, 0,
			    f->type == FIELD_TEXT || f->type == FIELD_BLOB
				? sizeof(struct opt_str)
				: sizeof(struct opt_i64));
		else if (f->is_nullable)
			read_nullable(value, f->type, a, p);
		else
			read_field(value, f->type, a, p);
	}
	return OK;
}

static void
close_statement(sqlite3_stmt *st)
{
	if (st == NULL)
		return;
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

enum err
sqlite_one(struct store_read *base, struct arena *a, const struct query *q,
    const void *in, void *row)
{
	struct sqlite_read *r = sqlite_read_of(base);
	sqlite3_stmt *st = NULL;
	int code = SQLITE_DONE;
	enum err e = open_statement(r, q, in, &st);

	if (e == OK) {
		code = sqlite3_step(st);
		e = sqlite_err(r->db, code, q->name);
	}
	if (e == OK)
		e = code == SQLITE_ROW ? read_row(st, q, a, row)
				       : ERR_NOT_FOUND;
	close_statement(st);
	return e;
}

enum err
sqlite_many(struct store_read *base, struct arena *a, const struct query *q,
    const void *in, void **rows, size_t *n)
{
	struct sqlite_read *r = sqlite_read_of(base);
	size_t count = 0, cap = 0;
	sqlite3_stmt *st = NULL;
	char *v = NULL;
	enum err e = open_statement(r, q, in, &st);

	while (e == OK) {
		int code = sqlite3_step(st);

		e = sqlite_err(r->db, code, q->name);
		if (e != OK || code != SQLITE_ROW)
			break;
		if (count == cap) {
			cap = cap == 0 ? 16 : cap * 2;
			v = arena_grow(
			    a, v, count * q->row_size, cap * q->row_size);
		}
		e = read_row(st, q, a, v + count * q->row_size);
		count++;
	}
	close_statement(st);
	*rows = v;
	*n = count;
	return e;
}

enum err
sqlite_exec(struct store_read *base, const struct query *q, const void *in,
    int64_t *n_rows)
{
	struct sqlite_read *r = sqlite_read_of(base);
	sqlite3_stmt *st = NULL;
	enum err e = open_statement(r, q, in, &st);

	if (e == OK)
		e = sqlite_err(r->db, sqlite3_step(st), q->name);
	if (e == OK)
		*n_rows = sqlite3_changes(r->db);
	close_statement(st);
	return e;
}

enum err
sqlite_exec_each(struct store_read *r, const struct query *q, const void *in,
    size_t size, size_t n)
{
	bool is_vain = false;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < n; i++) {
		int64_t n_rows = 0;

		e = sqlite_exec(r, q, (const char *)in + i * size, &n_rows);
		is_vain |= n_rows == 0;
	}
	return e == OK && is_vain ? ERR_NOT_FOUND : e;
}

enum err
sqlite_insert(
    struct store_read *base, const struct query *q, const void *in, int64_t *id)
{
	struct sqlite_read *r = sqlite_read_of(base);
	sqlite3_stmt *st = NULL;
	int code = SQLITE_DONE;
	enum err e = open_statement(r, q, in, &st);

	if (e == OK) {
		code = sqlite3_step(st);
		e = sqlite_err(r->db, code, q->name);
	}
	/*
	 * It ends in RETURNING: a row is a row that was made.  References are
	 * judged at the end, behind the row.
	 */
	if (e == OK && code == SQLITE_ROW) {
		*id = sqlite3_column_int64(st, 0);
		e = sqlite_err(r->db, sqlite3_step(st), q->name);
	}
	close_statement(st);
	return e == OK && code == SQLITE_DONE ? ERR_NOT_FOUND : e;
}
