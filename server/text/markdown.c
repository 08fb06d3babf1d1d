/*
 * markdown.c: HTML from what md4c reads.  The words without the marks are made
 * in markdown_plain.c.
 */
#include "text/markdown.h"

#include <stdbool.h>
#include <string.h>

#include <md4c.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/utf8.h"
#include "text/entity.h"
#include "text/link.h"
#include "text/markdown_flags.h"

/* One text on its way to HTML. */
struct page {
	struct buf out;
	size_t depth;	   /* open elements */
	size_t n_links;	   /* open links and images; the outermost is shown */
	size_t link_at;	   /* where the text of that one begins in out */
	size_t heading_at; /* where the open heading begins in out */
	/* md4c 0.4.8 may return 0 after a callback made it stop. */
	bool gave_up;
};

/* What a callback tells md4c, and what md4c tells us. */
enum { MD4C_BROKE = -1, GO_ON, GIVE_UP };

static int
go_on(struct page *p)
{
	if (p->out.is_cut || p->depth > MARKDOWN_DEPTH_MAX)
		p->gave_up = true;
	return p->gave_up ? GIVE_UP : GO_ON;
}

static void
add_decoded(struct buf *b, struct str entity)
{
	char c[ENTITY_BYTES];

	buf_str(b, entity_decode(entity, c));
}

/* An attribute as md4c gives it, its character references decoded. */
static struct buf
decoded(const MD_ATTRIBUTE *a)
{
	struct buf b = { .max = MARKDOWN_HTML_MAX };

	if (a->size == 0)
		return b;
	for (size_t i = 0; a->substr_offsets[i] < a->size; i++) {
		size_t from = a->substr_offsets[i];
		size_t n = a->substr_offsets[i + 1] - from;
		struct str part = { a->text + from, n };

		if (a->substr_types[i] == MD_TEXT_ENTITY)
			add_decoded(&b, part);
		else
			buf_str(&b, part);
	}
	return b;
}

/* Links and images: only the outermost is a link, the rest is its text. */
static void
link_open(struct page *p, const MD_ATTRIBUTE *to, const MD_ATTRIBUTE *title)
{
	struct buf address, hint;

	if (p->n_links++ > 0)
		return;
	address = decoded(to);
	if (link_is_safe(buf_text(&address))) {
		buf_str(&p->out, STR("<a href=\""));
		link_print(&p->out, buf_text(&address));
		if (title->size > 0) {
			hint = decoded(title);
			buf_str(&p->out, STR("\" title=\""));
			html_escape(&p->out, buf_text(&hint));
			buf_free(&hint);
		}
		buf_str(&p->out, STR("\" rel=\"nofollow ugc\">"));
	}
	buf_free(&address);
	p->link_at = p->out.n;
}

/* Does the text of the link show its address already? */
static bool
shows(const struct page *p, struct str address)
{
	struct str text = str_skip(buf_text(&p->out), p->link_at);
	struct buf b = { .max = MARKDOWN_HTML_MAX };
	bool is_same;

	html_escape(&b, address);
	is_same = str_eq(text, buf_text(&b));
	buf_free(&b);
	return is_same;
}

static void
link_close(struct page *p, const MD_ATTRIBUTE *to)
{
	struct buf address;

	if (--p->n_links > 0)
		return;
	address = decoded(to);
	if (link_is_safe(buf_text(&address))) {
		/* a link without a text could not be seen */
		if (p->out.n == p->link_at)
			html_escape(&p->out, buf_text(&address));
		buf_str(&p->out, STR("</a>"));
	} else if (address.n > 0 && !shows(p, buf_text(&address))) {
		buf_str(&p->out, STR(" ("));
		html_escape(&p->out, buf_text(&address));
		buf_char(&p->out, ')');
	}
	buf_free(&address);
}

static void
list_open(struct page *p, const MD_BLOCK_OL_DETAIL *d)
{
	if (d->start == 1)
		buf_str(&p->out, STR("<ol>\n"));
	else
		buf_fmt(&p->out, "<ol start=\"%u\">\n", d->start);
}

static unsigned
heading_level(const MD_BLOCK_H_DETAIL *d)
{
	return d->level + 2 < 6 ? d->level + 2 : 6;
}

static void
heading_open(struct page *p, const MD_BLOCK_H_DETAIL *d)
{
	p->heading_at = p->out.n;
	buf_fmt(&p->out, "<h%u>", heading_level(d));
}

/* A heading without words is none: a screen reader would stop at it. */
static void
heading_close(struct page *p, const MD_BLOCK_H_DETAIL *d)
{
	if (p->out.n == p->heading_at + strlen("<h3>"))
		p->out.n = p->heading_at;
	else
		buf_fmt(&p->out, "</h%u>\n", heading_level(d));
}

static void
cell_open(struct page *p, const char *name, const MD_BLOCK_TD_DETAIL *d)
{
	const char *align = "";

	if (d->align == MD_ALIGN_CENTER)
		align = " class=\"align-center\"";
	else if (d->align == MD_ALIGN_RIGHT)
		align = " class=\"align-end\"";
	buf_fmt(&p->out, "<%s%s>", name, align);
}

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	struct page *p = arg;

	p->depth++;
	switch (type) {
	case MD_BLOCK_DOC:
	case MD_BLOCK_HTML:
		break;
	case MD_BLOCK_QUOTE:
		buf_str(&p->out, STR("<blockquote>\n"));
		break;
	case MD_BLOCK_UL:
		buf_str(&p->out, STR("<ul>\n"));
		break;
	case MD_BLOCK_OL:
		list_open(p, detail);
		break;
	case MD_BLOCK_LI:
		buf_str(&p->out, STR("<li>"));
		break;
	case MD_BLOCK_HR:
		buf_str(&p->out, STR("<hr>\n"));
		break;
	case MD_BLOCK_H:
		heading_open(p, detail);
		break;
	case MD_BLOCK_CODE:
		buf_str(&p->out, STR("<pre><code>"));
		break;
	case MD_BLOCK_P:
		buf_str(&p->out, STR("<p>"));
		break;
	case MD_BLOCK_TABLE:
		/* what scrolls must be within reach of a keyboard */
		buf_str(&p->out,
		    STR("<div class=\"table-scroll\" "
			"tabindex=\"0\"><table>\n"));
		break;
	case MD_BLOCK_THEAD:
		buf_str(&p->out, STR("<thead>\n"));
		break;
	case MD_BLOCK_TBODY:
		buf_str(&p->out, STR("<tbody>\n"));
		break;
	case MD_BLOCK_TR:
		buf_str(&p->out, STR("<tr>"));
		break;
	case MD_BLOCK_TH:
		cell_open(p, "th scope=\"col\"", detail);
		break;
	case MD_BLOCK_TD:
		cell_open(p, "td", detail);
		break;
	}
	return go_on(p);
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	static const char *const end[] = {
		[MD_BLOCK_QUOTE] = "</blockquote>\n",
		[MD_BLOCK_UL] = "</ul>\n",
		[MD_BLOCK_OL] = "</ol>\n",
		[MD_BLOCK_LI] = "</li>\n",
		[MD_BLOCK_CODE] = "</code></pre>\n",
		[MD_BLOCK_P] = "</p>\n",
		[MD_BLOCK_TABLE] = "</table></div>\n",
		[MD_BLOCK_THEAD] = "</thead>\n",
		[MD_BLOCK_TBODY] = "</tbody>\n",
		[MD_BLOCK_TR] = "</tr>\n",
		[MD_BLOCK_TH] = "</th>",
		[MD_BLOCK_TD] = "</td>",
	};
	struct page *p = arg;

	p->depth--;
	if (type == MD_BLOCK_H)
		heading_close(p, detail);
	else
		buf_str(&p->out, str_of(end[type]));
	return go_on(p);
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
	struct page *p = arg;

	p->depth++;
	if (type == MD_SPAN_EM) {
		buf_str(&p->out, STR("<em>"));
	} else if (type == MD_SPAN_STRONG) {
		buf_str(&p->out, STR("<strong>"));
	} else if (type == MD_SPAN_DEL) {
		buf_str(&p->out, STR("<del>"));
	} else if (type == MD_SPAN_CODE) {
		buf_str(&p->out, STR("<code>"));
	} else if (type == MD_SPAN_A) {
		const MD_SPAN_A_DETAIL *d = detail;

		link_open(p, &d->href, &d->title);
	} else if (type == MD_SPAN_IMG) {
		const MD_SPAN_IMG_DETAIL *d = detail;

		link_open(p, &d->src, &d->title);
	}
	return go_on(p);
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
	struct page *p = arg;

	p->depth--;
	if (type == MD_SPAN_EM)
		buf_str(&p->out, STR("</em>"));
	else if (type == MD_SPAN_STRONG)
		buf_str(&p->out, STR("</strong>"));
	else if (type == MD_SPAN_DEL)
		buf_str(&p->out, STR("</del>"));
	else if (type == MD_SPAN_CODE)
		buf_str(&p->out, STR("</code>"));
	else if (type == MD_SPAN_A)
		link_close(p, &((const MD_SPAN_A_DETAIL *)detail)->href);
	else if (type == MD_SPAN_IMG)
		link_close(p, &((const MD_SPAN_IMG_DETAIL *)detail)->src);
	return go_on(p);
}

static int
text(MD_TEXTTYPE type, const MD_CHAR *chars, MD_SIZE size, void *arg)
{
	struct page *p = arg;
	struct str s = { chars, size };
	char c[ENTITY_BYTES];

	if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
		buf_str(&p->out, STR("<br>\n"));
	else if (type == MD_TEXT_ENTITY)
		html_escape(&p->out, entity_decode(s, c));
	else
		html_escape(&p->out, s);
	return go_on(p);
}

enum err
markdown_render(struct arena *a, struct str md, struct safe_html *out)
{
	static const MD_PARSER parser = {
		.flags = MARKDOWN_FLAGS,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = text,
	};
	struct page p = { .out = { .max = MARKDOWN_HTML_MAX } };
	enum err e = ERR_INVALID;
	int result;

	if (md.n > MARKDOWN_TEXT_MAX || !utf8_is_text(md))
		return ERR_INVALID;
	result = md_parse(md.p, (MD_SIZE)md.n, &parser, &p);
	if (result == MD4C_BROKE) {
		LOG_ERROR("text.markdown", "md4c gave up");
		e = ERR_INTERNAL;
	} else if (!p.gave_up) {
		*out = (struct safe_html){ arena_str(a, buf_text(&p.out)) };
		e = OK;
	}
	buf_free(&p.out);
	return e;
}

struct safe_html
markdown_stored(struct str html)
{
	return (struct safe_html){ html };
}
