/* check.c: what was declared against what SQLite makes of the query. */
#include "tools/sqlc/sqlc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool
has_at_top(const struct query *q, const char *word)
{
	for (size_t i = 0; i < q->sql.n; i++)
		if (q->sql.v[i].depth == 0 && token_is(&q->sql.v[i], word))
			return true;
	return false;
}

/* Words that are the same on no two engines, or cost more with every row. */
static void
check_words(const struct query *q, const struct tokens *sql, const char *path)
{
	static const struct {
		const char *word, *instead;
	} refused[] = {
		{ "LIKE", "compare folded keys" },
		{ "ILIKE", "compare folded keys" },
		{ "GLOB", "compare folded keys" },
		{ "OFFSET", "page by a key" },
		{ "RETURNING", "an :insert gives the new id by itself" },
		{ "RIGHT", "write a LEFT JOIN" },
		{ "FULL", "write a LEFT JOIN" },
		{ "NATURAL", "say ON what the tables are joined" },
	};

	for (size_t i = 0; i < sql->n; i++)
		for (size_t r = 0; r < sizeof(refused) / sizeof(*refused); r++)
			if (sql->v[i].kind != TOKEN_QUOTED &&
			    token_is(&sql->v[i], refused[r].word))
				tool_fail(path, sql->v[i].line,
				    "%s: no %s here: %s", q->name,
				    refused[r].word, refused[r].instead);
}

/* SQLite would take ?1, $1 and @name too. */
static void
check_marks(const struct query *q)
{
	const struct token *t;

	for (size_t i = 0; i < q->sql.n; i++) {
		t = &q->sql.v[i];
		if (t->kind == TOKEN_MARK && strchr("?$@", *t->p) != NULL)
			tool_fail(q->source->path, t->line,
			    "%s: no %c here: write :name", q->name, *t->p);
	}
}

static void
check_parameters(const struct query *q)
{
	bool used[FIELDS_MAX] = { false };
	const struct token *t;
	int k;

	for (size_t i = 0; i < q->sql.n; i++) {
		t = &q->sql.v[i];
		if (t->kind != TOKEN_PARAM)
			continue;
		if ((k = param_index(q, t)) == -1)
			tool_fail(q->source->path, t->line,
			    "%s: parameter %.*s is not declared", q->name,
			    (int)t->n, t->p);
		used[k] = true;
	}
	for (int i = 0; i < q->in.n; i++)
		if (!used[i])
			tool_fail(q->source->path, q->line,
			    "%s: parameter :%s is not used", q->name,
			    q->in.v[i].name);
}

static sqlite3_stmt *
prepare(sqlite3 *db, const struct query *q)
{
	struct tool_out sql = query_lines(q);
	int off, line = q->sql.v[0].line;
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(db, sql.p, (int)sql.n, &st, NULL) != SQLITE_OK) {
		off = sqlite3_error_offset(db);
		for (int i = 0; i < off; i++)
			line += sql.p[i] == '\n';
		tool_fail(q->source->path, line, "%s: %s", q->name,
		    sqlite3_errmsg(db));
	}
	return st;
}

static void
check_mode(const struct query *q, sqlite3_stmt *st)
{
	bool reads = q->mode == MODE_ONE || q->mode == MODE_MANY;
	const char *path = q->source->path, *mode = mode_name(q->mode);

	if (reads && !sqlite3_stmt_readonly(st))
		tool_fail(path, q->line, "%s: a :%s query must not write",
		    q->name, mode);
	if (!reads && sqlite3_stmt_readonly(st))
		tool_fail(path, q->line, "%s: an :%s query must write", q->name,
		    mode);
	if (reads && q->out.n == 0)
		tool_fail(path, q->line, "%s: a :%s query needs '-- out:'",
		    q->name, mode);
	if (!reads && q->out.n > 0)
		tool_fail(path, q->line, "%s: an :%s query has no '-- out:'",
		    q->name, mode);
	if (q->mode != MODE_EXEC && q->touches != NULL)
		tool_fail(path, q->touches->line,
		    "%s: 'touches' is for an :exec query", q->name);
	if (q->mode == MODE_MANY && !has_at_top(q, "LIMIT"))
		tool_fail(
		    path, q->line, "%s: a :many query needs a LIMIT", q->name);
}

/* A column without a type is of a virtual table, which knows no NOT NULL. */
bool
column_may_be_null(struct sqlc *c, const char *table, const char *column)
{
	int not_null, pk;
	const char *type;

	return sqlite3_table_column_metadata(c->strict, NULL, table, column,
		   &type, NULL, &not_null, &pk, NULL) == SQLITE_OK &&
	    type != NULL && !not_null && !pk;
}

/* The type that the schema gives column i, or TYPE_NONE for an expression. */
static enum type
schema_type(sqlite3_stmt *neutral, int i)
{
	const char *decl = sqlite3_column_decltype(neutral, i);

	return decl == NULL ? TYPE_NONE : type_declared(decl);
}

static bool
result_may_be_null(struct sqlc *c, const struct query *q,
    const struct scope *scope, sqlite3_stmt *st, int i)
{
	const char *table = sqlite3_column_table_name(st, i);

	return scope_is_outer(q, scope, i, table) || scope_is_hollow(q, i) ||
	    (table != NULL &&
		column_may_be_null(
		    c, table, sqlite3_column_origin_name(st, i)));
}

static void
check_columns(struct sqlc *c, const struct query *q, sqlite3_stmt *st,
    sqlite3_stmt *neutral)
{
	const char *path = q->source->path, *is;
	const struct field *f;
	struct scope scope;
	enum type type;

	if (sqlite3_column_count(st) != q->out.n)
		tool_fail(path, q->line,
		    "%s: %d columns in the SQL, %d declared", q->name,
		    sqlite3_column_count(st), q->out.n);
	scope_read(q, &scope);
	for (int i = 0; i < q->out.n; i++) {
		f = &q->out.v[i];
		is = sqlite3_column_name(st, i);
		if (strcmp(is, f->name) != 0)
			tool_fail(path, q->line,
			    "%s: column %d is '%s', declared '%s'", q->name,
			    i + 1, is, f->name);
		type = schema_type(neutral, i);
		if (type != TYPE_NONE && type != f->type)
			tool_fail(path, q->line,
			    "%s: column '%s' is %s in the schema, declared %s",
			    q->name, f->name, type_words(type)->name,
			    type_words(f->type)->name);
		if (!f->is_nullable && result_may_be_null(c, q, &scope, st, i))
			tool_fail(path, q->line,
			    "%s: column '%s' may be NULL, declare %s?", q->name,
			    f->name, type_words(f->type)->name);
	}
}

/* The column that numbers the rows of a table, or NULL. */
static const char *
find_identity(struct sqlc *c, const char *table)
{
	const char *type, *found = NULL;
	sqlite3_stmt *st;
	int n = 0;

	if (sqlite3_prepare_v2(c->strict,
		"SELECT name, type FROM pragma_table_info(?1) WHERE pk > 0", -1,
		&st, NULL) != SQLITE_OK)
		return NULL;
	sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
	while (sqlite3_step(st) == SQLITE_ROW && n++ == 0) {
		type = (const char *)sqlite3_column_text(st, 1);
		if (strcmp(type, "INTEGER") == 0)
			found = tool_copy(
			    (const char *)sqlite3_column_text(st, 0),
			    (size_t)sqlite3_column_bytes(st, 0));
	}
	sqlite3_finalize(st);
	return n == 1 ? found : NULL;
}

static void
check_insert(struct sqlc *c, struct query *q)
{
	const struct token *table = NULL;

	if (q->mode != MODE_INSERT)
		return;
	for (size_t i = 0; i + 2 < q->sql.n && table == NULL; i++)
		if (q->sql.v[i].depth == 0 &&
		    token_is(&q->sql.v[i], "INSERT") &&
		    token_is(&q->sql.v[i + 1], "INTO"))
			table = &q->sql.v[i + 2];
	if (table != NULL)
		q->identity = find_identity(c, tool_copy(table->p, table->n));
	if (q->identity == NULL)
		tool_fail(q->source->path, q->line,
		    "%s: an :insert query is INSERT INTO a table with an "
		    "identity",
		    q->name);
}

void
query_check(struct sqlc *c, struct query *q)
{
	sqlite3_stmt *st, *neutral;

	check_words(q, &q->sql, q->source->path);
	if (q->twin != NULL)
		check_words(q, &q->postgres, q->twin->path);
	check_marks(q);
	check_parameters(q);
	st = prepare(c->strict, q);
	neutral = prepare(c->neutral, q);
	check_mode(q, st);
	check_columns(c, q, st, neutral);
	scope_check_order(c, q);
	check_insert(c, q);
	sqlite3_finalize(st);
	sqlite3_finalize(neutral);
}
