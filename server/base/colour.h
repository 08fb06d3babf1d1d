/*
 * colour.h: colours as people type them, '#rrggbb', and whether words in one
 * can be read on another.
 */
#ifndef BASE_COLOUR_H
#define BASE_COLOUR_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct colour {
	uint8_t r, g, b; /* sRGB */
};

/*
 * '#0b5f57', '0b5f57' or the short '#abc', in either case.
 *
 * ERR_INVALID	anything else
 */
enum err colour_parse(struct str, struct colour *) MUST_CHECK;
/* '#0b5f57' */
struct str colour_text(struct arena *, struct colour);

/* WCAG 2.2, "contrast ratio": from 1 to 21, the same both ways round. */
double colour_contrast(struct colour, struct colour);

/*
 * The nearest of the same hue that has at least that contrast with the ground:
 * c itself where it has, else c with as little black in it as will do, or
 * white where the ground is dark.
 */
struct colour
colour_apart(struct colour c, struct colour ground, double contrast);

#endif
