#include "forum/post_stored.h"

#include "base/clock.h"
#include "forum/place.h"
#include "forum/post.h"
#include "forum/search_words.h"
#include "query/post.h"
#include "query/queue.h"
#include "query/revision.h"
#include "query/thread.h"
#include "store/store.h"
#include "text/markdown.h"

/* Nothing was there to change, which is fine. */
static enum err
or_none(enum err e)
{
	return e == ERR_NOT_FOUND ? OK : e;
}

static void
post_subject(const struct post_stored_row *row, struct subject *s)
{
	*s = (struct subject){
		.organisation_id = row->organisation_id,
		.umbrella_id = row->umbrella_id.v,
		.theme_id = row->theme_id,
		.is_organisation_closed = row->organisation_closed_at.has,
		.is_theme_closed = row->theme_closed_at.has,
		.is_thread_closed = row->closed_at.has,
		.openers = (enum openers)row->openers,
		.is_listed = row->is_listed,
		.thread_author_id = row->thread_author_id,
		.opening_state = (enum post_state)row->opening_state,
		.author_id = row->author_id,
		.state = (enum post_state)row->state,
		.is_placed = row->is_placed,
	};
}

enum err
post_stored_load(struct store_write *w, struct arena *a, int64_t post_id,
    struct post_stored *out)
{
	struct post_lock_in to_lock = { .post_id = post_id };
	struct post_stored_in to_read = { .post_id = post_id };
	struct store_read *r = store_reads(w);
	struct post_lock_row lock;
	enum err e;

	/* What is read behind the lock is what stands there under it. */
	q_post_lock_ahead(r, &to_lock);
	q_post_stored_ahead(r, &to_read);
	if ((e = q_post_lock(r, a, &to_lock, &lock)) != OK)
		return e;
	e = q_post_stored(r, a, &to_read, &out->row);
	if (e != OK)
		return e;
	memset(&out->more, 0, sizeof(out->more));
	out->is_opening = out->row.opening_id == out->row.id;
	post_subject(&out->row, &out->subject);
	return OK;
}

enum err
post_stored_open(struct store_write *w, struct arena *a,
    const struct viewer *actor, int64_t post_id, enum action action,
    struct post_stored *out)
{
	enum err e = post_stored_load(w, a, post_id, out);

	if (e != OK)
		return e;
	if (!permit(actor, ACTION_SEE, &out->subject))
		return ERR_NOT_FOUND;
	return permit(actor, action, &out->subject) ? OK : ERR_DENIED;
}

/* Its thread's page shows it; lists show titles and counts. */
static void
note(struct store_write *w, const struct post_stored_row *row, bool in_lists)
{
	store_note(w, TOPIC_THREAD, row->thread_id);
	if (!in_lists)
		return;
	store_note(w, TOPIC_THEME, row->theme_id);
	store_note(w, TOPIC_ORGANISATION, row->organisation_id);
	if (row->umbrella_id.has)
		store_note(w, TOPIC_ORGANISATION, row->umbrella_id.v);
}

static bool
is_listed(const struct post_stored_row *row)
{
	if (row->opening_state == POST_SHOWN)
		return true;
	return row->is_opening_placed && row->n_answers > 0;
}

/* What its thread has of it. */
static enum err
count_in_thread(struct store_write *w, const struct post_stored *p,
    int64_t more_answers, bool is_first)
{
	const struct post_stored_row *row = &p->row;

	return q_thread_count(w,
	    &(struct thread_count_in){ .thread_id = row->thread_id,
		.more_answers = more_answers,
		.last_number = row->last_number,
		.is_listed = row->is_listed,
		.newest_id = is_first && !p->is_opening ? row->id : 0,
		.active_at = is_first ? p->more.active_at : 0 });
}

/* Count what everyone may see; the row has the post's new state. */
static enum err
count(struct store_write *w, struct post_stored *p, bool is_first)
{
	struct post_stored_row *row = &p->row;
	int64_t more_answers = 0;

	if (!p->is_opening)
		more_answers = row->state == POST_SHOWN ? 1 : -1;
	row->n_answers += more_answers;
	p->more.threads -= row->is_listed;
	row->is_listed = is_listed(row);
	p->more.threads += row->is_listed;
	p->more.answers += more_answers;
	if (is_first)
		p->more.active_at = clock_now();
	return count_in_thread(w, p, more_answers, is_first);
}

/* It is shown for the first time. */
static enum err
debut(struct store_write *w, struct arena *a, struct post_stored *p)
{
	store_note(w, TOPIC_ACCOUNT, p->row.author_id);
	p->more.is_approved = true;
	return p->is_opening
	    ? OK
	    : place_answer(w, a, p->row.thread_id, p->row.path);
}

/* It has come into sight or gone out of it, as its row says. */
static enum err
appear(struct store_write *w, struct arena *a, struct post_stored *p,
    bool is_first)
{
	enum err e = is_first ? debut(w, a, p) : OK;

	if (e != OK || (e = count(w, p, is_first)) != OK)
		return e;
	note(w, &p->row, true);
	return search_words_note(w, p->row.id);
}

enum err
post_stored_turn(struct store_write *w, struct arena *a, struct post_stored *p,
    enum post_state state)
{
	struct post_stored_row *row = &p->row;
	bool was_shown = row->state == POST_SHOWN,
	     is_shown = state == POST_SHOWN;
	bool is_first = is_shown && !row->is_placed;
	enum err e;

	row->state = state;
	row->is_placed = row->is_placed || is_shown;
	if (p->is_opening) {
		row->opening_state = state;
		row->is_opening_placed = row->is_placed;
	}
	row->version++;
	e = q_post_set_state(w,
	    &(struct post_set_state_in){ .post_id = row->id,
		.state = state,
		.is_placed = row->is_placed });
	if (e == OK && was_shown != is_shown)
		e = appear(w, a, p, is_first);
	post_subject(row, &p->subject);
	return e;
}

enum err
post_stored_keep_first(struct store_write *w, const struct post_stored *p)
{
	return or_none(q_revision_add_first(
	    w, &(struct revision_add_first_in){ .post_id = p->row.id }));
}

enum err
post_stored_keep(struct store_write *w, struct post_stored *p,
    const struct post_text *text, enum revision_state state,
    struct post_author by)
{
	enum err e = post_stored_keep_first(w, p);

	if (e != OK)
		return e;
	p->row.last_revision++;
	return q_revision_add(w,
	    &(struct revision_add_in){ .post_id = p->row.id,
		.number = p->row.last_revision,
		.state = state,
		.title = text->title,
		.language = text->language,
		.body = text->body,
		.editor_id = by.account_id,
		.is_by_moderator = by.is_moderator,
		.created_at = clock_now() });
}

enum err
post_stored_put(struct store_write *w, struct post_stored *p,
    const struct post_text *text, int64_t number, bool is_by_moderator)
{
	struct post_stored_row *row = &p->row;
	enum err e;

	/* A rejected one stays that. */
	e = or_none(q_revision_turn(w,
	    &(struct revision_turn_in){ .post_id = row->id,
		.number = row->revision,
		.was = REVISION_CURRENT,
		.state = REVISION_EARLIER }));
	if (e != OK)
		return e;
	row->revision = number;
	row->language = text->language;
	row->body = text->body;
	row->is_edited_by_moderator = is_by_moderator;
	row->version++;
	e = q_post_set_text(w,
	    &(struct post_set_text_in){ .post_id = row->id,
		.language = text->language,
		.body = text->body,
		.html = text->html.s,
		.renderer = MARKDOWN_VERSION,
		.revision = number,
		.is_edited_by_moderator = is_by_moderator,
		.edited_at = row->is_placed || is_by_moderator ? clock_now()
							       : 0 });
	if (e == OK && p->is_opening) {
		row->title = text->title;
		e = q_thread_set_title(w,
		    &(struct thread_set_title_in){
			.thread_id = row->thread_id, .title = text->title });
	}
	if (e != OK || row->state != POST_SHOWN)
		return e;
	note(w, row, p->is_opening);
	return search_words_note(w, row->id);
}

enum err
post_stored_await(struct store_write *w, struct post_stored *p, int64_t number)
{
	p->row.pending = number;
	p->row.version++;
	return q_post_set_pending(w,
	    &(struct post_set_pending_in){
		.post_id = p->row.id, .pending = number });
}

enum err
post_stored_settle(
    struct store_write *w, struct post_stored *p, enum revision_state state)
{
	enum err e = q_revision_turn(w,
	    &(struct revision_turn_in){ .post_id = p->row.id,
		.number = p->row.pending,
		.was = REVISION_PENDING,
		.state = state });

	return e == OK ? post_stored_await(w, p, 0) : e;
}

static void
count_queued(struct store_write *w, struct post_stored *p, int64_t more)
{
	store_note(w, TOPIC_QUEUE, 0);
	p->more.queued += more;
}

enum err
post_stored_queue(
    struct store_write *w, struct post_stored *p, enum queue_reason reason)
{
	enum err e = q_queue_add(w,
	    &(struct queue_add_in){ .post_id = p->row.id,
		.theme_id = p->row.theme_id,
		.reason = reason,
		.queued_at = clock_now() });

	if (e == OK)
		count_queued(w, p, 1);
	return or_none(e);
}

enum err
post_stored_unqueue(struct store_write *w, struct post_stored *p)
{
	enum err e = q_queue_remove(
	    w, &(struct queue_remove_in){ .post_id = p->row.id });

	if (e == OK)
		count_queued(w, p, -1);
	return or_none(e);
}

enum err
post_stored_count(struct store_write *w, const struct post_stored *p)
{
	enum err e = OK;

	if (p->more.is_approved)
		e = q_post_author_approved(
		    w, &(struct post_author_approved_in){ p->row.author_id });
	if (e != OK ||
	    (p->more.threads == 0 && p->more.answers == 0 &&
		p->more.queued == 0 && p->more.active_at == 0))
		return e;
	return q_post_count_theme(w,
	    &(struct post_count_theme_in){ .theme_id = p->row.theme_id,
		.more_threads = p->more.threads,
		.more_answers = p->more.answers,
		.more_queued = p->more.queued,
		.active_at = p->more.active_at });
}

bool
post_stored_is_held(const struct post_stored *p, const struct viewer *author,
    enum queue_reason *reason)
{
	*reason = QUEUE_ALL_FIRST;
	if (permit(author, ACTION_MODERATE, &p->subject))
		return false;
	switch ((enum policy)p->row.policy) {
	case POLICY_OPEN:
		return false;
	case POLICY_NEW_MEMBERS:
		*reason = QUEUE_NEW_MEMBER;
		return author->n_approved < p->row.policy_n;
	case POLICY_ALL:
		return true;
	}
	return true; /* a policy that we do not know */
}

/* It was never shown: it waits. */
static enum err
hold(struct store_write *w, struct post_stored *p, enum queue_reason reason)
{
	/* Its author sees more in the thread than others from now on. */
	note(w, &p->row, false);
	return post_stored_queue(w, p, reason);
}

enum err
post_stored_submit(struct store_write *w, struct arena *a,
    struct post_stored *p, const struct viewer *author)
{
	enum queue_reason reason;

	return post_stored_is_held(p, author, &reason)
	    ? hold(w, p, reason)
	    : post_stored_turn(w, a, p, POST_SHOWN);
}

/* The row is its parent's still: the place of an answer to that. */
static void
place_below_parent(struct arena *a, struct post_stored_row *row)
{
	size_t deepest = (size_t)(POST_DEPTH_MAX - 1) * PLACE_LEVEL_BYTES;
	struct str above = row->path;

	if (above.n > deepest)
		above.n = deepest;
	row->last_number++;
	row->path = place_below(a, above, row->last_number);
	row->depth = (int64_t)(row->path.n / PLACE_LEVEL_BYTES);
}

static enum err
add(struct store_write *w, const struct post_text *text, struct post_stored *p)
{
	struct post_stored_row *row = &p->row;

	return q_post_add(w,
	    &(struct post_add_in){ .thread_id = row->thread_id,
		.parent_id = row->parent_id.v,
		.author_id = row->author_id,
		.path = row->path,
		.depth = row->depth,
		.state = row->state,
		.is_placed = row->is_placed,
		.language = row->language,
		.body = row->body,
		.html = text->html.s,
		.renderer = MARKDOWN_VERSION,
		.created_at = clock_now() },
	    &row->id);
}

enum err
post_stored_answer(struct store_write *w, struct arena *a,
    const struct post_stored *parent, const struct viewer *author,
    const struct post_text *text, struct post_stored *out)
{
	struct post_stored_row *row = &out->row;
	enum queue_reason reason;
	bool is_held = post_stored_is_held(parent, author, &reason);
	enum err e;

	*out = (struct post_stored){ .row = parent->row };
	place_below_parent(a, row);
	row->parent_id = (struct opt_i64){ true, parent->row.id };
	row->author_id = author->account_id;
	row->state = is_held ? POST_HELD : POST_SHOWN;
	row->is_placed = !is_held;
	row->language = text->language;
	row->body = text->body;
	row->revision = row->last_revision = row->version = 1;
	row->pending = 0;
	row->is_edited_by_moderator = false;
	post_subject(row, &out->subject);
	if (!is_held)
		place_answer_ahead(store_reads(w), row->thread_id, row->path);
	if ((e = add(w, text, out)) != OK)
		return e;
	if (!is_held)
		return appear(w, a, out, true);
	e = count_in_thread(w, out, 0, false);
	return e == OK ? hold(w, out, reason) : e;
}
