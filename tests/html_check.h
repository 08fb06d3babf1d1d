/*
 * html_check.h: is this what the markdown renderer may write?
 *
 * A grammar of its own, stricter than a browser: the elements and attributes
 * that text/markdown.h promises and no others, double quotes, every element
 * closed in order, four character references, links with three schemes.
 */
#ifndef HTML_CHECK_H
#define HTML_CHECK_H

#include <stdbool.h>
#include <string.h>

#include "base/num.h"
#include "base/str.h"

enum { HTML_CHECK_DEPTH = 128 };

struct html_check {
	struct str open[HTML_CHECK_DEPTH];
	size_t n_open;
	const char *why; /* the first thing that is wrong, or NULL */
};

/* "tag attribute=value": a value that is given is the only one. */
static const char *const html_check_allowed[] = { "p", "br", "hr", "ul", "ol",
	"li", "blockquote", "pre", "code", "em", "strong", "del", "h3", "h4",
	"h5", "h6", "a", "div", "table", "thead", "tbody", "tr", "th", "td",
	"a href", "a title", "a rel=nofollow ugc", "ol start", "ul dir=auto",
	"ol dir=auto", "blockquote dir=auto", "div class=table-scroll",
	"div tabindex=0", "th scope=col", "th class=align-center",
	"th class=align-end", "td class=align-center", "td class=align-end" };

static inline bool
html_check_knows(struct str tag, struct str name, struct str value)
{
	for (size_t i = 0; i < ARRAY_LEN(html_check_allowed); i++) {
		struct str rest = str_of(html_check_allowed[i]), part;

		str_cut(&rest, ' ', &part);
		if (!str_eq(part, tag))
			continue;
		if (name.n == 0 && rest.n == 0)
			return true;
		if (name.n == 0 || !str_cut(&rest, '=', &part))
			continue;
		if (str_eq(part, name) && (rest.n == 0 || str_eq(rest, value)))
			return true;
	}
	return false;
}

static inline void
html_check_fail(struct html_check *c, const char *why)
{
	if (c->why == NULL)
		c->why = why;
}

static inline void
html_check_text(struct html_check *c, struct str s)
{
	static const char *const references[] = { "&amp;", "&lt;", "&gt;",
		"&quot;" };

	for (size_t i = 0; i < s.n; i++) {
		bool is_known = s.p[i] != '&';

		if (s.p[i] == '<' || s.p[i] == '>' || s.p[i] == '"')
			html_check_fail(c, "a bare <, > or \"");
		if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n' &&
		    s.p[i] != '\t' && s.p[i] != '\r')
			html_check_fail(c, "a control character");
		for (size_t k = 0; k < ARRAY_LEN(references); k++)
			is_known |= str_has_prefix(
			    str_skip(s, i), str_of(references[k]));
		if (!is_known)
			html_check_fail(c, "a bare &");
	}
}

static inline void
html_check_href(struct html_check *c, struct str value)
{
	struct str scheme = { value.p, str_find(value, ':') };

	if (!str_eq_nocase(scheme, STR("https")) &&
	    !str_eq_nocase(scheme, STR("http")) &&
	    !str_eq_nocase(scheme, STR("mailto")))
		html_check_fail(c, "a link with another scheme");
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] <= ' ' ||
		    (unsigned char)value.p[i] >= 0x7f)
			html_check_fail(c, "a link that is no URL");
}

/* What stands between < and >, without them. */
static inline void
html_check_tag(struct html_check *c, struct str s)
{
	struct str tag = STR_NONE, name, value;

	if (s.n > 0 && s.p[0] == '/') {
		if (c->n_open == 0 ||
		    !str_eq(c->open[--c->n_open], str_skip(s, 1)))
			html_check_fail(c, "an end tag that closes nothing");
		return;
	}
	if (!str_cut(&s, ' ', &tag) ||
	    !html_check_knows(tag, STR_NONE, STR_NONE))
		html_check_fail(c, "an element that is not allowed");
	while (s.n > 0 && c->why == NULL) {
		if (!str_cut(&s, '=', &name) || s.n < 2 || s.p[0] != '"') {
			html_check_fail(c, "an attribute without quotes");
			return;
		}
		s = str_skip(s, 1);
		value = (struct str){ s.p, str_find(s, '"') };
		s = str_skip(s, value.n + 1);
		if (s.n > 0 && s.p[0] != ' ')
			html_check_fail(c, "no space between attributes");
		s = str_skip(s, 1);
		if (!html_check_knows(tag, name, value))
			html_check_fail(c, "an attribute that is not allowed");
		if (str_eq(name, STR("href")))
			html_check_href(c, value);
		html_check_text(c, value);
	}
	if (str_eq(tag, STR("br")) || str_eq(tag, STR("hr")))
		return;
	if (c->n_open == HTML_CHECK_DEPTH)
		html_check_fail(c, "nested too deep");
	else
		c->open[c->n_open++] = tag;
}

/* What is wrong with it, or NULL. */
static inline const char *
html_check(struct str html)
{
	struct html_check c = { .n_open = 0 };
	struct str text, tag;

	while (html.n > 0 && c.why == NULL) {
		text = (struct str){ html.p, str_find(html, '<') };
		html_check_text(&c, text);
		html = str_skip(html, text.n);
		if (html.n == 0)
			break;
		if (str_find(html, '>') == html.n)
			html_check_fail(&c, "a tag without an end");
		str_cut(&html, '>', &tag);
		html_check_tag(&c, str_skip(tag, 1));
	}
	if (c.n_open > 0)
		html_check_fail(&c, "an element without an end");
	return c.why;
}

#endif
