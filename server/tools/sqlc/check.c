/*
 * check.c: compare what an author declared with what SQLite sees.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "tools/sqlc/sqlc.h"

static sqlite3 *db;

void
check_open(void)
{
	if (sqlite3_open(":memory:", &db) != SQLITE_OK)
		tool_fail("sqlite", 0, "%s", sqlite3_errmsg(db));
}

void
check_migrate(const char *path, const char *sqlite)
{
	const char *rest = sqlite;
	sqlite3_stmt *st;
	int line = 1, offset;

	while (*rest != '\0') {
		const char *start = rest;

		if (sqlite3_prepare_v2(db, start, -1, &st, &rest) !=
			SQLITE_OK ||
		    (st != NULL && sqlite3_step(st) != SQLITE_DONE)) {
			offset = sqlite3_error_offset(db);
			for (const char *p = sqlite;
			     p < start + (offset > 0 ? offset : 0); p++)
				line += *p == '\n';
			tool_fail(path, line, "%s", sqlite3_errmsg(db));
		}
		sqlite3_finalize(st);
	}
}

static sqlite3_stmt *
prepare(const char *path, const struct sql_query *q)
{
	sqlite3_stmt *st;
	int line = q->sql_line, offset;

	if (sqlite3_prepare_v2(db, q->sql.p, -1, &st, NULL) == SQLITE_OK)
		return st;
	offset = sqlite3_error_offset(db);
	for (int i = 0; i < offset; i++)
		line += q->sql.p[i] == '\n';
	tool_fail(path, line, "%s: %s", q->name, sqlite3_errmsg(db));
}

static void
check_parameters(const char *path, const struct sql_query *q, sqlite3_stmt *st)
{
	char name[NAME_SIZE + 1];
	int n = sqlite3_bind_parameter_count(st);

	for (int i = 0; i < q->in.n; i++) {
		snprintf(name, sizeof(name), ":%s", q->in.v[i].name);
		if (sqlite3_bind_parameter_index(st, name) == 0)
			tool_fail(path, q->sql_line,
			    "%s: parameter %s is not used", q->name, name);
	}
	if (n != q->in.n)
		tool_fail(path, q->sql_line,
		    "%s: %d parameters in the SQL, %d declared", q->name, n,
		    q->in.n);
}

static void
check_column(
    const char *path, const struct sql_query *q, sqlite3_stmt *st, int i)
{
	const struct field *f = &q->out.v[i];
	const char *name = sqlite3_column_name(st, i);
	const char *type = sqlite3_column_decltype(st, i);
	const char *table = sqlite3_column_table_name(st, i);
	int is_not_null = 1, is_key = 0;

	if (strcmp(name, f->name) != 0)
		tool_fail(path, q->sql_line,
		    "%s: column %d is \"%s\", declared \"%s\"", q->name, i + 1,
		    name, f->name);
	if (type != NULL && strcmp(type, f->type->sqlite) != 0)
		tool_fail(path, q->sql_line,
		    "%s: column \"%s\" is %s in the schema, declared %s",
		    q->name, f->name, type, f->type->name);
	if (table == NULL)
		return;
	sqlite3_table_column_metadata(db, NULL, table,
	    sqlite3_column_origin_name(st, i), NULL, NULL, &is_not_null,
	    &is_key, NULL);
	if (!is_not_null && !is_key && !f->is_nullable)
		tool_fail(path, q->sql_line,
		    "%s: column \"%s\" may be NULL, declare %s?", q->name,
		    f->name, f->type->name);
	if (query_is_outer(q->sql.p, i) && !f->is_nullable)
		tool_fail(path, q->sql_line,
		    "%s: column \"%s\" comes from an outer join, declare %s?",
		    q->name, f->name, f->type->name);
}

void
check_query(const char *path, const struct sql_query *q)
{
	sqlite3_stmt *st = prepare(path, q);
	bool reads = q->mode == MODE_ONE || q->mode == MODE_MANY;
	int n = sqlite3_column_count(st);

	check_parameters(path, q, st);
	if (reads && !sqlite3_stmt_readonly(st))
		tool_fail(
		    path, q->sql_line, "%s: this mode must not write", q->name);
	if (!reads && sqlite3_stmt_readonly(st))
		tool_fail(
		    path, q->sql_line, "%s: this mode must write", q->name);
	if (reads && n == 0)
		tool_fail(path, q->sql_line, "%s: it has no columns", q->name);
	if (n != q->out.n)
		tool_fail(path, q->sql_line,
		    "%s: %d columns in the SQL, %d declared", q->name, n,
		    q->out.n);
	for (int i = 0; i < n; i++)
		check_column(path, q, st, i);
	sqlite3_finalize(st);
}
