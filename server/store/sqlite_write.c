/* sqlite_write.c: the writer thread, which commits many writes together. */
#include "store/sqlite.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"

/* What came of a whole batch: the topics of the writes that were kept. */
struct outcome {
	struct topic topics[STORE_COMMIT_MAX * 8];
	size_t n;
	int64_t n_writes;
	bool is_lost;
};

static void
keep_notes(struct outcome *o, const struct store_write *w)
{
	for (size_t i = 0; i < w->n_notes; i++) {
		if (o->n == ARRAY_LEN(o->topics)) {
			o->topics[0] = (struct topic){ TOPIC_SITE, 0 };
			o->topics[1] = (struct topic){ TOPIC_RIGHTS, 0 };
			return;
		}
		o->topics[o->n++] = w->notes[i];
	}
}

/*
 * One write in a savepoint.  False when the whole transaction is lost (a full
 * disk, an I/O error): SQLite may have rolled it back by itself.
 */
static bool
run_one(struct sqlite_store *s, struct pending *p)
{
	sqlite3 *db = s->writer.db;

	if (sqlite_run(db, "SAVEPOINT one", "savepoint") != OK)
		return false;
	p->err = store_call(&s->write, p->fn, p->arg, p->watch, &p->since_us);
	if (sqlite3_get_autocommit(db))
		return false;
	if (p->err != OK && sqlite_run(db, "ROLLBACK TO one", "undo") != OK)
		return false;
	return sqlite_run(db, "RELEASE one", "release") == OK;
}

/*
 * Nothing was kept.  All that ran get the error, those too that had an answer
 * of their own: it may rest on what another did in the same transaction.
 */
static void
fail_batch(struct sqlite_store *s, struct pending *list,
    const struct pending *end, enum err e)
{
	sqlite3 *db = s->writer.db;

	if (!sqlite3_get_autocommit(db))
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	for (; list != end; list = list->next)
		list->err = e == ERR_BUSY ? ERR_BUSY : ERR_INTERNAL;
}

/*
 * Run the list in one transaction and set each err.  Where one loses the
 * transaction, those behind it are not run; the first of them is returned.
 */
static struct pending *
run_batch(struct sqlite_store *s, struct pending *list, struct outcome *out)
{
	sqlite3 *db = s->writer.db;
	struct pending *p = list;
	enum err e = sqlite_run(db, "BEGIN IMMEDIATE", "begin");
	bool goes_on = true;

	out->n = 0;
	out->n_writes = 0;
	out->is_lost = e != OK;
	if (e != OK) {
		fail_batch(s, list, NULL, e);
		return NULL;
	}
	for (; p != NULL && goes_on; p = p->next) {
		goes_on = run_one(s, p);
		if (!goes_on || p->err != OK)
			continue;
		keep_notes(out, &s->write);
		out->n_writes++;
	}
	e = goes_on ? sqlite_run(db, "COMMIT", "commit") : ERR_INTERNAL;
	if (e != OK) {
		out->n = 0;
		out->is_lost = true;
		fail_batch(s, list, p, e);
	}
	return p;
}

/* With the lock: everything that waits, at most batch_max. */
static struct pending *
take_batch(struct sqlite_store *s)
{
	struct pending *list = s->first, **end = &s->first;
	int n = 0;

	while (*end != NULL && n < s->batch_max) {
		end = &(*end)->next;
		n++;
	}
	s->first = *end;
	*end = NULL;
	if (s->first == NULL)
		s->last = &s->first;
	s->n_waiting -= n;
	return list;
}

/* With the lock: say that those up to end are done. */
static void
wake_callers(struct pending *list, const struct pending *end)
{
	while (list != end) {
		struct pending *next = list->next; /* gone once woken */

		list->is_done = true;
		pthread_cond_signal(&list->done);
		list = next;
	}
}

static void
work(struct sqlite_store *s, struct pending *list, struct outcome *out)
{
	while (list != NULL) {
		int64_t began_us = clock_mono_us();
		struct pending *rest;

		pthread_mutex_lock(&s->writer_lock);
		rest = run_batch(s, list, out);
		pthread_mutex_unlock(&s->writer_lock);
		if (out->n > 0 && s->base.raise != NULL)
			s->base.raise(s->base.raise_arg, out->topics, out->n);
		pthread_mutex_lock(&s->base.lock);
		if (out->is_lost)
			s->base.stats.n_failed++;
		else
			stats_commit(&s->base, began_us, out->n_writes);
		s->base.stats.wal_pages = s->wal_pages;
		wake_callers(list, rest);
		pthread_mutex_unlock(&s->base.lock);
		list = rest;
	}
	pthread_mutex_lock(&s->writer_lock);
	checkpoint_limit(s);
	pthread_mutex_unlock(&s->writer_lock);
}

static void *
writer_run(void *arg)
{
	struct outcome *out = xcalloc(1, sizeof(*out));
	struct sqlite_store *s = arg;

	pthread_mutex_lock(&s->base.lock);
	for (;;) {
		struct pending *list;

		while (s->first == NULL && !s->is_closing)
			pthread_cond_wait(&s->wake, &s->base.lock);
		if (s->first == NULL)
			break;
		list = take_batch(s);
		pthread_mutex_unlock(&s->base.lock);
		work(s, list, out);
		pthread_mutex_lock(&s->base.lock);
	}
	pthread_mutex_unlock(&s->base.lock);
	free(out);
	return NULL;
}

void
sqlite_group(struct store *base, int n_max)
{
	struct sqlite_store *s = sqlite_of(base);

	pthread_mutex_lock(&s->base.lock);
	s->batch_max = n_max;
	pthread_mutex_unlock(&s->base.lock);
}

enum err
sqlite_write(
    struct store *base, store_fn *fn, void *arg, struct store_watch *watch)
{
	struct sqlite_store *s = sqlite_of(base);
	struct pending p = { .fn = fn, .arg = arg, .watch = watch, .err = OK };

	/* The writer would wait for itself. */
	CHECK(!pthread_equal(pthread_self(), s->writer_thread));
	pthread_mutex_lock(&s->base.lock);
	if (s->n_waiting >= WRITES_MAX || s->is_closing) {
		s->base.stats.n_refused++;
		pthread_mutex_unlock(&s->base.lock);
		return ERR_BUSY;
	}
	pthread_cond_init(&p.done, NULL);
	if (watch != NULL) {
		watch->queued_us = 0;
		(void)store_step_us(&p.since_us);
	}
	*s->last = &p;
	s->last = &p.next;
	s->n_waiting++;
	pthread_cond_signal(&s->wake);
	while (!p.is_done)
		pthread_cond_wait(&p.done, &s->base.lock);
	pthread_mutex_unlock(&s->base.lock);
	pthread_cond_destroy(&p.done);
	if (watch != NULL)
		watch->commit_us = store_step_us(&p.since_us);
	return p.err;
}

void
sqlite_stats(struct store *base, struct store_stats *out)
{
	struct sqlite_store *s = sqlite_of(base);

	pthread_mutex_lock(&s->base.lock);
	*out = s->base.stats;
	out->n_waiting = s->n_waiting;
	pthread_mutex_unlock(&s->base.lock);
}

enum err
writer_start(struct sqlite_store *s)
{
	int failed = pthread_create(&s->writer_thread, NULL, writer_run, s);

	s->is_writer_running = failed == 0;
	if (failed == 0)
		return OK;
	LOG_ERROR("store.thread", "errno=%d", failed);
	return ERR_INTERNAL;
}

void
writer_stop(struct sqlite_store *s)
{
	pthread_mutex_lock(&s->base.lock);
	s->is_closing = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->base.lock);
	if (s->is_writer_running)
		pthread_join(s->writer_thread, NULL);
	s->is_writer_running = false;
}
