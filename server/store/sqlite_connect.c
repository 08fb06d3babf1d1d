/* sqlite_connect.c: connections with our settings, and what SQLite's codes
 * mean. */
#include "store/sqlite.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/log.h"

enum err
sqlite_err(sqlite3 *db, int code, const char *doing)
{
	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_CONSTRAINT:
		LOG_DEBUG("store.constraint", "doing=%s what=\"%s\"", doing,
		    sqlite3_errmsg(db));
		return ERR_CONFLICT;
	case SQLITE_NOMEM:
		CHECK(!"out of memory");
	}
	LOG_ERROR("store.failed", "doing=%s code=%d what=\"%s\"", doing,
	    sqlite3_extended_errcode(db), sqlite3_errmsg(db));
	return ERR_INTERNAL;
}

enum err
sqlite_run(sqlite3 *db, const char *sql, const char *doing)
{
	return sqlite_err(db, sqlite3_exec(db, sql, NULL, NULL, NULL), doing);
}

enum err
sqlite_run_kept(
    sqlite3 *db, sqlite3_stmt **kept, const char *sql, const char *doing)
{
	int code = SQLITE_OK;
	enum err e;

	if (*kept == NULL)
		code = sqlite3_prepare_v3(
		    db, sql, -1, SQLITE_PREPARE_PERSISTENT, kept, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(*kept);
	e = sqlite_err(db, code, doing);
	sqlite3_reset(*kept);
	return e;
}

enum err
sqlite_integer(sqlite3 *db, const char *sql, int64_t *out)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(db, sql, -1, &st, NULL);
	enum err e;

	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	e = sqlite_err(db, code, sql);
	if (e == OK)
		*out = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return e;
}

/* Some file systems cannot share memory; SQLite says so only in its answer. */
static enum err
use_wal(sqlite3 *db)
{
	sqlite3_stmt *st = NULL;
	const char *mode;
	int code;
	enum err e;

	code = sqlite3_prepare_v2(
	    db, "PRAGMA journal_mode = WAL", -1, &st, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	e = sqlite_err(db, code, "journal_mode");
	if (e == OK) {
		mode = (const char *)sqlite3_column_text(st, 0);
		if (mode == NULL || strcmp(mode, "wal") != 0) {
			LOG_ERROR("store.wal", "this file system has no WAL");
			e = ERR_INTERNAL;
		}
	}
	sqlite3_finalize(st);
	return e;
}

/*
 * Little that a damaged schema says is trusted.  TRUSTED_SCHEMA stays on:
 * without it the triggers that keep the search table are refused, because
 * SQLite before 3.44 does not count FTS5 among the harmless virtual tables.
 */
static void
harden(sqlite3 *db)
{
	sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
}

/*
 * By default SQLite counts the bytes that it has, with a lock that every thread
 * takes at every allocation.  Nobody asks for the count.  Where SQLite is at
 * work already, as in a test with files of its own, it goes on counting.
 */
static void
configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/*
 * 2 MB of pages a connection: there is one for each worker, and behind them the
 * system's own cache has all.  With 8 MB the server grew to 92 MB at a million
 * posts instead of 41 and was no faster.
 */
enum err
sqlite_connect(const char *path, bool is_bulk, sqlite3 **out)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	sqlite3 *db = NULL;
	char limit[64];
	int code;
	enum err e;

	CHECK(pthread_once(&once, configure) == 0);
	code = sqlite3_open_v2(path, &db,
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
	    NULL);
	e = sqlite_err(db, code, "open");
	if (e == OK) {
		sqlite3_busy_timeout(db, BUSY_TIMEOUT_MS);
		harden(db);
		e = use_wal(db);
	}
	snprintf(limit, sizeof(limit), "PRAGMA journal_size_limit = %d",
	    WAL_KEPT_BYTES);
	if (e == OK)
		e = sqlite_run(db, limit, "journal_size_limit");
	if (e == OK)
		e = sqlite_run(db,
		    "PRAGMA wal_autocheckpoint = 0;"
		    "PRAGMA cell_size_check = ON;"
		    "PRAGMA temp_store = MEMORY;"
		    "PRAGMA cache_size = -2000;"
		    "PRAGMA mmap_size = 0",
		    "settings");
	if (e == OK)
		e = sqlite_run(db,
		    is_bulk ? "PRAGMA synchronous = OFF"
			    : "PRAGMA synchronous = FULL",
		    "synchronous");
	if (e != OK) {
		sqlite3_close(db);
		return e;
	}
	*out = db;
	return OK;
}

void
sqlite_disconnect(struct sqlite_read *r)
{
	for (int i = 0; r->statements != NULL && i < query_count; i++)
		sqlite3_finalize(r->statements[i]);
	sqlite3_finalize(r->begin);
	sqlite3_finalize(r->commit);
	free(r->statements);
	sqlite3_close(r->db);
	*r = (struct sqlite_read){ 0 };
}
