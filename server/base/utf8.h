/*
 * utf8.h: is it UTF-8, and how many characters is it?  Unicode 15, table 3-7:
 * no overlong forms, no surrogates, nothing past U+10FFFF.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/*
 * The length in bytes (1 to 4) of the well-formed sequence that s starts with
 * and its code point; 0 where there is none.
 */
size_t utf8_next(struct str s, uint32_t *code_point);

bool utf8_is_valid(struct str s);

/* The number of code points in valid UTF-8. */
size_t utf8_count(struct str s);

/*
 * Text that a person may send: valid UTF-8 without NUL and without control
 * characters other than tab, LF and CR.
 */
bool utf8_is_text(struct str s);

/* s cut to at most n code points. */
struct str utf8_cut(struct str s, size_t n);

#endif
