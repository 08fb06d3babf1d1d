/*
 * live.h: the thread that tells readers what has changed while they read: how
 * many answers a thread has, how many posts wait for a moderator.  Counts and
 * ids, never words, and of a thread only what everyone may know.
 *
 * TOPIC_THREAD is a thread; TOPIC_QUEUE with the id of an account is the queue
 * as that moderator sees it.
 */
#ifndef JOBS_LIVE_H
#define JOBS_LIVE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/topic.h"

struct live;
struct store;

/* A text is an event of an event stream, and short. */
enum { LIVE_TEXT_MAX = 160 };

/*
 * Start it.  say is called on its thread with the newest text of a topic that
 * somebody listens to; an empty one where nobody may any more.  The store
 * outlives it.
 *
 * ERR_INTERNAL	no thread or no handle; logged
 */
enum err live_start(struct store *,
    void (*say)(void *arg, struct topic, struct str text), void *arg,
    struct live **out) MUST_CHECK;
/* Nobody says a topic is heard or changed any more.  NULL is fine. */
void live_stop(struct live *);

/*
 * From any thread, and they do not wait.  Somebody listens to a topic from now
 * on, which is said soon, or no longer: as often as he began.
 */
void live_hear(struct live *, struct topic, bool is_heard);
/* A commit changed these. */
void live_raise(struct live *, const struct topic *, size_t n);

#endif
