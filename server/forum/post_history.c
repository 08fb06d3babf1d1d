/* What a post was before, and what became of one's own. */
#include "forum/post.h"
#include "forum/post_text.h"
#include "query/post.h"
#include "query/revision.h"
#include "store/store.h"

enum { OWN_EXCERPT_CHARS = 160 };

enum err
revision_list(struct store_read *r, struct arena *a, const struct viewer *v,
    int64_t post_id, int64_t before, int64_t max, struct revision_list *out)
{
	struct revision_before_list rows;
	struct post_one one;
	struct subject s;
	enum err e;

	if ((e = post_read(r, a, v, post_id, &one)) != OK)
		return e;
	thread_post_subject(&one.thread, &one.post, &s);
	if (!permit(v, ACTION_READ_HISTORY, &s))
		return ERR_DENIED;
	e = q_revision_before(r, a,
	    &(struct revision_before_in){ .post_id = post_id,
		.before = before == 0 ? INT64_MAX : before,
		.max = max },
	    &rows);
	if (e != OK)
		return e;
	out->v = arena_array(a, rows.n, sizeof(*out->v));
	out->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = (struct revision){
			.number = rows.v[i].number,
			.state = (enum revision_state)rows.v[i].state,
			.title = rows.v[i].title.v,
			.editor_name = rows.v[i].editor_name,
			.html = post_text_html(a, rows.v[i].body),
			.is_by_moderator = rows.v[i].is_by_moderator,
			.created_at = rows.v[i].created_at,
		};
	return OK;
}

/* The title is left out where somebody else's opening post has gone. */
static struct own_post
own_of_row(struct arena *a, const struct post_of_author_row *row)
{
	bool is_opening = row->opening_id == row->id;

	return (struct own_post){
		.id = row->id,
		.thread_id = row->thread_id,
		.title = is_opening || row->opening_state == POST_SHOWN
		    ? row->title
		    : STR_NONE,
		.excerpt = post_text_excerpt(a, row->body, OWN_EXCERPT_CHARS),
		.state = (enum post_state)row->state,
		.is_opening = is_opening,
		.is_edit_pending = row->pending != 0,
		.is_edited_by_moderator = row->is_edited_by_moderator,
		.created_at = row->created_at,
		.decided_at = row->decided_at.v,
		.decision = (int)row->decision.v,
		.reason = row->reason.v,
	};
}

enum err
post_list_own(struct store_read *r, struct arena *a, int64_t account_id,
    int64_t before_id, int64_t max, struct own_posts *out)
{
	struct post_of_author_list rows;
	enum err e;

	e = q_post_of_author(r, a,
	    &(struct post_of_author_in){ .author_id = account_id,
		.before_id = before_id == 0 ? INT64_MAX : before_id,
		.max = max },
	    &rows);
	if (e != OK)
		return e;
	out->v = arena_array(a, rows.n, sizeof(*out->v));
	out->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = own_of_row(a, &rows.v[i]);
	return OK;
}
