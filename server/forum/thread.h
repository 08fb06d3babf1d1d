/*
 * thread.h: threads: lists of them, and one page of one.
 *
 * A thread has an opening post and a tree of answers.  Answers stand in tree
 * order in numbered pages: stored runs of at most THREAD_PAGE_POSTS placed
 * answers, so that any page costs what the first costs.  A post gets its place
 * when it is first shown and keeps it, as a stub if need be: a held post moves
 * nobody's page, and pages never shrink.
 */
#ifndef FORUM_THREAD_H
#define FORUM_THREAD_H

#include "forum/permit.h"
#include "forum/post_body.h"
#include "text/html.h"

enum {
	THREAD_PAGE_POSTS = 50,
	THREAD_UNPLACED_MAX = 50, /* held and the like, on top of these */
	THREAD_TITLE_CHARS_MAX = 150,
	THREAD_TITLE_CHARS_MIN = 3
};

/* A thread in a list. title is empty where the viewer may not read it. */
struct thread_item {
	int64_t id, theme_id;
	struct str title, author_name, theme_name, theme_slug;
	enum post_state state; /* of its opening post */
	int64_t n_answers, created_at, active_at, closed_at;
};
struct thread_items {
	struct thread_item *v;
	size_t n;
};

/* Where a list goes on: after the item with these; 0, 0 begins. */
struct thread_key {
	int64_t active_at, id;
};

/*
 * Listed threads, most recently active first, of a theme (0: of all).
 * What everyone may see, whoever looks.
 */
enum err thread_list(struct store_read *, struct arena *, int64_t theme_id,
    struct thread_key before, int64_t max, struct thread_items *) MUST_CHECK;

/* Listed threads by id, for the sitemap. */
enum err thread_list_by_id(struct store_read *, struct arena *,
    int64_t after_id, int64_t max, struct thread_items *) MUST_CHECK;

/*
 * What everyone may know of the answers to a thread: how many are shown, and
 * which was last to be shown (0: none; it may be a stub by now).
 *
 * ERR_NOT_FOUND	everyone may know nothing of it: it is not listed
 */
struct thread_news {
	int64_t n_answers, newest_id;
};
enum err thread_news(struct store_read *, struct arena *, int64_t thread_id,
    struct thread_news *) MUST_CHECK;

/* One post as this viewer may see it. */
struct post_item {
	int64_t id, parent_id; /* 0: answers the opening post */
	int64_t number;	       /* 0 opening; else place on the page */
	int64_t depth;	       /* 0 opening, 1 … POST_DEPTH_MAX */
	int64_t author_id;
	struct str author_name;	  /* empty where it may not be known */
	bool is_author_moderator; /* has a role here: shown as a badge */
	enum post_state state;
	bool is_placed;
	struct safe_html html; /* empty where it may not be read */
	struct str language;
	bool is_edited_by_moderator;
	bool is_edit_pending; /* author and moderators only */
	int64_t created_at, edited_at, version;
};
struct post_items {
	struct post_item *v;
	size_t n;
};

struct thread {
	int64_t id, author_id;
	struct str title;	/* empty where it may not be read */
	struct str description; /* excerpt of the opening post, readable
				 * by this viewer, or empty */
	bool is_listed;
	int64_t n_answers, created_at, active_at, closed_at;
	int64_t theme_id, organisation_id, umbrella_id;
	struct str theme_name, theme_slug, organisation_name, organisation_slug;
	bool is_theme_closed, is_organisation_closed;
	enum openers openers;
	struct post_item opening;
};

struct thread_page {
	struct thread thread;
	int64_t page, n_pages;	   /* from 1 */
	struct post_items answers; /* of this page, in tree order */
};

/*
 * ERR_NOT_FOUND	no such thread or page, or this viewer may not see it
 */
enum err thread_read(struct store_read *, struct arena *, const struct viewer *,
    int64_t thread_id, int64_t page, struct thread_page *) MUST_CHECK;

/* The thread without answers: for forms. */
enum err thread_head(struct store_read *, struct arena *, const struct viewer *,
    int64_t thread_id, struct thread *) MUST_CHECK;

/* For permit(): the thread itself, or one of its posts. */
void thread_subject(const struct thread *, struct subject *);
void thread_post_subject(
    const struct thread *, const struct post_item *, struct subject *);

struct thread_new {
	int64_t author_id;
	struct str theme_slug;
	struct str title, language, form_key;
	struct post_body body;
};

/*
 * Open a thread.  On OK *post_id is its opening post.
 *
 * ERR_NOT_FOUND	no such theme
 * ERR_DENIED	the author may not open threads there
 * ERR_INVALID	*errors: title, body
 * ERR_CONFLICT	the form_key was used for other words
 */
enum err
thread_create(struct store_write *, struct arena *, const struct thread_new *,
    int64_t *thread_id, int64_t *post_id, struct form_errors *) MUST_CHECK;

/* ERR_NOT_FOUND, ERR_DENIED.  Twice is fine.  Logged as a decision. */
enum err thread_set_closed(struct store_write *, struct arena *,
    int64_t actor_id, int64_t thread_id, bool is_closed) MUST_CHECK;

#endif
