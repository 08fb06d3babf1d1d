/*
 * table.c: queries that every table has, for store/copy.c: they are written
 * here as a person would write them, and then read as all others are.
 *
 *	copy_T_count	how many rows
 *	copy_T_page	whole rows from a key on, in the order of the key
 *	copy_T_last	the last one
 *	copy_T_insert	one as it is, with its key
 *	copy_T_loose	as page: those that refer to a later row of the table
 *	copy_T_tie	let one do so
 *	copy_T_number	let new rows be numbered behind those that are there
 *
 * A row that refers to a later one is inserted without that, and tied to it
 * when both are there.  Other tables are copied in the order in which they
 * were made, so that what a row refers to is there.  What an engine fills by
 * itself (virtual tables, generated columns) is not seen here.
 */
#include "tools/sqlc/sqlc.h"

#include <stdio.h>
#include <string.h>

/* What migration.c makes of an identity among the neutral types. */
#define IDENTITY "INTEGER"

/* Where the schema became what it is. */
static const char *
newest(const struct sqlc *c)
{
	return c->migrations[c->n_migrations - 1].source->path;
}

static sqlite3_stmt *
ask(sqlite3 *db, const char *sql, const char *table)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		tool_fail("sqlc", 0, "%s", sqlite3_errmsg(db));
	if (table != NULL)
		sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
	return st;
}

static const char *
text_of(sqlite3_stmt *st, int i)
{
	const char *p = (const char *)sqlite3_column_text(st, i);

	return p == NULL ? NULL : tool_copy(p, strlen(p));
}

static void
read_columns(struct sqlc *c, struct table *t)
{
	sqlite3_stmt *st = ask(c->neutral,
	    "SELECT name, type FROM pragma_table_info(?1) ORDER BY cid",
	    t->name);
	struct field *f;

	while (sqlite3_step(st) == SQLITE_ROW) {
		if (t->columns.n == FIELDS_MAX)
			tool_fail(newest(c), 0, "%s: more than %d columns",
			    t->name, FIELDS_MAX);
		f = &t->columns.v[t->columns.n++];
		f->name = text_of(st, 0);
		f->type = type_declared(text_of(st, 1));
		if (strcmp(text_of(st, 1), IDENTITY) == 0)
			t->identity = f->name;
		f->is_nullable = column_may_be_null(c, t->name, f->name);
	}
	sqlite3_finalize(st);
}

static const struct field *
find_column(const struct table *t, const char *name)
{
	for (int i = 0; i < t->columns.n; i++)
		if (strcmp(t->columns.v[i].name, name) == 0)
			return &t->columns.v[i];
	return NULL;
}

static void
read_keys(struct sqlc *c, struct table *t)
{
	sqlite3_stmt *st = ask(c->neutral,
	    "SELECT name FROM pragma_table_info(?1) WHERE pk > 0 ORDER BY pk",
	    t->name);

	while (sqlite3_step(st) == SQLITE_ROW)
		t->keys.v[t->keys.n++] = *find_column(t, text_of(st, 0));
	sqlite3_finalize(st);
	if (t->keys.n == 0)
		tool_fail(newest(c), 0, "table %s has no primary key", t->name);
}

static bool
is_before(const struct sqlc *c, const char *name)
{
	for (int i = 0; i < c->n_tables; i++)
		if (strcmp(c->tables[i].name, name) == 0)
			return true;
	return false;
}

/* Its references: to itself, which are kept, or to those before it. */
static void
read_references(struct sqlc *c, struct table *t)
{
	sqlite3_stmt *st = ask(c->strict,
	    "SELECT \"table\", \"from\", \"to\" FROM "
	    "pragma_foreign_key_list(?1) "
	    "ORDER BY id DESC",
	    t->name);
	const char *to, *key;
	struct field column;

	while (sqlite3_step(st) == SQLITE_ROW) {
		to = text_of(st, 0);
		column = *find_column(t, text_of(st, 1));
		if (strcmp(to, t->name) != 0 && !is_before(c, to))
			tool_fail(newest(c), 0,
			    "%s.%s refers to %s, which is made later", t->name,
			    column.name, to);
		if (strcmp(to, t->name) != 0)
			continue;
		key = text_of(st, 2);
		if (!column.is_nullable || t->keys.n != 1 ||
		    t->keys.v[0].type != TYPE_INT64 ||
		    (key != NULL && strcmp(key, t->keys.v[0].name) != 0))
			tool_fail(newest(c), 0,
			    "%s.%s refers to %s itself: it has to be one that "
			    "may be NULL, to the key, a number",
			    t->name, column.name, t->name);
		t->ties.v[t->ties.n++] = column;
	}
	sqlite3_finalize(st);
}

/* name, name; with what stands before and behind each. */
static void
add_names(struct tool_out *out, const char *before, const struct fields *list,
    const char *behind)
{
	for (int i = 0; i < list->n; i++)
		tool_fmt(out, "%s%s%s%s", i == 0 ? "" : ", ", before,
		    list->v[i].name, behind);
}

static void
add_types(struct tool_out *out, const char *head, const struct fields *list)
{
	for (int i = 0; i < list->n; i++)
		tool_fmt(out, "-- %s %s %s%s\n", head, list->v[i].name,
		    type_words(list->v[i].type)->name,
		    list->v[i].is_nullable ? "?" : "");
}

static void
add_select(struct tool_out *out, const struct table *t)
{
	tool_fmt(out, "SELECT ");
	add_names(out, "\"", &t->columns, "\"");
	tool_fmt(out, " FROM \"%s\"", t->name);
}

/* Rows from a key on, for page and, when a condition is met, for loose. */
static void
add_page(struct tool_out *out, const struct table *t, const char *name)
{
	tool_fmt(out, "-- name: copy_%s_%s :many\n-- in: max int64\n", t->name,
	    name);
	add_types(out, "in:", &t->keys);
	add_types(out, "out:", &t->columns);
	add_select(out, t);
	tool_fmt(out, " WHERE (");
	add_names(out, "\"", &t->keys, "\"");
	tool_fmt(out, ") >= (");
	add_names(out, ":", &t->keys, "");
	tool_fmt(out, ")");
	if (strcmp(name, "loose") == 0) {
		tool_fmt(out, " AND (");
		for (int i = 0; i < t->ties.n; i++)
			tool_fmt(out, "%s\"%s\" > \"%s\"", i > 0 ? " OR " : "",
			    t->ties.v[i].name, t->keys.v[0].name);
		tool_fmt(out, ")");
	}
	tool_fmt(out, " ORDER BY ");
	add_names(out, "\"", &t->keys, "\"");
	tool_fmt(out, " LIMIT :max;\n");
}

static void
add_last(struct tool_out *out, const struct table *t)
{
	/* One step of a walk, backwards in the order of the key. */
	tool_fmt(out, "-- name: copy_%s_last :one\n-- scans: %s\n", t->name,
	    t->name);
	add_types(out, "out:", &t->columns);
	add_select(out, t);
	tool_fmt(out, " ORDER BY ");
	add_names(out, "\"", &t->keys, "\" DESC");
	tool_fmt(out, " LIMIT 1;\n");
}

static void
add_insert(struct tool_out *out, const struct table *t)
{
	const char *key = t->keys.v[0].name, *name;
	bool is_tie;

	tool_fmt(out, "-- name: copy_%s_insert :exec\n", t->name);
	add_types(out, "in:", &t->columns);
	tool_fmt(out, "INSERT INTO \"%s\" (", t->name);
	add_names(out, "\"", &t->columns, "\"");
	tool_fmt(out, ") VALUES (");
	for (int i = 0; i < t->columns.n; i++) {
		name = t->columns.v[i].name;
		is_tie = false;
		for (int k = 0; k < t->ties.n; k++)
			is_tie |= strcmp(t->ties.v[k].name, name) == 0;
		tool_fmt(out, "%s", i > 0 ? ", " : "");
		if (is_tie)
			tool_fmt(out, "CASE WHEN :%s <= :%s THEN :%s END", name,
			    key, name);
		else
			tool_fmt(out, ":%s", name);
	}
	tool_fmt(out, ");\n");
}

static void
add_tie(struct tool_out *out, const struct table *t)
{
	tool_fmt(out, "-- name: copy_%s_tie :exec\n", t->name);
	add_types(out, "in:", &t->keys);
	add_types(out, "in:", &t->ties);
	tool_fmt(out, "UPDATE \"%s\" SET ", t->name);
	for (int i = 0; i < t->ties.n; i++)
		tool_fmt(out, "%s\"%s\" = :%s", i > 0 ? ", " : "",
		    t->ties.v[i].name, t->ties.v[i].name);
	tool_fmt(out, " WHERE \"%s\" = :%s;\n", t->keys.v[0].name,
	    t->keys.v[0].name);
}

/* SQLite numbers behind the highest by itself. */
static void
add_number(struct tool_out *out, struct tool_out *twin, const struct table *t)
{
	const char *key = t->identity;

	tool_fmt(out,
	    "-- name: copy_%s_number :one\n-- out: %s int64?\n"
	    "SELECT max(\"%s\") AS \"%s\" FROM \"%s\";\n",
	    t->name, key, key, key, t->name);
	tool_fmt(twin,
	    "-- name: copy_%s_number :one\nSELECT setval("
	    "pg_get_serial_sequence('\"%s\"', '%s'), max(\"%s\")) AS \"%s\" "
	    "FROM \"%s\" WHERE \"%s\" > 0;\n",
	    t->name, t->name, key, key, key, t->name, key);
}

/* Write them, and read them behind those that there are. */
static void
add_queries(struct sqlc *c, struct table *t)
{
	struct source *s = tool_alloc(2 * sizeof(*s)), *twin = s + 1;
	struct tool_out text = { 0 }, twin_text = { 0 };

	tool_fmt(&text,
	    "-- name: copy_%s_count :one\n-- scans: %s\n-- out: n int64\n"
	    "SELECT count(*) AS n FROM \"%s\";\n",
	    t->name, t->name, t->name);
	add_page(&text, t, "page");
	add_last(&text, t);
	add_insert(&text, t);
	if (t->ties.n > 0) {
		add_page(&text, t, "loose");
		add_tie(&text, t);
	}
	tool_add(&twin_text, "", 0);
	if (t->identity != NULL)
		add_number(&text, &twin_text, t);
	source_of_text(s, t->name, text.p);
	source_of_text(twin, t->name, twin_text.p);
	twin->is_twin = true;
	blocks_read(c, s);
	blocks_read_twin(c, twin);
	t->queries = s;
}

void
tables_read(struct sqlc *c)
{
	sqlite3_stmt *st = ask(c->strict,
	    "SELECT s.name FROM sqlite_schema AS s JOIN pragma_table_list AS l "
	    "ON l.name = s.name WHERE l.schema = 'main' AND l.type = 'table' "
	    "AND s.name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY s.rowid",
	    NULL);
	struct table *t;

	while (sqlite3_step(st) == SQLITE_ROW) {
		if (c->n_tables == TABLES_MAX)
			tool_fail(
			    newest(c), 0, "more than %d tables", TABLES_MAX);
		t = &c->tables[c->n_tables];
		t->name = text_of(st, 0);
		read_columns(c, t);
		read_keys(c, t);
		read_references(c, t);
		add_queries(c, t);
		c->n_tables++;
	}
	sqlite3_finalize(st);
}
