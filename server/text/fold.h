/*
 * fold.h: text as a key: the same for what a reader takes to be the same.
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/*
 * A name as a key to compare by: NFKC, case folded, invisible characters
 * dropped, runs of white space one space, ends trimmed.
 *
 * ERR_INVALID	not valid UTF-8
 */
enum err fold_name(struct arena *, struct str, struct str *out) MUST_CHECK;

/*
 * Text for the search index, and a query for it: as fold_name, marks (accents,
 * Arabic vowels) and tatweel dropped too, alif, hamza and ya forms made one,
 * everything but letters and digits a space.
 *
 * ERR_INVALID	not valid UTF-8
 */
enum err fold_search(struct arena *, struct str, struct str *out) MUST_CHECK;

/*
 * A slug of at most n bytes: a-z, 0-9 and single hyphens, from the letters of a
 * name; "x" where nothing is left.
 */
struct str fold_slug(struct arena *, struct str name, size_t n);

/* As typed, but NFC, and trimmed: how names and titles are kept. */
enum err fold_display(struct arena *, struct str, struct str *out) MUST_CHECK;

#endif
