/*
 * entity.h: the character references of HTML, such as &eacute; and &#233;.
 */
#ifndef TEXT_ENTITY_H
#define TEXT_ENTITY_H

#include "base/str.h"

enum { ENTITY_BYTES = 4 };

/*
 * The character that a reference stands for, in out; the reference itself where
 * there is none of that name.  Known are the names of HTML 4 and apos.  Control
 * characters and what is no character become U+FFFD.
 *
 * Who escapes the result for HTML shows what was decided on here: a browser,
 * which knows more names, finds nothing left to decode.
 */
struct str entity_decode(struct str entity, char out[ENTITY_BYTES]);

#endif
