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
#include "text/entity.h"
#include "text/link.h"
#include "text/markdown_source.h"

/* An element that waits for its end. */
struct element {
	bool is_span;
	int type;	 /* MD_BLOCKTYPE or MD_SPANTYPE */
	const char *end; /* its end tag */
};

/*
 * One text on its way to HTML.
 *
 * md4c 0.4.8 does not always end the spans that it began, and may return 0
 * after a callback made it stop; so that we remember both ourselves.
 */
struct page {
	struct str source;
	struct buf out;
	struct element open[MARKDOWN_DEPTH_MAX];
	size_t n_open;
	size_t n_links;	   /* open links and images; the outermost is shown */
	size_t link_at;	   /* where the text of that one begins in out */
	size_t heading_at; /* where the open heading begins in out */
	unsigned heading;  /* the last one: 3 for <h3>, 2 before any */
	bool gave_up;
};

/* What a callback tells md4c, and what md4c tells us. */
enum { MD4C_BROKE = -1, GO_ON, GIVE_UP };

static bool
is_link(const struct element *e)
{
	return e->is_span && (e->type == MD_SPAN_A || e->type == MD_SPAN_IMG);
}

static void
push(struct page *p, bool is_span, int type, const char *end)
{
	struct element e = { is_span, type, end };

	if (p->n_open == MARKDOWN_DEPTH_MAX) {
		p->gave_up = true;
		return;
	}
	p->n_links += is_link(&e);
	p->open[p->n_open++] = e;
}

static void
pop(struct page *p)
{
	const struct element *e = &p->open[--p->n_open];

	p->n_links -= is_link(e);
	buf_str(&p->out, str_of(e->end));
}

/*
 * Bring the element that ends now to the top by ending what stands open within
 * it.  False when it was never opened, or is a span outside the present block.
 */
static bool
uncover(struct page *p, bool is_span, int type)
{
	size_t at = p->n_open;

	do {
		if (at == 0 || (is_span && !p->open[at - 1].is_span))
			return false;
		at--;
	} while (p->open[at].is_span != is_span || p->open[at].type != type);
	while (p->n_open > at + 1)
		pop(p);
	return true;
}

static int
go_on(struct page *p)
{
	if (p->out.is_cut)
		p->gave_up = true;
	return p->gave_up ? GIVE_UP : GO_ON;
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
		char c[ENTITY_BYTES];

		if (a->substr_types[i] == MD_TEXT_ENTITY)
			part = entity_decode(part, c);
		buf_str(&b, part);
	}
	return b;
}

/* Links and images: only the outermost is a link, the rest is its text. */
static void
link_open(
    struct page *p, int type, const MD_ATTRIBUTE *to, const MD_ATTRIBUTE *title)
{
	struct buf address = { 0 }, hint;
	const char *end = "";

	if (p->n_links == 0)
		address = decoded(to);
	if (link_is_safe(buf_text(&address))) {
		end = "</a>";
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
	if (p->n_links == 0)
		p->link_at = p->out.n;
	push(p, true, type, end);
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

	if (p->n_links == 1) {
		address = decoded(to);
		if (link_is_safe(buf_text(&address))) {
			/* a link without a text could not be seen */
			if (p->out.n == p->link_at)
				html_escape(&p->out, buf_text(&address));
		} else if (address.n > 0 && !shows(p, buf_text(&address))) {
			buf_str(&p->out, STR(" ("));
			html_escape(&p->out, buf_text(&address));
			buf_char(&p->out, ')');
		}
		buf_free(&address);
	}
	pop(p);
}

/*
 * Where the line of a quote and the signs of a list stand follows from its own
 * words; what is inside one follows it.
 */
static void
turned_open(struct page *p, const char *name, unsigned start)
{
	buf_fmt(&p->out, "<%s", name);
	if (p->n_open == 1) /* the document */
		buf_str(&p->out, STR(" dir=\"auto\""));
	if (start != 1)
		buf_fmt(&p->out, " start=\"%u\"", start);
	buf_str(&p->out, STR(">\n"));
}

static const char *
heading_open(struct page *p, const MD_BLOCK_H_DETAIL *d)
{
	static const char *const end[] = { "</h3>\n", "</h4>\n", "</h5>\n",
		"</h6>\n" };
	unsigned h = d->level < 3 ? 3 : d->level < 5 ? d->level + 1 : 6;

	if (h > p->heading + 1)
		h = p->heading + 1;
	p->heading_at = p->out.n;
	buf_fmt(&p->out, "<h%u>", h);
	return end[h - 3];
}

/* A heading without words is none: a screen reader would stop at it. */
static void
heading_close(struct page *p)
{
	if (p->out.n == p->heading_at + strlen("<h3>")) {
		p->out.n = p->heading_at;
		p->n_open--;
	} else {
		p->heading = (unsigned)(p->out.p[p->heading_at + 2] - '0');
		pop(p);
	}
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

/* The tags of what needs no thought. */
static const char *const block_begin[] = {
	[MD_BLOCK_LI] = "<li>",
	[MD_BLOCK_HR] = "<hr>\n",
	[MD_BLOCK_CODE] = "<pre><code>",
	[MD_BLOCK_P] = "<p>",
	/* what scrolls must be within reach of a keyboard */
	[MD_BLOCK_TABLE] = "<div class=\"table-scroll\" "
			   "tabindex=\"0\"><table>\n",
	[MD_BLOCK_THEAD] = "<thead>\n",
	[MD_BLOCK_TBODY] = "<tbody>\n",
	[MD_BLOCK_TR] = "<tr>",
};

static const char *const block_end[] = {
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

static const char *const span_begin[] = {
	[MD_SPAN_EM] = "<em>",
	[MD_SPAN_STRONG] = "<strong>",
	[MD_SPAN_CODE] = "<code>",
	[MD_SPAN_DEL] = "<del>",
};

static const char *const span_end[] = {
	[MD_SPAN_EM] = "</em>",
	[MD_SPAN_STRONG] = "</strong>",
	[MD_SPAN_CODE] = "</code>",
	[MD_SPAN_DEL] = "</del>",
};

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	struct page *p = arg;
	const char *end = block_end[type];

	if (type == MD_BLOCK_QUOTE)
		turned_open(p, "blockquote", 1);
	else if (type == MD_BLOCK_UL)
		turned_open(p, "ul", 1);
	else if (type == MD_BLOCK_OL)
		turned_open(p, "ol", ((MD_BLOCK_OL_DETAIL *)detail)->start);
	else if (type == MD_BLOCK_H)
		end = heading_open(p, detail);
	else if (type == MD_BLOCK_TH)
		cell_open(p, "th scope=\"col\"", detail);
	else if (type == MD_BLOCK_TD)
		cell_open(p, "td", detail);
	else
		buf_str(&p->out, str_of(block_begin[type]));
	push(p, false, (int)type, end);
	return go_on(p);
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	struct page *p = arg;

	(void)detail;
	if (!uncover(p, false, (int)type))
		return go_on(p);
	if (type == MD_BLOCK_H)
		heading_close(p);
	else
		pop(p);
	return go_on(p);
}

static int
enter_span(MD_SPANTYPE type, void *detail, void *arg)
{
	struct page *p = arg;

	if (type == MD_SPAN_A) {
		const MD_SPAN_A_DETAIL *d = detail;

		link_open(p, (int)type, &d->href, &d->title);
	} else if (type == MD_SPAN_IMG) {
		const MD_SPAN_IMG_DETAIL *d = detail;

		link_open(p, (int)type, &d->src, &d->title);
	} else {
		buf_str(&p->out, str_of(span_begin[type]));
		push(p, true, (int)type, span_end[type]);
	}
	return go_on(p);
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *arg)
{
	struct page *p = arg;

	if (!uncover(p, true, (int)type))
		return go_on(p);
	if (type == MD_SPAN_A)
		link_close(p, &((const MD_SPAN_A_DETAIL *)detail)->href);
	else if (type == MD_SPAN_IMG)
		link_close(p, &((const MD_SPAN_IMG_DETAIL *)detail)->src);
	else
		pop(p);
	return go_on(p);
}

static int
text(MD_TEXTTYPE type, const MD_CHAR *chars, MD_SIZE size, void *arg)
{
	struct page *p = arg;
	struct str s = { chars, size };
	char c[ENTITY_BYTES];

	if (!markdown_is_inside(p->source, chars, size)) {
		p->gave_up = true;
		return GIVE_UP;
	}
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
	struct page p = { .out = { .max = MARKDOWN_HTML_MAX }, .heading = 2 };
	enum err e;
	int result;

	if ((e = markdown_source(a, md, &p.source)) != OK)
		return e;
	result = md_parse(p.source.p, (MD_SIZE)p.source.n, &parser, &p);
	if (result == MD4C_BROKE) {
		LOG_ERROR("text.markdown", "md4c gave up");
		e = ERR_INTERNAL;
	} else if (p.gave_up || p.n_open != 0) {
		e = ERR_INVALID;
	} else {
		*out = (struct safe_html){ arena_str(a, buf_text(&p.out)) };
	}
	buf_free(&p.out);
	return e;
}

struct safe_html
markdown_stored(struct str html)
{
	return (struct safe_html){ html };
}
