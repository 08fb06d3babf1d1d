/*
 * search_words.h: the words by which everyone may find a post: there exactly
 * while the post is shown.  For forum/ alone.
 */
#ifndef FORUM_SEARCH_WORDS_H
#define FORUM_SEARCH_WORDS_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct store_write;

/* The words of a body (markdown), behind those of a title where it has one. */
enum err search_words_put(struct store_write *, struct arena *, int64_t post_id,
    struct str title, struct str body) MUST_CHECK;

/* Where there are none it is fine. */
enum err search_words_drop(struct store_write *, int64_t post_id) MUST_CHECK;

#endif
