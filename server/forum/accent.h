/*
 * accent.h: the colours that organisations chose: which can be read, and all of
 * them together.
 */
#ifndef FORUM_ACCENT_H
#define FORUM_ACCENT_H

#include <stdint.h>

#include "base/colour.h"
#include "forum/mistake.h"
#include "store/store.h"

/* WCAG 2.2, 1.4.3, level AA. */
#define ACCENT_CONTRAST 4.5

/*
 * The grounds that words in a colour, and words on it, are read with: of the
 * tokens of style.css the one that leaves least contrast, light and dark.
 */
extern const struct colour accent_ground_light, accent_ground_dark;

/*
 * A colour as typed into a form, field "colour": *out is '#rrggbb', or '' where
 * nothing was typed.  It has to be readable as it is: the organisation has it
 * in print, and finds it back.
 */
void accent_typed(
    struct arena *, struct str typed, struct str *out, struct form_errors *);
/* The nearest of the same hue that is; '' where no colour was typed. */
struct str accent_proposal(struct arena *, struct str typed);

/* Each organisation that has one, with what it becomes on a dark page. */
struct accent {
	int64_t organisation_id;
	struct colour light, dark;
};
struct accent_list {
	struct accent *v;
	size_t n;
};
enum { ACCENTS_MAX = 1000 };
enum err accent_list(
    struct store_read *, struct arena *, struct accent_list *) MUST_CHECK;

/*
 * For the rules of organisations: inside a write that changed a colour, and has
 * the site's lock, give all of them together their name (colours of struct
 * site).
 */
enum err accent_renew(struct store_write *, struct arena *) MUST_CHECK;

#endif
