/*
 * view_error.h: a page that says what went wrong and what to do.
 */
#ifndef RENDER_VIEW_ERROR_H
#define RENDER_VIEW_ERROR_H

#include "messages.h"
#include "render/view_frame.h"

struct typed_view {
	struct str label, value;
};
struct typed_views {
	const struct typed_view *v;
	size_t n;
};

struct error_view {
	struct frame_view frame;
	int64_t status;
	enum msg heading, advice;
	int64_t retry_minutes;	   /* 0: not known */
	struct typed_views typed;  /* words to keep, for copying */
	struct str again;	   /* where to send the form again; or empty */
	struct typed_views fields; /* all of it: label is the field's name */
	bool is_sign_in;	   /* offer to sign in */
	struct str next;	   /* and to go there then; or empty */
	struct str request_id;
};

#endif
