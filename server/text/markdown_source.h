/*
 * markdown_source.h: what is handed to md4c, the same for HTML and for plain
 * words, and what may come back.  Private to text/.
 */
#ifndef TEXT_MARKDOWN_SOURCE_H
#define TEXT_MARKDOWN_SOURCE_H

#include <stdbool.h>

#include <md4c.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/* The markdown that we speak. */
#define MARKDOWN_FLAGS                                             \
	(MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML | \
	    MD_FLAG_PERMISSIVEAUTOLINKS)

/*
 * The text, ending in a line end, in the arena.  Without that md4c 0.4.8 looks
 * one byte too far, at "[x](y" for one, and takes what it finds there
 * for the end of a link.
 *
 * ERR_INVALID	no text (utf8_is_text), or longer than MARKDOWN_TEXT_MAX
 */
enum err
markdown_source(struct arena *, struct str text, struct str *out) MUST_CHECK;

/*
 * Does a piece that md4c hands out stand within the source, or is it one of its
 * own few spaces?  What does not must not be looked at.
 */
bool markdown_is_inside(struct str source, const MD_CHAR *piece, MD_SIZE n);

#endif
