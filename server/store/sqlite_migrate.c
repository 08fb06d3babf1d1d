/*
 * sqlite_migrate.c: bring an older schema up to ours, a transaction a step. The
 * file's user_version is the number of the last step, its application_id says
 * that it is a database of ours at all.
 */
#include "store/sqlite.h"

#include <stdio.h>

#include "base/log.h"

/* Our version, or 0 for a file with nothing in it. */
static enum err
read_version(sqlite3 *db, int64_t *version)
{
	int64_t id = 0, n_tables = 0;
	enum err e = sqlite_integer(db, "PRAGMA application_id", &id);

	if (e == OK)
		e = sqlite_integer(db, "PRAGMA user_version", version);
	if (e == OK)
		e = sqlite_integer(
		    db, "SELECT count(*) FROM sqlite_schema", &n_tables);
	if (e == OK && id != APPLICATION_ID &&
	    (id != 0 || *version != 0 || n_tables != 0)) {
		LOG_ERROR("store.foreign", "not a database of praatmee");
		return ERR_INTERNAL;
	}
	return e;
}

/* Tables may have been made anew while nobody looked at their references. */
static enum err
check_references(sqlite3 *db)
{
	int64_t n = 0;
	enum err e = sqlite_integer(
	    db, "SELECT count(*) FROM pragma_foreign_key_check", &n);

	if (e == OK && n > 0) {
		LOG_ERROR(
		    "store.migrate", "references broken=%lld", (long long)n);
		return ERR_INTERNAL;
	}
	return e;
}

static enum err
apply(sqlite3 *db, const struct migration *m)
{
	char head[128];
	enum err e = sqlite_run(db, m->sqlite, m->name);

	snprintf(head, sizeof(head),
	    "PRAGMA user_version = %d; PRAGMA application_id = %d", m->number,
	    APPLICATION_ID);
	if (e == OK)
		e = sqlite_run(db, head, m->name);
	if (e == OK)
		e = check_references(db);
	if (e != ERR_CONFLICT)
		return e;
	LOG_ERROR("store.migrate", "name=%s what=\"%s\"", m->name,
	    sqlite3_errmsg(db));
	return ERR_INTERNAL;
}

/* The next step, if there is one: *version is the number reached. */
static enum err
step(sqlite3 *db, int64_t *version)
{
	const struct migration *next = NULL;
	enum err e = sqlite_run(db, "BEGIN IMMEDIATE", "migrate");

	if (e != OK)
		return e;
	/* Another process may be doing the same: look inside. */
	e = read_version(db, version);
	for (int i = migration_count; i-- > 0;)
		if (migrations[i].number > *version)
			next = &migrations[i];
	if (e == OK && next != NULL)
		e = apply(db, next);
	if (e == OK)
		e = sqlite_run(db, "COMMIT", "migrate");
	if (e != OK) {
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
		return e;
	}
	if (next != NULL) {
		*version = next->number;
		LOG_DEBUG("store.migrated", "to=%s", next->name);
	}
	return OK;
}

enum err
sqlite_migrate(sqlite3 *db)
{
	int newest = migrations[migration_count - 1].number;
	int64_t version = 0;
	enum err e = read_version(db, &version);

	if (e == OK && version > newest) {
		LOG_ERROR("store.newer", "version=%lld ours=%d",
		    (long long)version, newest);
		return ERR_CONFLICT;
	}
	if (e != OK || version == newest)
		return e;
	e = sqlite_run(db, "PRAGMA foreign_keys = OFF", "migrate");
	while (e == OK && version < newest)
		e = step(db, &version);
	if (e == OK)
		e = sqlite_run(db, "PRAGMA foreign_keys = ON", "migrate");
	return e;
}
