/*
 * pg_write.c: a write: its function in a transaction of its own, on the thread
 * of its caller, as often as it takes until it is kept, refused or given up.
 *
 * Each connection for writes has a row of its own in store_writer, (node,
 * slot), into which every write puts its number before anything else.  When
 * nobody knows whether a commit has happened, because the link was lost while
 * it was on its way, the next attempt finds its number there, waits for it
 * where the server is still busy with it, or puts it there: nothing is done
 * twice.
 */
#include "store/pg.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"

/*
 * Attempts after a deadlock, which ends one of two writes; after a row that
 * another made meanwhile, which the function then finds.
 */
enum { RERUNS_MAX = 8, UNIQUE_RERUNS_MAX = 2, KEY_BYTES = 24 };
enum { CANCEL_MS = 3000 }; /* until the server says that it has given up */

/*
 * And statements that go with each write, read and planned once:
 *
 * write_key	touches no row where the number is there already
 * durable	with all that was committed before it: on this server's disk
 *		and on the standbys that synchronous_standby_names wants
 */
const char pg_writer_settings[] =
    "SET synchronous_commit = off;"
    "PREPARE write_key (bigint, bigint, bigint, bigint) AS"
    " INSERT INTO store_writer AS w (node, slot, number, at)"
    " VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (node, slot) DO UPDATE SET number = excluded.number,"
    " at = excluded.at WHERE w.number <> excluded.number;"
    "PREPARE notify (text, text) AS SELECT pg_notify($1, $2);"
    "PREPARE durable AS SELECT set_config('synchronous_commit', 'on', true),"
    " pg_logical_emit_message(true, 'praatmee', '')";

struct job {
	store_fn *fn;
	void *arg;
	struct store_watch *watch;
	int64_t began_us, since_us, until_us;
	int n_reruns, n_unique;
	bool may_be_kept; /* a commit was sent, and not refused */
};

static enum err
send_key(struct pg_conn *c)
{
	char node[KEY_BYTES], slot[KEY_BYTES], number[KEY_BYTES], at[KEY_BYTES];
	const char *values[] = { node, slot, number, at };

	snprintf(node, sizeof(node), "%" PRId64, pg_store_of(c)->node);
	snprintf(slot, sizeof(slot), "%" PRId64, c->slot);
	snprintf(number, sizeof(number), "%" PRId64, c->number);
	snprintf(at, sizeof(at), "%" PRId64, clock_now());
	return pg_send_prepared(c, "write_key", 4, values);
}

enum err
pg_begin_send(struct pg_conn *c)
{
	if (!c->is_writer)
		return pg_send(
		    c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
	return pg_send(c, "BEGIN") == OK ? send_key(c) : ERR_BUSY;
}

enum err
pg_begin_take(struct pg_conn *c, int64_t until_us)
{
	PGresult *result;
	enum err e = pg_take_done(c, until_us, "begin"), seen;

	if (e != OK)
		c->is_begun = false;
	if (!c->is_writer || c->link == NULL)
		return e;
	if ((seen = pg_take(c, until_us, &result)) != OK)
		return seen;
	seen = pg_result_err(c, result, "write key");
	c->is_kept = seen == OK && strcmp(PQcmdTuples(result), "0") == 0;
	PQclear(result);
	return e == OK ? seen : e;
}

/* Begin before there is a query: is its key there? */
static enum err
begin_now(struct pg_conn *c, int64_t until_us)
{
	enum err e = pg_connect(c);

	if (e != OK || (e = pg_settle(c)) != OK || (e = pg_begin_send(c)) != OK)
		return e;
	c->is_begun = true;
	if ((e = pg_send_sync(c)) == OK && (e = pg_flush(c, until_us)) == OK)
		e = pg_begin_take(c, until_us);
	return pg_take_end(c, until_us, e);
}

static void
roll_back(struct pg_conn *c)
{
	if (c->link == NULL || !c->is_begun)
		return;
	c->is_begun = false;
	pg_send_away(c, "ROLLBACK");
}

/* Have the server give up what it waits for. */
static void
cancel(struct pg_conn *c)
{
	char why[256];
	PGcancel *request = PQgetCancel(c->link);

	if (request != NULL && !PQcancel(request, why, sizeof(why)))
		LOG_WARN("store.cancel", "what=\"%s\"", why);
	PQfreeCancel(request);
}

/*
 * The answer to the durable transaction.  A warning beside it says that the
 * wait for a standby was broken off: it is then durable here alone, if at all.
 */
static enum err
take_durable(struct pg_conn *c, int64_t until_us)
{
	enum err e;

	while (
	    c->link != NULL && PQisBusy(c->link) && clock_mono_us() < until_us)
		if ((e = pg_poll(c, false, until_us)) != OK)
			return e;
	if (c->link != NULL && PQisBusy(c->link))
		cancel(c);
	until_us = pg_until_us(CANCEL_MS);
	e = pg_take_end(c, until_us, pg_take_done(c, until_us, "durable"));
	return e == OK && c->n_warnings > 0 ? ERR_BUSY : e;
}

static enum err
send_durable(struct pg_conn *c)
{
	if (pg_store_of(c)->is_bulk)
		return OK;
	c->n_warnings = 0;
	return pg_send_prepared(c, "durable", 0, NULL) == OK ? pg_send_sync(c)
							     : ERR_BUSY;
}

static enum err
make_durable(struct pg_conn *c, int64_t until_us)
{
	enum err e = pg_connect(c);

	if (e == OK)
		e = pg_settle(c);
	if (e == OK)
		e = send_durable(c);
	if (e == OK)
		e = pg_flush(c, until_us);
	return e == OK && !pg_store_of(c)->is_bulk ? take_durable(c, until_us)
						   : e;
}

static enum err
send_commit(struct pg_conn *c, const struct store_write *w)
{
	struct pg_store *s = pg_store_of(c);
	struct buf text = { 0 };
	const char *values[2] = { s->channel, NULL };
	enum err e = OK;

	if (w->n_notes > 0) {
		pg_print_topics(s, w->notes, w->n_notes, &text);
		values[1] = text.p;
		e = pg_send_prepared(c, "notify", 2, values);
	}
	buf_free(&text);
	if (e != OK || pg_send(c, "COMMIT") != OK || pg_send_sync(c) != OK)
		return ERR_BUSY;
	c->last = NULL; /* what failed of it has COMMIT not looked at */
	return send_durable(c);
}

/* The answers up to that to COMMIT: is it kept? */
static enum err
take_commit(struct pg_conn *c, const struct store_write *w, int64_t until_us)
{
	bool is_skipped;
	PGresult *result;
	enum err e = pg_take_ahead(c), seen;

	if (e == OK && w->n_notes > 0)
		e = pg_take_done(c, until_us, "notify");
	if (c->link == NULL || pg_take(c, until_us, &result) != OK)
		return ERR_BUSY;
	/* Behind what failed it was not looked at. */
	is_skipped = PQresultStatus(result) == PGRES_PIPELINE_ABORTED;
	seen = pg_result_err(c, result, "commit");
	/* Of a transaction that had failed nothing is kept, without an error.
	 */
	if (seen == OK && strcmp(PQcmdStatus(result), "COMMIT") != 0) {
		LOG_ERROR("store.commit", "answer=%s", PQcmdStatus(result));
		seen = ERR_INTERNAL;
	}
	PQclear(result);
	e = pg_take_end(c, until_us, e == OK ? seen : e);
	if (c->link != NULL)
		c->is_begun = is_skipped;
	return e;
}

/* It is in the database, for all to see: who keeps pages must hear. */
static void
raise_notes(
    struct pg_store *s, const struct store_write *w, const struct job *job)
{
	if (w->n_notes > 0 && s->base.raise != NULL)
		s->base.raise(s->base.raise_arg, w->notes, w->n_notes);
	pthread_mutex_lock(&s->base.lock);
	stats_commit(&s->base, job->began_us, 1);
	pthread_mutex_unlock(&s->base.lock);
}

static enum err
commit(struct pg_conn *c, struct store_write *w, struct job *job)
{
	enum err e = send_commit(c, w);

	job->may_be_kept = true;
	if (e == OK)
		e = pg_flush(c, job->until_us);
	if (e == OK)
		e = take_commit(c, w, pg_until_us(ANSWER_MS));
	if (e != OK && c->link != NULL) {
		job->may_be_kept = false; /* it was refused */
		c->n_owed += !pg_store_of(c)->is_bulk;
	}
	if (e != OK)
		return e;
	raise_notes(pg_store_of(c), w, job);
	if (!pg_store_of(c)->is_bulk)
		e = take_durable(c, job->until_us);
	/* A statement that was sure to touch a row, and was the last, did not.
	 */
	return e == OK ? c->base.failed : e;
}

/*
 * Was it kept by an attempt of which nobody heard?  *is_kept: then it is now
 * durable as well, or e says why that is not known.
 */
static enum err
look_again(
    struct pg_conn *c, struct store_write *w, struct job *job, bool *is_kept)
{
	enum err e = begin_now(c, job->until_us);

	*is_kept = e == OK && c->is_kept;
	if (!*is_kept) {
		if (e == OK)
			job->may_be_kept = false;
		return e;
	}
	roll_back(c);
	raise_notes(pg_store_of(c), w, job);
	return make_durable(c, job->until_us);
}

static enum err
attempt(struct pg_conn *c, struct store_write *w, struct job *job)
{
	bool is_kept = false;
	enum err e = OK;

	c->is_open = true;
	c->is_begun = c->is_lost = c->is_kept = false;
	c->state[0] = '\0';
	if (job->may_be_kept)
		e = look_again(c, w, job, &is_kept);
	if (e != OK || is_kept)
		return e;
	e = store_call(w, job->fn, job->arg, job->watch, &job->since_us);
	if (e == OK && c->is_lost)
		e = ERR_BUSY;
	/* No query, no transaction. */
	if (e == OK && c->is_begun && (e = pg_settle(c)) == OK)
		e = commit(c, w, job);
	pg_drop_ahead(c);
	return e;
}

/* Is it worth another attempt? */
static bool
goes_again(const struct pg_conn *c, struct job *job, enum err e)
{
	static const char *const states[] = { "40", "57P", "25006", "08" };

	if (clock_mono_us() >= job->until_us || pg_store_of(c)->is_outdated)
		return false;
	if (job->may_be_kept || c->is_lost || c->link == NULL)
		return e == ERR_BUSY;
	if (strcmp(c->state, "23505") == 0)
		return job->n_unique++ < UNIQUE_RERUNS_MAX;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strncmp(c->state, states[i], strlen(states[i])) == 0)
			return job->n_reruns++ < RERUNS_MAX ||
			    states[i][0] != '4';
	return false;
}

/* Not at once: a server that is away is away for a while. */
static void
pause(const struct pg_conn *c)
{
	bool is_away = c->link == NULL || c->is_lost;
	struct timespec t = { .tv_nsec = (is_away ? BACK_OFF_MIN_MS : 1) *
		    1000000L };

	nanosleep(&t, NULL);
}

/* A writer that rests, or a new one. */
static struct pg_conn *
take_writer(struct pg_store *s)
{
	struct pg_conn *c;

	pthread_mutex_lock(&s->base.lock);
	s->base.stats.n_waiting++;
	c = s->resting;
	if (c != NULL)
		s->resting = c->next;
	pthread_mutex_unlock(&s->base.lock);
	if (c == NULL)
		c = pg_conn_new(s, true);
	c->number++;
	return c;
}

static void
give_writer(struct pg_store *s, struct pg_conn *c, bool has_failed)
{
	c->is_open = false;
	pthread_mutex_lock(&s->base.lock);
	c->next = s->resting;
	s->resting = c;
	s->base.stats.n_waiting--;
	if (has_failed)
		s->base.stats.n_failed++;
	pthread_mutex_unlock(&s->base.lock);
}

enum err
pg_write(struct store *base, store_fn *fn, void *arg, struct store_watch *watch)
{
	struct pg_store *s = pg_of(base);
	struct job job = { .fn = fn,
		.arg = arg,
		.watch = watch,
		.began_us = clock_mono_us(),
		.until_us = pg_until_us(WRITE_PATIENCE_MS) };
	struct pg_conn *c = take_writer(s);
	struct store_write w = { .read = &c->base };
	enum err e;

	job.since_us = job.began_us;
	while ((e = attempt(c, &w, &job)) != OK) {
		roll_back(c);
		if (!goes_again(c, &job, e))
			break;
		pause(c);
	}
	if (e != OK && job.may_be_kept) {
		LOG_ERROR("store.unknown",
		    "node=%" PRId64 " slot=%" PRId64 " number=%" PRId64,
		    s->node, c->slot, c->number);
		e = ERR_UNKNOWN;
	}
	give_writer(s, c, e == ERR_BUSY || e >= ERR_INTERNAL);
	if (watch != NULL)
		watch->commit_us = store_step_us(&job.since_us);
	return e;
}

enum err
pg_tell(struct store *base, struct str text)
{
	struct pg_store *s = pg_of(base);
	const char *values[2] = { s->channel, NULL };
	struct buf said = { 0 };
	int64_t until_us = pg_until_us(CANCEL_MS);
	struct pg_conn *c = take_writer(s);
	enum err e = pg_connect(c);

	buf_fmt(&said, "%" PRId64 " !" STR_FMT, s->node, STR_ARG(text));
	buf_char(&said, '\0');
	values[1] = said.p;
	if (e == OK && (e = pg_settle(c)) == OK &&
	    (e = pg_send_prepared(c, "notify", 2, values)) == OK &&
	    (e = pg_send_sync(c)) == OK && (e = pg_flush(c, until_us)) == OK)
		e = pg_take_end(c, until_us, pg_take_done(c, until_us, "tell"));
	buf_free(&said);
	give_writer(s, c, false);
	return e;
}

enum err
pg_settle_bulk(struct pg_store *s)
{
	struct pg_conn *c = take_writer(s);
	enum err e;

	s->is_bulk = false;
	e = make_durable(c, pg_until_us(ANSWER_MS));
	give_writer(s, c, e != OK);
	return e;
}

void
pg_writers_close(struct pg_store *s)
{
	while (s->resting != NULL) {
		struct pg_conn *c = s->resting;

		s->resting = c->next;
		pg_conn_free(c);
	}
}
