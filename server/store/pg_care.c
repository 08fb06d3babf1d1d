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

/* Its own tools do that, and better. */
enum err
pg_backup(struct store *s, const char *file)
{
	(void)s;
	(void)file;
	return ERR_DENIED;
}

/* As one word for a shell. */
static void
quote(struct buf *b, const char *z)
{
	buf_char(b, '\'');
	for (; *z != '\0'; z++)
		if (*z == '\'')
			buf_str(b, STR("'\\''"));
		else
			buf_char(b, *z);
	buf_char(b, '\'');
}

/* schema: as a pattern that means this one alone; "" for all of them. */
static struct str
print_advice(
    struct arena *a, const char *address, const char *schema, const char *file)
{
	struct str shown = pg_address_shown(a, address), out;
	struct buf b = { 0 };

	buf_str(&b,
	    STR("# All of the site, as it is at one moment:\n"
		"pg_dump --format=custom"));
	if (schema[0] != '\0') {
		buf_str(&b, STR(" --schema="));
		quote(&b, schema);
	}
	buf_str(&b, STR(" --file="));
	quote(&b, file);
	buf_str(&b, STR(" --dbname="));
	quote(&b, arena_z(a, shown));
	buf_str(&b,
	    STR("\n# Into a database that was made for it and is empty, whose "
		"address is COPY:\n"
		"pg_restore --no-owner --exit-on-error --dbname=\"$COPY\" "));
	quote(&b, file);
	buf_str(&b,
	    STR("\n# Does it open, and is all of it there?\n"
		"praatmee backup check \"$COPY\"\n"
		"# Passwords are asked for, or read from ~/.pgpass (mode 600)."
		"  For any moment of\n"
		"# the past, not only that of a dump: pg_basebackup and an "
		"archive of the WAL.\n"));
	out = arena_str(a, buf_text(&b));
	buf_free(&b);
	return out;
}

enum err
pg_advice(
    struct store *s, struct arena *a, const char *file, struct str *advice)
{
	const char *address = pg_of(s)->address;
	PGresult *result;
	PGconn *link;
	enum err e = pg_link(address, &link);

	if (e != OK)
		return e;
	/* The one that is there from the start is not to be made anew. */
	result = PQexec(link,
	    "SELECT CASE current_schema() WHEN 'public' THEN ''"
	    " ELSE format('\"%s\"', replace(current_schema(), '\"', '\"\"'))"
	    " END");
	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		*advice = print_advice(
		    a, address, PQgetvalue(result, 0, 0), file);
	else
		e = pg_err("08", PQerrorMessage(link), "advice");
	PQclear(result);
	PQfinish(link);
	return e;
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
