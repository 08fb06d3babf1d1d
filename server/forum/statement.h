/*
 * statement.h: what the site says about its accessibility: the model statement
 * of the Dutch government, made simple enough for an association.
 */
#ifndef FORUM_STATEMENT_H
#define FORUM_STATEMENT_H

#include "forum/mistake.h"
#include "store/store.h"
#include "text/html.h"

enum { STATEMENT_LIMITS_CHARS_MAX = 10000, STATEMENT_ADDRESS_CHARS_MAX = 300 };

/* How far the site is with WCAG; the letters of the model in their order. */
enum statement_status {
	STATEMENT_NOT_ASSESSED = 0,
	STATEMENT_A = 1, /* meets all of it */
	STATEMENT_B = 2, /* meets a part, and is at work on the rest */
	STATEMENT_C = 3, /* first steps were taken */
	STATEMENT_D = 4	 /* does not meet it */
};
enum { STATEMENT_STATUSES = 5 };

struct statement {
	enum statement_status status;
	bool is_public_body;	/* bound by law, with an ombudsman above it */
	struct str assessed_on; /* "2026-11-28", or empty */
	int64_t assessed_at;	/* noon of that day; 0: empty */
	struct str limits;
	struct safe_html html;
	struct str email, address; /* where to tell what does not work */
};

/* As it is kept; where nobody wrote one: not assessed, the rest empty. */
enum err statement_load(
    struct store_read *, struct arena *, struct statement *) MUST_CHECK;

struct statement_form {
	bool is_public_body;
	struct str status, assessed_on, limits, email, address;
};

/*
 * Write it, as an administrator.
 *
 * ERR_DENIED
 * ERR_INVALID	*errors; what was assessed has a day
 */
enum err
statement_update(struct store_write *, struct arena *, int64_t actor_id,
    const struct statement_form *, struct form_errors *) MUST_CHECK;

#endif
