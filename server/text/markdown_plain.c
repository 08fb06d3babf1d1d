/*
 * markdown_plain.c: the words of a markdown text without its marks.
 */
#include <md4c.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "text/entity.h"
#include "text/markdown.h"
#include "text/markdown_source.h"

struct words {
	struct str source;
	struct buf out;
};

/* Write text with each run of white space as one space, none in front. */
static void
add_words(struct buf *b, struct str text)
{
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '\t' || c == '\n' || c == '\r')
			c = ' ';
		if (c != ' ' || (b->n > 0 && b->p[b->n - 1] != ' '))
			buf_char(b, c);
	}
}

/* Blocks stand apart, spans do not. */
static int
at_block(MD_BLOCKTYPE type, void *detail, void *arg)
{
	struct words *w = arg;

	(void)type;
	(void)detail;
	add_words(&w->out, STR(" "));
	return w->out.is_cut;
}

static int
at_span(MD_SPANTYPE type, void *detail, void *arg)
{
	(void)type;
	(void)detail;
	(void)arg;
	return 0;
}

static int
text(MD_TEXTTYPE type, const MD_CHAR *chars, MD_SIZE size, void *arg)
{
	struct words *w = arg;
	struct str s = { chars, size };
	char c[ENTITY_BYTES];

	if (!markdown_is_inside(w->source, chars, size))
		return 1;
	if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
		s = STR(" ");
	else if (type == MD_TEXT_ENTITY)
		s = entity_decode(s, c);
	add_words(&w->out, s);
	return w->out.is_cut;
}

struct str
markdown_plain(struct arena *a, struct str md)
{
	static const MD_PARSER parser = {
		.flags = MARKDOWN_FLAGS,
		.enter_block = at_block,
		.leave_block = at_block,
		.enter_span = at_span,
		.leave_span = at_span,
		.text = text,
	};
	struct words w = { .out = { .max = MARKDOWN_HTML_MAX } };
	struct str all;

	if (markdown_source(a, md, &w.source) != OK)
		return STR_NONE;
	/* Where it stops early, the words up to there are good enough. */
	(void)md_parse(w.source.p, (MD_SIZE)w.source.n, &parser, &w);
	all = arena_str(a, str_trim(buf_text(&w.out)));
	buf_free(&w.out);
	return all;
}

struct str
markdown_excerpt(struct arena *a, struct str md, size_t n)
{
	struct str words = markdown_plain(a, md), cut;

	if (n == 0)
		return STR_NONE;
	if (utf8_count(words) <= n)
		return words;
	cut = utf8_cut(words, n - 1);
	/* Back to the end of a word, unless that would leave little. */
	if (words.p[cut.n] != ' ')
		for (size_t i = cut.n; i > cut.n / 2; i--)
			if (cut.p[i - 1] == ' ') {
				cut.n = i - 1;
				break;
			}
	cut = str_trim(cut);
	return arena_fmt(a, STR_FMT "…", STR_ARG(cut));
}
