/*
 * view_thread.h: a theme with its threads, a thread with its posts, and what a
 * search finds.
 */
#ifndef RENDER_VIEW_THREAD_H
#define RENDER_VIEW_THREAD_H

#include "render/view_frame.h"

/* What happens to a post before it appears. */
struct policy_view {
	bool is_all;	 /* a moderator reads every post first */
	int64_t first_n; /* else only so many first ones of a member */
};

struct theme_view {
	struct frame_view frame;
	struct crumb_views crumbs;
	struct theme_card_view theme;
	struct policy_view policy;
	struct str organisation_name, organisation_slug;
	struct thread_row_views threads;
	struct thread_key_view {
		int64_t active_at, id; /* id 0: there are no older ones */
	} older;
	bool is_first; /* the newest threads */
	bool is_organisation_closed;
	bool may_open_thread; /* a visitor: once they have signed in */
	bool may_edit;
	bool is_for_hosts; /* only hosts open threads here */
	bool may_moderate;
	int64_t n_queued; /* for moderators */
};

struct post_views {
	const struct post_view *v;
	size_t n;
};

/* What a post shows; what it hides is empty. */
struct post_view {
	int64_t id;
	int64_t step; /* 0 for the opening post, 1 to 5 for an answer */
	int64_t hue;
	struct str author_name; /* empty: not known to the reader */
	struct str initial;
	struct published at;
	struct moment edited;
	struct safe_html html;
	struct str language;
	int64_t parent_id;		     /* the answer it answers, or 0 */
	struct str parent_href, parent_name; /* empty name: not known */
	bool is_fresh;			     /* new to this reader */
	int64_t next_id;		     /* the next such one, or 0 */
	struct str next_href;
	bool is_stub; /* its words may not be read */
	bool is_author_moderator;
	bool is_held, is_rejected, is_withdrawn, is_removed;
	bool is_edited, is_edited_by_moderator, is_edit_pending;
	bool has_tools; /* any of these */
	bool may_answer, may_edit, may_withdraw, may_restore, may_remove,
	    may_read_history, may_decide;
	struct post_views answers; /* to it, as far as they are on its page */
	int64_t n_below;	   /* those and the answers to them */
};

/* The form below a thread; what comes back wrong has a page of its own. */
struct composer_view {
	struct str action; /* where it is sent */
	struct own key;	   /* makes a form that is sent twice one post */
	struct own wait;   /* that a moderator reads it first, or empty */
};

/* What is new to this reader in the whole thread. */
struct fresh_view {
	int64_t n;
	bool is_more;	 /* there may be more than n */
	struct str href; /* of the first one */
};

struct thread_view {
	struct frame_view frame;
	struct crumb_views crumbs;
	int64_t id, n_answers;
	struct str title; /* empty: may not be read */
	bool is_closed;	  /* the thread itself */
	bool is_theme_closed, is_organisation_closed;
	struct str theme_name, theme_slug, theme_about;
	struct policy_view policy;
	struct str organisation_name, organisation_slug;
	int64_t hue;
	struct post_view opening;
	struct post_views answers;
	struct fresh_view fresh;
	int64_t page, n_pages;
	struct page_link_views pages;
	bool may_answer; /* a visitor: once they have signed in */
	bool may_close;	 /* and open again */
	struct composer_view composer;
};

struct hit_view {
	int64_t post_id;
	struct str title, excerpt, author_name, theme_name, theme_slug;
	struct moment at;
};
struct hit_views {
	const struct hit_view *v;
	size_t n;
};

struct search_view {
	struct frame_view frame;
	struct str query;
	bool is_asked;	 /* something was looked for */
	bool is_nothing; /* but nothing to look for was left of it */
	struct hit_views hits;
	int64_t older_id; /* 0: there are no older ones */
};

#endif
