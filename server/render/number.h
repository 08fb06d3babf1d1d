/*
 * number.h: numbers as a reader's language writes them.
 */
#ifndef RENDER_NUMBER_H
#define RENDER_NUMBER_H

#include <stdint.h>

#include "base/buf.h"
#include "render/lang.h"

/* A number to be shown with its thousands apart: {{ number(v->n_posts) }}. */
struct number {
	int64_t v;
};

static inline struct number
number(int64_t v)
{
	return (struct number){ v };
}

/*
 * 12345 is 12.345 in Dutch and Arabic (as in Morocco, with these digits),
 * 12,345 in English, 12 345 in French.
 */
void number_text(struct buf *, enum lang, int64_t);

#endif
