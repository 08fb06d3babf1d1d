/* Lists of threads. */
#include "forum/thread.h"

#include "base/num.h"
#include "query/thread.h"
#include "store/store.h"

/* Two queries give rows with these columns. */
#define ITEM_OF_ROW(row)                            \
	((struct thread_item){ .id = (row)->id,     \
	    .theme_id = (row)->theme_id,            \
	    .title = (row)->title,                  \
	    .author_name = (row)->author_name,      \
	    .theme_name = (row)->theme_name,        \
	    .theme_slug = (row)->theme_slug,        \
	    .state = (enum post_state)(row)->state, \
	    .n_answers = (row)->n_answers,          \
	    .created_at = (row)->created_at,        \
	    .active_at = (row)->active_at,          \
	    .closed_at = (row)->closed_at.v })

/* The title and the author's name are words of the opening post. */
static void
hide(struct thread_item *item)
{
	if (item->state != POST_SHOWN)
		item->title = item->author_name = STR_NONE;
}

static enum err
list_newest(struct store_read *r, struct arena *a, struct thread_key before,
    int64_t max, struct thread_items *out)
{
	struct thread_newest_list rows;
	enum err e;

	e = q_thread_newest(r, a,
	    &(struct thread_newest_in){
		.active_at = before.active_at, .id = before.id, .max = max },
	    &rows);
	if (e != OK)
		return e;
	out->v = arena_array(a, rows.n, sizeof(*out->v));
	out->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = ITEM_OF_ROW(&rows.v[i]);
	return OK;
}

static enum err
list_of_theme(struct store_read *r, struct arena *a, int64_t theme_id,
    struct thread_key before, int64_t max, struct thread_items *out)
{
	struct thread_of_theme_list rows;
	enum err e;

	e = q_thread_of_theme(r, a,
	    &(struct thread_of_theme_in){ .theme_id = theme_id,
		.active_at = before.active_at,
		.id = before.id,
		.max = max },
	    &rows);
	if (e != OK)
		return e;
	out->v = arena_array(a, rows.n, sizeof(*out->v));
	out->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = ITEM_OF_ROW(&rows.v[i]);
	return OK;
}

enum err
thread_list(struct store_read *r, struct arena *a, int64_t theme_id,
    struct thread_key before, int64_t max, struct thread_items *out)
{
	enum err e;

	if (before.active_at == 0 && before.id == 0)
		before = (struct thread_key){ INT64_MAX, INT64_MAX };
	e = theme_id == 0 ? list_newest(r, a, before, max, out)
			  : list_of_theme(r, a, theme_id, before, max, out);
	for (size_t i = 0; e == OK && i < out->n; i++)
		hide(&out->v[i]);
	return e;
}

enum err
thread_list_by_id(struct store_read *r, struct arena *a, int64_t after_id,
    int64_t max, struct thread_items *out)
{
	struct thread_by_id_after_list rows;
	enum err e;

	e = q_thread_by_id_after(r, a,
	    &(struct thread_by_id_after_in){ .after_id = after_id, .max = max },
	    &rows);
	if (e != OK)
		return e;
	out->v = arena_array(a, rows.n, sizeof(*out->v));
	out->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = (struct thread_item){
			.id = rows.v[i].id,
			.theme_id = rows.v[i].theme_id,
			.n_answers = rows.v[i].n_answers,
			.created_at = rows.v[i].created_at,
			.active_at = rows.v[i].active_at,
		};
	return OK;
}

enum err
thread_news(struct store_read *r, struct arena *a, int64_t thread_id,
    struct thread_news *out)
{
	struct thread_news_row row;
	enum err e = q_thread_news(
	    r, a, &(struct thread_news_in){ .thread_id = thread_id }, &row);

	if (e != OK)
		return e;
	if (!row.is_listed)
		return ERR_NOT_FOUND;
	*out = (struct thread_news){ row.n_answers, row.newest_id.v };
	return OK;
}
