/*
 * markdown.h: what people write, as HTML that cannot harm.
 *
 * CommonMark with tables, strikethrough and autolinks.  Raw HTML is shown as
 * text; links are http, https or mailto, decided on the decoded address, and
 * carry rel="nofollow ugc"; images become links.  Headings begin at <h3>.
 */
#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "text/html.h"

enum {
	/* Raised when the same text would give other HTML. */
	MARKDOWN_VERSION = 1,
	MARKDOWN_HTML_MAX = 512 << 10 /* bytes of output */
};

/*
 * ERR_INVALID	the output would outgrow MARKDOWN_HTML_MAX (reference links
 *		can blow up), or the input nests too deep
 */
enum err markdown_render(
    struct arena *, struct str text, struct safe_html *out) MUST_CHECK;

/* HTML that markdown_render made earlier and the database kept. */
struct safe_html markdown_stored(struct str html);

/*
 * The words of a markdown text without its marks, on one line, cut at a word to
 * at most n characters with an ellipsis: for descriptions and lists.
 */
struct str markdown_excerpt(struct arena *, struct str text, size_t n);

/* All its words, for the search index. */
struct str markdown_plain(struct arena *, struct str text);

#endif
