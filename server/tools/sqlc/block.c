/*
 * block.c: a file of queries into blocks:
 *
 *	-- name: post_by_id :one
 *	-- What it gives.
 *	-- in:  id int64
 *	-- out: body text, edited_at time?
 *	SELECT ...;
 */
#include "tools/sqlc/sqlc.h"

#include <ctype.h>
#include <string.h>

static const char *const mode_names[] = {
	[MODE_ONE] = "one",
	[MODE_MANY] = "many",
	[MODE_EXEC] = "exec",
	[MODE_INSERT] = "insert",
};

const char *
mode_name(enum mode mode)
{
	return mode_names[mode];
}

/* The text of a comment behind "-- key", or NULL when it is another one. */
static const char *
comment_value(const struct token *t, const char *key)
{
	const char *p = t->p, *end = t->p + t->n;
	size_t n = strlen(key);

	if (t->kind != TOKEN_COMMENT || t->n < 2 || p[0] != '-')
		return NULL;
	for (p += 2; p < end && (*p == ' ' || *p == '\t'); p++)
		continue;
	if ((size_t)(end - p) < n || memcmp(p, key, n) != 0)
		return NULL;
	for (p += n; p < end && (*p == ' ' || *p == '\t'); p++)
		continue;
	return p;
}

static size_t
name_len(const char *p, const char *end)
{
	size_t n = 0;

	if (p < end && !islower((unsigned char)*p))
		return 0;
	while (p + n < end &&
	    (islower((unsigned char)p[n]) || isdigit((unsigned char)p[n]) ||
		p[n] == '_'))
		n++;
	return n;
}

static const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && isspace((unsigned char)*p))
		p++;
	return p;
}

/* One "name type" or "name type?". */
static const char *
read_field(const struct source *s, const struct token *t, const char *p,
    struct field *f)
{
	const char *end = t->p + t->n, *type;
	size_t n = name_len(p, end), type_n;

	type = skip_blanks(p + n, end);
	type_n = name_len(type, end);
	if (n == 0 || type_n == 0)
		tool_fail(s->path, t->line, "expected 'name type' at '%.*s'",
		    (int)(end - p), p);
	f->name = tool_copy(p, n);
	f->type = type_of(type, type_n);
	if (f->type == TYPE_NONE || f->type == TYPE_IDENTITY)
		tool_fail(s->path, t->line, "unknown type '%.*s' of '%s'",
		    (int)type_n, type, f->name);
	p = type + type_n;
	f->is_nullable = p < end && *p == '?';
	return skip_blanks(p + f->is_nullable, end);
}

/* A comma-separated list, behind what earlier lines gave. */
static void
read_fields(const struct source *s, const struct token *t, const char *p,
    struct fields *list)
{
	const char *end = t->p + t->n;
	struct field f;

	for (p = skip_blanks(p, end); p < end; p = skip_blanks(p, end)) {
		if (list->n == FIELDS_MAX)
			tool_fail(s->path, t->line, "more than %d fields",
			    FIELDS_MAX);
		p = read_field(s, t, p, &f);
		for (int i = 0; i < list->n; i++)
			if (strcmp(list->v[i].name, f.name) == 0)
				tool_fail(s->path, t->line,
				    "'%s' is declared twice", f.name);
		list->v[list->n++] = f;
		if (p < end && *p++ != ',')
			tool_fail(s->path, t->line, "expected ',' behind '%s'",
			    f.name);
	}
}

static void
read_head(const struct source *s, const struct token *t, const char *p,
    struct query *q)
{
	const char *end = t->p + t->n, *mode;
	size_t n = name_len(p, end);

	q->name = tool_copy(p, n);
	q->line = t->line;
	q->source = s;
	mode = skip_blanks(p + n, end);
	for (size_t i = 0; i < sizeof(mode_names) / sizeof(*mode_names); i++)
		if (n > 0 && mode < end && *mode == ':' &&
		    strlen(mode_names[i]) == (size_t)(end - mode - 1) &&
		    memcmp(mode + 1, mode_names[i], strlen(mode_names[i])) ==
			0) {
			q->mode = (enum mode)i;
			return;
		}
	tool_fail(s->path, t->line,
	    "expected '-- name: a_name :one', :many, :exec or :insert");
}

/* The comments between the name and the SQL; gives the first SQL token. */
static size_t
read_comments(const struct source *s, size_t i, struct query *q, bool is_twin)
{
	const struct token *t;
	const char *p;

	for (;
	     (t = token_at(&s->tokens, i)) != NULL && t->kind == TOKEN_COMMENT;
	     i++) {
		if (comment_value(t, "name:") != NULL)
			break;
		if (is_twin &&
		    (comment_value(t, "in:") != NULL ||
			comment_value(t, "out:") != NULL))
			tool_fail(s->path, t->line,
			    "a twin declares nothing: see queries/%s.sql",
			    s->name);
		if ((p = comment_value(t, "in:")) != NULL)
			read_fields(s, t, p, &q->in);
		else if ((p = comment_value(t, "out:")) != NULL)
			read_fields(s, t, p, &q->out);
		else if (comment_value(t, "scans:") != NULL)
			q->scans = t;
		else if (comment_value(t, "sorts:") != NULL)
			q->sorts = t;
		else if (comment_value(t, "touches:") != NULL)
			q->touches = t;
		else if ((p = comment_value(t, "")) != NULL) {
			tool_fmt(&q->doc, "%s", q->doc.n > 0 ? "\n * " : "");
			tool_add(&q->doc, p, (size_t)(t->p + t->n - p));
		}
	}
	return i;
}

/*
 * How many words from i on lock the rows of a SELECT: FOR [NO KEY] UPDATE
 * [OF t] [SKIP LOCKED].
 */
static size_t
lock_len(const struct tokens *sql, size_t i)
{
	size_t n = 1;

	if (i == 0 || !token_is(token_at(sql, i), "FOR"))
		return 0;
	if (token_is(token_at(sql, i + n), "NO") &&
	    token_is(token_at(sql, i + n + 1), "KEY"))
		n += 2;
	if (!token_is(token_at(sql, i + n++), "UPDATE"))
		return 0;
	if (token_is(token_at(sql, i + n), "OF"))
		n += 2;
	if (token_is(token_at(sql, i + n), "SKIP") &&
	    token_is(token_at(sql, i + n + 1), "LOCKED"))
		n += 2;
	return n;
}

/* SQLite has one writer, and no words to lock rows. */
static struct tokens
without_locks(const struct tokens *sql)
{
	struct tokens rest = { tool_alloc(sql->n * sizeof(*rest.v)), 0 };

	for (size_t i = 0; i < sql->n; i++) {
		i += lock_len(sql, i);
		if (i < sql->n)
			rest.v[rest.n++] = sql->v[i];
	}
	return rest;
}

/* Up to the ';'; gives the place behind it. */
static size_t
read_sql(const struct source *s, size_t first, const struct query *q,
    struct tokens *sql)
{
	const struct token *t;
	size_t i = first;

	for (; (t = token_at(&s->tokens, i)) != NULL && !token_same(t, ";");
	     i++)
		if (comment_value(t, "name:") != NULL)
			break;
	if (!token_same(t, ";"))
		tool_fail(
		    s->path, q->line, "%s: no ';' behind the query", q->name);
	*sql = tokens_of(&s->tokens, first, i);
	if (sql->n == 0)
		tool_fail(s->path, q->line, "%s: no query", q->name);
	return i + 1;
}

/* One block from i on, or false when there are none left. */
static bool
read_block(
    const struct source *s, size_t *i, struct query *q, struct tokens *sql)
{
	const char *p = NULL;
	const struct token *t;

	for (; (t = token_at(&s->tokens, *i)) != NULL; ++*i) {
		if (t->kind != TOKEN_COMMENT)
			tool_fail(s->path, t->line, "SQL without '-- name:'");
		if ((p = comment_value(t, "name:")) != NULL)
			break;
	}
	if (t == NULL)
		return false;
	read_head(s, t, p, q);
	*i = read_comments(s, *i + 1, q, s->is_twin);
	*i = read_sql(s, *i, q, sql);
	return true;
}

static struct query *
find(const struct sqlc *c, const char *name)
{
	struct query *q = c->first;

	while (q != NULL && strcmp(q->name, name) != 0)
		q = q->next;
	return q;
}

void
blocks_read(struct sqlc *c, const struct source *s)
{
	const struct query *same;
	struct query *q;
	size_t i = 0;

	for (;;) {
		q = tool_alloc(sizeof(*q));
		if (!read_block(s, &i, q, &q->postgres))
			return;
		q->sql = without_locks(&q->postgres);
		if ((same = find(c, q->name)) != NULL)
			tool_fail(s->path, q->line, "%s: there is one at %s:%d",
			    q->name, same->source->path, same->line);
		q->number = c->n_queries++;
		*c->last = q;
		c->last = &q->next;
	}
}

void
blocks_read_twin(struct sqlc *c, const struct source *s)
{
	struct query twin, *q;
	struct tokens sql;
	size_t i = 0;

	while (memset(&twin, 0, sizeof(twin)), read_block(s, &i, &twin, &sql)) {
		q = find(c, twin.name);
		if (q == NULL || strcmp(q->source->name, s->name) != 0 ||
		    q->mode != twin.mode)
			tool_fail(s->path, twin.line,
			    "%s: no such query in queries/%s.sql", twin.name,
			    s->name);
		if (q->twin != NULL)
			tool_fail(s->path, twin.line, "%s: twice", twin.name);
		for (size_t t = 0; t < sql.n; t++)
			if (sql.v[t].kind == TOKEN_PARAM &&
			    param_index(q, &sql.v[t]) == -1)
				tool_fail(s->path, sql.v[t].line,
				    "%s: parameter %.*s is not declared",
				    q->name, (int)sql.v[t].n, sql.v[t].p);
		q->twin = s;
		q->postgres = sql;
	}
}

struct tool_out
query_lines(const struct query *q)
{
	struct tool_out out = { 0 };
	const char *end = q->sql.v[0].p;

	for (size_t i = 0; i < q->sql.n; i++) {
		for (; end < q->sql.v[i].p; end++)
			tool_fmt(&out, "%s", *end == '\n' ? "\n" : " ");
		tool_add(&out, q->sql.v[i].p, q->sql.v[i].n);
		end += q->sql.v[i].n;
	}
	return out;
}

int
param_index(const struct query *q, const struct token *t)
{
	for (int i = 0; i < q->in.n; i++)
		if (strlen(q->in.v[i].name) == t->n - 1 &&
		    memcmp(q->in.v[i].name, t->p + 1, t->n - 1) == 0)
			return i;
	return -1;
}
