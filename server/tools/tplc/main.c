/*
 * tplc: compile the HTML templates of web/templates/ to C.
 *
 *	tplc VIEWS.h MESSAGES.lst ASSETS.lst OUT_DIR [TEMPLATE.html ...]
 *
 * NAME.html becomes OUT_DIR/NAME.c with the function tpl_NAME(), or with a
 * slot in it tpl_NAME_begin() and tpl_NAME_end(); OUT_DIR/all.h declares them
 * all and includes VIEWS.h.  The language is web/templates/README.md.
 *
 * Text between the tags becomes string literals.  The compiler follows the
 * HTML state (text, tag, quoted value, address, script, comment) and picks the
 * escaper for every expression from it, so that an author cannot choose the
 * wrong one and cannot forget it.
 */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/tplc/tplc.h"

_Noreturn void
tplc_fail(const struct tplc *t, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	tool_fail(t->path, t->line, "%s", text);
}

static struct tool_out *
body(struct tplc *t)
{
	return &t->body[t->has_slot];
}

void
tplc_flush(struct tplc *t)
{
	size_t n;

	for (size_t i = 0; i < t->literal.n; i += n) {
		n = t->literal.n - i;
		if (n > TOOL_LITERAL_MAX)
			n = TOOL_LITERAL_MAX;
		tool_fmt(body(t), "\tbuf_add(out, \"");
		tool_add_literal(body(t), t->literal.p + i, n);
		tool_fmt(body(t), "\", %zu);\n", n);
	}
	t->literal.n = 0;
}

void
tplc_code(struct tplc *t, const char *fmt, ...)
{
	char *text;
	va_list ap;
	int n;

	tplc_flush(t);
	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	text = tool_alloc((size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(text, (size_t)n + 1, fmt, ap);
	va_end(ap);
	tool_fmt(body(t), "#line %d \"%s\"\n\t%s\n", t->line, t->path, text);
	free(text);
}

/* The end mark of the tag that begins at p; NULL where none begins. */
static const char *
tag_close(const char *p)
{
	if (p[0] != '{')
		return NULL;
	return p[1] == '{' ? "}}"
	    : p[1] == '%'  ? "%}"
	    : p[1] == '#'  ? "#}"
			   : NULL;
}

/*
 * At the begin of a line: where it ends, when nothing but white space, block
 * tags and comments stand on it; else t->pos.
 */
static size_t
silent_line_end(const struct tplc *t)
{
	const char *p = t->src + t->pos, *close, *end;
	bool may_drop = html_may_squeeze(&t->html);

	for (;; may_drop = true) {
		p += strspn(p, " \t\r");
		if (*p == '\n' && may_drop)
			return (size_t)(p + 1 - t->src);
		if ((close = tag_close(p)) == NULL || p[1] == '{' ||
		    (end = strstr(p, close)) == NULL)
			return t->pos;
		p = end + 2;
	}
}

static void
take_char(struct tplc *t)
{
	char c = t->src[t->pos];

	if (t->name == NULL && !isspace((unsigned char)c))
		tplc_fail(t, "a template begins with 'page'");
	html_step(t);
	if (t->pos >= t->silent_end)
		tool_add(&t->literal, &c, 1);
	t->line += c == '\n';
	t->pos++;
}

/* Drop the white space that a line begins with, where it means nothing. */
static void
begin_line(struct tplc *t)
{
	t->silent_end = silent_line_end(t);
	if (t->silent_end == t->pos && html_may_squeeze(&t->html))
		t->pos += strspn(t->src + t->pos, " \t");
}

static void
take_tag(struct tplc *t, const char *close)
{
	char *start = t->src + t->pos, *end = strstr(start, close), *text;
	int line = t->line;

	if (end == NULL)
		tplc_fail(t, "'%.2s' without '%s'", start, close);
	for (char *p = start; p < end; p++)
		line += *p == '\n';
	*end = '\0';
	t->pos = (size_t)(end - t->src) + 2;
	text = start + 2;
	while (isspace((unsigned char)*text))
		text++;
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	/* expressions go into one line of C */
	for (char *p = text; p < end; p++)
		if (*p == '\n')
			*p = ' ';
	if (start[1] == '{' && t->name == NULL)
		tplc_fail(t, "a template begins with 'page'");
	if (start[1] == '{')
		tplc_expr(t, text);
	else if (start[1] == '%')
		tplc_block(t, text);
	t->line = line;
}

static void
compile(struct tplc *t)
{
	const char *close;

	begin_line(t);
	while (t->pos < t->len) {
		close = tag_close(t->src + t->pos);
		if (close != NULL) {
			take_tag(t, close);
			continue;
		}
		take_char(t);
		if (t->src[t->pos - 1] == '\n')
			begin_line(t);
	}
	if (t->name == NULL)
		tplc_fail(t, "a template begins with 'page'");
	if (t->n_blocks > 0)
		tplc_fail(t, "the block of line %d has no end",
		    t->blocks[t->n_blocks - 1].line);
	if (t->html.n_open > 0)
		tplc_fail(t, "<%s> of line %d is not closed",
		    t->html.open[t->html.n_open - 1].name,
		    t->html.open[t->html.n_open - 1].line);
	if (t->html.at.state != HTML_IN_TEXT)
		tplc_fail(t, "the file ends inside a tag");
	tplc_flush(t);
}

static void
add_signature(
    struct tool_out *o, const struct tplc *t, const char *part, bool is_long)
{
	tool_fmt(o,
	    "void%stpl_%s%s(struct buf *out, const struct render *r%s%s)",
	    is_long ? "\n" : " ", t->name, part,
	    t->params[0] == '\0' ? "" : ", ", t->params);
}

/* "(void)v;" for each parameter: a template need not use what it is given. */
static void
add_uses(struct tool_out *o, const char *params)
{
	const char *end = params, *start;

	tool_fmt(o, "\t(void)out;\n\t(void)r;\n");
	while (*end != '\0') {
		end += strcspn(end, ",");
		for (start = end; start > params &&
		     (isalnum((unsigned char)start[-1]) || start[-1] == '_');
		     start--)
			continue;
		tool_fmt(o, "\t(void)%.*s;\n", (int)(end - start), start);
		end += *end == ',';
	}
}

static void
add_function(struct tool_out *o, const struct tplc *t, const char *part, int n)
{
	tool_add(o, "\n", 1);
	add_signature(o, t, part, true);
	tool_fmt(o, "\n{\n");
	add_uses(o, t->params);
	if (t->body[n].n > 0)
		tool_add(o, t->body[n].p, t->body[n].n);
	tool_fmt(o, "}\n");
}

static void
write_source(const struct tplc *t, const char *dir)
{
	struct tool_out o = { 0 }, path = { 0 };

	tool_fmt(&o,
	    "/* Generated from %s; do not edit. */\n"
	    "#include \"tpl/all.h\"\n\n"
	    "#include \"messages.h\"\n#include \"render/tpl.h\"\n",
	    t->path);
	if (t->has_slot) {
		add_function(&o, t, "_begin", 0);
		add_function(&o, t, "_end", 1);
	} else {
		add_function(&o, t, "", 0);
	}
	tool_fmt(&path, "%s/%s.c", dir, t->name);
	tool_write(path.p, &o);
}

static void
add_declarations(struct tool_out *o, const struct tplc *t)
{
	add_signature(o, t, t->has_slot ? "_begin" : "", false);
	tool_fmt(o, ";\n");
	if (t->has_slot) {
		add_signature(o, t, "_end", false);
		tool_fmt(o, ";\n");
	}
}

int
main(int argc, char **argv)
{
	struct tool_out header = { 0 }, path = { 0 };
	struct tplc_list messages, assets;
	bool has_complaint = false;

	if (argc < 5)
		tool_fail("tplc", 0,
		    "usage: tplc VIEWS.h MESSAGES.lst ASSETS.lst OUT_DIR "
		    "[TEMPLATE.html ...]");
	tplc_list_read(&messages, argv[2]);
	tplc_list_read(&assets, argv[3]);
	tool_fmt(&header,
	    "/* Generated by tplc; do not edit. */\n"
	    "#ifndef GEN_TPL_ALL_H\n#define GEN_TPL_ALL_H\n\n"
	    "#include \"%s\"\n\nstruct buf;\nstruct render;\n\n",
	    argv[1]);
	for (int i = 5; i < argc; i++) {
		struct tplc *t = tool_alloc(sizeof(*t));

		t->path = argv[i];
		t->line = 1;
		t->messages = &messages;
		t->assets = &assets;
		t->src = tool_read(argv[i], &t->len);
		compile(t);
		write_source(t, argv[4]);
		add_declarations(&header, t);
		has_complaint = has_complaint || t->has_complaint;
	}
	if (has_complaint)
		return 1;
	tool_fmt(&header, "\n#endif\n");
	tool_fmt(&path, "%s/all.h", argv[4]);
	tool_write(path.p, &header);
	return 0;
}
