/*
 * sqlite_checkpoint.c: move the WAL into the database, so that nobody who posts
 * waits for it.  A passive checkpoint never blocks anyone, but while people
 * write without a pause it never reaches the end either; a WAL that has grown
 * very long is therefore started anew by the writer between two batches.
 */
#include "store/sqlite.h"

#include "base/clock.h"
#include "base/log.h"

/* After each commit, on the writer thread. */
static int
on_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct sqlite_store *s = arg;

	(void)db;
	(void)name;
	s->wal_pages = pages;
	if (pages < s->wal_asked)
		s->wal_asked = 0; /* a new WAL */
	if (pages - s->wal_asked >= CHECKPOINT_PAGES) {
		s->wal_asked = pages;
		pthread_mutex_lock(&s->base.lock);
		s->is_checkpoint_due = true;
		pthread_cond_signal(&s->checkpoint_wake);
		pthread_mutex_unlock(&s->base.lock);
	}
	return SQLITE_OK;
}

void
checkpoint_limit(struct sqlite_store *s)
{
	sqlite3 *db = s->writer.db;
	int code;

	if (s->wal_pages < s->wal_limit)
		return;
	sqlite3_busy_timeout(db, WAL_WAIT_MS);
	code = sqlite3_wal_checkpoint_v2(
	    db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
	if (code == SQLITE_OK) {
		s->wal_pages = 0;
		s->wal_limit = WAL_PAGES_MAX;
		pthread_mutex_lock(&s->base.lock);
		s->base.stats.n_restarts++;
		pthread_mutex_unlock(&s->base.lock);
		return;
	}
	/* Someone reads an old snapshot: grow, and try again after a while. */
	s->wal_limit = s->wal_pages + WAL_PAGES_MAX / 4;
	LOG_WARN("store.wal", "pages=%d code=%d", s->wal_pages, code);
}

static void *
run(void *arg)
{
	struct sqlite_store *s = arg;
	int64_t began_us;

	pthread_mutex_lock(&s->base.lock);
	for (;;) {
		while (!s->is_checkpoint_due && !s->is_closing)
			pthread_cond_wait(&s->checkpoint_wake, &s->base.lock);
		if (s->is_closing)
			break;
		s->is_checkpoint_due = false;
		pthread_mutex_unlock(&s->base.lock);
		began_us = clock_mono_us();
		sqlite3_wal_checkpoint_v2(s->checkpoint_db, NULL,
		    SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		pthread_mutex_lock(&s->base.lock);
		s->base.stats.n_checkpoints++;
		s->base.stats.checkpoint_us += clock_mono_us() - began_us;
	}
	pthread_mutex_unlock(&s->base.lock);
	return NULL;
}

enum err
checkpoint_start(struct sqlite_store *s)
{
	enum err e = sqlite_connect(s->path, s->is_bulk, &s->checkpoint_db);
	int failed;

	if (e != OK)
		return e;
	s->wal_limit = WAL_PAGES_MAX;
	sqlite3_wal_hook(s->writer.db, on_commit, s);
	failed = pthread_create(&s->checkpoint_thread, NULL, run, s);
	s->is_checkpointer_running = failed == 0;
	if (failed == 0)
		return OK;
	LOG_ERROR("store.thread", "errno=%d", failed);
	return ERR_INTERNAL;
}

void
checkpoint_stop(struct sqlite_store *s)
{
	pthread_mutex_lock(&s->base.lock);
	s->is_closing = true;
	pthread_cond_signal(&s->checkpoint_wake);
	pthread_mutex_unlock(&s->base.lock);
	if (s->is_checkpointer_running)
		pthread_join(s->checkpoint_thread, NULL);
	sqlite3_close(s->checkpoint_db);
}
