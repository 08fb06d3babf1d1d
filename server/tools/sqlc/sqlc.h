/*
 * sqlc.h: the query compiler's own parts.
 *
 * token.c	SQL into words, strings, parameters and marks
 * type.c	the neutral types and what they are called elsewhere
 * migration.c	migrations into the words of each engine, applied in memory
 * block.c	a file of queries into blocks
 * table.c	the queries that every table has
 * scope.c	which tables a query reads, and how they are joined
 * check.c	what was declared against what SQLite sees
 * plan.c	how SQLite would walk
 * emit.c	the C that comes out
 *
 * The first mistake ends it: "file:line: error: ..." and exit 1.
 */
#ifndef TOOLS_SQLC_H
#define TOOLS_SQLC_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

#include "tools/tool.h"

/* token.c */
enum token_kind {
	TOKEN_WORD,
	TOKEN_QUOTED, /* "name" */
	TOKEN_STRING, /* 'text', x'00' or $$text$$ */
	TOKEN_NUMBER,
	TOKEN_PARAM, /* :name */
	TOKEN_MARK,
	TOKEN_COMMENT
};
struct token {
	enum token_kind kind;
	const char *p;
	size_t n;
	int line;
	int depth; /* of brackets; a bracket has the depth around it */
};
struct tokens {
	struct token *v;
	size_t n;
};

/* A file of migrations/ or queries/, or of pg/ below one of them: a twin. */
struct source {
	const char *path; /* as given */
	const char *name; /* without directory and .sql */
	const char *p;
	bool is_migration;
	bool is_twin;
	bool is_made; /* by table.c */
	struct tokens tokens;
};
/* Read a file and cut it into tokens. */
void source_read(struct source *, const char *path);
/* The same for queries that were made; name and text are kept. */
void source_of_text(struct source *, const char *name, const char *text);

/* Equal to a word, in any case; t may be NULL. */
bool token_is(const struct token *t, const char *word);
bool token_same(const struct token *t, const char *text);
/* The i-th token, or NULL where there is none. */
const struct token *token_at(const struct tokens *, size_t i);
/* The tokens that are no comments, from first up to end. */
struct tokens tokens_of(const struct tokens *, size_t first, size_t end);

/* type.c */
enum type {
	TYPE_INT64,
	TYPE_BOOL,
	TYPE_TIME,
	TYPE_TEXT,
	TYPE_BLOB,
	TYPE_IDENTITY,
	TYPE_NONE
};
struct type_words {
	const char *name, *sqlite, *postgres, *param, *c, *c_null, *field;
};
const struct type_words *type_words(enum type);
/* TYPE_NONE where there is no type of that name. */
enum type type_of(const char *name, size_t n);
/* By what SQLite says that a column of the neutral schema was declared as. */
enum type type_declared(const char *decl);

/* block.c */
enum mode { MODE_ONE, MODE_MANY, MODE_EXEC, MODE_INSERT };
enum { FIELDS_MAX = 64 };

struct field {
	const char *name;
	enum type type;
	bool is_nullable;
};
struct fields {
	struct field v[FIELDS_MAX];
	int n;
};
struct query {
	struct query *next;
	const char *name;
	enum mode mode;
	struct tool_out doc;
	struct fields in, out;
	const struct token *scans;   /* "-- scans: ..."; NULL: none */
	const struct token *sorts;   /* "-- sorts: ..."; NULL: none */
	const struct token *touches; /* "-- touches: ..."; NULL: none */
	const struct source *source;
	int line;
	struct tokens sql;	   /* without the ';', and what locks rows */
	const struct source *twin; /* NULL: none has it */
	struct tokens postgres;	   /* with that, or the twin's */
	const char *identity;	   /* the column that an :insert gives */
	int number;
};

struct migration {
	const struct source *source;
	int number;
	const char *name; /* without the number */
	struct tool_out sqlite, postgres;
};

struct table {
	const char *name;
	struct fields columns, keys; /* the keys in their own order */
	struct fields ties;   /* columns that refer to the table itself */
	const char *identity; /* NULL: none */
	const struct source *queries;
};

enum { FILES_MAX = 256, TABLES_MAX = 128 };
struct sqlc {
	sqlite3 *strict;  /* the schema as it will be */
	sqlite3 *neutral; /* the schema with the types as they were written */
	struct migration migrations[FILES_MAX];
	int n_migrations;
	struct source sources[FILES_MAX];
	int n_sources;
	struct query *first, **last;
	int n_queries;
	struct table tables[TABLES_MAX]; /* in the order of their making */
	int n_tables;
};

const char *mode_name(enum mode);
/* Read the blocks of a file, behind those that are there. */
void blocks_read(struct sqlc *, const struct source *);
/* Give queries that were read before their text for PostgreSQL. */
void blocks_read_twin(struct sqlc *, const struct source *);
/* The text as SQLite takes it, each word on the line that it stands on. */
struct tool_out query_lines(const struct query *);
/* The place of a parameter among those declared, or -1. */
int param_index(const struct query *, const struct token *);

/* migration.c: translate one and apply it; twin may be NULL. */
void
migration_add(struct sqlc *, const struct source *, const struct source *twin);

/* table.c: find the tables, and read their queries behind all others. */
void tables_read(struct sqlc *);

/* scope.c */
struct scope_item {
	const struct token *table; /* NULL: a query in brackets */
	const struct token *alias; /* NULL: a query without a name */
	bool is_left;		   /* the outer side of a join */
	int depth;
};
enum { ITEMS_MAX = 64 };
struct scope {
	struct scope_item v[ITEMS_MAX];
	int n;
};
void scope_read(const struct query *, struct scope *);
/* True when a join may make column i, which comes from table, NULL. */
bool scope_is_outer(
    const struct query *, const struct scope *, int i, const char *table);
/* True when column i is max(), say, or a query that may find no row. */
bool scope_is_hollow(const struct query *, int i);
/* Complain about an ORDER BY on what may be NULL. */
void scope_check_order(struct sqlc *, const struct query *);

/* check.c: end with a complaint, or fill in what emit.c needs. */
void query_check(struct sqlc *, struct query *);
/* By the schema: false where it does not say. */
bool column_may_be_null(struct sqlc *, const char *table, const char *column);

/*
 * plan.c: complain about every query that walks a whole table without saying
 * so ("-- scans: theme, organisation": they stay small) or sorts ("-- sorts:
 * the posts of one page": that is bounded), on the empty schema and then on
 * what the SQL of the file fill makes of it, with statistics; and about every
 * one whose plan they change.
 */
bool plans_hold(struct sqlc *, const char *fill);

/* emit.c: NAME.h and NAME.c of a file of queries. */
void emit_source(struct sqlc *, const struct source *, const char *dir);
/* tables.c: what store/copy.c knows of tables. */
void emit_tables(struct sqlc *, const char *dir);
/* all.c: the migrations. */
void emit_all(struct sqlc *, const char *dir);
/* all.pg.sql, which tries everything on PostgreSQL; all.pg.txt: its answers. */
void emit_postgres(struct sqlc *, const char *dir);

#endif
