#include "store/sqlite.h"

#include <stdio.h>

#include "base/log.h"

static enum err
apply(sqlite3 *db, const struct migration *m)
{
	char version[64];
	enum err e = sqlite_run(db, m->sqlite);

	snprintf(
	    version, sizeof(version), "PRAGMA user_version = %d", m->number);
	if (e == OK)
		e = sqlite_run(db, version);
	/* A constraint here is a mistake of ours, not an answer. */
	return e == ERR_CONFLICT ? ERR_INTERNAL : e;
}

enum err
sqlite_migrate(sqlite3 *db)
{
	int newest = migrations[migration_count - 1].number;
	int64_t version = 0;
	enum err e;

	for (int i = 0; i < migration_count; i++) {
		/* Another process may be doing the same: look inside. */
		if ((e = sqlite_run(db, "BEGIN IMMEDIATE")) != OK)
			return e;
		e = sqlite_integer(db, "PRAGMA user_version", &version);
		if (e == OK && version > newest)
			e = ERR_CONFLICT;
		if (e == OK && version < migrations[i].number)
			e = apply(db, &migrations[i]);
		if (e == OK)
			e = sqlite_run(db, "COMMIT");
		if (e != OK) {
			sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
			return e;
		}
		if (version < migrations[i].number)
			LOG_DEBUG(
			    "store.migrated", "to=%s", migrations[i].name);
	}
	return OK;
}
