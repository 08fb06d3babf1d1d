/*
 * sqlite_watch.c: has another process written to the database?
 *
 * data_version changes for everyone but the connection that commits, so that
 * only the writer's own connection tells our commits from those of others.
 */
#include "store/sqlite.h"

/* With the writer's lock: has it changed since the last look? */
static bool
look(struct sqlite_store *s)
{
	int64_t before = s->data_version;

	if (sqlite3_step(s->version_statement) == SQLITE_ROW)
		s->data_version = sqlite3_column_int64(s->version_statement, 0);
	sqlite3_reset(s->version_statement);
	return s->data_version != before;
}

enum err
watch_start(struct sqlite_store *s)
{
	sqlite3 *db = s->writer.db;
	int code = sqlite3_prepare_v3(db, "PRAGMA data_version", -1,
	    SQLITE_PREPARE_PERSISTENT, &s->version_statement, NULL);
	enum err e = sqlite_err(db, code, "data_version");

	if (e == OK)
		look(s);
	return e;
}

bool
sqlite_changed_outside(struct store *base)
{
	struct sqlite_store *s = sqlite_of(base);
	bool is_changed;

	/* The writer is busy: whoever asks, asks again soon. */
	if (pthread_mutex_trylock(&s->writer_lock) != 0)
		return false;
	is_changed = look(s);
	pthread_mutex_unlock(&s->writer_lock);
	return is_changed;
}
