/*
 * pg_query.c: one query, from the struct that asks to the rows that answer.
 * Values travel in binary: integers big-endian, text and bytes as they are.
 */
#include "store/pg.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"

enum { PARAMS_MAX = 48, NAME_BYTES = 16 };

/* PostgreSQL's numbers for the types that we use. */
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT4 = 23,
	OID_TEXT = 25
};

struct params {
	Oid types[PARAMS_MAX];
	const char *values[PARAMS_MAX];
	int lengths[PARAMS_MAX], formats[PARAMS_MAX];
	uint8_t integers[PARAMS_MAX][sizeof(int64_t)];
};

static void
put_integer(struct params *p, int i, int64_t v)
{
	for (size_t k = 0; k < sizeof(v); k++)
		p->integers[i][k] = (uint8_t)((uint64_t)v >>
		    8 * (sizeof(v) - 1 - k));
	p->values[i] = (const char *)p->integers[i];
	p->lengths[i] = sizeof(v);
}

static void
put_bytes(struct params *p, int i, struct str s)
{
	p->values[i] = s.n == 0 ? "" : s.p;
	p->lengths[i] = (int)s.n;
}

/* A column that is NULL keeps the NULL that its value has already. */
static void
put_field(struct params *p, int i, const struct query_field *f, const void *v)
{
	const struct opt_i64 *number = v;
	const struct opt_str *text = v;

	switch (f->type) {
	case FIELD_INT64:
	case FIELD_TIME:
	case FIELD_BOOL:
		if (f->is_nullable && number->has)
			put_integer(p, i, number->v);
		else if (!f->is_nullable)
			put_integer(p, i,
			    f->type == FIELD_BOOL ? *(const bool *)v
						  : *(const int64_t *)v);
		break;
	case FIELD_TEXT:
	case FIELD_BLOB:
		if (f->is_nullable && text->has)
			put_bytes(p, i, text->v);
		else if (!f->is_nullable)
			put_bytes(p, i, *(const struct str *)v);
		break;
	}
}

static Oid
type_of(enum field_type type)
{
	switch (type) {
	case FIELD_INT64:
	case FIELD_TIME:
	case FIELD_BOOL:
		return OID_INT8;
	case FIELD_TEXT:
		return OID_TEXT;
	case FIELD_BLOB:
		return OID_BYTEA;
	}
	return 0;
}

static void
put_all(struct params *p, const struct query *q, const void *in)
{
	CHECK(q->n_in <= PARAMS_MAX);
	for (int i = 0; i < q->n_in; i++) {
		p->types[i] = type_of(q->in[i].type);
		p->values[i] = NULL;
		p->lengths[i] = 0;
		p->formats[i] = 1;
		put_field(p, i, &q->in[i], (const char *)in + q->in[i].offset);
	}
}

/* Everything up to the sync, in one go; *is_new: with the preparing. */
static enum err
send(struct pg_conn *c, const struct query *q, const void *in, bool *is_new)
{
	char name[NAME_BYTES];
	struct params p;

	CHECK(q->number >= 0 && q->number < query_count);
	*is_new = !c->is_prepared[q->number];
	snprintf(name, sizeof(name), "q%d", q->number);
	put_all(&p, q, in);
	if ((*is_new &&
		PQsendPrepare(c->link, name, q->postgres, q->n_in, p.types) !=
		    1) ||
	    PQsendQueryPrepared(c->link, name, q->n_in, p.values, p.lengths,
		p.formats, 1) != 1 ||
	    PQpipelineSync(c->link) != 1) {
		LOG_WARN("store.send", "query=%s what=\"%s\"", q->name,
		    PQerrorMessage(c->link));
		return ERR_BUSY;
	}
	return pg_flush(c, pg_until_us(ANSWER_MS));
}

/* The answers to what was sent before the query, and to that. */
static enum err
take(struct pg_conn *c, const struct query *q, bool begins, bool is_new,
    PGresult **out)
{
	int64_t until_us = pg_until_us(ANSWER_MS);
	PGresult *result = NULL;
	enum err e = OK, seen;

	if (begins)
		e = pg_begin_take(c, until_us);
	if (is_new && c->link != NULL) {
		seen = pg_take_done(c, until_us, q->name);
		c->is_prepared[q->number] = seen == OK;
		e = e == OK ? seen : e;
	}
	if (c->link != NULL) {
		seen = pg_take(c, until_us, &result);
		if (seen == OK)
			seen = pg_result_err(c, result, q->name);
		e = e == OK ? seen : e;
	}
	if (c->link != NULL) {
		seen = pg_take_sync(c, until_us);
		e = e == OK ? seen : e;
	}
	/* Nothing is left of a link that has gone; not of its answer either. */
	if (e != OK || c->link == NULL) {
		PQclear(result);
		return e == OK ? ERR_BUSY : e;
	}
	*out = result;
	return OK;
}

static enum err
ask_once(
    struct pg_conn *c, const struct query *q, const void *in, PGresult **out)
{
	bool begins = c->is_open && !c->is_begun, is_new;
	enum err e;

	if (c->is_lost || (e = pg_connect(c)) != OK)
		return c->is_lost ? ERR_BUSY : e;
	if ((e = pg_settle(c)) != OK ||
	    (begins && (e = pg_begin_send(c)) != OK))
		return e;
	if ((e = send(c, q, in, &is_new)) != OK) {
		pg_disconnect(c);
		return e;
	}
	return take(c, q, begins, is_new, out);
}

/*
 * A link that was idle may have died long ago (the server was restarted,
 * another is the primary): who has read nothing yet asks once more on a new
 * one.
 */
static enum err
ask(struct pg_conn *c, const struct query *q, const void *in, PGresult **out)
{
	bool is_first = c->link != NULL && !c->is_begun && !c->is_writer;
	enum err e;

	if (!c->is_open)
		c->state[0] = '\0';
	e = ask_once(c, q, in, out);
	if (e == ERR_BUSY && is_first && c->link == NULL) {
		c->is_lost = false;
		e = ask_once(c, q, in, out);
	}
	/* It has become a standby; the primary is another. */
	if (e == ERR_BUSY && strcmp(c->state, "25006") == 0)
		pg_disconnect(c);
	return e;
}

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

	if (PQftype(result, column) != type_of(type))
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
		memset(p, 0, is_text ? sizeof(text) : sizeof(number));
		return f->is_nullable;
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
	enum err e = ask(pg_conn_of(r), q, in, &result);

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
	enum err e = ask(pg_conn_of(r), q, in, &result);

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
	enum err e = ask(pg_conn_of(r), q, in, &result);

	if (e != OK)
		return e;
	e = parse_i64(str_of(PQcmdTuples(result)), 0, INT64_MAX, n_rows);
	PQclear(result);
	return e == OK ? OK : ERR_INTERNAL;
}

enum err
pg_insert(
    struct store_read *r, const struct query *q, const void *in, int64_t *id)
{
	PGresult *result;
	enum err e = ask(pg_conn_of(r), q, in, &result);

	if (e != OK)
		return e;
	if (PQntuples(result) == 0)
		e = ERR_NOT_FOUND;
	else if (!read_integer(result, 0, 0, id))
		e = ERR_INTERNAL;
	PQclear(result);
	return e;
}
