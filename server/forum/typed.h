/*
 * typed.h: what people type into a form, made fit to keep.  For the rules that
 * make something; each notes in form_errors what has to be corrected, and
 * leaves *out empty then.
 */
#ifndef FORUM_TYPED_H
#define FORUM_TYPED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "forum/mistake.h"

/* The field, and from how many to how many characters; min 0: may be empty. */
struct typed_rule {
	const char *field;
	size_t min, max;
};

/*
 * One line, such as a name, as fold_display() makes it: what nobody sees, such
 * as the characters that turn the direction of what follows, is left out, since
 * nobody could find it to correct it.
 */
void typed_line(struct arena *, struct str typed, const struct typed_rule *,
    struct str *out, struct form_errors *);

/* Lines, such as a body: as typed, without blank lines at both ends. */
void typed_text(struct arena *, struct str typed, const struct typed_rule *,
    struct str *out, struct form_errors *);

/* A text, if any, has something to see: not invisible characters alone. */
void typed_visible(
    struct arena *, struct str, const char *field, struct form_errors *);

/* An address of a web site; one without a scheme gets https://. */
void typed_url(struct arena *, struct str typed, const struct typed_rule *,
    struct str *out, struct form_errors *);

/* local@domain.tld, at most EMAIL_BYTES_MAX bytes. */
enum { EMAIL_BYTES_MAX = 254 }; /* RFC 5321, section 4.5.3.1.3 */
void typed_email(struct arena *, struct str typed, const struct typed_rule *,
    struct str *out, struct form_errors *);

/* A slug: a-z, 0-9 and single hyphens between; never empty. */
enum { SLUG_BYTES_MAX = 60 };
bool typed_is_slug(struct str);

/*
 * The slug for something new: the one typed, or made from its name, with "-2",
 * "-3" … behind it from attempt 2 on (only a made one may be tried again).
 * Never one of the words that stand in our own addresses, such as "new".
 */
enum { SLUG_ATTEMPTS_MAX = 50 };
void typed_slug(struct arena *, struct str typed, struct str name, int attempt,
    struct str *out, struct form_errors *);

#endif
