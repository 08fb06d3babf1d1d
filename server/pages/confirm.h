/*
 * confirm.h: the page that asks before something is closed or opened again.
 */
#ifndef PAGES_CONFIRM_H
#define PAGES_CONFIRM_H

#include "messages.h"
#include "route/page.h"

struct closing {
	struct str path; /* of what it is about; "/close" behind it is asked */
	struct str name;
	bool is_closed; /* now: it would be opened again */
	enum msg close_lead, close_button, open_lead, open_button;
};

/* Write the page: path/close gets "do", which is "close" or "open". */
enum err confirm_closing(struct page_ctx *, const struct closing *) MUST_CHECK;

/* What was chosen in that form. */
bool confirm_is_closed(const struct page_ctx *);

#endif
