/*
 * search.h: finding words and phrases in titles and posts.
 */
#ifndef FORUM_SEARCH_H
#define FORUM_SEARCH_H

#include "forum/permit.h"

enum { SEARCH_QUERY_CHARS_MAX = 200, SEARCH_TERMS_MAX = 12 };

struct search_hit {
	int64_t post_id, thread_id;
	struct str title, author_name, theme_name, theme_slug;
	struct str excerpt; /* around the first word found, plain text */
	int64_t created_at;
};
struct search_hits {
	struct search_hit *v;
	size_t n;
	int64_t older_id; /* from here on there may be older ones; 0: none */
};

/*
 * Posts that everyone may read and that have all the words ("…" is a phrase),
 * folded for case and accents, newest first, before the post given (0: from
 * the newest).  At most max of them, or fewer, even none, with an older_id:
 * so many posts are looked at for common words and no more.
 *
 * ERR_INVALID	nothing to look for is left of the query
 */
enum err search(struct store_read *, struct arena *, const struct viewer *,
    struct str query, int64_t before_id, int64_t max,
    struct search_hits *) MUST_CHECK;

#endif
