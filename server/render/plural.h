/*
 * plural.h: which form of a message goes with a number (CLDR's rules).
 *
 * The forms stand in a catalogue in this order:
 *
 *	nl, en	one, other
 *	fr	one (0 and 1), many (whole millions), other
 *	ar	zero, one, two, few (3-10), many (11-99), other
 */
#ifndef RENDER_PLURAL_H
#define RENDER_PLURAL_H

#include <stddef.h>
#include <stdint.h>

#include "render/lang.h"

/* The nplurals of each catalogue. */
enum {
	PLURAL_FORMS_NL = 2,
	PLURAL_FORMS_EN = 2,
	PLURAL_FORMS_FR = 3,
	PLURAL_FORMS_AR = 6
};

/* The place of the form, below PLURAL_FORMS_x. */
size_t plural_form(enum lang, int64_t n);

#endif
