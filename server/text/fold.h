/*
 * fold.h: text as a key: the same for what a reader takes to be the same.
 *
 * None of these makes a text of length 0 an error: who needs a name checks
 * that fold_name left something of it, because a name can be made of characters
 * that nobody sees.
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
 * dropped, runs of white space one space, ends trimmed.  Folding the result
 * again gives the same.
 *
 * ERR_INVALID	not valid UTF-8
 */
enum err fold_name(struct arena *, struct str, struct str *out) MUST_CHECK;

/*
 * Text for the search index, and a query for it: as fold_name, marks (accents,
 * Arabic vowels) and tatweel dropped too, alif, hamza and ya forms and ta
 * marbuta made one with their plain letters, Arabic digits European, ligatures
 * and stroked letters of Latin spelled out, everything but letters and digits
 * a space.  Folding the result again gives the same.
 *
 * ERR_INVALID	not valid UTF-8
 */
enum err fold_search(struct arena *, struct str, struct str *out) MUST_CHECK;

/*
 * A slug of at most n bytes: a-z, 0-9 and single hyphens, from the letters of a
 * name; "x" where nothing is left.
 */
struct str fold_slug(struct arena *, struct str name, size_t n);

/*
 * As typed, but NFC, on one line, and trimmed: how names and titles are kept.
 * Characters that change the order of what stands around them (bidi controls)
 * or that nobody sees are dropped, so that a name shows what it is; kept are
 * the joiners between two characters, which Persian and emoji need.
 *
 * ERR_INVALID	not valid UTF-8
 */
enum err fold_display(struct arena *, struct str, struct str *out) MUST_CHECK;

#endif
