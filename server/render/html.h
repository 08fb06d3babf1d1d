/*
 * html.h: text in HTML, so that it stays text.
 */
#ifndef RENDER_HTML_H
#define RENDER_HTML_H

#include "base/buf.h"
#include "base/str.h"

/*
 * Escaped for text between tags and for values in double or single quotes.
 * What is not UTF-8, and control characters that HTML knows not, become U+FFFD.
 */
void html_text(struct buf *, struct str);

/*
 * An address as the whole value of an attribute: a path of this site, "#...",
 * "?...", https, http, mailto or tel; anything else becomes "#".
 */
void html_url(struct buf *, struct str);

/*
 * A piece of an address: percent-encoded but for letters, digits and -._~@, so
 * that it cannot end the part that it stands in.
 */
void html_url_part(struct buf *, struct str);

#endif
