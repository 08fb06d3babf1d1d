/*
 * marks.h: what is new to a member in the thread that they ask for.
 *
 * That nothing is, which is the ordinary case, is kept in memory until the
 * thread changes: then a loop thread may answer with what members share.
 */
#ifndef ROUTE_MARKS_H
#define ROUTE_MARKS_H

#include "route/inside.h"

/* Is it known that nothing in the thread is new to the account? */
bool marks_are_none(
    struct cache *, struct arena *, int64_t account_id, int64_t thread_id);

/*
 * On a worker, behind the gates: ask, where the page wants to know; note that
 * they were here.  What is new is at c->seen from then on.
 */
void marks_find(struct visit *);

#endif
