/*
 * search_words.h: the words by which everyone may find a post.
 *
 * A write that shows, hides or changes a post only notes it.  Its words are
 * gathered later, outside of any write, and put into the index by a write of
 * their own; until then nobody finds the post.  Notes survive a crash, and a
 * post that is changed between gathering and putting stays noted.
 */
#ifndef FORUM_SEARCH_WORDS_H
#define FORUM_SEARCH_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct store_read;
struct store_write;

/* The words of this post are to be looked after; for forum/ alone. */
enum err search_words_note(struct store_write *, int64_t post_id) MUST_CHECK;

/*
 * Posts and text put by one write: so little that nobody who posts waits long
 * for it, enough to be quick with many.
 */
enum { SEARCH_PUT_POSTS = 64, SEARCH_PUT_BYTES = 64 * 1024 };

struct search_words {
	int64_t post_id, version;
	bool is_found;	  /* by everyone: it is shown */
	struct str words; /* folded: of the title, if any, and the text */
};
struct search_piece {
	struct search_words v[SEARCH_PUT_POSTS];
	size_t n, n_put;
};

/* The words of some posts that were noted; out->n is 0 when there are none. */
enum err search_words_gather(
    struct store_read *, struct arena *, struct search_piece *out) MUST_CHECK;

/*
 * Put them, n_put of them: posts that have changed since stay noted, and those
 * that another process looks after are left to it.
 */
enum err search_words_put(
    struct store_write *, struct arena *, struct search_piece *) MUST_CHECK;

/* How many posts are noted. */
enum err
search_words_due(struct store_read *, struct arena *, int64_t *n) MUST_CHECK;

#endif
