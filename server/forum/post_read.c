/* One post by itself, and a look at what is being written. */
#include "forum/place.h"
#include "forum/post.h"
#include "forum/post_text.h"
#include "forum/thread_view.h"
#include "query/post.h"
#include "query/revision.h"
#include "store/store.h"

/* What an edit begins with. */
static enum err
text_read(struct store_read *r, struct arena *a, const struct post_one_row *row,
    struct post_one *out)
{
	bool is_opening = row->id == out->thread.opening.id;
	struct revision_by_number_row edit;
	enum err e;

	out->title = is_opening ? out->thread.title : STR_NONE;
	out->body = row->body;
	if (!out->post.is_edit_pending)
		return OK;
	e = q_revision_by_number(r, a,
	    &(struct revision_by_number_in){
		.post_id = row->id, .number = row->pending },
	    &edit);
	if (e == OK) {
		out->title = edit.title.v;
		out->body = edit.body;
	}
	return e;
}

enum err
post_read(struct store_read *r, struct arena *a, const struct viewer *v,
    int64_t post_id, struct post_one *out)
{
	struct post_one one = { .page = 1 };
	struct thread_head_view head;
	struct post_one_row row;
	struct subject s;
	enum err e;

	e = q_post_one(r, a, &(struct post_one_in){ .post_id = post_id }, &row);
	if (e != OK ||
	    (e = thread_view_head(r, a, v, row.thread_id, &head)) != OK)
		return e;
	one.thread = head.thread;
	one.post = THREAD_VIEW_ITEM(&head.thread, &row, row.is_placed);
	thread_post_subject(&one.thread, &one.post, &s);
	if (!thread_view_post(v, &head.thread, &one.post))
		return ERR_NOT_FOUND;
	if (permit(v, ACTION_READ, &s) &&
	    (e = text_read(r, a, &row, &one)) != OK)
		return e;
	e = place_page(r, a, row.thread_id, row.path, &one.page);
	if (e == OK)
		*out = one;
	return e;
}

enum err
post_preview(struct arena *a, struct str body, struct safe_html *html,
    struct form_errors *errors)
{
	struct post_body made = post_body_make(a, body);

	if (made.errors.n > 0) {
		*errors = made.errors;
		return ERR_INVALID;
	}
	*html = made.html;
	return OK;
}
