#include "jobs/index.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "forum/search_words.h"
#include "store/store.h"

/*
 * Posts that are written together are indexed together, which costs less than
 * one by one: so long it waits for more, in steps.  What another process wrote
 * it finds when it looks by itself.
 */
enum { INDEX_GATHER_MS = 250, INDEX_STEP_MS = 25, INDEX_LOOK_MS = 1000 };

/* What others tell and ask a thread that indexes. */
struct progress {
	atomic_bool is_stopping;
	_Atomic uint64_t n_posts, n_due;
};

struct indexer {
	pthread_t thread;
	struct progress progress;
	struct store *store;
	struct store_read *read;
};

/* One write: what was gathered, and where its arena is. */
struct putting {
	struct arena *arena;
	struct search_piece piece;
};

static enum err
put(struct store_write *w, void *arg)
{
	struct putting *p = arg;

	return search_words_put(w, p->arena, &p->piece);
}

static void
note_put(struct progress *p, size_t n)
{
	p->n_posts += n;
	/* What became due since it was counted is not among them. */
	p->n_due = n < p->n_due ? p->n_due - n : 0;
}

/*
 * What is due, piece by piece, until there is no more, it is stopped, or others
 * have all of a piece.
 */
static enum err
index_due(
    struct store *store, struct store_read *read, struct progress *progress)
{
	struct putting *p = xcalloc(1, sizeof(*p));
	int64_t n = 0, n_due;
	enum err e = OK;

	p->arena = arena_new(0);
	if ((e = search_words_due(read, p->arena, &n_due)) == OK)
		progress->n_due = (uint64_t)n_due;
	while (e == OK && !progress->is_stopping) {
		arena_reset(p->arena);
		e = search_words_gather(read, p->arena, &p->piece);
		if (e != OK || p->piece.n == 0)
			break;
		e = store_write(store, put, p);
		if (e != OK || p->piece.n_put == 0)
			break;
		n += (int64_t)p->piece.n_put;
		note_put(progress, p->piece.n_put);
	}
	arena_free(p->arena);
	free(p);
	if (n > 0)
		LOG_DEBUG("jobs.index", "posts=%" PRId64, n);
	return e;
}

static void
gather(const struct indexer *x)
{
	struct timespec step = { .tv_nsec = INDEX_STEP_MS * 1000000 };

	for (int ms = 0; ms < INDEX_GATHER_MS && !x->progress.is_stopping;
	     ms += INDEX_STEP_MS)
		nanosleep(&step, NULL);
}

static void *
run(void *arg)
{
	struct indexer *x = arg;
	int64_t seen = 0;

	while (!x->progress.is_stopping) {
		/* The log has said it; what is due stays due. */
		(void)index_due(x->store, x->read, &x->progress);
		store_wait(x->store, &seen, INDEX_LOOK_MS);
		gather(x);
	}
	return NULL;
}

enum err
indexer_start(struct store *store, struct indexer **out)
{
	struct indexer *x = xcalloc(1, sizeof(*x));
	enum err e = store_read_open(store, &x->read);
	int failed;

	x->store = store;
	if (e == OK &&
	    (failed = pthread_create(&x->thread, NULL, run, x)) != 0) {
		LOG_ERROR("jobs.start", "errno=%d", failed);
		e = ERR_INTERNAL;
	}
	if (e != OK) {
		store_read_close(x->read);
		free(x);
		return e;
	}
	*out = x;
	return OK;
}

void
indexer_stats(const struct indexer *x, struct indexer_stats *out)
{
	out->n_posts = x->progress.n_posts;
	out->n_due = x->progress.n_due;
}

void
indexer_stop(struct indexer *x)
{
	if (x == NULL)
		return;
	x->progress.is_stopping = true;
	store_wake(x->store);
	pthread_join(x->thread, NULL);
	store_read_close(x->read);
	free(x);
}

enum err
indexer_finish(struct store *store)
{
	struct progress progress = { false };
	struct store_read *read;
	enum err e = store_read_open(store, &read);

	if (e != OK)
		return e;
	e = index_due(store, read, &progress);
	store_read_close(read);
	return e;
}
