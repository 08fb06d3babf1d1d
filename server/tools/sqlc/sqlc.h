/*
 * sqlc.h: the query compiler.
 *
 *	sqlc OUTDIR MIGRATION.sql … -- QUERIES.sql …
 *
 * It applies the migrations to an in-memory SQLite, prepares every query
 * there, compares what the author declared with what SQLite sees, and writes
 * OUTDIR/NAME.h and NAME.c for each file of queries, all.c with the migrations
 *and all.pg.sql, which prepares the same on a PostgreSQL.  Beside a file, pg/
 *may have a twin of the same name with the text for PostgreSQL.
 *
 * The first mistake ends it: "file:line: error: …" and exit 1.
 */
#ifndef TOOLS_SQLC_H
#define TOOLS_SQLC_H

#include <stdbool.h>
#include <stddef.h>

#include "tools/tool.h"

enum { FIELDS_MAX = 40, NAME_SIZE = 64, QUERIES_MAX = 100 };

/* What a column or a parameter can be, and what it is called elsewhere. */
struct type {
	const char *name, *c, *c_nullable, *tag, *sqlite, *postgres;
};
extern const struct type types[];
/* NULL where there is no such type. */
const struct type *type_find(const char *name);

struct field {
	char name[NAME_SIZE];
	const struct type *type;
	bool is_nullable;
};

struct fields {
	struct field v[FIELDS_MAX];
	int n;
};

enum mode { MODE_ONE, MODE_MANY, MODE_EXEC, MODE_INSERT };

/* One block of a file of queries. */
struct sql_query {
	char name[NAME_SIZE];
	enum mode mode;
	struct tool_out doc, sql; /* without the ';' */
	const char *postgres;	  /* of the twin; NULL: the same */
	int line, sql_line, number;
	struct fields in, out;
};

struct sql_file {
	const char *path;
	char name[NAME_SIZE]; /* without folder and ending */
	struct sql_query queries[QUERIES_MAX];
	int n;
};

/* read.c: the blocks of a file. */
void file_read(struct sql_file *, const char *path);

/* dialect.c: one text, two engines. */
void migration_translate(
    struct tool_out *, const char *path, const char *text, bool is_postgres);
/* Parameters numbered as declared; white space folded; comments dropped. */
void query_translate(struct tool_out *, const struct sql_query *,
    const char *text, bool is_postgres);
/* Refuse what does not mean the same on both engines. */
void query_refuse(const char *path, const struct sql_query *);
/* Is this column of the outermost SELECT "alias.name" of a LEFT JOIN? */
bool query_is_outer(const char *sql, int column);

/* check.c: against the schema. */
void check_open(void);
void check_migrate(const char *path, const char *sqlite);
void check_query(const char *path, const struct sql_query *);

/* emit.c: the C. */
void emit_file(const char *dir, const struct sql_file *);
struct migration_text {
	const char *path, *sqlite, *postgres;
};
void emit_all(const char *dir, const struct migration_text *, int n,
    const struct sql_file *const *files, int n_files, int n_queries);

#endif
