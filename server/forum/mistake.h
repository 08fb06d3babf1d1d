/*
 * mistake.h: what a person can correct in a form.  pages/ turns each into a
 * sentence beside its field.
 */
#ifndef FORUM_MISTAKE_H
#define FORUM_MISTAKE_H

#include <stdbool.h>
#include <stddef.h>

enum mistake {
	MISTAKE_EMPTY,
	MISTAKE_TOO_LONG,
	MISTAKE_TOO_SHORT,
	MISTAKE_NOT_TEXT, /* control characters, not UTF-8 */
	MISTAKE_TAKEN,	  /* somebody or something else has it */
	MISTAKE_NOT_EMAIL,
	MISTAKE_NOT_URL,
	MISTAKE_NOT_SLUG,
	MISTAKE_NOT_A_CHOICE, /* not one of the values offered */
	MISTAKE_WRONG_PASSWORD,
	MISTAKE_PASSWORD_REPEATS,
	MISTAKE_PASSWORD_RUN,
	MISTAKE_PASSWORD_NAME, /* the person's or the site's name, address */
	MISTAKE_PASSWORD_COMMON,
	MISTAKE_NOT_DATE, /* 2026-11-28 */
	MISTAKE_NOT_COLOUR,
	MISTAKE_HARD_TO_READ, /* a colour: too little contrast */
	MISTAKE_TOO_COMPLEX   /* markdown that blows up */
};

enum { FORM_ERRORS_MAX = 16 };

/* field is the literal name of the form field. */
struct form_error {
	const char *field;
	enum mistake mistake;
};

struct form_errors {
	struct form_error v[FORM_ERRORS_MAX];
	size_t n;
};

/* Note a mistake; the first one of a field stays. */
void form_errors_add(struct form_errors *, const char *field, enum mistake);

#endif
