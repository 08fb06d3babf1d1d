#include "forum/thread.h"

#include "forum/place.h"
#include "forum/post_text.h"
#include "forum/thread_view.h"
#include "query/thread.h"
#include "store/store.h"
#include "text/markdown.h"

enum { DESCRIPTION_CHARS_MAX = 160 };

void
thread_post_subject(
    const struct thread *t, const struct post_item *p, struct subject *s)
{
	*s = (struct subject){
		.organisation_id = t->organisation_id,
		.umbrella_id = t->umbrella_id,
		.theme_id = t->theme_id,
		.is_organisation_closed = t->is_organisation_closed,
		.is_theme_closed = t->is_theme_closed,
		.is_thread_closed = t->closed_at != 0,
		.openers = t->openers,
		.is_listed = t->is_listed,
		.thread_author_id = t->author_id,
		.opening_state = t->opening.state,
		.author_id = p->author_id,
		.state = p->state,
		.is_placed = p->is_placed,
	};
}

void
thread_subject(const struct thread *t, struct subject *s)
{
	thread_post_subject(t, &t->opening, s);
	s->author_id = t->author_id;
}

bool
thread_view_post(
    const struct viewer *v, const struct thread *t, struct post_item *p)
{
	struct subject s;

	thread_post_subject(t, p, &s);
	if (!permit(v, ACTION_READ_HISTORY, &s))
		p->is_edit_pending = false;
	if (permit(v, ACTION_READ, &s))
		return true;
	/* A stub: it stands there, and its answers hang from it. */
	p->author_id = 0;
	p->author_name = p->language = STR_NONE;
	p->html = markdown_stored(STR_NONE);
	p->is_author_moderator = p->is_edited_by_moderator = false;
	p->edited_at = 0;
	return permit(v, ACTION_SEE, &s);
}

static struct thread
thread_of_row(const struct thread_head_row *row)
{
	return (struct thread){
		.id = row->id,
		.author_id = row->author_id,
		.title = row->title,
		.is_listed = row->is_listed,
		.n_answers = row->n_answers,
		.created_at = row->created_at,
		.active_at = row->active_at,
		.closed_at = row->closed_at.v,
		.theme_id = row->theme_id,
		.organisation_id = row->organisation_id,
		.umbrella_id = row->umbrella_id.v,
		.theme_name = row->theme_name,
		.theme_slug = row->theme_slug,
		.organisation_name = row->organisation_name,
		.organisation_slug = row->organisation_slug,
		.is_theme_closed = row->theme_closed_at.has,
		.is_organisation_closed = row->organisation_closed_at.has,
		.openers = (enum openers)row->openers,
		.opening = {
			.id = row->opening_id,
			.author_id = row->author_id,
			.author_name = row->author_name,
			.is_author_moderator = row->is_author_moderator,
			.state = (enum post_state)row->state,
			.is_placed = row->is_placed,
			.html = markdown_stored(row->html),
			.language = row->language,
			.is_edited_by_moderator = row->is_edited_by_moderator,
			.is_edit_pending = row->pending != 0,
			.created_at = row->posted_at,
			.edited_at = row->edited_at.v,
			.version = row->version,
		},
	};
}

enum err
thread_view_head(struct store_read *r, struct arena *a, const struct viewer *v,
    int64_t thread_id, struct thread_head_view *out)
{
	struct thread_head_row row;
	struct subject s;
	struct thread t;
	bool is_seen;
	enum err e;

	e = q_thread_head(
	    r, a, &(struct thread_head_in){ .thread_id = thread_id }, &row);
	if (e != OK)
		return e;
	t = thread_of_row(&row);
	thread_subject(&t, &s);
	is_seen = thread_view_post(v, &t, &t.opening);
	if (permit(v, ACTION_READ, &s))
		t.description = post_text_excerpt(
		    a, row.body, DESCRIPTION_CHARS_MAX);
	else
		t.title = STR_NONE;
	*out = (struct thread_head_view){ t, row.n_pages, is_seen };
	return OK;
}

enum err
thread_head(struct store_read *r, struct arena *a, const struct viewer *v,
    int64_t thread_id, struct thread *out)
{
	struct thread_head_view head;
	enum err e = thread_view_head(r, a, v, thread_id, &head);

	if (e != OK)
		return e;
	if (!head.is_seen)
		return ERR_NOT_FOUND;
	*out = head.thread;
	return OK;
}
