#include "forum/search_words.h"

#include "forum/post.h"
#include "query/post.h"
#include "query/search.h"
#include "store/store.h"
#include "text/fold.h"
#include "text/markdown.h"

/* There was nothing to do, which is fine. */
static enum err
or_none(enum err e)
{
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
search_words_note(struct store_write *w, int64_t post_id)
{
	return q_search_note(w, &(struct search_note_in){ .post_id = post_id });
}

static enum err
gather_one(struct store_read *r, struct arena *a, int64_t post_id,
    struct search_words *out)
{
	struct search_text_row row;
	enum err e;

	e = q_search_text(
	    r, a, &(struct search_text_in){ .post_id = post_id }, &row);
	if (e != OK)
		return e;
	*out = (struct search_words){ .post_id = post_id,
		.version = row.version,
		.is_found = row.state == POST_SHOWN };
	if (!out->is_found)
		return OK;
	return fold_search(a,
	    arena_fmt(a, STR_FMT "\n" STR_FMT, STR_ARG(row.title),
		STR_ARG(markdown_plain(a, row.body))),
	    &out->words);
}

enum err
search_words_gather(
    struct store_read *r, struct arena *a, struct search_piece *out)
{
	struct search_due_list due;
	size_t n_bytes = 0;
	enum err e;

	e = q_search_due(
	    r, a, &(struct search_due_in){ .max = SEARCH_PUT_POSTS }, &due);
	out->n = 0;
	while (e == OK && out->n < due.n && n_bytes < SEARCH_PUT_BYTES) {
		struct search_words *words = &out->v[out->n];

		e = gather_one(r, a, due.v[out->n].post_id, words);
		n_bytes += words->words.n;
		out->n++;
	}
	return e;
}

/*
 * The row is taken first, and what the post is now is read after that: whoever
 * changes the post in between notes it again when this write is done.
 */
static enum err
put_one(
    struct store_write *w, struct arena *a, const struct search_words *words)
{
	struct search_take_row taken;
	enum err e;

	e = q_search_take(store_reads(w), a,
	    &(struct search_take_in){ .post_id = words->post_id }, &taken);
	if (e == OK)
		e = q_search_done(w,
		    &(struct search_done_in){
			.post_id = words->post_id, .version = words->version });
	if (e != OK)
		return e;
	if (words->is_found)
		return q_search_put(w,
		    &(struct search_put_in){
			.post_id = words->post_id, .words = words->words });
	return or_none(q_search_drop(
	    w, &(struct search_drop_in){ .post_id = words->post_id }));
}

enum err
search_words_put(
    struct store_write *w, struct arena *a, struct search_piece *piece)
{
	enum err e = OK;

	piece->n_put = 0;
	for (size_t i = 0; e == OK && i < piece->n; i++) {
		if ((e = put_one(w, a, &piece->v[i])) == OK)
			piece->n_put++;
		e = or_none(e);
	}
	return e;
}

enum err
search_words_due(struct store_read *r, struct arena *a, int64_t *n)
{
	struct search_count_due_row row;
	enum err e = q_search_count_due(r, a, &row);

	if (e == OK)
		*n = row.n;
	return e;
}
