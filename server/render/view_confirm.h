/*
 * view_confirm.h: one question before something is done that others notice.
 */
#ifndef RENDER_VIEW_CONFIRM_H
#define RENDER_VIEW_CONFIRM_H

#include "messages.h"
#include "render/view_form.h"
#include "render/view_frame.h"

struct confirm_view {
	struct frame_view frame;
	struct form_view form;
	enum msg lead;	   /* what will happen */
	enum msg button;   /* what the button says */
	struct str back;   /* where one goes who would rather not */
	struct str choice; /* hidden field "do"; empty: none */
	bool is_danger;
	bool has_reason;
	struct field_view reason;
	/* what it is about: a title, or a post */
	struct str name;
	struct str author, language;
	struct safe_html html;
};

#endif
