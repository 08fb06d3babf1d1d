/* pg_store.c: opening and closing a store, and handles for reading. */
#include "store/pg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"

/*
 * Who we are, and where those who share our schema meet: its name may have any
 * letters, its digest has none that LISTEN would have to quote.
 */
static enum err
introduce(struct pg_store *s, PGconn *link)
{
	PGresult *result;
	enum err e = pg_integer(link,
	    "SELECT ('x' || substr(md5(gen_random_uuid()::text), 1, 15))"
	    "::bit(60)::bigint",
	    &s->node);

	if (e != OK)
		return e;
	result = PQexec(link, "SELECT 'praatmee_' || md5(current_schema())");
	if (PQresultStatus(result) == PGRES_TUPLES_OK &&
	    PQgetlength(result, 0, 0) <= CHANNEL_BYTES_MAX)
		snprintf(s->channel, sizeof(s->channel), "%s",
		    PQgetvalue(result, 0, 0));
	PQclear(result);
	return s->channel[0] == '\0' ? ERR_INTERNAL : OK;
}

static void
give_back(struct pg_store *s)
{
	store_fini(&s->base);
	free(s->address);
	free(s);
}

static void
pg_close(struct store *base)
{
	struct pg_store *s = pg_of(base);

	pg_listen_stop(s);
	if (s->is_bulk && pg_settle_bulk(s) != OK)
		LOG_WARN("store.settle", "not known to be durable");
	pg_writers_close(s);
	give_back(s);
}

/* It connects with its first query: many a worker never has one. */
static enum err
read_open(struct store *s, struct store_read **out)
{
	struct pg_conn *c = pg_conn_new(pg_of(s), false);

	*out = &c->base;
	return OK;
}

static void
read_close(struct store_read *r)
{
	pg_conn_free(pg_conn_of(r));
}

/* With the first query, so that it costs no time of its own. */
static enum err
begin(struct store_read *r)
{
	struct pg_conn *c = pg_conn_of(r);

	c->is_open = true;
	c->is_begun = c->is_lost = c->has_answers = false;
	c->state[0] = '\0';
	return OK;
}

/* Nobody waits for the answer: it is read before the next one. */
static void
end(struct store_read *r)
{
	struct pg_conn *c = pg_conn_of(r);
	bool has_begun = c->is_begun;

	pg_drop_ahead(c);
	c->is_open = c->is_begun = c->is_lost = false;
	if (has_begun && c->link != NULL)
		pg_send_away(c, "COMMIT");
}

/* Each write commits by itself; the server makes many durable at once. */
static void
group(struct store *s, int n_max)
{
	(void)s;
	(void)n_max;
}

/* Others are heard: store_listen(). */
static bool
changed_outside(struct store *s)
{
	(void)s;
	return false;
}

static void
stats(struct store *s, struct store_stats *out)
{
	pthread_mutex_lock(&s->lock);
	*out = s->stats;
	pthread_mutex_unlock(&s->lock);
}

static const struct engine postgres = {
	.close = pg_close,
	.keep = pg_keep,
	.read_open = read_open,
	.read_close = read_close,
	.begin = begin,
	.end = end,
	.ahead = pg_ahead,
	.one = pg_one,
	.many = pg_many,
	.exec = pg_exec,
	.exec_each = pg_exec_each,
	.insert = pg_insert,
	.write = pg_write,
	.group = group,
	.changed_outside = changed_outside,
	.listen = pg_listen,
	.tell = pg_tell,
	.stats = stats,
	.optimize = pg_optimize,
	.backup = pg_backup,
	.advice = pg_advice,
	.check = pg_check,
};

enum err
pg_open(const char *address, enum store_mode mode, struct store **out)
{
	enum err e = pg_address_check(address);
	PGconn *link = NULL;
	struct pg_store *s;

	if (e != OK)
		return e;
	s = xcalloc(1, sizeof(*s));
	store_init(&s->base, &postgres);
	s->address = memcpy(
	    xmalloc(strlen(address) + 1), address, strlen(address) + 1);
	s->is_bulk = mode == STORE_BULK;
	e = pg_link(address, &link);
	/* Refused: of a site that is being opened that is somebody's mistake.
	 */
	if (e == ERR_INTERNAL)
		e = ERR_DENIED;
	if (e == OK)
		e = pg_migrate(link, mode);
	if (e == OK)
		e = introduce(s, link);
	PQfinish(link);
	if (e != OK) {
		give_back(s);
		return e;
	}
	*out = &s->base;
	return OK;
}
