/*
 * watch.c: has another process written to the database?
 *
 * data_version changes for everyone but the connection that commits, so that
 * only the writer's own connection tells our commits from those of others.
 * The writer looks at the start of each batch; in between the asker does.
 */
#include "store/sqlite.h"

enum err
watch_start(struct store *s)
{
	sqlite3 *db = s->writer.read.db;
	int code = sqlite3_prepare_v3(db, "PRAGMA data_version", -1,
	    SQLITE_PREPARE_PERSISTENT, &s->version_statement, NULL);
	enum err e = sqlite_err(db, code, "data_version");

	if (e != OK)
		return e;
	watch_look(s);
	s->is_changed_outside = false;
	return OK;
}

void
watch_look(struct store *s)
{
	int64_t version;

	if (sqlite3_step(s->version_statement) == SQLITE_ROW) {
		version = sqlite3_column_int64(s->version_statement, 0);
		if (version != s->data_version)
			s->is_changed_outside = true;
		s->data_version = version;
	}
	sqlite3_reset(s->version_statement);
}

bool
store_changed_outside(struct store *s)
{
	bool is_changed;

	/* Busy with a batch: it has looked, ask again later. */
	if (pthread_mutex_trylock(&s->writer_lock) != 0)
		return false;
	watch_look(s);
	is_changed = s->is_changed_outside;
	s->is_changed_outside = false;
	pthread_mutex_unlock(&s->writer_lock);
	return is_changed;
}
