/*
 * markdown_flags.h: the markdown that we speak, the same for HTML and for plain
 * words.  Private to text/.
 */
#ifndef TEXT_MARKDOWN_FLAGS_H
#define TEXT_MARKDOWN_FLAGS_H

#include <md4c.h>

#define MARKDOWN_FLAGS                                             \
	(MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML | \
	    MD_FLAG_PERMISSIVEAUTOLINKS)

#endif
