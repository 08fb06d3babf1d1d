/*
 * post_stored.h: a post as it is kept, and the few steps of which every change
 * to one is made.  For forum/ alone.
 *
 * Each step keeps, in the same write, what hangs from it: the counts of the
 * thread, the post's place, the note that its words are to be looked after, and
 * the topics of the pages that change.  The struct follows what is kept.
 *
 * Writes that run at the same time lock in one order: the thread, which guards
 * all of its tree and what hangs from its posts; then what only its own writes
 * touch; then the author; then the theme.  The last two are what many threads
 * have in common: post_stored_count() is the last step, and nobody waits for
 * them longer than for the commit.
 */
#ifndef FORUM_POST_STORED_H
#define FORUM_POST_STORED_H

#include "forum/moderation.h"
#include "forum/post_text.h"
#include "query/post.h"

struct post_stored {
	struct post_stored_row row; /* see schema/queries/post.sql */
	bool is_opening;
	struct subject subject;
	/* To be counted yet. */
	struct {
		bool is_approved;
		int64_t threads, answers, queued, active_at;
	} more;
};

/*
 * Lock its thread and read it.
 *
 * ERR_NOT_FOUND	there is no such post
 */
enum err post_stored_load(struct store_write *, struct arena *, int64_t post_id,
    struct post_stored *) MUST_CHECK;

/*
 * The same for somebody who wants to change it.
 *
 * ERR_NOT_FOUND	there is none, or the actor may not see it
 * ERR_DENIED	the actor may not do this
 */
enum err post_stored_open(struct store_write *, struct arena *,
    const struct viewer *actor, int64_t post_id, enum action,
    struct post_stored *) MUST_CHECK;

/* Another state. */
enum err post_stored_turn(struct store_write *, struct arena *,
    struct post_stored *, enum post_state) MUST_CHECK;

/*
 * A post's first text stands in the post alone, until another comes or it is
 * refused: make it a revision, where it is none yet.
 */
enum err post_stored_keep_first(
    struct store_write *, const struct post_stored *) MUST_CHECK;

/*
 * Keep a text as a new revision; its number is row.last_revision afterwards.
 */
struct post_author {
	int64_t account_id;
	bool is_moderator; /* writes it as a moderator */
};
enum err post_stored_keep(struct store_write *, struct post_stored *,
    const struct post_text *, enum revision_state,
    struct post_author) MUST_CHECK;

/*
 * Let a text that is kept as the CURRENT revision of that number stand in the
 * post; the one that stood there becomes an earlier one.
 */
enum err post_stored_put(struct store_write *, struct post_stored *,
    const struct post_text *, int64_t number, bool is_by_moderator) MUST_CHECK;

/*
 * An edit, kept as the PENDING revision of that number, waits.  Settled it
 * becomes a revision of another state, and nothing waits any more.
 */
enum err post_stored_await(
    struct store_write *, struct post_stored *, int64_t number) MUST_CHECK;
enum err post_stored_settle(
    struct store_write *, struct post_stored *, enum revision_state) MUST_CHECK;

/* Put it in its theme's queue, where it may be already; take it out. */
enum err post_stored_queue(
    struct store_write *, struct post_stored *, enum queue_reason) MUST_CHECK;
enum err
post_stored_unqueue(struct store_write *, struct post_stored *) MUST_CHECK;

/*
 * Does the theme's policy hold what this author writes?  *reason says why.
 */
bool post_stored_is_held(const struct post_stored *,
    const struct viewer *author, enum queue_reason *reason);

/* Show a post that was never decided on, or hold it, by the theme's policy. */
enum err post_stored_submit(struct store_write *, struct arena *,
    struct post_stored *, const struct viewer *author) MUST_CHECK;

/*
 * Add an answer as it will be, shown or held by the theme's policy.  It stands
 * in what its parent stands in, so that nothing has to be read for it while
 * others wait for the thread.
 */
enum err post_stored_answer(struct store_write *, struct arena *,
    const struct post_stored *parent, const struct viewer *author,
    const struct post_text *, struct post_stored *out) MUST_CHECK;

/*
 * Count what the steps changed, in the author's account and in the theme: the
 * last query of every write that changes a post.
 */
enum err
post_stored_count(struct store_write *, const struct post_stored *) MUST_CHECK;

#endif
