/*
 * sqlc: check named queries against the schema and make typed C of them.
 *
 *	sqlc DIR schema/migrations/... schema/queries/...
 *	sqlc --plans schema/migrations/... schema/queries/...
 *
 * What a file is follows from the directory that it stands in: migrations/ or
 * queries/, or pg/ below one of them for what PostgreSQL words differently.
 * Into DIR go NAME.h and NAME.c for each file of queries, tables.c with the
 * tables, all.c with the migrations, and all.pg.sql and all.pg.txt for the test
 *on PostgreSQL.  With
 * --plans it writes nothing and looks for queries that walk whole tables.
 *
 * Types are declared beside each query and checked by preparing it on an
 * in-memory database; they are not guessed, since SQLite has no type for an
 * expression.
 */
#include "tools/sqlc/sqlc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    ((const struct source *)a)->name, ((const struct source *)b)->name);
}

/* The file that this one is the twin of, or its twin; NULL: none. */
static const struct source *
other_of(const struct sqlc *c, const struct source *s)
{
	const struct source *o;

	for (int i = 0; i < c->n_sources; i++) {
		o = &c->sources[i];
		if (o->is_twin != s->is_twin &&
		    o->is_migration == s->is_migration &&
		    strcmp(o->name, s->name) == 0)
			return o;
	}
	return NULL;
}

static void
read_sources(struct sqlc *c, int n, char *const *paths)
{
	if (n > FILES_MAX)
		tool_fail(paths[0], 0, "more than %d files", FILES_MAX);
	for (; c->n_sources < n; c->n_sources++)
		source_read(&c->sources[c->n_sources], paths[c->n_sources]);
	qsort(c->sources, (size_t)n, sizeof(*c->sources), by_name);
	for (int i = 0; i < n; i++)
		if (c->sources[i].is_twin &&
		    other_of(c, &c->sources[i]) == NULL)
			tool_fail(c->sources[i].path, 0,
			    "it is the twin of a file that is not there");
}

/* Twins give their text to what was read before. */
static void
compile(struct sqlc *c)
{
	const struct source *s, *end = c->sources + c->n_sources;

	for (s = c->sources; s < end; s++)
		if (s->is_migration && !s->is_twin)
			migration_add(c, s, other_of(c, s));
	for (s = c->sources; s < end; s++)
		if (!s->is_migration && !s->is_twin)
			blocks_read(c, s);
	for (s = c->sources; s < end; s++)
		if (!s->is_migration && s->is_twin)
			blocks_read_twin(c, s);
	tables_read(c);
	for (struct query *q = c->first; q != NULL; q = q->next)
		query_check(c, q);
}

static void
emit(struct sqlc *c, const char *dir)
{
	const struct source *s, *end = c->sources + c->n_sources;

	for (s = c->sources; s < end; s++)
		if (!s->is_migration && !s->is_twin)
			emit_source(c, s, dir);
	emit_tables(c, dir);
	emit_all(c, dir);
	emit_postgres(c, dir);
}

/* As store/ has it: "x" is a name and never a text. */
static sqlite3 *
open_memory(void)
{
	sqlite3 *db;

	if (sqlite3_open(":memory:", &db) != SQLITE_OK)
		tool_fail("sqlc", 0, "SQLite does not open");
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	return db;
}

int
main(int argc, char **argv)
{
	struct sqlc *c = tool_alloc(sizeof(*c));
	const char *fill = NULL;
	bool is_good = true;

	if (argc > 3 && strcmp(argv[1], "--plans") == 0) {
		fill = argv[2];
		argc--;
		argv++;
	}
	if (argc < 3) {
		fprintf(stderr,
		    "usage: sqlc DIR FILE.sql ...\n"
		    "       sqlc --plans FILL.sql FILE.sql ...\n");
		return 2;
	}
	c->strict = open_memory();
	c->neutral = open_memory();
	c->last = &c->first;
	read_sources(c, argc - 2, argv + 2);
	compile(c);
	if (fill != NULL)
		is_good = plans_hold(c, fill);
	else
		emit(c, argv[1]);
	sqlite3_close(c->strict);
	sqlite3_close(c->neutral);
	return is_good ? 0 : 1;
}
