/*
 * audit.h: do the numbers that are kept agree with what they count?
 *
 * For the command line and for tests: it reads everything, in steps.
 */
#ifndef FORUM_AUDIT_H
#define FORUM_AUDIT_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct store_read;

/* So many lines are enough to know that something is wrong. */
enum { AUDIT_LINES_MAX = 100 };

/*
 * Counts of themes, threads, pages and accounts; states of posts beside their
 * place, their revisions, the queue and the search words (but for those that
 * are to be indexed yet, see search_words.h).  Begin a snapshot first where
 * others write.  On OK *problems is empty or has one line each.
 */
enum err audit_counts(
    struct store_read *, struct arena *, struct str *problems) MUST_CHECK;

#endif
