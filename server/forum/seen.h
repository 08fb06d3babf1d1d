/*
 * seen.h: what is new to a member in a thread since they were there last.
 *
 * New are the answers of others that were shown for the first time since their
 * last visit, and that everyone may read.  The mark that this hangs on is of
 * the thread, not of a page of it: who has looked at one page has seen that
 * there are new answers on others, and how to get there.
 *
 * A visit ends half an hour after something was shown to them for the first
 * time: so long the same answers stay new, however often they are read.  On the
 * first visit nothing is new, nor on the first in a year.
 *
 * A reader has no handle to write with: that something was seen is a note,
 * which a job keeps (jobs/notes.h).  Notes may come late, twice or never.
 */
#ifndef FORUM_SEEN_H
#define FORUM_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

struct store_read;
struct store_write;

enum {
	SEEN_MAX = 100,	     /* answers that are looked at, the oldest */
	SEEN_NOTES_MAX = 200 /* put in one write */
};

/* An account has seen of a thread what was shown up to a number. */
struct seen_note {
	int64_t account_id, thread_id, number;
	int64_t at;
};

struct seen {
	int64_t ids[SEEN_MAX]; /* of what is new, in the order of the tree */
	size_t n;
	bool is_more; /* there may be more than these */
	bool is_due;  /* the note says what is not kept yet */
	struct seen_note note;
};

/*
 * What is new to the account, now.
 *
 * ERR_NOT_FOUND	no such thread, or not a listed one: nothing is new
 */
enum err seen_read(struct store_read *, struct arena *, int64_t account_id,
    int64_t thread_id, struct seen *out) MUST_CHECK;

/*
 * Keep at most SEEN_NOTES_MAX notes, those of one account and thread in the
 * order in which they were made.  What is kept already, or of what is gone by
 * now, is nothing.
 */
enum err
seen_put(struct store_write *, const struct seen_note *, size_t n) MUST_CHECK;

/*
 * Forget who saw nothing new for a year, at most max.  For a job.
 *
 * ERR_NOT_FOUND	there were none
 */
enum err seen_sweep(struct store_write *, int64_t max) MUST_CHECK;

#endif
