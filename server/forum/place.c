#include "forum/place.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/log.h"
#include "forum/post.h"
#include "query/place.h"
#include "store/store.h"

/*
 * Before the first answer: numbers among siblings begin at 1.  The opening
 * post, which stands on no page, comes before it.
 */
static const struct str first_answer = STR_INIT("\0\0\0\0");

struct str
place_behind_all(void)
{
	return STR("\xff\xff\xff\xff"); /* no post has so many siblings */
}

struct str
place_below(struct arena *a, struct str prefix, int64_t number)
{
	size_t n = prefix.n + PLACE_LEVEL_BYTES;
	char *p = arena_alloc(a, n);

	CHECK(number > 0 && number < UINT32_MAX);
	if (prefix.n > 0)
		memcpy(p, prefix.p, prefix.n);
	for (int i = 0; i < PLACE_LEVEL_BYTES; i++)
		p[prefix.n + (size_t)i] = (char)(number >>
		    8 * (PLACE_LEVEL_BYTES - 1 - i));
	return (struct str){ p, n };
}

enum err
place_begin(struct store_write *w, int64_t thread_id)
{
	return q_place_add(
	    w, &(struct place_add_in){ .thread_id = thread_id, .number = 1 });
}

enum err
place_page(struct store_read *r, struct arena *a, int64_t thread_id,
    struct str path, int64_t *page)
{
	struct place_run_row run;
	enum err e;

	e = q_place_run(r, a,
	    &(struct place_run_in){ .thread_id = thread_id, .path = path },
	    &run);
	if (e == OK)
		*page = run.number;
	return e;
}

enum err
place_span(struct store_read *r, struct arena *a, int64_t thread_id,
    int64_t page, struct place_span *out)
{
	struct place_runs_list runs;
	enum err e;

	e = q_place_runs(r, a,
	    &(struct place_runs_in){
		.thread_id = thread_id, .number = page, .max = 2 },
	    &runs);
	if (e != OK)
		return e;
	if (runs.n == 0 || runs.v[0].number != page)
		return ERR_NOT_FOUND;
	*out = (struct place_span){
		.from = page == 1 ? first_answer : runs.v[0].first_path,
		.end = runs.n == 2 ? runs.v[1].first_path : place_behind_all(),
		.n_placed = runs.v[0].n_posts,
	};
	return OK;
}

static enum err
page_add(struct store_write *w, int64_t thread_id, int64_t number,
    struct str first_path, int64_t n_posts)
{
	enum err e = q_place_add(w,
	    &(struct place_add_in){ .thread_id = thread_id,
		.number = number,
		.first_path = first_path,
		.n_posts = n_posts });

	if (e != OK)
		return e;
	return q_place_count(
	    w, &(struct place_count_in){ .thread_id = thread_id });
}

static enum err
page_resize(
    struct store_write *w, int64_t thread_id, int64_t number, int64_t n_posts)
{
	return q_place_resize(w,
	    &(struct place_resize_in){
		.thread_id = thread_id, .number = number, .n_posts = n_posts });
}

/* All pages behind one get the next number. */
static enum err
make_room(struct store_write *w, int64_t thread_id, int64_t number)
{
	enum err e = q_place_lift(w,
	    &(struct place_lift_in){
		.thread_id = thread_id, .number = number });

	if (e == ERR_NOT_FOUND) /* it was the last */
		return OK;
	if (e != OK)
		return e;
	return q_place_lower(
	    w, &(struct place_lower_in){ .thread_id = thread_id });
}

/* The page is full and has the new post in it too: half of it moves on. */
static enum err
split(struct store_write *w, struct arena *a, int64_t thread_id,
    const struct place_run_row *run)
{
	struct place_paths_list posts;
	size_t left;
	enum err e;

	e = q_place_paths(store_reads(w), a,
	    &(struct place_paths_in){ .thread_id = thread_id,
		.from_path = run->number == 1 ? first_answer : run->first_path,
		.max = run->n_posts + 1 },
	    &posts);
	if (e != OK)
		return e;
	if (posts.n < 2) {
		LOG_ERROR("place.split",
		    "thread=%" PRId64 " page=%" PRId64 " posts=%zu", thread_id,
		    run->number, posts.n);
		return ERR_INTERNAL;
	}
	left = posts.n / 2;
	if ((e = make_room(w, thread_id, run->number)) != OK ||
	    (e = page_resize(w, thread_id, run->number, (int64_t)left)) != OK)
		return e;
	return page_add(w, thread_id, run->number + 1, posts.v[left].path,
	    (int64_t)(posts.n - left));
}

/* Is no placed post behind this path? */
static enum err
is_last(struct store_write *w, struct arena *a, int64_t thread_id,
    struct str path, bool *out)
{
	struct place_behind_row row;
	enum err e = q_place_behind(store_reads(w), a,
	    &(struct place_behind_in){ .thread_id = thread_id, .path = path },
	    &row);

	*out = e == ERR_NOT_FOUND;
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
place_answer(
    struct store_write *w, struct arena *a, int64_t thread_id, struct str path)
{
	struct place_run_row run;
	bool at_end;
	enum err e;

	e = q_place_run(store_reads(w), a,
	    &(struct place_run_in){ .thread_id = thread_id, .path = path },
	    &run);
	if (e != OK)
		return e;
	if (run.n_posts < THREAD_PAGE_POSTS)
		return page_resize(w, thread_id, run.number, run.n_posts + 1);
	if ((e = is_last(w, a, thread_id, path, &at_end)) != OK)
		return e;
	if (at_end)
		return page_add(w, thread_id, run.number + 1, path, 1);
	return split(w, a, thread_id, &run);
}
