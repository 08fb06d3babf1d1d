#include "store/store.h"

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
#include "store/sqlite.h"

enum { PATH_BYTES_MAX = 4096, PROBLEMS_MAX = 100 };

static char *
copy(const char *z)
{
	size_t n = strlen(z) + 1;

	return memcpy(xmalloc(n), z, n);
}

/* ":memory:" is a directory of its own, so that it behaves as a file does. */
static enum err
make_temporary(struct store *s)
{
	char dir[] = "/tmp/praatmee-store-XXXXXX", path[PATH_BYTES_MAX];

	if (mkdtemp(dir) == NULL) {
		LOG_ERROR("store.temporary", "errno=%d", errno);
		return ERR_INTERNAL;
	}
	snprintf(path, sizeof(path), "%s/db", dir);
	s->temporary = copy(dir);
	s->path = copy(path);
	return OK;
}

static void
delete_temporary(struct store *s)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	char path[PATH_BYTES_MAX];

	if (s->temporary == NULL)
		return;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", s->path, endings[i]);
		unlink(path);
	}
	rmdir(s->temporary);
}

/* The file as the mode wants it: there, or new and ours alone. */
static enum err
find_file(struct store *s, const char *path, enum store_mode mode)
{
	bool is_memory = strcmp(path, ":memory:") == 0;
	struct stat st;
	enum err e;
	int fd;

	if (is_memory && (e = make_temporary(s)) != OK)
		return e;
	if (!is_memory)
		s->path = copy(path);
	if (mode == STORE_OPEN && !is_memory)
		return stat(path, &st) == 0 ? OK : ERR_NOT_FOUND;
	fd = open(s->path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd == -1 && errno == EEXIST)
		return ERR_CONFLICT;
	if (fd == -1) {
		LOG_ERROR("store.create", "errno=%d", errno);
		return ERR_INTERNAL;
	}
	close(fd);
	return OK;
}

static enum err
open_read(struct store *s, struct store_read *r)
{
	enum err e = sqlite_connect(s->path, s->is_bulk, &r->db);

	if (e == OK)
		r->statements = xcalloc(
		    (size_t)query_count, sizeof(sqlite3_stmt *));
	return e;
}

enum err
store_open(const char *path, enum store_mode mode, struct store **out)
{
	struct store *s = xcalloc(1, sizeof(*s));
	enum err e;

	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->wake, NULL);
	pthread_cond_init(&s->checkpoint_wake, NULL);
	s->last = &s->first;
	s->is_bulk = mode == STORE_BULK;
	e = find_file(s, path, mode);
	if (e == OK)
		e = open_read(s, &s->writer.read);
	if (e == OK)
		e = sqlite_migrate(s->writer.read.db);
	if (e == OK)
		e = sqlite_connect(s->path, s->is_bulk, &s->checkpoint_db);
	if (e == OK)
		e = sqlite_integer(
		    s->writer.read.db, "PRAGMA data_version", &s->data_version);
	if (e == OK)
		e = writer_start(s);
	if (e != OK) {
		store_close(s);
		return e;
	}
	*out = s;
	return OK;
}

void
store_close(struct store *s)
{
	sqlite3 *db;

	if (s == NULL)
		return;
	writer_stop(s);
	db = s->writer.read.db;
	sqlite3_close(s->checkpoint_db);
	if (db != NULL && s->is_writer_running) {
		/* What was written without a sync gets one now. */
		sqlite3_exec(db,
		    "PRAGMA optimize; PRAGMA synchronous = FULL;"
		    "PRAGMA wal_checkpoint(TRUNCATE)",
		    NULL, NULL, NULL);
	}
	sqlite_disconnect(&s->writer.read);
	delete_temporary(s);
	pthread_cond_destroy(&s->checkpoint_wake);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s->temporary);
	free(s->path);
	free(s);
}

void
store_on_change(struct store *s,
    void (*raise)(void *arg, const struct topic *, size_t n), void *arg)
{
	s->raise = raise;
	s->raise_arg = arg;
}

struct version {
	int64_t v;
};

static enum err
read_version(struct store_write *w, void *arg)
{
	struct version *version = arg;

	return sqlite_integer(w->read.db, "PRAGMA data_version", &version->v);
}

/*
 * Only on the writer's own connection does data_version stay the same through
 * our own commits.
 */
bool
store_changed_outside(struct store *s)
{
	struct version now = { s->data_version };
	bool is_changed;

	if (store_write(s, read_version, &now) != OK)
		return false;
	is_changed = now.v != s->data_version;
	s->data_version = now.v;
	return is_changed;
}

enum err
store_read_open(struct store *s, struct store_read **out)
{
	struct store_read *r = xcalloc(1, sizeof(*r));
	enum err e = open_read(s, r);

	if (e == OK)
		e = sqlite_run(r->db, "PRAGMA query_only = ON");
	if (e != OK) {
		store_read_close(r);
		return e;
	}
	*out = r;
	return OK;
}

void
store_read_close(struct store_read *r)
{
	if (r == NULL)
		return;
	sqlite_disconnect(r);
	free(r);
}

enum err
store_begin(struct store_read *r)
{
	enum err e = sqlite_run(r->db, "BEGIN");

	r->is_open = e == OK;
	return e;
}

void
store_end(struct store_read *r)
{
	if (r->is_open)
		sqlite3_exec(r->db, "COMMIT", NULL, NULL, NULL);
	r->is_open = false;
}

void
store_trace(struct store_read *r, store_trace_fn *trace, void *arg)
{
	r->trace = trace;
	r->trace_arg = arg;
}
