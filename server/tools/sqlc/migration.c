/*
 * migration.c: one text in neutral types becomes one for each engine, and the
 * schema that it makes, in memory, for the queries to be checked against.
 */
#include "tools/sqlc/sqlc.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum dialect { DIALECT_NEUTRAL, DIALECT_SQLITE, DIALECT_POSTGRES };

/* What becomes of each token; as many as the source has. */
enum change { KEEP, TYPE, DROP_IN_POSTGRES, TABLE_END, TABLE_END_MORE };
struct marks {
	enum change *change;
	enum type *type;
};

static const struct token *
at(const struct source *s, size_t i)
{
	return token_at(&s->tokens, i);
}

/* The next token that is no comment. */
static size_t
after(const struct source *s, size_t i)
{
	for (i++; i < s->tokens.n && s->tokens.v[i].kind == TOKEN_COMMENT;)
		i++;
	return i;
}

static void
mark_type(const struct source *s, struct marks *m, size_t name)
{
	size_t i = after(s, name);
	const struct token *t = at(s, i), *column = at(s, name);

	if (column == NULL || t == NULL || t->kind != TOKEN_WORD)
		tool_fail(s->path, column == NULL ? 1 : column->line,
		    "a column has no type");
	m->type[i] = type_of(t->p, t->n);
	if (m->type[i] == TYPE_NONE)
		tool_fail(s->path, t->line,
		    "unknown type '%.*s' of column '%.*s'", (int)t->n, t->p,
		    (int)column->n, column->p);
	m->change[i] = TYPE;
}

static bool
is_constraint(const struct token *t)
{
	return token_is(t, "PRIMARY") || token_is(t, "UNIQUE") ||
	    token_is(t, "CHECK") || token_is(t, "FOREIGN") ||
	    token_is(t, "CONSTRAINT");
}

/* CREATE TABLE name ( ... ) [WITHOUT ROWID]; i is at TABLE. */
static size_t
mark_table(const struct source *s, struct marks *m, size_t i)
{
	size_t open = after(s, after(s, i)), last;
	bool expects_column = true;
	const struct token *t = at(s, open);

	if (!token_is(t, "("))
		tool_fail(s->path, at(s, i)->line,
		    "expected CREATE TABLE name (columns)");
	for (i = after(s, open); (t = at(s, i)) != NULL && t->depth > 0;
	     i = after(s, i)) {
		if (expects_column && !is_constraint(t))
			mark_type(s, m, i);
		expects_column = t->depth == 1 && token_is(t, ",");
	}
	if (t == NULL)
		tool_fail(
		    s->path, at(s, open)->line, "this table is never closed");
	last = i;
	m->change[last] = TABLE_END;
	if (token_is(at(s, after(s, i)), "WITHOUT") &&
	    token_is(at(s, after(s, after(s, i))), "ROWID")) {
		m->change[last] = KEEP;
		last = after(s, i);
		m->change[last] = DROP_IN_POSTGRES;
		last = after(s, last);
		m->change[last] = TABLE_END_MORE;
	}
	if (!token_is(at(s, after(s, last)), ";"))
		tool_fail(s->path, at(s, i)->line,
		    "expected ';' or WITHOUT ROWID behind the table");
	return last;
}

/* Past the ';' that ends the trigger which has its CREATE at i. */
static size_t
trigger_end(const struct source *s, size_t i)
{
	size_t end = i;

	while (at(s, end) != NULL &&
	    !(token_is(at(s, end), "END") &&
		token_is(at(s, after(s, end)), ";")))
		end = after(s, end);
	if (at(s, end) == NULL)
		tool_fail(s->path, at(s, i)->line, "a trigger without END;");
	return after(s, end);
}

/* One statement; gives the place of its ';'. */
static size_t
mark_statement(const struct source *s, struct marks *m, size_t i, bool has_twin)
{
	const struct token *t = at(s, i), *what = at(s, after(s, i));
	size_t name;

	if (token_is(t, "CREATE") &&
	    (token_is(what, "VIRTUAL") || token_is(what, "TRIGGER")) &&
	    !has_twin)
		tool_fail(s->path, t->line,
		    "CREATE %.*s needs a twin in migrations/pg/", (int)what->n,
		    what->p);
	if (token_is(t, "CREATE") && token_is(what, "TRIGGER"))
		return trigger_end(s, i);
	if (token_is(t, "CREATE") && token_is(what, "TABLE"))
		i = mark_table(s, m, after(s, i));
	if (token_is(t, "ALTER") && token_is(what, "TABLE")) {
		i = after(s, after(s, after(s, i)));
		name = after(s, i);
		if (token_is(at(s, name), "COLUMN"))
			name = after(s, name);
		if (token_is(at(s, i), "ADD"))
			mark_type(s, m, name);
	}
	while (at(s, i) != NULL && !token_same(at(s, i), ";"))
		i = after(s, i);
	if (at(s, i) == NULL)
		tool_fail(s->path, t->line, "this statement has no ';'");
	return i;
}

static void
add_token(struct tool_out *out, const struct token *t, enum change change,
    enum type type, enum dialect dialect)
{
	const struct type_words *w;
	const char *word;

	if (change == TYPE &&
	    (dialect != DIALECT_NEUTRAL || type == TYPE_IDENTITY)) {
		w = type_words(type);
		word = dialect == DIALECT_POSTGRES ? w->postgres : w->sqlite;
		tool_add(out, word, strlen(word));
		return;
	}
	if (dialect == DIALECT_POSTGRES &&
	    (change == DROP_IN_POSTGRES || change == TABLE_END_MORE))
		return;
	tool_add(out, t->p, t->n);
	if (dialect == DIALECT_SQLITE && change == TABLE_END_MORE)
		tool_fmt(out, ", STRICT");
	if (dialect == DIALECT_SQLITE && change == TABLE_END)
		tool_fmt(out, " STRICT");
}

/* Comments go; white space stays, so that lines keep their numbers. */
static void
translate(const struct source *s, const struct marks *m, enum dialect dialect,
    struct tool_out *out)
{
	const char *from = s->p;
	const struct token *t;

	for (size_t i = 0; i < s->tokens.n; i++) {
		t = &s->tokens.v[i];
		tool_add(out, from, (size_t)(t->p - from));
		from = t->p + t->n;
		if (t->kind != TOKEN_COMMENT)
			add_token(out, t, m->change[i], m->type[i], dialect);
	}
	tool_add(out, "", 0);
}

/* Run a text statement by statement, to know the line that fails. */
static void
apply(sqlite3 *db, const char *path, const char *sql)
{
	sqlite3_stmt *st;
	const char *rest = sql;
	int line = 1, before = 1, off, rc;

	while (*rest != '\0') {
		while (isspace((unsigned char)*rest))
			line += *rest++ == '\n';
		before = line;
		sql = rest;
		rc = sqlite3_prepare_v2(db, sql, -1, &st, &rest);
		if (rc != SQLITE_OK) {
			off = sqlite3_error_offset(db);
			for (int i = 0; i < off; i++)
				line += sql[i] == '\n';
			tool_fail(path, line, "%s", sqlite3_errmsg(db));
		}
		while (st != NULL && (rc = sqlite3_step(st)) == SQLITE_ROW)
			continue;
		if (st != NULL && rc != SQLITE_DONE)
			tool_fail(path, before, "%s", sqlite3_errmsg(db));
		sqlite3_finalize(st);
		for (; sql < rest; sql++)
			line += *sql == '\n';
	}
}

static void
read_name(const struct source *s, struct migration *m, int wanted)
{
	char *end;

	m->number = (int)strtol(s->name, &end, 10);
	if (end != s->name + 4 || *end != '_' || end[1] == '\0')
		tool_fail(s->path, 0, "a migration is called NNNN_name.sql");
	if (m->number != wanted)
		tool_fail(s->path, 0, "expected migration %04d here", wanted);
	m->name = end + 1;
}

void
migration_add(struct sqlc *c, const struct source *s, const struct source *twin)
{
	struct migration *m = &c->migrations[c->n_migrations++];
	struct tool_out neutral = { 0 };
	struct marks marks;
	size_t n = s->tokens.n;

	m->source = s;
	read_name(s, m, c->n_migrations);
	marks.change = tool_alloc((n + 1) * sizeof(*marks.change));
	marks.type = tool_alloc((n + 1) * sizeof(*marks.type));
	for (size_t i = 0; i < n; i++)
		if (s->tokens.v[i].kind != TOKEN_COMMENT)
			i = mark_statement(s, &marks, i, twin != NULL);
	translate(s, &marks, DIALECT_NEUTRAL, &neutral);
	translate(s, &marks, DIALECT_SQLITE, &m->sqlite);
	if (twin == NULL)
		translate(s, &marks, DIALECT_POSTGRES, &m->postgres);
	else
		tool_fmt(&m->postgres, "%s", twin->p);
	apply(c->neutral, s->path, neutral.p);
	apply(c->strict, s->path, m->sqlite.p);
}
