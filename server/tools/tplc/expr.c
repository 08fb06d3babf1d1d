#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tools/tplc/tplc.h"

enum { ARGS_MAX = 8 };

/* name=expression of a message */
struct arg {
	const char *name, *expr;
};

/* Where an expression may stand; the name of the macro that escapes there. */
static const char *
escaper(struct tplc *t)
{
	struct html *h = &t->html;

	switch (h->at.state) {
	case HTML_IN_TEXT:
		return html_is_text_only(h) ? "PLAIN" : "TEXT";
	case HTML_IN_VALUE:
		break;
	case HTML_AT_VALUE:
		tplc_fail(t, "the value of '%s' needs double quotes", h->attr);
	case HTML_IN_TAG_NAME:
	case HTML_IN_SPACE:
	case HTML_IN_ATTR_NAME:
	case HTML_BEHIND_VALUE:
		tplc_fail(t, "an expression in <%s> outside a quoted value",
		    h->tag.name);
	case HTML_IN_RAW:
		tplc_fail(t, "no expression may enter <%s>",
		    h->open[h->n_open - 1].name);
	case HTML_IN_COMMENT:
	case HTML_IN_DOCTYPE:
		tplc_fail(t, "no expression may enter a comment");
	}
	switch (h->at.value) {
	case VALUE_PLAIN:
		return "PLAIN";
	case VALUE_CODE:
		tplc_fail(t, "no expression may enter attribute '%s'", h->attr);
	case VALUE_URL_START:
		h->at.value = VALUE_URL_REST;
		return "URL";
	case VALUE_URL_REST:
		html_check_url(t);
		return "URL_PART";
	case VALUE_URL_EITHER:
		break;
	}
	tplc_fail(t, "an address that has begun in one branch only");
}

/* Browsers drop a first newline in these; what a person typed keeps its own. */
static void
save_newline(struct tplc *t)
{
	const struct html *h = &t->html;
	const char *name = h->n_open == 0 ? "" : h->open[h->n_open - 1].name;

	if (h->at.state == HTML_IN_TEXT && strcmp(name, "textarea") == 0 &&
	    t->literal.n > 0 && t->literal.p[t->literal.n - 1] == '>')
		tool_add(&t->literal, "\n", 1);
}

/* A missing word or file is no reason not to look for the next. */
static void
complain(struct tplc *t, const char *what, const char *name, size_t len,
    const struct tplc_list *list)
{
	tool_complain(t->path, t->line, "%s '%.*s' in %s", what, (int)len, name,
	    tool_base_name(list->path));
	t->has_complaint = true;
}

static void
asset(struct tplc *t, const char *name)
{
	const struct tplc_entry *e;

	if (t->html.at.state != HTML_IN_VALUE ||
	    t->html.at.value != VALUE_URL_START)
		tplc_fail(t, "an asset is the whole address in an attribute");
	e = tplc_list_find(t->assets, name, strlen(name));
	if (e == NULL) {
		complain(t, "there is no file", name, strlen(name), t->assets);
		return;
	}
	t->html.at.value = VALUE_URL_REST;
	tool_add(&t->literal, e->rest, strlen(e->rest));
}

/* The end of an expression: white space outside brackets and quotes. */
static char *
expr_end(struct tplc *t, char *p)
{
	char quote = '\0';
	int depth = 0;

	for (; *p != '\0'; p++) {
		if (quote != '\0') {
			if (*p == '\\' && p[1] != '\0')
				p++;
			else if (*p == quote)
				quote = '\0';
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if (strchr("([{", *p) != NULL) {
			depth++;
		} else if (strchr(")]}", *p) != NULL) {
			depth--;
		} else if (depth == 0 && isspace((unsigned char)*p)) {
			return p;
		}
	}
	if (quote != '\0' || depth != 0)
		tplc_fail(t, "an expression without its end");
	return p;
}

static size_t
parse_args(struct tplc *t, char *p, struct arg *args)
{
	size_t n = 0;
	char *end;

	for (;;) {
		while (isspace((unsigned char)*p))
			*p++ = '\0';
		if (*p == '\0')
			return n;
		if (n == ARGS_MAX)
			tplc_fail(t, "more than %d arguments", ARGS_MAX);
		args[n].name = p;
		while (isalnum((unsigned char)*p) || *p == '_')
			p++;
		if (*p != '=' || p == args[n].name || p[1] == '=')
			tplc_fail(t, "an argument is name=expression");
		*p++ = '\0';
		args[n++].expr = p;
		if ((end = expr_end(t, p)) == p)
			tplc_fail(t, "an argument is name=expression");
		p = end;
	}
}

/* Each name that the message takes is given once, and no other. */
static void
check_args(struct tplc *t, const struct tplc_entry *e, const struct arg *args,
    size_t n, bool *is_link)
{
	const char *p = e->rest;
	size_t n_taken = 0;

	while (*p != '\0') {
		size_t len = strcspn(p, " /"), found = 0;

		for (size_t i = 0; i < n; i++) {
			if (strlen(args[i].name) != len ||
			    memcmp(args[i].name, p, len) != 0)
				continue;
			is_link[i] = p[len] == '/';
			found++;
		}
		if (found != 1)
			tplc_fail(t, "message '%s' takes %.*s once", e->name,
			    (int)len, p);
		n_taken++;
		p += strcspn(p, " ");
		p += *p == ' ';
	}
	if (n_taken != n)
		tplc_fail(t, "message '%s' takes no more than: %s", e->name,
		    e->rest[0] == '\0' ? "nothing" : e->rest);
}

static void
add_arg(struct tool_out *o, const struct arg *a, bool is_link)
{
	bool is_literal = a->expr[0] == '"';

	tool_fmt(o, is_link ? "MSG_LINK(ARG_" : "MSG_ARG(ARG_");
	tool_add_constant(o, a->name);
	tool_fmt(o, is_literal ? ", STR(%s)), " : ", %s), ", a->expr);
}

/* "t key name=expression ..." or "t (expression) name=expression ..." */
static void
message(struct tplc *t, char *p)
{
	struct tool_out code = { 0 }, list = { 0 };
	struct arg args[ARGS_MAX];
	bool is_link[ARGS_MAX] = { false };
	const struct tplc_entry *e;
	const char *where = escaper(t);
	char *end = expr_end(t, p);
	size_t n;

	if (strncmp(where, "URL", 3) == 0)
		tplc_fail(t, "no message may enter an address");
	if (*p == '(') {
		tool_fmt(&code, "%.*s", (int)(end - p), p);
		n = parse_args(t, end, args);
	} else {
		e = tplc_list_find(t->messages, p, (size_t)(end - p));
		if (e == NULL) {
			complain(t, "there is no message", p, (size_t)(end - p),
			    t->messages);
			return;
		}
		tool_fmt(&code, "MSG_");
		tool_add_constant(&code, e->name);
		n = parse_args(t, end, args);
		check_args(t, e, args, n, is_link);
	}
	tool_add(&list, "", 0);
	for (size_t i = 0; i < n; i++) {
		if (is_link[i] && strcmp(where, "PLAIN") == 0)
			tplc_fail(t, "a message with a link stands in text");
		add_arg(&list, &args[i], is_link[i]);
	}
	if (n == 0)
		tplc_code(t, "TPL_MSG_%s(out, r, %s, NULL, 0);", where, code.p);
	else
		tplc_code(t,
		    "TPL_MSG_%s(out, r, %s, ((const struct msg_arg[]){ %s}), "
		    "%zu);",
		    where, code.p, list.p, n);
}

void
tplc_expr(struct tplc *t, char *text)
{
	if (text[0] == '\0')
		tplc_fail(t, "an empty expression");
	if (strncmp(text, "t ", 2) == 0) {
		message(t, text + 2);
	} else if (strncmp(text, "asset ", 6) == 0) {
		asset(t, text + 6);
	} else {
		save_newline(t);
		tplc_code(t,
		    text[0] == '"' ? "TPL_%s(out, r, STR(%s));"
				   : "TPL_%s(out, r, %s);",
		    escaper(t), text);
	}
}
