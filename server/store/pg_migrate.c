/*
 * pg_migrate.c: the tables of the store itself, and bringing an older schema up
 * to ours, a transaction a step.
 */
#include "store/pg.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/log.h"

/* is_whole: see store_keep. */
static const char
    own_tables[] = "CREATE TABLE store_version ("
		   " number bigint NOT NULL, is_whole boolean NOT NULL);"
		   "CREATE TABLE store_write_key ("
		   " node bigint, number bigint, at bigint NOT NULL,"
		   " PRIMARY KEY (node, number));"
		   "INSERT INTO store_version VALUES (0, false)";

/* All of a site that was never finished. */
static const char drop_all
    [] = "DO $$ DECLARE x record; BEGIN"
	 " FOR x IN SELECT c.oid::regclass AS name FROM pg_class c"
	 "  WHERE c.relkind = 'r'"
	 "  AND c.relnamespace = current_schema()::regnamespace"
	 " LOOP EXECUTE 'DROP TABLE IF EXISTS ' || x.name || ' CASCADE';"
	 " END LOOP;"
	 " FOR x IN SELECT p.oid::regprocedure AS name FROM pg_proc p"
	 "  WHERE p.pronamespace = current_schema()::regnamespace"
	 "  AND p.proname = 'decision_refuse'"
	 " LOOP EXECUTE 'DROP FUNCTION ' || x.name; END LOOP;"
	 "END $$";

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

/* The tables that a mode wants to find, or makes. */
static enum err
prepare(PGconn *link, enum store_mode mode)
{
	enum presence found;
	enum err e = look(link, &found);

	if (e != OK)
		return e;
	if (mode == STORE_OPEN)
		return found == WHOLE ? OK : ERR_NOT_FOUND;
	if (found == WHOLE)
		return ERR_CONFLICT;
	if (found == HALF)
		e = pg_run(link, drop_all, "drop");
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

enum err
pg_keep(struct store *s)
{
	PGconn *link;
	enum err e = pg_link(pg_of(s)->address, &link);

	if (e != OK)
		return e;
	e = pg_run(link, "UPDATE store_version SET is_whole = true", "keep");
	PQfinish(link);
	return e;
}
