/* query.c: a query on any engine: run it, tell who traces, remember failure. */
#include "store/query.h"

#include "base/clock.h"
#include "base/log.h"
#include "store/engine.h"

/* Durations are for those who trace alone. */
static int64_t
begin_us(const struct store_read *r)
{
	return r->trace == NULL ? 0 : clock_mono_us();
}

/* An accident is remembered: a write may not be kept after one. */
static enum err
finish(struct store_read *r, const struct query *q, int64_t began_us,
    size_t n_rows, enum err e)
{
	if (e != OK && e != ERR_NOT_FOUND && r->failed == OK)
		r->failed = e;
	if (r->trace != NULL)
		r->trace(
		    r->trace_arg, q->name, clock_mono_us() - began_us, n_rows);
	return e;
}

void
store_ahead(struct store_read *r, const struct query *q, const void *in)
{
	if (r->store->engine->ahead != NULL)
		r->store->engine->ahead(r, q, in);
}

enum err
store_one(struct store_read *r, struct arena *a, const struct query *q,
    const void *in, void *row)
{
	int64_t began_us = begin_us(r);
	enum err e = r->store->engine->one(r, a, q, in, row);

	return finish(r, q, began_us, e == OK, e);
}

enum err
store_many(struct store_read *r, struct arena *a, const struct query *q,
    const void *in, void **rows, size_t *n)
{
	int64_t began_us = begin_us(r);
	size_t n_rows = 0;
	void *v = NULL;
	enum err e = r->store->engine->many(r, a, q, in, &v, &n_rows);

	if (finish(r, q, began_us, n_rows, e) != OK)
		return e;
	*rows = v;
	*n = n_rows;
	return OK;
}

enum err
store_vain(const struct query *q)
{
	LOG_ERROR("store.vain", "query=%s", q->name);
	return ERR_INTERNAL;
}

enum err
store_exec(struct store_write *w, const struct query *q, const void *in)
{
	struct store_read *r = w->read;
	int64_t began_us = begin_us(r), n = 0;
	enum err e = r->store->engine->exec(r, q, in, &n);

	if (e == OK && n == 0 && q->is_sure)
		e = store_vain(q);
	e = finish(r, q, began_us, (size_t)n, e);
	return e == OK && n == 0 ? ERR_NOT_FOUND : e;
}

enum err
store_exec_each(struct store_write *w, const struct query *q, const void *in,
    size_t size, size_t n)
{
	struct store_read *r = w->read;
	int64_t began_us = begin_us(r);
	enum err e = r->store->engine->exec_each(r, q, in, size, n);

	return finish(r, q, began_us, n, e);
}

enum err
store_insert(
    struct store_write *w, const struct query *q, const void *in, int64_t *id)
{
	struct store_read *r = w->read;
	int64_t began_us = begin_us(r), made = 0;
	enum err e = r->store->engine->insert(r, q, in, &made);

	e = finish(r, q, began_us, e == OK, e);
	if (e == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	if (e == OK)
		*id = made;
	return e;
}
