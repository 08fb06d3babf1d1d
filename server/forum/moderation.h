/*
 * moderation.h: the queue, decisions and the log.
 */
#ifndef FORUM_MODERATION_H
#define FORUM_MODERATION_H

#include "forum/post.h"

enum { CLAIM_MS = 5 * 60 * 1000, BULK_MAX = 50 };

/* Why a post is in the queue. */
enum queue_reason {
	QUEUE_ALL_FIRST = 0,  /* the theme's policy: everything */
	QUEUE_NEW_MEMBER = 1, /* one of the first posts of a new member */
	QUEUE_EDIT = 2,	      /* an edit of a post that is shown */
	QUEUE_RESTORED = 3,   /* withdrawn and restored, never shown before */
	QUEUE_AGAIN = 4	      /* rejected, then changed by its author */
};

struct queue_item {
	int64_t post_id, thread_id, version;
	struct str title; /* of the thread, or the one it asks for */
	struct str theme_name, theme_slug, author_name;
	int64_t author_n_approved;
	enum queue_reason reason;
	bool is_opening;
	struct str body, language; /* the text to decide on */
	struct safe_html html;
	/* QUEUE_EDIT: what is shown now; the title of an opening post. */
	struct str current_title;
	struct safe_html current_html;
	struct str parent_author; /* the post it answers, as context */
	struct safe_html parent_html;
	int64_t created_at, queued_at;
	int64_t claimed_by; /* 0: nobody, or the claim has run out */
	struct str claimed_name;
	int64_t claimed_until;
};
struct queue_items {
	struct queue_item *v;
	size_t n;
};
struct queue_key {
	int64_t queued_at, post_id;
};

/*
 * What waits and this viewer may decide, longest waiting first.
 *
 * ERR_DENIED	the viewer moderates nothing
 */
enum err queue_list(struct store_read *, struct arena *, const struct viewer *,
    struct queue_key after, int64_t max, struct queue_items *) MUST_CHECK;
/* One; ERR_NOT_FOUND: not in the queue (any more), or not theirs to decide. */
enum err queue_one(struct store_read *, struct arena *, const struct viewer *,
    int64_t post_id, struct queue_item *) MUST_CHECK;
/*
 * How many wait in what this viewer moderates, perhaps posts of their own too;
 * 0 for who moderates nothing.
 */
enum err queue_count(struct store_read *, struct arena *, const struct viewer *,
    int64_t *n) MUST_CHECK;

/*
 * Say that one is looking at it, for CLAIM_MS; again makes it longer.
 *
 * ERR_NOT_FOUND	not in the queue, or not theirs
 * ERR_CONFLICT	somebody else has it: *by
 */
enum err queue_claim(struct store_write *, struct arena *, int64_t actor_id,
    int64_t post_id, struct str *by) MUST_CHECK;
/* Give a claim back; without one it is fine. */
enum err queue_release(struct store_write *, struct arena *, int64_t actor_id,
    int64_t post_id) MUST_CHECK;

enum verdict { VERDICT_APPROVE, VERDICT_REJECT };

struct decide {
	int64_t actor_id, post_id;
	int64_t version; /* what the moderator saw */
	enum verdict verdict;
	struct str reason; /* needed to reject */
	bool is_edited;	   /* approve title and body below instead */
	struct str title;
	/* Or the text as they saw it: an edit that is approved is not rendered
	 * again then. */
	struct post_body body;
};

enum decide_conflict {
	DECIDE_CHANGED, /* the author changed it meanwhile */
	DECIDE_DECIDED, /* somebody decided already: *by, decision */
	DECIDE_CLAIMED, /* somebody else is looking at it: *by */
	DECIDE_GONE	/* withdrawn by its author */
};
struct decide_outcome {
	enum decide_conflict conflict;
	struct str by;
	int64_t thread_id;
};

/*
 * ERR_NOT_FOUND	no such post, or not theirs to decide
 * ERR_CONFLICT	*outcome says why; nothing was changed
 * ERR_INVALID	*errors: reason, title, body
 * A moderator does not decide on a post of their own where another could:
 * ERR_DENIED, unless they are an administrator.
 */
enum err
moderation_decide(struct store_write *, struct arena *, const struct decide *,
    struct decide_outcome *, struct form_errors *) MUST_CHECK;

/* What happened; as stored in decision.kind. */
enum decision_kind {
	DECISION_APPROVED = 1,
	DECISION_REJECTED = 2,
	DECISION_EDITED = 3, /* edited, then approved */
	DECISION_REMOVED = 4,
	DECISION_RESTORED = 5,
	DECISION_THREAD_CLOSED = 6,
	DECISION_THREAD_OPENED = 7,
	DECISION_THEME_ADDED = 8,
	DECISION_THEME_CHANGED = 9,
	DECISION_THEME_CLOSED = 10,
	DECISION_THEME_OPENED = 11,
	DECISION_ORGANISATION_ADDED = 12,
	DECISION_ORGANISATION_CHANGED = 13,
	DECISION_ORGANISATION_CLOSED = 14,
	DECISION_ORGANISATION_OPENED = 15,
	DECISION_ROLE_GIVEN = 16,
	DECISION_ROLE_TAKEN = 17,
	DECISION_SITE_CHANGED = 18,
	DECISION_EDIT_APPROVED = 19,
	DECISION_EDIT_REJECTED = 20
};

struct decision {
	int64_t id, at;
	enum decision_kind kind;
	struct str actor_name; /* empty: the command line */
	struct str theme_name, theme_slug, organisation_name;
	int64_t thread_id, post_id;
	struct str title;	 /* of the thread; empty: none */
	struct str account_name; /* whose post or role it is */
	struct str reason;
};
struct decision_list {
	struct decision *v;
	size_t n;
};
/*
 * The log, newest first, of what this viewer moderates; all of it for
 * administrators.
 *
 * ERR_DENIED	the viewer moderates nothing
 */
enum err
decision_list(struct store_read *, struct arena *, const struct viewer *,
    int64_t before_id, int64_t max, struct decision_list *) MUST_CHECK;

/*
 * Is it about a post?  *is_placed: which has its place by it, so that its
 * author may want no mail of it.
 */
bool decision_is_of_post(enum decision_kind, bool *is_placed);

/*
 * For the other rules: write one line of the log.  Zero ids are left out.  Of a
 * decision on their post an author is mailed (forum/mail.h).
 */
struct decision_new {
	int64_t actor_id;
	enum decision_kind kind;
	int64_t organisation_id, theme_id, thread_id, post_id, account_id,
	    revision;
	struct str reason;
};
enum err
decision_add(struct store_write *, const struct decision_new *) MUST_CHECK;

#endif
