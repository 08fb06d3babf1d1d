#include "forum/place.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/log.h"
#include "forum/post.h"
#include "query/place.h"
#include "store/store.h"

enum {
	PLACE_PART_PAGES = 128,	  /* more are two parts */
	PLACE_PARTS_MAX = 1000000 /* for a thread of a billion answers */
};

/*
 * Before the first answer: numbers begin at 1.  The opening
 * post, which stands on no page, comes before it.
 */
static const struct str first_answer = STR_INIT("\0\0\0\0");

struct str
place_behind_all(void)
{
	return STR("\xff\xff\xff\xff"); /* no thread has so many answers */
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
	enum err e = q_place_add(
	    w, &(struct place_add_in){ .thread_id = thread_id });

	if (e != OK)
		return e;
	return q_place_part_add(w,
	    &(struct place_part_add_in){
		.thread_id = thread_id, .n_pages = 1 });
}

enum err
place_page(struct store_read *r, struct arena *a, int64_t thread_id,
    struct str path, int64_t *page)
{
	struct place_part_row part;
	struct place_count_runs_row runs;
	enum err e;

	e = q_place_part(r, a,
	    &(struct place_part_in){ .thread_id = thread_id, .path = path },
	    &part);
	if (e != OK)
		return e;
	e = q_place_count_runs(r, a,
	    &(struct place_count_runs_in){ .thread_id = thread_id,
		.from_path = part.first_path,
		.to_path = path },
	    &runs);
	if (e == OK)
		*page = part.n_before + runs.n;
	return e;
}

/* The part in which a page stands; *page becomes its number there, from 1. */
static enum err
find_part(struct store_read *r, struct arena *a, int64_t thread_id,
    int64_t *page, struct str *first_path)
{
	struct place_parts_list parts;
	enum err e;

	if (*page < 1)
		return ERR_NOT_FOUND;
	e = q_place_parts(r, a,
	    &(struct place_parts_in){
		.thread_id = thread_id, .max = PLACE_PARTS_MAX },
	    &parts);
	for (size_t i = 0; e == OK && i < parts.n; i++) {
		if (*page <= parts.v[i].n_pages) {
			*first_path = parts.v[i].first_path;
			return OK;
		}
		*page -= parts.v[i].n_pages;
	}
	return e == OK ? ERR_NOT_FOUND : e;
}

void
place_span_ahead(struct store_read *r, int64_t thread_id, int64_t page)
{
	/* Where another page begins has to be found first. */
	if (page == 1)
		q_place_runs_ahead(r,
		    &(struct place_runs_in){
			.thread_id = thread_id, .max = page + 1 });
}

enum err
place_span(struct store_read *r, struct arena *a, int64_t thread_id,
    int64_t page, struct place_span *out)
{
	struct str from = STR_NONE;
	struct place_runs_list runs;
	bool is_first = page == 1;
	size_t at;
	enum err e;

	/* The first page is where the thread begins, whatever has parts. */
	if (!is_first && (e = find_part(r, a, thread_id, &page, &from)) != OK)
		return e;
	e = q_place_runs(r, a,
	    &(struct place_runs_in){
		.thread_id = thread_id, .from_path = from, .max = page + 1 },
	    &runs);
	if (e != OK)
		return e;
	at = (size_t)page - 1;
	if (at >= runs.n)
		return ERR_NOT_FOUND;
	*out = (struct place_span){
		.from = is_first ? first_answer : runs.v[at].first_path,
		.end = at + 1 < runs.n ? runs.v[at + 1].first_path
				       : place_behind_all(),
		.n_placed = runs.v[at].n_posts,
	};
	return OK;
}

static enum err
part_add(struct store_write *w, int64_t thread_id, struct str first_path,
    int64_t n_pages)
{
	return q_place_part_add(w,
	    &(struct place_part_add_in){ .thread_id = thread_id,
		.first_path = first_path,
		.n_pages = n_pages });
}

static enum err
part_resize(struct store_write *w, int64_t thread_id, struct str first_path,
    int64_t n_pages)
{
	return q_place_part_resize(w,
	    &(struct place_part_resize_in){ .thread_id = thread_id,
		.first_path = first_path,
		.n_pages = n_pages });
}

/* The part is full and has the new page in it too: half of it is another's. */
static enum err
part_split(struct store_write *w, struct arena *a, int64_t thread_id,
    const struct place_part_row *part)
{
	int64_t left = (part->n_pages + 1) / 2;
	struct place_runs_list runs;
	enum err e;

	e = q_place_runs(store_reads(w), a,
	    &(struct place_runs_in){ .thread_id = thread_id,
		.from_path = part->first_path,
		.max = left + 1 },
	    &runs);
	if (e != OK)
		return e;
	if ((int64_t)runs.n != left + 1) {
		LOG_ERROR("place.part", "thread=%" PRId64 " pages=%zu",
		    thread_id, runs.n);
		return ERR_INTERNAL;
	}
	e = part_resize(w, thread_id, part->first_path, left);
	if (e != OK)
		return e;
	return part_add(
	    w, thread_id, runs.v[left].first_path, part->n_pages + 1 - left);
}

/* A new page; at_end: behind all others. */
static enum err
page_add(struct store_write *w, struct arena *a, int64_t thread_id,
    const struct place_run_row *page, bool at_end)
{
	struct place_part_row part;
	enum err e;

	e = q_place_add(w,
	    &(struct place_add_in){ .thread_id = thread_id,
		.first_path = page->first_path,
		.n_posts = page->n_posts });
	if (e != OK)
		return e;
	e = q_place_count(
	    w, &(struct place_count_in){ .thread_id = thread_id });
	if (e != OK)
		return e;
	e = q_place_part(store_reads(w), a,
	    &(struct place_part_in){
		.thread_id = thread_id, .path = page->first_path },
	    &part);
	if (e != OK)
		return e;
	if (part.n_pages < PLACE_PART_PAGES)
		return part_resize(
		    w, thread_id, part.first_path, part.n_pages + 1);
	if (at_end)
		return part_add(w, thread_id, page->first_path, 1);
	return part_split(w, a, thread_id, &part);
}

static enum err
page_resize(struct store_write *w, int64_t thread_id, struct str first_path,
    int64_t n_posts)
{
	return q_place_resize(w,
	    &(struct place_resize_in){ .thread_id = thread_id,
		.first_path = first_path,
		.n_posts = n_posts });
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
		.from_path = run->first_path.n == 0 ? first_answer
						    : run->first_path,
		.max = run->n_posts + 1 },
	    &posts);
	if (e != OK)
		return e;
	if (posts.n < 2) {
		LOG_ERROR("place.split", "thread=%" PRId64 " posts=%zu",
		    thread_id, posts.n);
		return ERR_INTERNAL;
	}
	left = posts.n / 2;
	e = page_resize(w, thread_id, run->first_path, (int64_t)left);
	if (e != OK)
		return e;
	return page_add(w, a, thread_id,
	    &(struct place_run_row){
		posts.v[left].path, (int64_t)(posts.n - left) },
	    false);
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

void
place_answer_ahead(struct store_read *r, int64_t thread_id, struct str path)
{
	q_place_run_ahead(
	    r, &(struct place_run_in){ .thread_id = thread_id, .path = path });
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
		return page_resize(
		    w, thread_id, run.first_path, run.n_posts + 1);
	if ((e = is_last(w, a, thread_id, path, &at_end)) != OK)
		return e;
	if (at_end)
		return page_add(
		    w, a, thread_id, &(struct place_run_row){ path, 1 }, true);
	return split(w, a, thread_id, &run);
}
