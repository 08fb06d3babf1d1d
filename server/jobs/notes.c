#include "jobs/notes.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "forum/seen.h"
#include "store/store.h"

/* So long it waits for more: one commit for all of them. */
enum { GATHER_MS = 1000 };

struct notes {
	pthread_t thread;
	struct store *store;
	struct seen_note taken[NOTES_MAX]; /* the thread's own */

	pthread_mutex_t lock; /* guards the rest */
	pthread_cond_t wake;
	bool is_stopping;
	struct seen_note waiting[NOTES_MAX];
	size_t n_waiting;
	struct notes_stats stats;
};

void
notes_add(struct notes *n, const struct seen_note *note)
{
	pthread_mutex_lock(&n->lock);
	if (n->n_waiting == NOTES_MAX) {
		n->stats.n_lost++;
	} else {
		n->waiting[n->n_waiting++] = *note;
		n->stats.n_waiting++;
		pthread_cond_signal(&n->wake);
	}
	pthread_mutex_unlock(&n->lock);
}

void
notes_stats(struct notes *n, struct notes_stats *out)
{
	pthread_mutex_lock(&n->lock);
	*out = n->stats;
	pthread_mutex_unlock(&n->lock);
}

static int
compare(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Rows are locked in one order on all nodes; of one the last note counts. */
static int
by_row(const void *a, const void *b)
{
	const struct seen_note *x = a, *y = b;
	int by_account = compare(x->account_id, y->account_id),
	    by_thread = compare(x->thread_id, y->thread_id);

	if (by_account != 0)
		return by_account;
	return by_thread != 0 ? by_thread : compare(x->number, y->number);
}

/* How many are left. */
static size_t
last_of_each_row(struct seen_note *v, size_t n)
{
	size_t kept = 0;

	qsort(v, n, sizeof(*v), by_row);
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || v[i].account_id != v[i + 1].account_id ||
		    v[i].thread_id != v[i + 1].thread_id)
			v[kept++] = v[i];
	return kept;
}

struct piece {
	const struct seen_note *v;
	size_t n;
};

static enum err
put(struct store_write *w, void *arg)
{
	const struct piece *p = arg;

	return seen_put(w, p->v, p->n);
}

/* Without the lock.  What became of n notes that were taken. */
static void
keep(struct notes *notes, size_t n, struct notes_stats *out)
{
	struct piece p = { notes->taken, 0 };
	enum err e;

	n = last_of_each_row(notes->taken, n);
	for (; n > 0; p.v += p.n, n -= p.n) {
		p.n = n < SEEN_NOTES_MAX ? n : SEEN_NOTES_MAX;
		e = store_write(notes->store, put, &p);
		if (e != OK)
			LOG_WARN("jobs.notes", "%s lost=%zu", err_name(e), p.n);
		*(e == OK ? &out->n_kept : &out->n_lost) += p.n;
	}
}

/* With the lock. */
static void
gather(struct notes *n)
{
	struct timespec until = clock_in(GATHER_MS);

	while (!n->is_stopping &&
	    pthread_cond_timedwait(&n->wake, &n->lock, &until) == 0)
		;
}

static void *
run(void *arg)
{
	struct notes *notes = arg;
	struct notes_stats done;
	size_t n;

	pthread_mutex_lock(&notes->lock);
	for (;;) {
		while (notes->n_waiting == 0 && !notes->is_stopping)
			pthread_cond_wait(&notes->wake, &notes->lock);
		if (notes->n_waiting == 0)
			break;
		gather(notes);
		n = notes->n_waiting;
		memcpy(
		    notes->taken, notes->waiting, n * sizeof(*notes->waiting));
		notes->n_waiting = 0;
		pthread_mutex_unlock(&notes->lock);
		done = (struct notes_stats){ 0 };
		keep(notes, n, &done);
		pthread_mutex_lock(&notes->lock);
		notes->stats.n_kept += done.n_kept;
		notes->stats.n_lost += done.n_lost;
		notes->stats.n_waiting -= n;
	}
	pthread_mutex_unlock(&notes->lock);
	return NULL;
}

static void
notes_free(struct notes *n)
{
	pthread_cond_destroy(&n->wake);
	pthread_mutex_destroy(&n->lock);
	free(n);
}

enum err
notes_start(struct store *store, struct notes **out)
{
	struct notes *n = xcalloc(1, sizeof(*n));
	int failed;

	n->store = store;
	pthread_mutex_init(&n->lock, NULL);
	clock_cond_init(&n->wake);
	if ((failed = pthread_create(&n->thread, NULL, run, n)) != 0) {
		LOG_ERROR("jobs.start", "errno=%d", failed);
		notes_free(n);
		return ERR_INTERNAL;
	}
	*out = n;
	return OK;
}

void
notes_stop(struct notes *n)
{
	if (n == NULL)
		return;
	pthread_mutex_lock(&n->lock);
	n->is_stopping = true;
	pthread_cond_signal(&n->wake);
	pthread_mutex_unlock(&n->lock);
	pthread_join(n->thread, NULL);
	notes_free(n);
}
