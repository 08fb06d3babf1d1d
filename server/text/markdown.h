/*
 * markdown.h: what people write, as HTML that cannot harm.
 *
 * CommonMark with tables, strikethrough and autolinks, and these differences:
 *
 * - raw HTML is shown as text
 * - links are http, https or mailto, decided on the decoded address (link.h),
 *   and carry rel="nofollow ugc"; any other is shown as its text with the
 *   address in parentheses behind it, so that nothing that was typed is lost
 * - images become links with the alternative text in them
 * - headings begin at <h3>, because the page has the first two; both # and ##
 *   are one, because many begin with ##; none is deeper than the one before it
 *   by more than a step, so that a screen reader misses none
 * - a line break in a paragraph is a line break: members type plain text, and
 *   an address or a poem shall look as it was typed
 * - quotes and lists, the outermost of each, carry dir="auto": an Arabic one in
 *   a Dutch text has its line or its signs on the right
 * - of the named character references those of HTML 4 are known
 *
 * Classes that the style sheet must know: table-scroll (a box around a table
 * that scrolls sideways), align-center and align-end on cells.  Nothing else
 * carries a class, and no element an id or a style.
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
	MARKDOWN_VERSION = 3,
	MARKDOWN_TEXT_MAX = 64 << 10,  /* bytes of input */
	MARKDOWN_HTML_MAX = 512 << 10, /* bytes of output */
	MARKDOWN_DEPTH_MAX = 64	       /* elements within one another */
};

/*
 * The elements of the result are balanced and properly nested.
 *
 * ERR_INVALID	the text is no text (utf8_is_text) or longer than
 *		MARKDOWN_TEXT_MAX, the output would outgrow MARKDOWN_HTML_MAX
 *		(reference links can blow up), or it nests too deep
 */
enum err markdown_render(
    struct arena *, struct str text, struct safe_html *out) MUST_CHECK;

/* HTML that markdown_render made earlier and the database kept. */
struct safe_html markdown_stored(struct str html);

/*
 * The words of a markdown text without its marks, on one line, cut at a word to
 * at most n characters, an ellipsis counted: for descriptions and lists.  Empty
 * for what is no text or longer than MARKDOWN_TEXT_MAX.
 */
struct str markdown_excerpt(struct arena *, struct str text, size_t n);

/* All its words, on one line, for the search index; empty as above. */
struct str markdown_plain(struct arena *, struct str text);

#endif
