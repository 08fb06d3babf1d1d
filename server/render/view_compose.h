/*
 * view_compose.h: the forms in which people write: a new thread, an answer, a
 * change of what they wrote; and the texts that a post has had.
 */
#ifndef RENDER_VIEW_COMPOSE_H
#define RENDER_VIEW_COMPOSE_H

#include "render/view_frame.h"
#include "render/moment.h"
#include "render/view_form.h"

struct compose_view {
	struct frame_view frame;
	struct form_view form;
	bool is_denied; /* closed meanwhile: the words are shown to copy */
	bool has_title; /* a thread's form, an opening post's */
	struct field_view title, body;
	struct field_view language;
	struct choice_views languages;
	bool will_wait; /* for a moderator, before everyone sees it */
	bool has_preview;
	struct safe_html preview;
	struct str theme_name, theme_slug;
	/* an answer: where, and to whom */
	int64_t thread_id;
	struct str thread_title;
	int64_t parent_id; /* 0: the opening post */
	struct str parent_author, parent_language;
	struct safe_html parent_html;
	/* a change */
	int64_t post_id;
	bool keeps_old;		  /* until the new text is approved */
	struct safe_html current; /* form.is_changed: what is there now */
};

struct revision_view {
	int64_t number;
	bool is_current, is_pending, is_rejected, is_by_moderator;
	struct str title, editor_name;
	struct safe_html html;
	struct moment at;
};
struct history_view {
	struct frame_view frame;
	int64_t post_id;
	struct str thread_title, language;
	struct {
		struct revision_view *v;
		size_t n;
	} revisions;
	int64_t next; /* older ones before this number; 0: none */
};

#endif
