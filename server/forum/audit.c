#include "forum/audit.h"

#include <inttypes.h>
#include <stdbool.h>

#include "base/buf.h"
#include "forum/place.h"
#include "forum/post.h"
#include "query/audit.h"
#include "store/store.h"

enum { STEP_ROWS = 500 };

/* arena: for the rows of one step; keys: for what the next begins behind. */
struct audit {
	struct store_read *read;
	struct arena *arena, *keys;
	struct buf lines;
	int n_lines;
};

/* Note where what is kept differs from what it should be. */
static void
compare(struct audit *au, const char *thing, int64_t id, const char *what,
    int64_t kept, int64_t counted)
{
	if (kept == counted || au->n_lines >= AUDIT_LINES_MAX)
		return;
	au->n_lines++;
	buf_fmt(&au->lines,
	    "%s %" PRId64 ": %s is %" PRId64 ", should be %" PRId64 "\n", thing,
	    id, what, kept, counted);
}

/*
 * Each step reads some rows behind *after and moves it; *is_done when there
 * are no more.
 */
struct audit_key {
	int64_t id;
	struct str path; /* with the id of a thread */
};
typedef enum err
step_fn(struct audit *, struct audit_key *after, bool *is_done);

static enum err
step_themes(struct audit *au, struct audit_key *after, bool *is_done)
{
	struct audit_themes_list rows;
	enum err e = q_audit_themes(au->read, au->arena,
	    &(struct audit_themes_in){
		.after_id = after->id, .max = STEP_ROWS },
	    &rows);

	for (size_t i = 0; e == OK && i < rows.n; i++) {
		const struct audit_themes_row *row = &rows.v[i];

		after->id = row->id;
		compare(au, "theme", row->id, "n_threads", row->n_threads,
		    row->threads);
		compare(au, "theme", row->id, "n_answers", row->n_answers,
		    row->answers);
		compare(au, "theme", row->id, "n_queued", row->n_queued,
		    row->queued);
	}
	*is_done = e != OK || rows.n < STEP_ROWS;
	return e;
}

static enum err
step_threads(struct audit *au, struct audit_key *after, bool *is_done)
{
	struct audit_threads_list rows;
	enum err e = q_audit_threads(au->read, au->arena,
	    &(struct audit_threads_in){
		.after_id = after->id, .max = STEP_ROWS },
	    &rows);

	for (size_t i = 0; e == OK && i < rows.n; i++) {
		const struct audit_threads_row *row = &rows.v[i];
		bool is_listed = row->opening_state == POST_SHOWN ||
		    (row->is_opening_placed && row->answers > 0);

		after->id = row->id;
		compare(au, "thread", row->id, "n_answers", row->n_answers,
		    row->answers);
		compare(au, "thread", row->id, "is_listed", row->is_listed,
		    is_listed);
		compare(
		    au, "thread", row->id, "n_pages", row->n_pages, row->pages);
		compare(au, "thread", row->id, "pages of its parts",
		    row->part_pages, row->pages);
	}
	*is_done = e != OK || rows.n < STEP_ROWS;
	return e;
}

static enum err
step_parts(struct audit *au, struct audit_key *after, bool *is_done)
{
	struct audit_parts_list rows;
	enum err e = q_audit_parts(au->read, au->arena,
	    &(struct audit_parts_in){ .after_thread = after->id,
		.after_path = after->path,
		.end_path = place_behind_all(),
		.max = STEP_ROWS },
	    &rows);

	for (size_t i = 0; e == OK && i < rows.n; i++) {
		const struct audit_parts_row *row = &rows.v[i];

		compare(au, "part of thread", row->thread_id, "n_pages",
		    row->n_pages, row->pages);
	}
	if (e == OK && rows.n > 0)
		*after = (struct audit_key){ rows.v[rows.n - 1].thread_id,
			arena_str(au->keys, rows.v[rows.n - 1].first_path) };
	*is_done = e != OK || rows.n < STEP_ROWS;
	return e;
}

static enum err
step_pages(struct audit *au, struct audit_key *after, bool *is_done)
{
	struct audit_pages_list rows;
	enum err e = q_audit_pages(au->read, au->arena,
	    &(struct audit_pages_in){ .after_thread = after->id,
		.after_path = after->path,
		.end_path = place_behind_all(),
		.max = STEP_ROWS },
	    &rows);

	for (size_t i = 0; e == OK && i < rows.n; i++) {
		const struct audit_pages_row *row = &rows.v[i];

		compare(au, "page of thread", row->thread_id, "n_posts",
		    row->n_posts, row->posts);
		if (row->n_posts > THREAD_PAGE_POSTS)
			compare(au, "page of thread", row->thread_id, "n_posts",
			    row->n_posts, THREAD_PAGE_POSTS);
	}
	if (e == OK && rows.n > 0)
		*after = (struct audit_key){ rows.v[rows.n - 1].thread_id,
			arena_str(au->keys, rows.v[rows.n - 1].first_path) };
	*is_done = e != OK || rows.n < STEP_ROWS;
	return e;
}

static void
compare_post(struct audit *au, const struct audit_posts_row *row)
{
	bool is_shown = row->state == POST_SHOWN,
	     is_held = row->state == POST_HELD;
	bool is_rejected = row->state == POST_REJECTED;

	if (is_shown || is_held || is_rejected)
		compare(
		    au, "post", row->id, "is_placed", row->is_placed, is_shown);
	compare(au, "post", row->id, "is_queued", row->is_queued,
	    is_held || (is_shown && row->pending != 0));
	if (!row->is_due)
		compare(
		    au, "post", row->id, "has_words", row->has_words, is_shown);
	compare(au, "post", row->id, "the state of its revision",
	    row->revision_state,
	    is_rejected ? REVISION_REJECTED : REVISION_CURRENT);
	if (row->pending != 0)
		compare(au, "post", row->id, "the state of its edit",
		    row->pending_state, REVISION_PENDING);
}

static enum err
step_posts(struct audit *au, struct audit_key *after, bool *is_done)
{
	struct audit_posts_list rows;
	enum err e = q_audit_posts(au->read, au->arena,
	    &(struct audit_posts_in){ .after_id = after->id, .max = STEP_ROWS },
	    &rows);

	for (size_t i = 0; e == OK && i < rows.n; i++) {
		after->id = rows.v[i].id;
		compare_post(au, &rows.v[i]);
	}
	*is_done = e != OK || rows.n < STEP_ROWS;
	return e;
}

static enum err
step_accounts(struct audit *au, struct audit_key *after, bool *is_done)
{
	struct audit_accounts_list rows;
	enum err e = q_audit_accounts(au->read, au->arena,
	    &(struct audit_accounts_in){
		.after_id = after->id, .max = STEP_ROWS },
	    &rows);

	for (size_t i = 0; e == OK && i < rows.n; i++) {
		after->id = rows.v[i].id;
		compare(au, "account", rows.v[i].id, "n_approved",
		    rows.v[i].n_approved, rows.v[i].placed);
	}
	*is_done = e != OK || rows.n < STEP_ROWS;
	return e;
}

static enum err
walk(struct audit *au, step_fn *step)
{
	struct audit_key after = { .id = 0 };
	bool is_done = false;
	enum err e = OK;

	while (e == OK && !is_done) {
		e = step(au, &after, &is_done);
		arena_reset(au->arena);
	}
	return e;
}

enum err
audit_counts(struct store_read *r, struct arena *a, struct str *problems)
{
	struct audit au = {
		.read = r, .arena = arena_new(0), .keys = arena_new(0)
	};
	enum err e;

	if ((e = walk(&au, step_themes)) == OK &&
	    (e = walk(&au, step_threads)) == OK &&
	    (e = walk(&au, step_parts)) == OK &&
	    (e = walk(&au, step_pages)) == OK &&
	    (e = walk(&au, step_posts)) == OK &&
	    (e = walk(&au, step_accounts)) == OK)
		*problems = arena_str(a, buf_text(&au.lines));
	buf_free(&au.lines);
	arena_free(au.keys);
	arena_free(au.arena);
	return e;
}
