#include "pages/post.h"

#include "base/utf8.h"
#include "forum/seen.h"
#include "pages/list.h"
#include "render/moment.h"

enum {
	STEPS_MAX = 5, /* d1 ... d5 of style.css */
	ADDRESS_BYTES_MAX = 32
};

struct str
post_initial(struct str name)
{
	uint32_t code_point;

	return (struct str){ name.p, utf8_next(name, &code_point) };
}

/* An address that ends in a number: there are hundreds on a page. */
static struct str
numbered(struct arena *a, struct str begin, int64_t id)
{
	char text[ADDRESS_BYTES_MAX];
	struct buf b = BUF_OVER(text);

	buf_str(&b, begin);
	buf_i64(&b, id);
	return arena_str(a, buf_text(&b));
}

static const struct post_item *
find(const struct post_items *items, int64_t id)
{
	for (size_t i = 0; i < items->n; i++)
		if (items->v[i].id == id)
			return &items->v[i];
	return NULL;
}

struct str
post_href(struct page_ctx *c, int64_t id, const struct post_items *beside)
{
	bool is_here = find(beside, id) != NULL;

	return numbered(c->arena, is_here ? STR("#p") : STR("/p/"), id);
}

/* Where the answered post stands, and whose it is if that is on this page. */
static void
show_parent(struct page_ctx *c, struct post_view *v,
    const struct post_item *post, const struct post_items *beside)
{
	const struct post_item *parent;

	if (post->parent_id == 0)
		return;
	v->parent_id = post->parent_id;
	v->parent_href = post_href(c, post->parent_id, beside);
	if ((parent = find(beside, post->parent_id)) != NULL)
		v->parent_name = parent->author_name;
}

/* That it is new to the reader, and where what is new goes on. */
static void
show_fresh(
    struct page_ctx *c, struct post_view *v, const struct post_items *beside)
{
	const struct seen *seen = c->seen;

	for (size_t i = 0; seen != NULL && i < seen->n; i++) {
		if (seen->ids[i] != v->id)
			continue;
		v->is_fresh = true;
		if (i + 1 == seen->n)
			return;
		v->next_id = seen->ids[i + 1];
		v->next_href = post_href(c, v->next_id, beside);
	}
}

static void
show_state(struct post_view *v, const struct post_item *post)
{
	switch (post->state) {
	case POST_HELD:
		v->is_held = true;
		break;
	case POST_SHOWN:
		break;
	case POST_REJECTED:
		v->is_rejected = true;
		break;
	case POST_WITHDRAWN:
		v->is_withdrawn = true;
		break;
	case POST_REMOVED:
		v->is_removed = true;
		break;
	}
	v->is_edited = post->edited_at != 0;
	v->edited = moment(post->edited_at);
	v->is_edited_by_moderator = post->is_edited_by_moderator;
	v->is_edit_pending = post->is_edit_pending;
}

static void
show_tools(
    const struct viewer *viewer, struct post_view *v, const struct subject *s)
{
	struct viewer member = viewer_as_member(viewer);

	v->is_stub = !permit(viewer, ACTION_READ, s);
	v->may_answer = permit(&member, ACTION_ANSWER, s);
	v->may_edit = permit(viewer, ACTION_EDIT, s);
	v->may_withdraw = permit(viewer, ACTION_WITHDRAW, s);
	v->may_restore = permit(viewer, ACTION_RESTORE, s);
	v->may_remove = permit(viewer, ACTION_REMOVE, s);
	v->may_read_history = (v->is_edited || v->is_edit_pending) &&
	    permit(viewer, ACTION_READ_HISTORY, s);
	v->may_decide = (v->is_held || v->is_edit_pending) &&
	    permit(viewer, ACTION_DECIDE, s);
	v->has_tools = v->may_answer || v->may_edit || v->may_withdraw ||
	    v->may_restore || v->may_remove || v->may_read_history ||
	    v->may_decide;
}

static int64_t
step(const struct post_item *post)
{
	return post->depth < STEPS_MAX ? post->depth : STEPS_MAX;
}

struct post_view
post_view(struct page_ctx *c, const struct thread *t,
    const struct post_item *post, const struct post_items *beside)
{
	struct post_view v = { .id = post->id,
		.step = step(post),
		.hue = list_hue(post->author_id),
		.author_name = post->author_name,
		.initial = post_initial(post->author_name),
		.is_author_moderator = post->is_author_moderator,
		.at = published(post->created_at),
		.html = post->html,
		.language = post->language };
	struct subject subject;

	show_state(&v, post);
	if (beside != NULL) {
		show_parent(c, &v, post, beside);
		show_fresh(c, &v, beside);
	}
	thread_post_subject(t, post, &subject);
	show_tools(c->viewer, &v, &subject);
	return v;
}

/* How many posts from this one on are it and what hangs from it. */
static size_t
branch_length(const struct post_item *post, size_t n)
{
	size_t length = 1;

	while (length < n && step(&post[length]) > step(post))
		length++;
	return length;
}

/*
 * The branches of a run of posts in the order of their tree.  On a later page
 * the run begins in the middle: what hangs from a post before it stands beside
 * those that do not.  As deep as there are steps.
 */
static struct post_views
branches(struct page_ctx *c, const struct thread *t,
    const struct post_items *all, const struct post_item *posts, size_t n)
{
	struct post_view *v;
	size_t n_roots = 0, length;

	for (size_t i = 0; i < n; i += branch_length(posts + i, n - i))
		n_roots++;
	v = arena_array(c->arena, n_roots, sizeof(*v));
	n_roots = 0;
	for (size_t i = 0; i < n; i += length) {
		length = branch_length(posts + i, n - i);
		v[n_roots] = post_view(c, t, &posts[i], all);
		v[n_roots].n_below = (int64_t)length - 1;
		v[n_roots++].answers = branches(
		    c, t, all, posts + i + 1, length - 1);
	}
	return (struct post_views){ v, n_roots };
}

struct post_views
post_views(
    struct page_ctx *c, const struct thread *t, const struct post_items *items)
{
	return branches(c, t, items, items->v, items->n);
}
