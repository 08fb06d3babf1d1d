/*
 * html.h: HTML that may be shown without escaping.  Only render/ and text/ make
 * such a value.
 */
#ifndef TEXT_HTML_H
#define TEXT_HTML_H

#include "base/str.h"

struct safe_html {
	struct str s;
};

#endif
