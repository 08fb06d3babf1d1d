/*
 * index.h: the thread that keeps the search index: what was written is found
 * within a second, and nobody who writes waits for it.
 */
#ifndef JOBS_INDEX_H
#define JOBS_INDEX_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

struct indexer;
struct store;

/*
 * Start it: first what was left from before, then what is written.  The store
 * outlives it.
 *
 * ERR_INTERNAL	no thread or no handle; logged
 */
enum err indexer_start(struct store *, struct indexer **out) MUST_CHECK;

/* What it has done since it was started, and what it sees before it. */
struct indexer_stats {
	uint64_t n_posts, n_due;
};
void indexer_stats(const struct indexer *, struct indexer_stats *);

/* Wait until it has put what it is busy with; NULL is fine. */
void indexer_stop(struct indexer *);

/*
 * Index all that is due on the calling thread, for the command line and tests.
 *
 * ERR_BUSY	another process holds the database
 * ERR_INTERNAL	logged
 */
enum err indexer_finish(struct store *) MUST_CHECK;

#endif
