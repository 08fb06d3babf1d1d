/* pg_care.c: examinations and upkeep of the database, and search texts. */
#include "store/pg.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

enum { WRITERS_KEPT_MS = 2 * DAY_MS };

/*
 * The server gathers its statistics by itself.  Ours to do: to forget processes
 * that have ended.  One that has not, and wrote nothing for days, begins anew.
 */
enum err
pg_optimize(struct store *s)
{
	char sql[96];
	PGconn *link;
	enum err e = pg_link(pg_of(s)->address, &link);

	if (e != OK)
		return e;
	snprintf(sql, sizeof(sql),
	    "DELETE FROM store_writer WHERE at < %" PRId64,
	    clock_now() - WRITERS_KEPT_MS);
	e = pg_run(link, sql, "writers");
	PQfinish(link);
	return e;
}

/* Its own tools do that, and better: see store_advice(). */
enum err
pg_backup(struct store *s, const char *file)
{
	(void)s;
	(void)file;
	return ERR_DENIED;
}

/*
 * What the server itself would tell: constraints that were never tried,
 * indexes that were never finished.
 */
enum err
pg_check(struct store *s, struct arena *a, struct str *problems)
{
	static const char sql[] =
	    "SELECT 'constraint ' || conname || ' of ' || conrelid::regclass"
	    " || ' was never tried' FROM pg_constraint WHERE NOT convalidated"
	    " AND connamespace = current_schema()::regnamespace"
	    " UNION ALL SELECT 'index ' || i.indexrelid::regclass"
	    " || ' is not whole' FROM pg_index i"
	    " JOIN pg_class c ON c.oid = i.indexrelid"
	    " WHERE NOT (i.indisvalid AND i.indisready)"
	    " AND c.relnamespace = current_schema()::regnamespace";
	struct buf b = { 0 };
	PGresult *result;
	PGconn *link;
	enum err e = pg_link(pg_of(s)->address, &link);

	if (e != OK)
		return e;
	result = PQexec(link, sql);
	if (PQresultStatus(result) != PGRES_TUPLES_OK) {
		LOG_ERROR("store.check", "what=\"%s\"", PQerrorMessage(link));
		e = ERR_INTERNAL;
	}
	for (int i = 0; e == OK && i < PQntuples(result); i++)
		buf_fmt(&b, "%s\n", PQgetvalue(result, i, 0));
	if (e == OK)
		*problems = arena_str(a, buf_text(&b));
	PQclear(result);
	PQfinish(link);
	buf_free(&b);
	return e;
}

/*
 * For to_tsquery(): a word in quotes, phrases with <->, all of them with &.
 * In quotes a quote is doubled, and so is a backslash.
 */
