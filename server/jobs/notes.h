/*
 * notes.h: the thread that keeps what members have seen (forum/seen.h), so that
 * who only reads writes nothing and waits for nobody.
 *
 * Notes wait in memory, at most NOTES_MAX of them, for a second or so.  One
 * that finds no room is lost, and so is what waits when the server dies: then
 * what was new is new once more, and a first visit was none.
 */
#ifndef JOBS_NOTES_H
#define JOBS_NOTES_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

struct notes;
struct seen_note;
struct store;

enum { NOTES_MAX = 4096 };

/*
 * Start it.  The store outlives it.
 *
 * ERR_INTERNAL	no thread; logged
 */
enum err notes_start(struct store *, struct notes **out) MUST_CHECK;

/* From any thread; it does not wait. */
void notes_add(struct notes *, const struct seen_note *);

/*
 * What it has done since it was started, and has to do; of what one account saw
 * in one thread within that second only the last is kept.
 */
struct notes_stats {
	uint64_t n_kept, n_lost;
	uint64_t n_waiting;
};
void notes_stats(struct notes *, struct notes_stats *);

/* Nobody adds any more: keep what waits, and end.  NULL is fine. */
void notes_stop(struct notes *);

#endif
