/*
 * post.h: writing: answers, edits, withdrawing; and one post by itself.
 */
#ifndef FORUM_POST_H
#define FORUM_POST_H

#include "forum/thread.h"

enum {
	POST_BODY_CHARS_MAX = 10000,
	POST_DEPTH_MAX = 8, /* a deeper answer stands flat under level 8 */
	REASON_CHARS_MAX = 1000
};

struct post_new {
	int64_t author_id;
	int64_t thread_id; /* 0: where the parent stands */
	int64_t parent_id; /* 0: answers the opening post */
	struct str language, form_key;
	struct post_body body;
};

/*
 * Answer.  Whether it is shown or held follows the theme's policy; moderators
 * of the theme are not held.  Sent twice with one form_key: made once, the same
 * *post_id.
 *
 * ERR_NOT_FOUND	no such thread or parent, or the author may not see it
 * ERR_DENIED	closed, or the parent is not shown to everyone
 * ERR_INVALID	*errors: body
 * ERR_CONFLICT	the form_key was used for other words
 */
enum err
post_create(struct store_write *, struct arena *, const struct post_new *,
    int64_t *post_id, enum post_state *state, struct form_errors *) MUST_CHECK;

/* One post with its thread and its own text, for forms and permalinks. */
struct post_one {
	struct thread thread;
	struct post_item post;
	/*
	 * What an edit begins with: the pending text where there is one and
	 * the viewer is its author or a moderator; empty where it may not be
	 * read.  title is that of the thread, for an opening post.
	 */
	struct str title, body;
	int64_t page; /* of the thread, where it stands */
};
/* ERR_NOT_FOUND: no such post, or this viewer may not see it. */
enum err post_read(struct store_read *, struct arena *, const struct viewer *,
    int64_t post_id, struct post_one *) MUST_CHECK;

struct post_edit {
	int64_t author_id, post_id;
	int64_t version;  /* the one that the form was made from */
	struct str title; /* of an opening post */
	struct str language, form_key;
	struct post_body body;
};
/*
 * Change one's own post.  A shown post under a policy that holds keeps its old
 * text until the new one is approved; *is_held says so.
 *
 * ERR_NOT_FOUND, ERR_DENIED, ERR_INVALID
 * ERR_CONFLICT	the post was changed in the meantime
 */
enum err post_edit(struct store_write *, struct arena *,
    const struct post_edit *, bool *is_held, struct form_errors *) MUST_CHECK;

/*
 * Withdraw one's own post and take that back; remove one as a moderator, with
 * a reason, and take that back.  What was shown before is shown again, but for
 * an edit that was pending, which goes back to the queue; what was never shown
 * goes by the theme's policy.
 *
 * ERR_NOT_FOUND	no such post, or the actor may not see it
 * ERR_DENIED	not theirs, not in that state, no moderator
 * ERR_INVALID	a reason is missing or too long
 */
enum err post_withdraw(struct store_write *, struct arena *, int64_t actor_id,
    int64_t post_id) MUST_CHECK;
enum err post_restore(struct store_write *, struct arena *, int64_t actor_id,
    int64_t post_id) MUST_CHECK;
enum err post_remove(struct store_write *, struct arena *, int64_t actor_id,
    int64_t post_id, struct str reason) MUST_CHECK;

/* The texts a post has had, newest first; ACTION_READ_HISTORY. */
enum revision_state {
	REVISION_PENDING = 0,
	REVISION_CURRENT = 1,
	REVISION_REJECTED = 2,
	REVISION_EARLIER = 3
};
struct revision {
	int64_t number;
	enum revision_state state;
	struct str title, editor_name;
	struct safe_html html;
	bool is_by_moderator;
	int64_t created_at;
};
struct revision_list {
	struct revision *v;
	size_t n;
};
/* number below before (0: all), at most max. */
enum err revision_list(struct store_read *, struct arena *,
    const struct viewer *, int64_t post_id, int64_t before, int64_t max,
    struct revision_list *) MUST_CHECK;

/* One's own posts, newest first, with what was last decided on each. */
struct own_post {
	int64_t id, thread_id;
	struct str title;
	struct str excerpt;
	enum post_state state;
	bool is_opening, is_edit_pending, is_edited_by_moderator;
	int64_t created_at;
	int64_t decided_at; /* 0: nothing was */
	int decision;	    /* enum decision_kind */
	struct str reason;
};
struct own_posts {
	struct own_post *v;
	size_t n;
};
enum err post_list_own(struct store_read *, struct arena *, int64_t account_id,
    int64_t before_id, int64_t max, struct own_posts *) MUST_CHECK;

/* The HTML a text would become; ERR_INVALID: *errors, field "body". */
enum err post_preview(struct arena *, struct str body, struct safe_html *,
    struct form_errors *) MUST_CHECK;

#endif
