/*
 * thread_page.c: thread_read, one page of a thread: the run of placed answers,
 * and between them the posts that wait, for those who may see them.
 */
#include "forum/place.h"
#include "forum/thread_view.h"
#include "query/thread.h"
#include "store/store.h"

/* Where the read goes. */
struct page_read {
	struct store_read *read;
	struct arena *arena;
	const struct viewer *viewer;
	const struct thread *thread;
	struct place_span span;
};

static enum err
read_placed(const struct page_read *p, struct thread_answers_list *out)
{
	const struct thread *t = p->thread;

	if (p->span.n_placed == 0) {
		*out = (struct thread_answers_list){ 0 };
		return OK;
	}
	return q_thread_answers(p->read, p->arena,
	    &(struct thread_answers_in){
		.thread_id = t->id,
		.organisation_id = t->organisation_id,
		.umbrella_id = t->umbrella_id,
		.theme_id = t->theme_id,
		.from_path = p->span.from,
		.max = p->span.n_placed,
	    },
	    out);
}

/* Each of them would see posts of their own here. */
static enum err
note_unplaced(const struct page_read *p)
{
	struct thread_unplaced_authors_list authors;
	enum err e;

	if (p->viewer->others == NULL)
		return OK;
	e = q_thread_unplaced_authors(p->read, p->arena,
	    &(struct thread_unplaced_authors_in){
		.thread_id = p->thread->id, .max = OTHERS_MAX + 1 },
	    &authors);
	for (size_t i = 0; e == OK && i < authors.n; i++)
		viewer_note_other(p->viewer, authors.v[i].author_id);
	return e;
}

static struct thread_unplaced_in
unplaced_in(const struct page_read *p)
{
	const struct thread *t = p->thread;
	struct subject s;

	thread_subject(t, &s);
	return (struct thread_unplaced_in){
		.thread_id = t->id,
		.author_id = p->viewer->account_id,
		.is_moderator = permit(p->viewer, ACTION_MODERATE, &s),
		.organisation_id = t->organisation_id,
		.umbrella_id = t->umbrella_id,
		.theme_id = t->theme_id,
		.from_path = p->span.from,
		.end_path = p->span.end,
		.max = THREAD_UNPLACED_MAX,
	};
}

/* Both parts of the page, which nobody has to wait for one after the other. */
static enum err
read_posts(const struct page_read *p, struct thread_answers_list *placed,
    struct thread_unplaced_list *unplaced)
{
	struct thread_unplaced_in in = unplaced_in(p);
	enum err e;

	if (p->viewer->account_id != 0)
		q_thread_unplaced_ahead(p->read, &in);
	if ((e = read_placed(p, placed)) != OK)
		return e;
	*unplaced = (struct thread_unplaced_list){ 0 };
	return p->viewer->account_id == 0
	    ? OK
	    : q_thread_unplaced(p->read, p->arena, &in, unplaced);
}

/* Both lists in tree order, but for what this viewer may not see. */
static void
merge(const struct page_read *p, const struct thread_answers_list *placed,
    const struct thread_unplaced_list *unplaced, struct post_items *out)
{
	size_t n = placed->n + unplaced->n, at = 0, held = 0;
	struct post_item *v = arena_array(p->arena, n, sizeof(*v));

	out->v = v;
	out->n = 0;
	while (at + held < n) {
		struct post_item *item = &v[out->n];

		if (held == unplaced->n ||
		    (at < placed->n &&
			str_cmp(placed->v[at].path, unplaced->v[held].path) <
			    0)) {
			*item = THREAD_VIEW_ITEM(
			    p->thread, &placed->v[at], true);
			at++;
		} else {
			*item = THREAD_VIEW_ITEM(
			    p->thread, &unplaced->v[held], false);
			held++;
		}
		if (thread_view_post(p->viewer, p->thread, item))
			item->number = (int64_t)++out->n;
	}
}

enum err
thread_read(struct store_read *r, struct arena *a, const struct viewer *v,
    int64_t thread_id, int64_t page, struct thread_page *out)
{
	struct thread_head_view head;
	struct page_read p = { r, a, v, &head.thread, { .n_placed = 0 } };
	struct thread_answers_list placed;
	struct thread_unplaced_list unplaced;
	enum err e;

	place_span_ahead(r, thread_id, page);
	if ((e = thread_view_head(r, a, v, thread_id, &head)) != OK)
		return e;
	if (!head.is_seen)
		return ERR_NOT_FOUND;
	if ((e = place_span(r, a, thread_id, page, &p.span)) != OK ||
	    (e = read_posts(&p, &placed, &unplaced)) != OK ||
	    (e = note_unplaced(&p)) != OK)
		return e;
	out->thread = head.thread;
	out->page = page;
	out->n_pages = head.n_pages;
	merge(&p, &placed, &unplaced, &out->answers);
	return OK;
}
