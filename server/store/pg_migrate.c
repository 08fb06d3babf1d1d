/*
 * pg_migrate.c: the tables of the store itself, and bringing an older schema up
 * to ours, a transaction a step.
 */
#include "store/pg.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"

/* is_whole: see store_keep. */
static const char
    own_tables[] = "CREATE TABLE store_version ("
		   " number bigint NOT NULL, is_whole boolean NOT NULL);"
		   "CREATE TABLE store_writer ("
		   " node bigint, slot bigint, number bigint NOT NULL,"
		   " at bigint NOT NULL, PRIMARY KEY (node, slot))"
		   " WITH (fillfactor = 50);"
		   "INSERT INTO store_version VALUES (0, false)";

/*
 * Of this schema; two processes do not change it at a time.  A step takes as
 * long as it takes.
 */
static const char begin_alone
    [] = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;"
	 "SELECT pg_advisory_xact_lock("
	 "hashtext('praatmee ' || current_schema()))";

enum presence { NOTHING, HALF, WHOLE };

static enum err
look(PGconn *link, enum presence *found)
{
	int64_t n = 0;
	enum err e = pg_integer(link,
	    "SELECT count(*) FROM pg_class WHERE relname = 'store_version'"
	    " AND relnamespace = current_schema()::regnamespace",
	    &n);

	*found = NOTHING;
	if (e != OK || n == 0)
		return e;
	e = pg_integer(link, "SELECT is_whole::int FROM store_version", &n);
	*found = n == 1 ? WHOLE : HALF;
	return e;
}

/* Drop the tables that a text of SQL makes. */
static enum err
drop_tables(PGconn *link, struct str sql)
{
	static const struct str words = STR_INIT("CREATE TABLE ");
	char drop[128];
	struct str name;
	enum err e = OK;

	for (size_t at; e == OK && (at = str_find_str(sql, words)) < sql.n;) {
		sql = str_skip(sql, at + words.n);
		name = (struct str){ sql.p, 0 };
		while (name.n < sql.n && strchr(" (\n", sql.p[name.n]) == NULL)
			name.n++;
		snprintf(drop, sizeof(drop),
		    "DROP TABLE IF EXISTS " STR_FMT " CASCADE", STR_ARG(name));
		e = pg_run(link, drop, "drop");
	}
	return e;
}

/*
 * A site that was never finished, and nothing else that may be here.  Its
 * functions stay: the next one replaces them.
 */
static enum err
drop_half(PGconn *link)
{
	enum err e = drop_tables(link, str_of(own_tables));

	for (int i = 0; e == OK && i < migration_count; i++)
		e = drop_tables(link, str_of(migrations[i].postgres));
	return e;
}

/*
 * Is there a schema that we may have to ourselves?  What others call a table
 * may be a name of ours one day.
 */
static enum err
check_room(PGconn *link, enum store_mode mode, enum presence found)
{
	int64_t n = 0;
	enum err e = pg_integer(link,
	    "SELECT CASE WHEN current_schema() IS NULL THEN 1"
	    " WHEN NOT has_schema_privilege(current_schema(), 'CREATE') THEN 2"
	    " WHEN EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p')"
	    "  AND relnamespace = current_schema()::regnamespace) THEN 3"
	    " ELSE 0 END",
	    &n);

	if (e != OK || n == 0 || (n > 1 && mode == STORE_OPEN) ||
	    (n == 3 && found != NOTHING))
		return e;
	LOG_ERROR("store.schema",
	    "what=\"%s: make it one of its own: CREATE "
	    "SCHEMA name AUTHORIZATION user, and where the two names differ "
	    "?options=-csearch_path%%3Dname in the address\"",
	    n == 1	 ? "there is no schema that this user may use"
		: n == 2 ? "this user may make no tables in the schema"
			 : "the schema has tables of something else");
	return ERR_DENIED;
}

/* The tables that a mode wants to find, or makes. */
static enum err
prepare(PGconn *link, enum store_mode mode)
{
	enum presence found;
	enum err e = look(link, &found);

	if (e == OK)
		e = check_room(link, mode, found);
	if (e != OK)
		return e;
	if (mode == STORE_OPEN)
		return found == WHOLE ? OK : ERR_NOT_FOUND;
	if (found == WHOLE)
		return ERR_CONFLICT;
	if (found == HALF && mode == STORE_RESUME)
		return OK;
	if (found == HALF)
		e = drop_half(link);
	return e == OK ? pg_run(link, own_tables, "create") : e;
}

/* The next step, if there is one: *version is the number reached. */
static enum err
step(PGconn *link, int64_t *version)
{
	const struct migration *next = NULL;
	char sql[64];
	enum err e = pg_run(link, begin_alone, "migrate");

	if (e == OK)
		e = pg_integer(
		    link, "SELECT number FROM store_version", version);
	for (int i = migration_count; i-- > 0;)
		if (migrations[i].number > *version)
			next = &migrations[i];
	if (e == OK && next != NULL) {
		snprintf(sql, sizeof(sql),
		    "UPDATE store_version SET number = %d", next->number);
		e = pg_run(link, next->postgres, next->name);
		if (e == OK)
			e = pg_run(link, sql, next->name);
	}
	if (e == OK)
		e = pg_run(link, "COMMIT", "migrate");
	if (e != OK) {
		(void)!pg_run(link, "ROLLBACK", "migrate");
		return e == ERR_BUSY ? e : ERR_INTERNAL;
	}
	if (next != NULL)
		*version = next->number;
	return OK;
}

enum err
pg_migrate(PGconn *link, enum store_mode mode)
{
	int newest = migrations[migration_count - 1].number;
	int64_t version = 0;
	enum err e = pg_run(link, begin_alone, "migrate");

	if (e == OK)
		e = prepare(link, mode);
	if (e == OK)
		e = pg_run(link, "COMMIT", "migrate");
	else
		(void)!pg_run(link, "ROLLBACK", "migrate");
	if (e == OK)
		e = pg_integer(
		    link, "SELECT number FROM store_version", &version);
	if (e == OK && version > newest) {
		LOG_ERROR("store.newer", "version=%" PRId64 " ours=%d", version,
		    newest);
		return ERR_CONFLICT;
	}
	while (e == OK && version < newest)
		e = step(link, &version);
	return e;
}

/* Statistics of what was filled at once; else they come with time. */
static enum err
analyze(PGconn *link)
{
	char sql[96];
	enum err e = OK;

	for (int i = 0; e == OK && i < table_count; i++) {
		snprintf(sql, sizeof(sql), "ANALYZE \"%s\"", tables[i].name);
		e = pg_run(link, sql, "analyze");
	}
	return e;
}

enum err
pg_keep(struct store *s)
{
	PGconn *link;
	enum err e = pg_link(pg_of(s)->address, &link);

	if (e != OK)
		return e;
	if ((e = analyze(link)) == OK)
		e = pg_run(
		    link, "UPDATE store_version SET is_whole = true", "keep");
	PQfinish(link);
	return e;
}
