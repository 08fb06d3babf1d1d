/* Withdrawing, removing, and taking that back. */
#include <inttypes.h>

#include "base/log.h"
#include "forum/post_stored.h"
#include "store/store.h"

static enum err
open_for(struct store_write *w, struct arena *a, int64_t actor_id,
    int64_t post_id, enum action action, struct viewer *actor,
    struct post_stored *p)
{
	enum err e = viewer_load(store_reads(w), a, actor_id, actor);

	return e == OK ? post_stored_open(w, a, actor, post_id, action, p) : e;
}

static enum err
log_decision(struct store_write *w, const struct post_stored *p,
    int64_t actor_id, enum decision_kind kind, struct str reason)
{
	return decision_add(w,
	    &(struct decision_new){ .actor_id = actor_id,
		.kind = kind,
		.post_id = p->row.id,
		.account_id = p->row.author_id,
		.revision = p->row.revision,
		.reason = reason });
}

enum err
post_withdraw(
    struct store_write *w, struct arena *a, int64_t actor_id, int64_t post_id)
{
	struct post_stored p;
	struct viewer actor;
	enum err e;

	e = open_for(w, a, actor_id, post_id, ACTION_WITHDRAW, &actor, &p);
	if (e != OK || (e = post_stored_turn(w, a, &p, POST_WITHDRAWN)) != OK ||
	    (e = post_stored_unqueue(w, &p)) != OK)
		return e;
	LOG_INFO("post.withdraw", "post=%" PRId64, post_id);
	return post_stored_count(w, &p);
}

/* It was shown before: it is again, and its edit waits again. */
static enum err
show_again(struct store_write *w, struct arena *a, struct post_stored *p)
{
	enum err e = post_stored_turn(w, a, p, POST_SHOWN);

	if (e != OK || p->row.pending == 0)
		return e;
	return post_stored_queue(w, p, QUEUE_EDIT);
}

/* It never was shown: the theme's policy decides, as for a new one. */
static enum err
offer_again(struct store_write *w, struct arena *a, struct post_stored *p,
    const struct viewer *author)
{
	enum queue_reason reason;
	enum err e;

	if (!post_stored_is_held(p, author, &reason))
		return post_stored_turn(w, a, p, POST_SHOWN);
	e = post_stored_turn(w, a, p, POST_HELD);
	return e == OK ? post_stored_queue(w, p, QUEUE_RESTORED) : e;
}

enum err
post_restore(
    struct store_write *w, struct arena *a, int64_t actor_id, int64_t post_id)
{
	struct post_stored p;
	struct viewer actor;
	bool was_removed;
	enum err e;

	e = open_for(w, a, actor_id, post_id, ACTION_RESTORE, &actor, &p);
	if (e != OK)
		return e;
	was_removed = p.row.state == POST_REMOVED;
	LOG_INFO("post.restore", "post=%" PRId64, post_id);
	e = p.row.is_placed ? show_again(w, a, &p)
			    : offer_again(w, a, &p, &actor);
	if (e == OK && was_removed)
		e = log_decision(w, &p, actor_id, DECISION_RESTORED, STR_NONE);
	return e == OK ? post_stored_count(w, &p) : e;
}

enum err
post_remove(struct store_write *w, struct arena *a, int64_t actor_id,
    int64_t post_id, struct str reason)
{
	struct form_errors errors = { .n = 0 };
	struct post_stored p;
	struct viewer actor;
	enum err e;

	e = open_for(w, a, actor_id, post_id, ACTION_REMOVE, &actor, &p);
	if (e != OK ||
	    (e = post_text_reason(a, reason, true, &reason, &errors)) != OK ||
	    (e = post_stored_turn(w, a, &p, POST_REMOVED)) != OK ||
	    (e = post_stored_unqueue(w, &p)) != OK ||
	    (e = log_decision(w, &p, actor_id, DECISION_REMOVED, reason)) != OK)
		return e;
	LOG_INFO("post.remove", "post=%" PRId64, post_id);
	return post_stored_count(w, &p);
}
