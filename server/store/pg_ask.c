/*
 * pg_ask.c: from the struct that asks to the query on its way, and back to the
 * result; questions that are sent ahead, before their answer is needed; and
 * statements to whose answer nobody listens unless it is a failure.
 *
 * What was sent stands in c->ahead in the order in which it is answered.  It
 * leaves, up to one sync, when somebody waits.  Values travel in binary:
 * integers big-endian, text and bytes as they are.
 */
#include "store/pg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"

enum { PARAMS_MAX = 48, NAME_BYTES = 16 };

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

Oid
pg_type_of(enum field_type type)
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
		p->types[i] = pg_type_of(q->in[i].type);
		p->values[i] = NULL;
		p->lengths[i] = 0;
		p->formats[i] = 1;
		put_field(p, i, &q->in[i], (const char *)in + q->in[i].offset);
	}
}

/*
 * What begins a transaction, what prepares the statement, the query.  What that
 * was stands in sent.
 */
static enum err
send(struct pg_conn *c, const struct query *q, const struct params *p,
    struct pg_sent *sent)
{
	char name[NAME_BYTES];
	enum err e;

	CHECK(q->number >= 0 && q->number < query_count);
	*sent = (struct pg_sent){ .query = q,
		.begins = c->is_open && !c->is_begun,
		.is_new = !c->is_prepared[q->number] };
	snprintf(name, sizeof(name), "q%d", q->number);
	if (sent->begins && (e = pg_begin_send(c)) != OK)
		return e;
	if ((sent->is_new &&
		PQsendPrepare(c->link, name, q->postgres, q->n_in, p->types) !=
		    1) ||
	    PQsendQueryPrepared(c->link, name, q->n_in, p->values, p->lengths,
		p->formats, 1) != 1) {
		LOG_WARN("store.send", "query=%s what=\"%s\"", q->name,
		    PQerrorMessage(c->link));
		pg_disconnect(c);
		return ERR_BUSY;
	}
	c->is_begun = c->is_begun || sent->begins;
	c->is_prepared[q->number] = true;
	c->last = sent;
	return OK;
}

/* All that was sent leaves, with a sync behind it. */
static enum err
leave(struct pg_conn *c)
{
	if (c->last == NULL)
		return OK;
	c->last->ends = true;
	c->last = NULL;
	return pg_send_sync(c) == OK ? pg_flush(c, pg_until_us(ANSWER_MS))
				     : ERR_BUSY;
}

/* The answers to all that was sent with a query, and to that. */
static enum err
take(struct pg_conn *c, const struct pg_sent *sent, PGresult **out)
{
	const struct query *q = sent->query;
	int64_t until_us = pg_until_us(ANSWER_MS);
	PGresult *result = NULL;
	enum err e = OK, seen;

	if (sent->begins)
		e = pg_begin_take(c, until_us);
	if (sent->is_new && c->link != NULL) {
		seen = pg_take_done(c, until_us, q->name);
		if (seen != OK && c->link != NULL)
			c->is_prepared[q->number] = false;
		e = e == OK ? seen : e;
	}
	if (c->link != NULL) {
		seen = pg_take(c, until_us, &result);
		if (seen == OK)
			seen = pg_result_err(c, result, q->name);
		e = e == OK ? seen : e;
	}
	/* Of a link that has gone nothing is left, its answer neither. */
	if (sent->ends || c->link == NULL)
		e = pg_take_end(c, until_us, e);
	if (e != OK) {
		PQclear(result);
		return e;
	}
	c->has_answers = true;
	*out = result;
	return OK;
}

/* The parameters as one text, to know the same question again. */
static bool
print_key(const struct params *p, int n, struct pg_ahead *out)
{
	struct buf b = BUF_OVER(out->key);

	for (int i = 0; i < n; i++) {
		buf_fmt(&b, "%d:", p->values[i] == NULL ? -1 : p->lengths[i]);
		if (p->values[i] != NULL)
			buf_add(&b, p->values[i], (size_t)p->lengths[i]);
	}
	out->key_n = b.n;
	return !b.is_cut;
}

/* What nobody asked for: it has to have touched a row. */
static void
judge(struct pg_conn *c, struct pg_ahead *a)
{
	enum err e = a->err;

	if (e == OK && strcmp(PQcmdTuples(a->result), "0") == 0)
		e = store_vain(a->sent.query);
	if (c->base.failed == OK)
		c->base.failed = e;
	PQclear(a->result);
	a->result = NULL;
	a->sent.query = NULL;
}

/* Answers arrive in the order of the questions: read up to that one. */
static void
take_ahead(struct pg_conn *c, size_t n)
{
	for (size_t i = 0; i < n && c->link != NULL; i++) {
		struct pg_ahead *a = &c->ahead[i];

		if (a->is_here)
			continue;
		a->err = take(c, &a->sent, &a->result);
		a->is_here = true;
		if (c->link != NULL && a->sent.query->is_sure)
			judge(c, a);
	}
	while (c->n_ahead > 0 && c->ahead[c->n_ahead - 1].sent.query == NULL)
		c->n_ahead--;
}

enum err
pg_take_ahead(struct pg_conn *c)
{
	take_ahead(c, c->n_ahead);
	return c->link == NULL ? ERR_BUSY : OK;
}

void
pg_forget_ahead(struct pg_conn *c)
{
	for (size_t i = 0; i < c->n_ahead; i++)
		PQclear(c->ahead[i].result);
	c->n_ahead = 0;
	c->last = NULL;
}

/* Nobody waits for an answer, but to know whether a statement was prepared. */
void
pg_drop_ahead(struct pg_conn *c)
{
	if (leave(c) != OK)
		return;
	for (size_t i = c->n_ahead; i-- > 0;)
		if (!c->ahead[i].is_here && c->ahead[i].sent.is_new) {
			take_ahead(c, i + 1);
			break;
		}
	for (size_t i = 0; i < c->n_ahead; i++)
		c->n_owed += !c->ahead[i].is_here && c->ahead[i].sent.ends;
	pg_forget_ahead(c);
}

/* Behind what was sent ahead; c has room for it, and a link. */
static enum err
send_ahead(struct pg_conn *c, const struct query *q, const struct params *p)
{
	enum err e = send(c, q, p, &c->ahead[c->n_ahead].sent);

	if (e == OK)
		c->n_ahead++;
	return e;
}

void
pg_ahead(struct store_read *r, const struct query *q, const void *in)
{
	struct pg_conn *c = pg_conn_of(r);
	struct pg_ahead *a = &c->ahead[c->n_ahead];
	struct params p;

	/* The last place is for what nobody asks about: it is free again. */
	if (!c->is_open || c->is_lost || c->n_ahead >= AHEAD_MAX - 1)
		return;
	put_all(&p, q, in);
	*a = (struct pg_ahead){ .is_here = false };
	if (!print_key(&p, q->n_in, a))
		return;
	if ((pg_connect(c) != OK || pg_settle(c) != OK ||
		send_ahead(c, q, &p) != OK) &&
	    !c->is_writer && !c->has_answers)
		c->is_lost = false; /* who asks begins on a new link */
}

enum err
pg_do(struct pg_conn *c, const struct query *q, const void *in)
{
	struct params p;
	enum err e;

	if (c->n_ahead == AHEAD_MAX &&
	    ((e = leave(c)) != OK || (e = pg_take_ahead(c)) != OK))
		return e;
	if (c->is_lost)
		return ERR_BUSY;
	put_all(&p, q, in);
	c->ahead[c->n_ahead] = (struct pg_ahead){ .is_here = false };
	if ((e = pg_connect(c)) != OK || (e = pg_settle(c)) != OK)
		return e;
	return send_ahead(c, q, &p);
}

/* Was it asked ahead?  Then its answer, which is taken away. */
static bool
find_ahead(struct pg_conn *c, const struct query *q, const struct params *p,
    PGresult **out, enum err *e)
{
	struct pg_ahead same;

	if (c->n_ahead == 0 || !print_key(p, q->n_in, &same))
		return false;
	for (size_t i = 0; i < c->n_ahead; i++) {
		struct pg_ahead *a = &c->ahead[i];

		if (a->sent.query != q || a->key_n != same.key_n ||
		    memcmp(a->key, same.key, same.key_n) != 0)
			continue;
		if (leave(c) == OK)
			take_ahead(c, i + 1);
		if (c->link == NULL) {
			*e = ERR_BUSY;
			return true;
		}
		*out = a->result;
		*e = a->err;
		a->result = NULL;
		a->sent.query = NULL;
		return true;
	}
	return false;
}

static enum err
ask_once(struct pg_conn *c, const struct query *q, const struct params *p,
    PGresult **out)
{
	struct pg_sent sent;
	enum err e = OK;

	if (find_ahead(c, q, p, out, &e))
		return e;
	if (c->is_lost)
		return ERR_BUSY;
	if ((e = pg_connect(c)) != OK || (e = pg_settle(c)) != OK ||
	    (e = send(c, q, p, &sent)) != OK || (e = leave(c)) != OK ||
	    (e = pg_take_ahead(c)) != OK)
		return e;
	return take(c, &sent, out);
}

/*
 * A link that was idle may have died long ago (the server was restarted,
 * another is the primary): who has read nothing yet asks once more on a new
 * one.
 */
enum err
pg_ask(struct pg_conn *c, const struct query *q, const void *in, PGresult **out)
{
	bool is_first = c->link != NULL && !c->is_writer &&
	    !(c->is_open && c->has_answers);
	struct params p;
	enum err e;

	if (!c->is_open)
		c->state[0] = '\0';
	put_all(&p, q, in);
	e = ask_once(c, q, &p, out);
	if (e == ERR_BUSY && is_first && c->link == NULL) {
		c->is_lost = false;
		e = ask_once(c, q, &p, out);
	}
	/* It has become a standby; the primary is another. */
	if (e == ERR_BUSY && strcmp(c->state, "25006") == 0)
		pg_disconnect(c);
	return e;
}

enum err
pg_ask_each(struct pg_conn *c, const struct query *q, const void *in,
    size_t size, size_t n, bool *is_vain)
{
	struct pg_sent *sent = xcalloc(n, sizeof(*sent));
	PGresult *result;
	size_t n_sent = 0;
	struct params p;
	enum err e = c->is_lost ? ERR_BUSY : pg_connect(c), seen;

	if (e == OK)
		e = pg_settle(c);
	for (; e == OK && n_sent < n; n_sent++) {
		put_all(&p, q, (const char *)in + n_sent * size);
		e = send(c, q, &p, &sent[n_sent]);
	}
	if (e == OK && (e = leave(c)) == OK)
		e = pg_take_ahead(c);
	/* Behind one that failed all fail. */
	for (size_t i = 0; c->link != NULL && i < n_sent; i++) {
		if ((seen = take(c, &sent[i], &result)) == OK) {
			*is_vain |= strcmp(PQcmdTuples(result), "0") == 0;
			PQclear(result);
		}
		e = e == OK ? seen : e;
	}
	free(sent);
	return e == OK && c->link == NULL ? ERR_BUSY : e;
}
