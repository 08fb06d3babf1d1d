/*
 * html.h: HTML that may be shown without escaping.  Only render/ and text/ make
 * such a value.
 */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include "base/buf.h"
#include "base/str.h"

struct safe_html {
	struct str s;
};

/* Text for between tags, or for an attribute value in double quotes. */
void html_escape(struct buf *, struct str text);

#endif
