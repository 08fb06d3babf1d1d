/*
 * mail_text.h: a mail as it is sent: HTML, and plain text that says the same.
 */
#ifndef JOBS_MAIL_TEXT_H
#define JOBS_MAIL_TEXT_H

#include "base/str.h"

struct arena;
struct mail_view;

/*
 * The subject is one line without control characters, not encoded.  The text
 * has lines of any length, which end with "\n".  Both isolate names that could
 * turn our words around (U+2068 and U+2069).
 */
struct mail_text {
	struct str subject, text, html;
};

/* In the arena; what a view must have is said in render/view_mail.h. */
void mail_text(struct arena *, const struct mail_view *, struct mail_text *out);

#endif
