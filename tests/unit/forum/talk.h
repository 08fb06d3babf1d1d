/*
 * talk.h: people at work in a house (house.h): short ways to write, decide and
 * look, one enum err each, and a check that all counts are right.
 */
#ifndef TESTS_FORUM_TALK_H
#define TESTS_FORUM_TALK_H

#include "forum/house.h"

#include "base/buf.h"
#include "forum/audit.h"
#include "forum/moderation.h"
#include "forum/post.h"
#include "forum/search_words.h"
#include "forum/thread.h"
#include "query/post.h"

/* What was asked for last, and what came of it. */
struct talk {
	struct arena *arena;
	struct form_errors errors;
	struct thread_new thread;
	struct post_new post;
	struct post_edit edit;
	struct decide decide;
	struct decide_outcome outcome;
	int64_t actor_id, thread_id, post_id;
	enum post_state state;
	struct str reason, by;
	bool is_closed, is_held;
};

static inline enum err
talk_write_thread(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	t->errors.n = 0;
	return thread_create(
	    w, t->arena, &t->thread, &t->thread_id, &t->post_id, &t->errors);
}

/* A thread that must come to be; gives its id. */
static inline int64_t
talk_thread(struct house *h, int64_t author_id, const char *theme_slug,
    const char *title, const char *body)
{
	struct talk t = { .arena = h->arena,
		.thread = { .author_id = author_id,
		    .theme_slug = str_of(theme_slug),
		    .title = str_of(title),
		    .body = post_body_make(h->arena, str_of(body)) } };

	assert_ok(store_write(h->store, talk_write_thread, &t));
	assert_true(t.thread_id > 0 && t.post_id > 0);
	return t.thread_id;
}

static inline enum err
talk_write_post(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	t->errors.n = 0;
	return post_create(
	    w, t->arena, &t->post, &t->post_id, &t->state, &t->errors);
}

/* An answer that must come to be; gives its id.  parent_id 0: to the thread. */
static inline int64_t
talk_answer(struct house *h, int64_t author_id, int64_t thread_id,
    int64_t parent_id, const char *body)
{
	struct talk t = { .arena = h->arena,
		.post = { .author_id = author_id,
		    .thread_id = thread_id,
		    .parent_id = parent_id,
		    .body = post_body_make(h->arena, str_of(body)) } };

	assert_ok(store_write(h->store, talk_write_post, &t));
	return t.post_id;
}

static inline enum err
talk_write_closed(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	return thread_set_closed(
	    w, t->arena, t->actor_id, t->thread_id, t->is_closed);
}

static inline enum err
talk_set_closed(
    struct house *h, int64_t actor_id, int64_t thread_id, bool is_closed)
{
	struct talk t = { .arena = h->arena,
		.actor_id = actor_id,
		.thread_id = thread_id,
		.is_closed = is_closed };

	return store_write(h->store, talk_write_closed, &t);
}

static inline enum err
talk_write_edit(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	t->errors.n = 0;
	return post_edit(w, t->arena, &t->edit, &t->is_held, &t->errors);
}

static inline enum err
talk_write_withdraw(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	return post_withdraw(w, t->arena, t->actor_id, t->post_id);
}

static inline enum err
talk_write_restore(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	return post_restore(w, t->arena, t->actor_id, t->post_id);
}

static inline enum err
talk_write_remove(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	return post_remove(w, t->arena, t->actor_id, t->post_id, t->reason);
}

static inline enum err
talk_write_claim(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	return queue_claim(w, t->arena, t->actor_id, t->post_id, &t->by);
}

static inline enum err
talk_write_release(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	return queue_release(w, t->arena, t->actor_id, t->post_id);
}

static inline enum err
talk_write_decide(struct store_write *w, void *arg)
{
	struct talk *t = arg;

	t->errors.n = 0;
	return moderation_decide(
	    w, t->arena, &t->decide, &t->outcome, &t->errors);
}

/* Somebody does something with one post. */
static inline enum err
talk_do(struct house *h, store_fn *what, int64_t actor_id, int64_t post_id)
{
	struct talk t = { .arena = h->arena,
		.actor_id = actor_id,
		.post_id = post_id,
		.reason = STR("reden") };

	return store_write(h->store, what, &t);
}

static inline enum err
talk_withdraw(struct house *h, int64_t actor_id, int64_t post_id)
{
	return talk_do(h, talk_write_withdraw, actor_id, post_id);
}

static inline enum err
talk_restore(struct house *h, int64_t actor_id, int64_t post_id)
{
	return talk_do(h, talk_write_restore, actor_id, post_id);
}

static inline enum err
talk_remove(struct house *h, int64_t actor_id, int64_t post_id)
{
	return talk_do(h, talk_write_remove, actor_id, post_id);
}

static inline enum err
talk_claim(struct house *h, int64_t actor_id, int64_t post_id)
{
	return talk_do(h, talk_write_claim, actor_id, post_id);
}

static inline enum err
talk_release(struct house *h, int64_t actor_id, int64_t post_id)
{
	return talk_do(h, talk_write_release, actor_id, post_id);
}

/* The row as it is; for its version and what nobody gets to see. */
static inline struct post_one_row
talk_row(struct house *h, int64_t post_id)
{
	struct post_one_row row;

	assert_ok(q_post_one(h->read, h->arena,
	    &(struct post_one_in){ .post_id = post_id }, &row));
	return row;
}

/* An edit of the post as it is now; title NULL: not of an opening post. */
static inline enum err
talk_edit(struct house *h, int64_t author_id, int64_t post_id,
    const char *title, const char *body, bool *is_held)
{
	struct talk t = { .arena = h->arena,
		.edit = { .author_id = author_id,
		    .post_id = post_id,
		    .version = talk_row(h, post_id).version,
		    .title = str_of(title),
		    .body = post_body_make(h->arena, str_of(body)) } };
	enum err e = store_write(h->store, talk_write_edit, &t);

	if (e == OK && is_held != NULL)
		*is_held = t.is_held;
	return e;
}

/* A decision about the post as it is now. */
static inline enum err
talk_decide(struct house *h, int64_t actor_id, int64_t post_id,
    enum verdict verdict, struct decide_outcome *out)
{
	struct talk t = { .arena = h->arena,
		.decide = { .actor_id = actor_id,
		    .post_id = post_id,
		    .version = talk_row(h, post_id).version,
		    .verdict = verdict,
		    .reason = STR("reden") } };
	enum err e = store_write(h->store, talk_write_decide, &t);

	if (out != NULL)
		*out = t.outcome;
	return e;
}

static inline enum err
talk_approve(struct house *h, int64_t actor_id, int64_t post_id)
{
	return talk_decide(h, actor_id, post_id, VERDICT_APPROVE, NULL);
}

static inline enum err
talk_reject(struct house *h, int64_t actor_id, int64_t post_id)
{
	return talk_decide(h, actor_id, post_id, VERDICT_REJECT, NULL);
}

/* Approve with a text of the moderator's own. */
static inline enum err
talk_approve_as(struct house *h, int64_t actor_id, int64_t post_id,
    const char *title, const char *body)
{
	struct talk t = { .arena = h->arena,
		.decide = { .actor_id = actor_id,
		    .post_id = post_id,
		    .version = talk_row(h, post_id).version,
		    .is_edited = true,
		    .title = str_of(title),
		    .body = post_body_make(h->arena, str_of(body)) } };

	return store_write(h->store, talk_write_decide, &t);
}

/* Whoever looks; 0 is a visitor. */
static inline struct viewer
talk_viewer(struct house *h, int64_t account_id)
{
	struct viewer v;

	assert_ok(viewer_load(h->read, h->arena, account_id, &v));
	return v;
}

static inline enum err
talk_read(struct house *h, int64_t account_id, int64_t thread_id, int64_t page,
    struct thread_page *out)
{
	struct viewer v = talk_viewer(h, account_id);

	return thread_read(h->read, h->arena, &v, thread_id, page, out);
}

static inline enum err
talk_post(
    struct house *h, int64_t account_id, int64_t post_id, struct post_one *out)
{
	struct viewer v = talk_viewer(h, account_id);

	return post_read(h->read, h->arena, &v, post_id, out);
}

/* What the job does: everyone finds what they may find. */
struct talk_words {
	struct arena *arena;
	struct search_piece piece;
};

static inline enum err
talk_write_words(struct store_write *w, void *arg)
{
	struct talk_words *t = arg;

	return search_words_put(w, t->arena, &t->piece);
}

static inline void
talk_index(struct house *h)
{
	static struct talk_words t;
	for (t.arena = h->arena;;) {
		assert_ok(search_words_gather(h->read, h->arena, &t.piece));
		if (t.piece.n == 0)
			return;
		assert_ok(store_write(h->store, talk_write_words, &t));
	}
}

static inline void
talk_audit_now(struct house *h)
{
	struct str problems;

	assert_ok(audit_counts(h->read, h->arena, &problems));
	assert_str(problems, "");
}

/*
 * Every number that is kept agrees with what it counts, also where posts are to
 * be indexed yet, and then the words are there too.
 */
static inline void
talk_audit(struct house *h)
{
	int64_t n_due = -1;

	talk_audit_now(h);
	talk_index(h);
	assert_ok(search_words_due(h->read, h->arena, &n_due));
	assert_int_equal(n_due, 0);
	talk_audit_now(h);
}

#endif
