/*
 * sweep.h: the thread that keeps house: it notices what other processes wrote,
 * deletes what has expired, makes HTML anew that is of an older renderer, and
 * has the planner's statistics gathered.
 */
#ifndef JOBS_SWEEP_H
#define JOBS_SWEEP_H

#include "base/attr.h"
#include "base/err.h"

struct store;
struct sweeper;

/*
 * Start it.  changed is called on its thread, at most once a second, after
 * another process has written to the database.  The store outlives it.
 *
 * ERR_INTERNAL	no thread; logged
 */
enum err sweeper_start(struct store *, void (*changed)(void *arg), void *arg,
    struct sweeper **out) MUST_CHECK;

/* Wait until it has finished what it is doing; NULL is fine. */
void sweeper_stop(struct sweeper *);

#endif
