#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tools/tplc/tplc.h"

static bool
is_ident_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* s without white space at its ends; cuts it. */
static char *
trim(char *s)
{
	char *end = s + strlen(s);

	while (isspace((unsigned char)*s))
		s++;
	while (end > s && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return s;
}

static struct tplc_block *
push(struct tplc *t, enum tplc_block_kind kind)
{
	struct tplc_block *b;

	if (t->n_blocks == TPLC_BLOCKS_MAX)
		tplc_fail(t, "blocks nested too deep");
	b = &t->blocks[t->n_blocks++];
	*b = (struct tplc_block){ .kind = kind,
		.line = t->line,
		.at_begin = t->html.at,
		.floor = t->html.floor,
		.n_open = t->html.n_open };
	t->html.floor = t->html.n_open;
	return b;
}

/* A branch ends here: note where, and that it left nothing open. */
static void
end_branch(struct tplc *t, struct tplc_block *b)
{
	struct html *h = &t->html;

	if (h->n_open != b->n_open)
		tplc_fail(t, "<%s> of line %d is not closed in this block",
		    h->open[h->n_open - 1].name, h->open[h->n_open - 1].line);
	b->at_end = b->has_branch ? html_merge(t, b->at_end, h->at) : h->at;
	b->has_branch = true;
}

/* "name(args)" gives the name; *args what is between the brackets, trimmed. */
static char *
parse_call(struct tplc *t, char *s, char **args)
{
	size_t n = strlen(s);
	char *bracket = strchr(s, '('), *name_end = bracket;

	if (bracket == NULL || s[n - 1] != ')')
		tplc_fail(t, "'name(arguments)' expected, not '%s'", s);
	s[n - 1] = '\0';
	*bracket = '\0';
	s = trim(s);
	for (name_end = s; is_ident_char(*name_end); name_end++)
		continue;
	if (name_end == s || *name_end != '\0')
		tplc_fail(t, "'%s' is not a template's name", s);
	*args = trim(bracket + 1);
	return s;
}

static void
call(struct tplc *t, const char *name, const char *part, const char *args)
{
	tplc_code(t, "tpl_%s%s(out, r%s%s);", name, part,
	    args[0] == '\0' ? "" : ", ", args);
}

static void
need_text(const struct tplc *t)
{
	if (t->html.at.state != HTML_IN_TEXT || html_is_text_only(&t->html))
		tplc_fail(t, "another template may only stand in text");
}

static void
tag_page(struct tplc *t, char *s)
{
	const char *file = tool_base_name(t->path);
	size_t len = strcspn(file, ".");
	char *params;

	if (t->name != NULL)
		tplc_fail(t, "a second 'page'");
	t->name = parse_call(t, s, &params);
	if (strlen(t->name) != len || memcmp(t->name, file, len) != 0)
		tplc_fail(t, "page '%s' in a file of another name", t->name);
	t->params = strcmp(params, "void") == 0 ? "" : params;
}

static void
tag_if(struct tplc *t, char *s)
{
	tplc_code(t, "if (%s) {", s);
	push(t, BLOCK_IF);
}

static struct tplc_block *
begin_branch(struct tplc *t)
{
	struct tplc_block *b;

	b = t->n_blocks == 0 ? NULL : &t->blocks[t->n_blocks - 1];
	if (b == NULL || b->kind != BLOCK_IF || b->has_else)
		tplc_fail(t, "a branch without its 'if'");
	end_branch(t, b);
	t->html.at = b->at_begin;
	return b;
}

static void
tag_elif(struct tplc *t, char *s)
{
	begin_branch(t);
	tplc_code(t, "} else if (%s) {", s);
}

static void
tag_else(struct tplc *t, char *s)
{
	(void)s;
	begin_branch(t)->has_else = true;
	tplc_code(t, "} else {");
}

/* "TYPE NAME : LIST"; NAME points at each in turn, NAME_i counts. */
static void
tag_each(struct tplc *t, char *s)
{
	char *colon = strstr(s, " : "), *name, *list;

	if (colon == NULL)
		tplc_fail(t, "'each TYPE NAME : LIST' expected");
	*colon = '\0';
	list = trim(colon + 3);
	name = trim(s);
	name += strlen(name);
	while (name > s && is_ident_char(name[-1]))
		name--;
	if (name == s || *name == '\0' || *list == '\0')
		tplc_fail(t, "'each TYPE NAME : LIST' expected");
	tplc_code(t,
	    "for (size_t %s_i = 0; %s_i < (%s).n; %s_i++) {"
	    " const %.*s *%s = &(%s).v[%s_i]; (void)%s;",
	    name, name, list, name, (int)(name - s), s, name, list, name, name);
	push(t, BLOCK_EACH);
}

static void
tag_call(struct tplc *t, char *s)
{
	char *args, *name = parse_call(t, s, &args);

	need_text(t);
	call(t, name, "", args);
}

static void
tag_wrap(struct tplc *t, char *s)
{
	struct tplc_block *b;
	char *args, *name = parse_call(t, s, &args);

	need_text(t);
	call(t, name, "_begin", args);
	b = push(t, BLOCK_WRAP);
	b->wrap_name = name;
	b->wrap_args = args;
}

static void
tag_slot(struct tplc *t, char *s)
{
	(void)s;
	need_text(t);
	if (t->has_slot)
		tplc_fail(t, "a second 'slot'");
	for (int i = 0; i < t->n_blocks; i++)
		if (t->blocks[i].kind != BLOCK_WRAP)
			tplc_fail(t, "'slot' stands outside if and each");
	tplc_flush(t);
	t->has_slot = true;
}

static void
tag_end(struct tplc *t, char *s)
{
	struct tplc_block *b;

	(void)s;
	if (t->n_blocks == 0)
		tplc_fail(t, "'end' without a block");
	b = &t->blocks[t->n_blocks - 1];
	end_branch(t, b);
	if (!b->has_else) /* may be skipped */
		b->at_end = html_merge(t, b->at_begin, b->at_end);
	if (b->kind == BLOCK_EACH &&
	    (b->at_end.state != b->at_begin.state ||
		b->at_end.value != b->at_begin.value))
		tplc_fail(t, "what is repeated needs to end as it began");
	t->html.at = b->at_end;
	t->html.floor = b->floor;
	t->n_blocks--;
	if (b->kind == BLOCK_WRAP)
		call(t, b->wrap_name, "_end", b->wrap_args);
	else
		tplc_code(t, "}");
}

void
tplc_block(struct tplc *t, char *text)
{
	static const struct {
		const char *word;
		bool takes_text;
		void (*fn)(struct tplc *, char *);
	} tags[] = {
		{ "page", true, tag_page },
		{ "if", true, tag_if },
		{ "elif", true, tag_elif },
		{ "else", false, tag_else },
		{ "each", true, tag_each },
		{ "call", true, tag_call },
		{ "wrap", true, tag_wrap },
		{ "slot", false, tag_slot },
		{ "end", false, tag_end },
	};
	size_t n = strcspn(text, " \t\n");
	char *rest = trim(text + n);

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		if (strlen(tags[i].word) != n ||
		    memcmp(tags[i].word, text, n) != 0)
			continue;
		if (tags[i].takes_text != (*rest != '\0'))
			tplc_fail(t, "'%s' %s", tags[i].word,
			    *rest == '\0' ? "needs more" : "stands alone");
		if (t->name == NULL && tags[i].fn != tag_page)
			tplc_fail(t, "a template begins with 'page'");
		html_at_block(t);
		tags[i].fn(t, rest);
		return;
	}
	tplc_fail(t, "unknown tag '%.*s'", (int)n, text);
}
