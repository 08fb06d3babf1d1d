/*
 * view_queue.h: what waits for a moderator, and the log of what was decided.
 */
#ifndef RENDER_VIEW_QUEUE_H
#define RENDER_VIEW_QUEUE_H

#include "messages.h"
#include "render/moment.h"
#include "render/view_form.h"
#include "render/view_frame.h"

/* A post that waits, with what one needs to decide on it. */
struct queue_item_view {
	int64_t post_id, thread_id, version;
	struct str title, theme_name, theme_slug, author_name;
	int64_t author_n_approved;
	enum msg reason; /* why it is here */
	bool is_opening, is_edit;
	struct str language;
	struct safe_html html;
	/* of an edit: what is shown now; the title of an opening post */
	struct str current_title;
	struct safe_html current_html;
	bool has_parent;
	struct str parent_author;
	struct safe_html parent_html;
	struct moment created;
	bool is_mine, is_taken; /* claimed: by the viewer, by another */
	struct str claimed_name;
	struct moment claimed_until;
	bool is_ticked; /* in a form that comes back */
};

/* Why a decision was not made, as one line. */
struct queue_trouble_view {
	int64_t post_id;
	struct str by; /* who was first, or empty */
	enum msg sentence;
};

struct queue_view {
	struct frame_view frame;
	struct form_view form;
	struct {
		struct queue_item_view *v;
		size_t n;
	} items;
	struct {
		struct queue_trouble_view *v;
		size_t n;
	} troubles;
	int64_t n_approved, n_rejected; /* just now */
	struct field_view reason;
	bool is_none_ticked;
	bool is_first;		  /* the longest waiting */
	int64_t next_at, next_id; /* those after this; id 0: none */
};

struct queue_post_view {
	struct frame_view frame;
	struct form_view form;
	struct queue_item_view item;
	bool is_gone; /* waits no more: nothing of the form is shown */
	bool has_trouble;
	struct queue_trouble_view trouble;
	bool has_just_approved, has_just_rejected; /* the one before */
	bool is_editing; /* the box to edit in is open */
	struct field_view title, body, reason;
	/* words that were typed for an earlier text, to copy from */
	struct str kept_title, kept_body;
};

struct log_line_view {
	struct moment at;
	enum msg sentence;
	struct str actor; /* empty: the command line */
	struct str account, title, theme_name, theme_slug, organisation_name;
	struct str href; /* what it was about, or empty */
	int64_t post_id; /* if that is a post */
	struct str reason;
};
struct log_view {
	struct frame_view frame;
	struct {
		struct log_line_view *v;
		size_t n;
	} lines;
	bool is_first;
	int64_t older; /* before this id; 0: none */
};

#endif
