#include "forum/search_words.h"

#include "query/search.h"
#include "store/store.h"
#include "text/fold.h"
#include "text/markdown.h"

enum err
search_words_put(struct store_write *w, struct arena *a, int64_t post_id,
    struct str title, struct str body)
{
	struct str plain = markdown_plain(a, body), words;
	enum err e;

	e = fold_search(a,
	    arena_fmt(a, STR_FMT "\n" STR_FMT, STR_ARG(title), STR_ARG(plain)),
	    &words);
	if (e != OK)
		return e;
	return q_search_put(
	    w, &(struct search_put_in){ .post_id = post_id, .words = words });
}

enum err
search_words_drop(struct store_write *w, int64_t post_id)
{
	enum err e = q_search_drop(
	    w, &(struct search_drop_in){ .post_id = post_id });

	return e == ERR_NOT_FOUND ? OK : e;
}
