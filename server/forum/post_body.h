/*
 * post_body.h: what somebody wrote, checked and rendered before the write that
 * keeps it, so that nobody else who writes waits for that.  Whether they may
 * write it there is decided inside; only then are its mistakes told.
 */
#ifndef FORUM_POST_BODY_H
#define FORUM_POST_BODY_H

#include "base/arena.h"
#include "base/str.h"
#include "forum/mistake.h"
#include "text/html.h"

struct post_body {
	struct str typed;      /* as it came */
	struct str text;       /* fit to keep */
	struct safe_html html; /* by this MARKDOWN_VERSION */
	struct form_errors
	    errors; /* field "body"; then text is not to be kept */
};

/* It may hold on to what was typed. */
struct post_body post_body_make(struct arena *, struct str typed);

#endif
