/*
 * pool.h: worker threads with a bounded queue.
 */
#ifndef NET_POOL_H
#define NET_POOL_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "net/server.h"

struct exchange;
struct pool;

/* index is the pool's, as worker_open is told.  handler outlives it. */
struct pool *
pool_new(const struct net_handler *, int index, const struct net_pool *);
/*
 * Start the threads and wait until each has its worker.
 *
 * ERR_INTERNAL	a thread or a worker could not be made; logged
 */
enum err pool_start(struct pool *) MUST_CHECK;
/*
 * Queue a request; it comes back by loop_give_back().  False, and nothing has
 * happened, when the queue is full.
 */
bool pool_submit(struct pool *, struct exchange *) MUST_CHECK;
void pool_stats(struct pool *, struct net_pool_stats *);
/* Let each thread finish what it has in hand, and forget the queue. */
void pool_stop(struct pool *);
/* After pool_stop. */
void pool_free(struct pool *);

#endif
