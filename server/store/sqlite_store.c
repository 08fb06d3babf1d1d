/* sqlite_store.c: opening and closing a store, and handles for reading. */
#include "store/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "base/num.h"

enum { PATH_BYTES_MAX = 4096 };

static char *
copy(const char *z)
{
	size_t n = strlen(z) + 1;

	return memcpy(xmalloc(n), z, n);
}

/*
 * ":memory:" is a directory of its own, in memory where there is one, so that
 * it behaves as a file does.
 */
static enum err
make_temporary(struct sqlite_store *s)
{
	char memory[] = "/dev/shm/praatmee-XXXXXX";
	char disk[] = "/tmp/praatmee-XXXXXX";
	char path[PATH_BYTES_MAX], *dir = mkdtemp(memory);

	if (dir == NULL && (dir = mkdtemp(disk)) == NULL) {
		LOG_ERROR("store.temporary", "errno=%d", errno);
		return ERR_INTERNAL;
	}
	snprintf(path, sizeof(path), "%s/db", dir);
	s->temporary = copy(dir);
	s->path = copy(path);
	return OK;
}

/* A temporary store, or one that did not come into being. */
static void
delete_files(struct sqlite_store *s)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char path[PATH_BYTES_MAX];

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		snprintf(path, sizeof(path), "%s%s", s->path, endings[i]);
		unlink(path);
	}
	if (s->temporary != NULL)
		rmdir(s->temporary);
}

/* The file as the mode wants it: there, or new and ours alone. */
static enum err
find_file(struct sqlite_store *s, const char *path, enum store_mode mode)
{
	bool is_memory = strcmp(path, ":memory:") == 0;
	struct stat st;
	enum err e;
	int fd;

	if (strlen(path) + sizeof("-wal") > PATH_BYTES_MAX) {
		LOG_ERROR("store.path", "longer than %d", PATH_BYTES_MAX);
		return ERR_INTERNAL;
	}
	if (is_memory && (e = make_temporary(s)) != OK)
		return e;
	if (!is_memory)
		s->path = copy(path);
	if (mode == STORE_OPEN && !is_memory)
		return stat(path, &st) == 0 ? OK : ERR_NOT_FOUND;
	if (mode == STORE_RESUME && stat(s->path, &st) == 0)
		return OK;
	fd = open(s->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1 && errno == EEXIST)
		return ERR_CONFLICT;
	if (fd == -1) {
		LOG_ERROR("store.create", "errno=%d", errno);
		return ERR_INTERNAL;
	}
	close(fd);
	s->is_new = true;
	return OK;
}

static enum err
open_read(struct sqlite_store *s, struct sqlite_read *r)
{
	enum err e = sqlite_connect(s->path, s->is_bulk, &r->db);

	r->base.store = &s->base;
	if (e == OK)
		r->statements = xcalloc(
		    (size_t)query_count, sizeof(sqlite3_stmt *));
	return e;
}

/* Threads and connections, as far as there are any. */
static void
release(struct sqlite_store *s)
{
	writer_stop(s);
	checkpoint_stop(s);
	sqlite3_finalize(s->version_statement);
	sqlite_disconnect(&s->writer);
}

static void
give_back(struct sqlite_store *s)
{
	pthread_cond_destroy(&s->checkpoint_wake);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->writer_lock);
	store_fini(&s->base);
	free(s->temporary);
	free(s->path);
	free(s);
}

/*
 * What was written without a sync gets one now: a checkpoint syncs the WAL
 * before and the database after.  Without bulk SQLite does the same when the
 * last connection of all processes closes.
 *
 * No statistics yet: see store_optimize.
 */
static void
settle_bulk(struct sqlite_store *s)
{
	sqlite3 *db = s->writer.db;
	enum err e = sqlite_run(db, "PRAGMA synchronous = FULL", "settle");

	if (e == OK)
		e = sqlite_err(db,
		    sqlite3_wal_checkpoint_v2(
			db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL),
		    "settle");
	if (e != OK)
		LOG_WARN("store.settle", "err=%s", err_name(e));
}

static void
sqlite_close(struct store *base)
{
	struct sqlite_store *s = sqlite_of(base);

	writer_stop(s);
	if (s->is_bulk)
		settle_bulk(s);
	release(s);
	if (s->temporary != NULL)
		delete_files(s);
	give_back(s);
}

static enum err
read_open(struct store *base, struct store_read **out)
{
	struct sqlite_store *s = sqlite_of(base);
	struct sqlite_read *r = xcalloc(1, sizeof(*r));
	enum err e = open_read(s, r);

	if (e == OK)
		e = sqlite_run(r->db, "PRAGMA query_only = ON", "query_only");
	if (e != OK) {
		sqlite_disconnect(r);
		free(r);
		return e;
	}
	*out = &r->base;
	return OK;
}

static void
read_close(struct store_read *base)
{
	struct sqlite_read *r = sqlite_read_of(base);

	sqlite_disconnect(r);
	free(r);
}

static enum err
begin(struct store_read *base)
{
	struct sqlite_read *r = sqlite_read_of(base);
	enum err e = sqlite_run_kept(r->db, &r->begin, "BEGIN", "begin");

	r->is_open = e == OK;
	return e;
}

static void
end(struct store_read *base)
{
	struct sqlite_read *r = sqlite_read_of(base);

	/* After some accidents SQLite has ended it already. */
	if (r->is_open && !sqlite3_get_autocommit(r->db) &&
	    sqlite_run_kept(r->db, &r->commit, "COMMIT", "commit") != OK)
		LOG_WARN("store.end", "the snapshot stays open");
	r->is_open = false;
}

/* One file is whole when its caller has given it its name. */
static enum err
keep(struct store *s)
{
	(void)s;
	return OK;
}

/* One process serves it: there are no others. */
static enum err
listen_to_others(struct store *s, const struct store_ears *ears)
{
	(void)s;
	(void)ears;
	return OK;
}

static enum err
tell_others(struct store *s, struct str text)
{
	(void)s;
	(void)text;
	return OK;
}

static const struct engine sqlite = {
	.close = sqlite_close,
	.keep = keep,
	.read_open = read_open,
	.read_close = read_close,
	.begin = begin,
	.end = end,
	.one = sqlite_one,
	.many = sqlite_many,
	.exec = sqlite_exec,
	.exec_each = sqlite_exec_each,
	.insert = sqlite_insert,
	.write = sqlite_write,
	.group = sqlite_group,
	.changed_outside = sqlite_changed_outside,
	.listen = listen_to_others,
	.tell = tell_others,
	.stats = sqlite_stats,
	.optimize = sqlite_optimize,
	.backup = sqlite_backup,
	.check = sqlite_check,
};

enum err
sqlite_open(const char *path, enum store_mode mode, struct store **out)
{
	struct sqlite_store *s = xcalloc(1, sizeof(*s));
	enum err e;

	store_init(&s->base, &sqlite);
	pthread_mutex_init(&s->writer_lock, NULL);
	pthread_cond_init(&s->wake, NULL);
	pthread_cond_init(&s->checkpoint_wake, NULL);
	s->write.read = &s->writer.base;
	s->last = &s->first;
	s->batch_max = STORE_COMMIT_MAX;
	s->is_bulk = mode == STORE_BULK;
	e = find_file(s, path, mode);
	if (e == OK)
		e = open_read(s, &s->writer);
	if (e == OK)
		e = sqlite_run(
		    s->writer.db, "PRAGMA cache_size = -8000", "cache_size");
	if (e == OK)
		e = sqlite_migrate(s->writer.db);
	if (e == OK)
		e = watch_start(s);
	if (e == OK)
		e = checkpoint_start(s);
	if (e == OK)
		e = writer_start(s);
	if (e != OK) {
		release(s);
		if (s->is_new)
			delete_files(s);
		give_back(s);
		return e;
	}
	*out = &s->base;
	return OK;
}
