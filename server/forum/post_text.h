/*
 * post_text.h: what somebody wrote, checked and rendered.  For forum/ alone.
 */
#ifndef FORUM_POST_TEXT_H
#define FORUM_POST_TEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "forum/post_body.h"

enum { LANGUAGE_BYTES_MAX = 35 }; /* BCP 47, section 4.4.1 */

struct post_text {
	struct str title; /* of an opening post, else empty */
	struct str language, body;
	struct safe_html html; /* by this MARKDOWN_VERSION */
};

/*
 * A whole form; is_opening: with a title.
 *
 * ERR_INVALID	*errors: title, body, language
 */
struct post_typed {
	struct str title, language;
	const struct post_body *body;
};
enum err post_text_check(struct arena *, const struct post_typed *,
    bool is_opening, struct post_text *out, struct form_errors *) MUST_CHECK;

/* A text that was checked before, as HTML, for what is not read often. */
struct safe_html post_text_html(struct arena *, struct str body);

/* A reason for a decision.  ERR_INVALID: *errors, field "reason". */
enum err post_text_reason(struct arena *, struct str typed, bool is_needed,
    struct str *out, struct form_errors *) MUST_CHECK;

/* One line of at most n characters of a body; cheap for a long one. */
struct str post_text_excerpt(struct arena *, struct str body, size_t n);

#endif
