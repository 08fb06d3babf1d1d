/*
 * place.h: where posts stand.  For forum/ alone.
 *
 * A path is the place in the tree: PLACE_LEVEL_BYTES big-endian for each level,
 * the number that each ancestor got in its thread (older ones: among its
 * siblings), so that paths compared as bytes are in tree order.  The opening
 * post has the empty path.
 *
 * The answers of a thread that were ever shown ("placed") stand in numbered
 * pages: runs of at most THREAD_PAGE_POSTS, each from its first_path up to the
 * next one's.  Page 1 begins at the empty path and is always there.  Numbers
 * are counted, over parts of a hundred pages or so: a page that is split costs
 * the same in a thread of a million answers as in a small one.
 */
#ifndef FORUM_PLACE_H
#define FORUM_PLACE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct store_read;
struct store_write;

enum { PLACE_LEVEL_BYTES = 4 };

/* A thread's first page, empty; part of making the thread. */
enum err place_begin(struct store_write *, int64_t thread_id) MUST_CHECK;

/*
 * Give an answer its place for the first time.  Its row says already that it
 * is placed.  A full page is split in the middle; behind everything a new page
 * begins, so that a thread that only grows has full pages.
 */
enum err place_answer(struct store_write *, struct arena *, int64_t thread_id,
    struct str path) MUST_CHECK;

/* place_answer() will be called, with its thread locked: see store_ahead. */
void
place_answer_ahead(struct store_read *, int64_t thread_id, struct str path);

/* The page on which a path stands or would stand. */
enum err place_page(struct store_read *, struct arena *, int64_t thread_id,
    struct str path, int64_t *page) MUST_CHECK;

/* place_span() will be called: see store_ahead. */
void place_span_ahead(struct store_read *, int64_t thread_id, int64_t page);

/*
 * What a page spans: answers from the path from up to before end, n_placed of
 * which are placed.
 *
 * ERR_NOT_FOUND	the thread has no such page
 */
struct place_span {
	struct str from, end;
	int64_t n_placed;
};
enum err place_span(struct store_read *, struct arena *, int64_t thread_id,
    int64_t page, struct place_span *) MUST_CHECK;

/* Behind every path. */
struct str place_behind_all(void);

/* The path one level below prefix. */
struct str place_below(struct arena *, struct str prefix, int64_t number);

#endif
