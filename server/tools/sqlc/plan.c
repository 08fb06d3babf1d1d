/*
 * plan.c: how SQLite would walk, so that nobody finds out with a million rows
 * that an index is missing.  A query that walks a whole table says so, and so
 * says that the table stays small; walking an index in its order up to a LIMIT
 * is no such walk.  One that sorts says what, and so that it is bounded.
 *
 * Without statistics the plan depends on the schema alone.  With those of a
 * large database it has to be the same: where it was not, some joins went the
 * other way round, and not for the better.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/sqlc/sqlc.h"

/* "SCAN name", and nothing but that or an index behind it. */
static bool
is_scan(const char *step, char *name, size_t size, bool *has_index)
{
	size_t n;

	if (strncmp(step, "SCAN ", 5) != 0)
		return false;
	step += 5;
	n = strcspn(step, " ");
	if (n >= size ||
	    (strstr(step, " VIRTUAL TABLE INDEX ") != NULL &&
		strstr(step, " VIRTUAL TABLE INDEX 0:") == NULL))
		return false;
	memcpy(name, step, n);
	name[n] = '\0';
	*has_index = strstr(step, " INDEX ") != NULL;
	return true;
}

/* The table of that alias, or NULL: a query in brackets, or rows of no table.
 */
static const struct token *
table_of(const struct scope *scope, const char *alias)
{
	for (int i = 0; i < scope->n; i++)
		if (scope->v[i].table != NULL &&
		    token_is(scope->v[i].alias, alias))
			return scope->v[i].table;
	return NULL;
}

static bool
is_declared(const struct query *q, const char *table)
{
	const char *p, *end;
	size_t n = strlen(table);

	if (q->scans == NULL)
		return false;
	end = q->scans->p + q->scans->n;
	for (p = strchr(q->scans->p, ':') + 1; p < end; p += strcspn(p, ", ")) {
		p += strspn(p, ", ");
		if ((size_t)(end - p) >= n && strncmp(p, table, n) == 0 &&
		    (p + n == end || p[n] == ',' || p[n] == ' '))
			return true;
	}
	return false;
}

static bool
is_table(struct sqlc *c, const char *name)
{
	return sqlite3_table_column_metadata(c->strict, NULL, name, NULL, NULL,
		   NULL, NULL, NULL, NULL) == SQLITE_OK;
}

/* Does it walk all of a table without having said so? */
static bool
scan_holds(struct sqlc *c, const struct query *q, const struct scope *scope,
    const char *step)
{
	const struct token *table;
	const char *name;
	bool has_index;
	char alias[128];

	if (!is_scan(step, alias, sizeof(alias), &has_index) ||
	    (has_index && q->mode == MODE_MANY))
		return true;
	table = table_of(scope, alias);
	name = table == NULL ? alias : tool_copy(table->p, table->n);
	if (!is_table(c, name) || is_declared(q, name))
		return true;
	tool_complain(q->source->path, q->line,
	    "%s: it walks all of %s (\"-- scans: %s\" where that stays small)",
	    q->name, name, name);
	return false;
}

static bool
step_holds(struct sqlc *c, const struct query *q, const struct scope *scope,
    const char *step)
{
	bool holds = scan_holds(c, q, scope, step);

	if (strstr(step, "TEMP B-TREE") != NULL && q->sorts == NULL) {
		tool_complain(q->source->path, q->line,
		    "%s: it sorts (\"-- sorts: \" and what, where that is "
		    "bounded)",
		    q->name);
		holds = false;
	}
	if (strstr(step, " AUTOMATIC ") != NULL) {
		tool_complain(q->source->path, q->line,
		    "%s: it makes an index for itself each time", q->name);
		holds = false;
	}
	return holds;
}

/* The steps as they are now, each on a line. */
static bool
plan_holds(struct sqlc *c, const struct query *q, struct tool_out *plan)
{
	struct tool_out sql = { 0 }, lines = query_lines(q);
	sqlite3_stmt *st = NULL;
	struct scope scope;
	bool holds = true;

	tool_fmt(&sql, "EXPLAIN QUERY PLAN ");
	tool_add(&sql, lines.p, lines.n);
	scope_read(q, &scope);
	if (sqlite3_prepare_v2(c->strict, sql.p, -1, &st, NULL) != SQLITE_OK)
		tool_fail(q->source->path, q->line, "%s: %s", q->name,
		    sqlite3_errmsg(c->strict));
	tool_fmt(plan, "\n");
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *step = (const char *)sqlite3_column_text(st, 3);

		holds &= step_holds(c, q, &scope, step);
		tool_fmt(plan, "\t%s\n", step);
	}
	sqlite3_finalize(st);
	return holds;
}

static void
run(struct sqlc *c, const char *sql, const char *path)
{
	if (sqlite3_exec(c->strict, sql, NULL, NULL, NULL) != SQLITE_OK)
		tool_fail(path, 0, "%s", sqlite3_errmsg(c->strict));
}

/*
 * Complain about each query whose plan is not what it was.  Those of table.c
 * walk by the key but in a table of one row, where that is as well.
 */
static bool
plans_stay(struct sqlc *c, const struct tool_out *before)
{
	bool hold = true;

	for (const struct query *q = c->first; q != NULL; q = q->next) {
		struct tool_out after = { 0 };

		if (q->source->is_made)
			continue;
		hold &= plan_holds(c, q, &after);
		if (strcmp(after.p, before[q->number].p) == 0)
			continue;
		tool_complain(q->source->path, q->line,
		    "%s: statistics change its plan (CROSS JOIN and INDEXED BY "
		    "hold it), from%sto%s",
		    q->name, before[q->number].p, after.p);
		hold = false;
	}
	return hold;
}

bool
plans_hold(struct sqlc *c, const char *fill)
{
	struct tool_out *before = tool_alloc(
	    (size_t)c->n_queries * sizeof(*before));
	bool hold = true;

	for (const struct query *q = c->first; q != NULL; q = q->next)
		hold &= plan_holds(c, q, &before[q->number]);
	if (!hold)
		return false;
	run(c, "PRAGMA foreign_keys = OFF", fill);
	run(c, tool_read(fill, NULL), fill);
	run(c, "ANALYZE", fill);
	hold = plans_stay(c, before);
	/* As store_optimize leaves them: of large tables alone. */
	run(c,
	    "DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < 10000;"
	    "ANALYZE sqlite_schema",
	    fill);
	return plans_stay(c, before) && hold;
}
