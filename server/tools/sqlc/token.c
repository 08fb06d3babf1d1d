/* token.c: SQL into tokens, so that no rule ever reads inside a string. */
#include "tools/sqlc/sqlc.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static bool
is_word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (c & 0x80) != 0;
}

static size_t
word_len(const char *p)
{
	size_t n = 0;

	while (is_word_char(p[n]))
		n++;
	return n;
}

/* The length of what opens at p and closes with quote, doubled inside. */
static size_t
quoted_len(const char *p, char quote)
{
	size_t n = 1;

	while (p[n] != '\0') {
		if (p[n] == quote && p[n + 1] != quote)
			return n + 1;
		n += p[n] == quote ? 2 : 1;
	}
	return 0;
}

/* PostgreSQL's $$text$$ and $tag$text$tag$. */
static size_t
dollar_len(const char *p)
{
	size_t tag = 1 + word_len(p + 1);
	const char *end = p + tag;

	if (*end != '$')
		return 0;
	tag++;
	for (end++; (end = strchr(end, '$')) != NULL; end++)
		if (strncmp(end, p, tag) == 0)
			return (size_t)(end - p) + tag;
	return 0;
}

static size_t
comment_len(const char *p)
{
	const char *end;

	if (p[0] == '-')
		return strcspn(p, "\n");
	end = strstr(p + 2, "*/");
	return end == NULL ? 0 : (size_t)(end - p) + 2;
}

/* Kind and length of the token at p; length 0 when it is never closed. */
static void
measure(const char *p, struct token *t)
{
	if (strncmp(p, "--", 2) == 0 || strncmp(p, "/*", 2) == 0) {
		t->kind = TOKEN_COMMENT;
		t->n = comment_len(p);
	} else if (*p == '\'' || ((*p == 'x' || *p == 'X') && p[1] == '\'')) {
		t->kind = TOKEN_STRING;
		t->n = quoted_len(p + (*p != '\''), '\'');
		t->n += t->n > 0 && *p != '\'';
	} else if (*p == '"') {
		t->kind = TOKEN_QUOTED;
		t->n = quoted_len(p, '"');
	} else if (*p == '$' && dollar_len(p) > 0) {
		t->kind = TOKEN_STRING;
		t->n = dollar_len(p);
	} else if (isdigit((unsigned char)*p)) {
		t->kind = TOKEN_NUMBER;
		t->n = word_len(p);
	} else if (is_word_char(*p)) {
		t->kind = TOKEN_WORD;
		t->n = word_len(p);
	} else if (*p == ':' && is_word_char(p[1])) {
		t->kind = TOKEN_PARAM;
		t->n = 1 + word_len(p + 1);
	} else {
		t->kind = TOKEN_MARK;
		t->n = strncmp(p, "::", 2) == 0 ? 2 : 1;
	}
}

static void
push(struct tokens *list, size_t *cap, struct token t)
{
	struct token *grown;

	if (list->n == *cap) {
		*cap = *cap == 0 ? 256 : *cap * 2;
		grown = tool_alloc(*cap * sizeof(*grown));
		if (list->n > 0)
			memcpy(grown, list->v, list->n * sizeof(*grown));
		list->v = grown;
	}
	list->v[list->n++] = t;
}

static void
tokenise(struct source *s)
{
	struct token t = { 0 };
	size_t cap = 0;
	int depth = 0, line = 1;

	for (const char *p = s->p; *p != '\0'; p += t.n) {
		t.n = 1;
		if (isspace((unsigned char)*p)) {
			line += *p == '\n';
			continue;
		}
		t.p = p;
		t.line = line;
		measure(p, &t);
		if (t.n == 0)
			tool_fail(s->path, line, "this is never closed");
		if (t.kind == TOKEN_MARK && *p == ')')
			depth--;
		t.depth = depth;
		if (t.kind == TOKEN_MARK && *p == '(')
			depth++;
		if (t.kind == TOKEN_MARK && *p == ';')
			depth = 0;
		push(&s->tokens, &cap, t);
		for (size_t i = 0; i < t.n; i++)
			line += p[i] == '\n';
	}
}

/* The directory that a name at n stands in, "pg" say; n is where it starts. */
static bool
is_in(const char *path, size_t *n, const char *dir)
{
	size_t len = strlen(dir);

	if (*n < len + 1 || path[*n - 1] != '/' ||
	    strncmp(path + *n - 1 - len, dir, len) != 0 ||
	    (*n > len + 1 && path[*n - 2 - len] != '/'))
		return false;
	*n -= len + 1;
	return true;
}

void
source_read(struct source *s, const char *path)
{
	const char *name = tool_base_name(path);
	size_t n = strlen(name), at = (size_t)(name - path);

	if (n <= 4 || strcmp(name + n - 4, ".sql") != 0)
		tool_fail(path, 0, "the name must end in .sql");
	s->path = path;
	s->name = tool_copy(name, n - 4);
	s->is_twin = is_in(path, &at, "pg");
	s->is_migration = is_in(path, &at, "migrations");
	if (!s->is_migration && !is_in(path, &at, "queries"))
		tool_fail(path, 0, "it is not in migrations/ or queries/");
	s->p = tool_read(path, &n);
	if (strlen(s->p) != n)
		tool_fail(path, 0, "there is a NUL in it");
	tokenise(s);
}

void
source_of_text(struct source *s, const char *name, const char *text)
{
	*s = (struct source){
		.path = name, .name = name, .p = text, .is_made = true
	};
	tokenise(s);
}

bool
token_same(const struct token *t, const char *text)
{
	return t != NULL && strlen(text) == t->n &&
	    memcmp(t->p, text, t->n) == 0;
}

bool
token_is(const struct token *t, const char *word)
{
	if (t == NULL || strlen(word) != t->n || t->kind == TOKEN_COMMENT ||
	    t->kind == TOKEN_STRING)
		return false;
	for (size_t i = 0; i < t->n; i++)
		if (toupper((unsigned char)t->p[i]) !=
		    toupper((unsigned char)word[i]))
			return false;
	return true;
}

const struct token *
token_at(const struct tokens *list, size_t i)
{
	return i < list->n ? &list->v[i] : NULL;
}

struct tokens
tokens_of(const struct tokens *from, size_t first, size_t end)
{
	struct tokens list = { 0 };
	size_t cap = 0;

	for (size_t i = first; i < end; i++)
		if (from->v[i].kind != TOKEN_COMMENT)
			push(&list, &cap, from->v[i]);
	return list;
}
