/*
 * sqlite_care.c: copies, examinations and statistics of the database, and
 * search texts.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/log.h"
#include "store/sqlite.h"

/* Pages copied at a time, and a pause for others to use the disk. */
enum { BACKUP_PAGES = 500, BACKUP_PAUSE_MS = 1 };

static enum err
copy_pages(sqlite3 *from, sqlite3 *to)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
	int code;

	if (b == NULL)
		return sqlite_err(to, sqlite3_errcode(to), "backup");
	do {
		code = sqlite3_backup_step(b, BACKUP_PAGES);
		if (code == SQLITE_OK)
			sqlite3_sleep(BACKUP_PAUSE_MS);
	} while (code == SQLITE_OK);
	code = sqlite3_backup_finish(b);
	return sqlite_err(to, code, "backup");
}

/*
 * One snapshot for all pages, so that those who write meanwhile do not start
 * it anew.  A rollback journal makes a copy that was cut off an empty
 * database, not a broken one; without a WAL beside it, it is one file.
 */
static enum err
copy_database(const char *path, const char *file)
{
	sqlite3 *from = NULL, *to = NULL;
	int64_t n;
	enum err e = sqlite_connect(path, false, &from);

	if (e == OK)
		e = sqlite_run(from, "BEGIN", "backup");
	if (e == OK)
		e = sqlite_integer(
		    from, "SELECT count(*) FROM sqlite_schema", &n);
	if (e == OK)
		e = sqlite_err(to,
		    sqlite3_open_v2(file, &to, SQLITE_OPEN_READWRITE, NULL),
		    "backup");
	if (e == OK)
		e = copy_pages(from, to);
	if (e == OK)
		e = sqlite_run(to, "PRAGMA journal_mode = DELETE", "backup");
	sqlite3_close(to);
	sqlite3_close(from);
	return e;
}

enum err
sqlite_backup(struct store *base, const char *file)
{
	struct sqlite_store *s = sqlite_of(base);
	int fd = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	enum err e;

	if (fd == -1 && errno == EEXIST)
		return ERR_CONFLICT;
	if (fd == -1) {
		LOG_ERROR("store.backup", "errno=%d", errno);
		return ERR_INTERNAL;
	}
	close(fd);
	e = copy_database(s->path, file);
	if (e != OK)
		unlink(file);
	return e == OK ? OK : ERR_INTERNAL;
}

static enum err
collect(sqlite3 *db, const char *sql, struct buf *b)
{
	sqlite3_stmt *st = NULL;
	int code = sqlite3_prepare_v2(db, sql, -1, &st, NULL);
	enum err e = sqlite_err(db, code, sql);

	while (e == OK && (code = sqlite3_step(st)) == SQLITE_ROW) {
		const char *text = (const char *)sqlite3_column_text(st, 0);

		if (!str_eq(str_of(text), STR("ok")))
			buf_fmt(b, "%s\n", text == NULL ? "?" : text);
	}
	if (e == OK && code != SQLITE_DONE)
		e = sqlite_err(db, code, sql);
	sqlite3_finalize(st);
	return e;
}

enum err
sqlite_check(struct store *base, struct arena *a, struct str *problems)
{
	struct sqlite_store *s = sqlite_of(base);
	struct buf b = { 0 };
	sqlite3 *db = NULL;
	enum err e = sqlite_connect(s->path, false, &db);

	if (e == OK)
		e = collect(db, "PRAGMA integrity_check", &b);
	if (e == OK)
		e = collect(db,
		    "SELECT 'foreign key: row ' || rowid || ' of ' || "
		    "\"table\" || ' has no ' || parent "
		    "FROM pragma_foreign_key_check",
		    &b);
	if (e == OK)
		*problems = arena_str(a, buf_text(&b));
	buf_free(&b);
	sqlite3_close(db);
	return e;
}

/*
 * A few rows of each index are looked at.  A table that is small now keeps no
 * statistics: they would still say that it is when it has grown, and make the
 * planner walk or sort all of it (the page of a post all pages of its thread,
 * the search all organisations).  With those of large tables each plan is what
 * it is without: the test queries.plans sees to that.
 */
static enum err
optimize(struct store_write *w, void *arg)
{
	struct sqlite_read *r = sqlite_read_of(w->read);

	(void)arg;
	return sqlite_run(r->db,
	    "PRAGMA analysis_limit = 400;"
	    "PRAGMA optimize;"
	    "ANALYZE sqlite_schema;" /* makes their table, if there is none */
	    "DELETE FROM sqlite_stat1 WHERE CAST(stat AS INTEGER) < 10000;"
	    "ANALYZE sqlite_schema",
	    "optimize");
}

enum err
sqlite_optimize(struct store *s)
{
	return store_write(s, optimize, NULL);
}
