/*
 * write.c: the writer thread, which commits many writes together, and the
 * thread that moves the WAL into the database behind its back.
 */
#include <time.h>

#include "base/check.h"
#include "base/log.h"
#include "store/sqlite.h"

struct store_read *
store_reads(struct store_write *w)
{
	return &w->read;
}

void
store_note(struct store_write *w, enum topic_kind kind, int64_t id)
{
	for (size_t i = 0; i < w->n_notes; i++)
		if (w->notes[i].kind == kind && w->notes[i].id == id)
			return;
	if (w->n_notes == NOTES_MAX) {
		/* Too many to name: everything. */
		w->notes[0] = (struct topic){ TOPIC_SITE, 0 };
		return;
	}
	w->notes[w->n_notes++] = (struct topic){ kind, id };
}

/* Topics of a whole batch. */
struct raising {
	struct topic topics[BATCH_MAX * 8];
	size_t n;
};

static void
keep_notes(struct raising *r, const struct store_write *w)
{
	for (size_t i = 0; i < w->n_notes; i++) {
		if (r->n == sizeof(r->topics) / sizeof(r->topics[0])) {
			r->topics[0] = (struct topic){ TOPIC_SITE, 0 };
			return;
		}
		r->topics[r->n++] = w->notes[i];
	}
}

/*
 * One write in a savepoint.  False when SQLite has given up the whole
 * transaction (a full disk, an I/O error).
 */
static bool
run_one(struct store_write *w, struct pending *p)
{
	sqlite3 *db = w->read.db;

	w->n_notes = 0;
	p->err = sqlite_run(db, "SAVEPOINT one");
	if (p->err == OK)
		p->err = p->fn(w, p->arg);
	if (sqlite3_get_autocommit(db)) {
		p->err = ERR_INTERNAL;
		return false;
	}
	if (p->err != OK && sqlite_run(db, "ROLLBACK TO one") != OK)
		return false;
	return sqlite_run(db, "RELEASE one") == OK;
}

/*
 * Run the list in one transaction and set each err.  Those behind one that
 * broke the transaction are not run; *rest is where they begin.
 */
static void
run_batch(struct store *s, struct pending *list, struct pending **rest,
    struct raising *raising)
{
	struct store_write *w = &s->writer;
	struct pending *p = list;
	enum err e = sqlite_run(w->read.db, "BEGIN IMMEDIATE");
	bool goes_on = e == OK;

	raising->n = 0;
	for (; p != NULL && goes_on; p = p->next) {
		goes_on = run_one(w, p);
		if (goes_on && p->err == OK)
			keep_notes(raising, w);
	}
	if (goes_on) {
		e = sqlite_run(w->read.db, "COMMIT");
	} else if (e == OK) {
		e = ERR_INTERNAL;
	} else {
		while (p != NULL) /* it did not even begin */
			p = p->next;
	}
	*rest = p;
	if (e == OK)
		return;
	/* Nothing was kept: not one of them may be told that it was. */
	if (!sqlite3_get_autocommit(w->read.db))
		sqlite3_exec(w->read.db, "ROLLBACK", NULL, NULL, NULL);
	raising->n = 0;
	for (struct pending *q = list; q != *rest; q = q->next)
		if (q->err == OK)
			q->err = e == ERR_BUSY ? ERR_BUSY : ERR_INTERNAL;
}

/* With the lock: everything that waits, at most BATCH_MAX. */
static struct pending *
take_batch(struct store *s)
{
	struct pending *list = s->first, **end = &s->first;
	int n = 0;

	while (*end != NULL && n < BATCH_MAX) {
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
work(struct store *s, struct pending *list, struct raising *raising)
{
	while (list != NULL) {
		struct pending *rest = NULL;

		run_batch(s, list, &rest, raising);
		if (raising->n > 0 && s->raise != NULL)
			s->raise(s->raise_arg, raising->topics, raising->n);
		pthread_mutex_lock(&s->lock);
		wake_callers(list, rest);
		pthread_mutex_unlock(&s->lock);
		list = rest;
	}
}

static void *
writer_run(void *arg)
{
	struct raising *raising = xcalloc(1, sizeof(*raising));
	struct store *s = arg;

	pthread_mutex_lock(&s->lock);
	for (;;) {
		struct pending *list;

		while (s->first == NULL && !s->is_closing)
			pthread_cond_wait(&s->wake, &s->lock);
		if (s->first == NULL)
			break;
		list = take_batch(s);
		pthread_mutex_unlock(&s->lock);
		work(s, list, raising);
		pthread_mutex_lock(&s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	free(raising);
	return NULL;
}

enum err
store_write(struct store *s, store_fn *fn, void *arg)
{
	struct pending p = { .fn = fn, .arg = arg, .err = OK };

	pthread_mutex_lock(&s->lock);
	if (s->n_waiting >= WRITES_MAX || s->is_closing) {
		pthread_mutex_unlock(&s->lock);
		return ERR_BUSY;
	}
	pthread_cond_init(&p.done, NULL);
	*s->last = &p;
	s->last = &p.next;
	s->n_waiting++;
	pthread_cond_signal(&s->wake);
	while (!p.is_done)
		pthread_cond_wait(&p.done, &s->lock);
	pthread_mutex_unlock(&s->lock);
	pthread_cond_destroy(&p.done);
	return p.err;
}

/* After each commit, on the writer thread. */
static int
on_commit(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct store *s = arg;

	(void)name;
	if (pages >= CHECKPOINT_PAGES) {
		pthread_mutex_lock(&s->lock);
		s->wal_pages = pages;
		pthread_cond_signal(&s->checkpoint_wake);
		pthread_mutex_unlock(&s->lock);
	}
	/* The checkpointer cannot keep up: wait for it here. */
	if (pages >= WAL_PAGES_MAX)
		sqlite3_wal_checkpoint_v2(
		    db, NULL, SQLITE_CHECKPOINT_RESTART, NULL, NULL);
	return SQLITE_OK;
}

static void *
checkpointer_run(void *arg)
{
	struct store *s = arg;

	pthread_mutex_lock(&s->lock);
	while (!s->is_closing) {
		if (s->wal_pages < CHECKPOINT_PAGES) {
			pthread_cond_wait(&s->checkpoint_wake, &s->lock);
			continue;
		}
		s->wal_pages = 0;
		pthread_mutex_unlock(&s->lock);
		sqlite3_wal_checkpoint_v2(s->checkpoint_db, NULL,
		    SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
		pthread_mutex_lock(&s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

enum err
writer_start(struct store *s)
{
	int failed;

	sqlite3_wal_hook(s->writer.read.db, on_commit, s);
	failed = pthread_create(&s->writer_thread, NULL, writer_run, s);
	s->is_writer_running = failed == 0;
	if (failed == 0) {
		failed = pthread_create(
		    &s->checkpoint_thread, NULL, checkpointer_run, s);
		s->is_checkpointer_running = failed == 0;
	}
	if (failed == 0)
		return OK;
	LOG_ERROR("store.thread", "errno=%d", failed);
	return ERR_INTERNAL;
}

void
writer_stop(struct store *s)
{
	pthread_mutex_lock(&s->lock);
	s->is_closing = true;
	pthread_cond_signal(&s->wake);
	pthread_cond_signal(&s->checkpoint_wake);
	pthread_mutex_unlock(&s->lock);
	if (s->is_writer_running)
		pthread_join(s->writer_thread, NULL);
	if (s->is_checkpointer_running)
		pthread_join(s->checkpoint_thread, NULL);
}
