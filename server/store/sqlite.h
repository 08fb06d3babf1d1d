/*
 * sqlite.h: the store on SQLite, as its own files see it.
 *
 * One writer connection, used by the writer thread alone; a connection a read
 * handle; one for checkpoints in the background.  WAL, synchronous=FULL.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>

#include "store/engine.h"

enum {
	WRITES_MAX = 4096, /* waiting; more get ERR_BUSY */
	BUSY_TIMEOUT_MS = 5000,
	CHECKPOINT_PAGES = 1000,   /* WAL pages that wake the checkpointer */
	WAL_PAGES_MAX = 32000,	   /* 128 MB: the writer starts the WAL anew */
	WAL_KEPT_BYTES = 16 << 20, /* of the file, once it was larger */
	WAL_WAIT_MS = 200	   /* that the writer waits for readers then */
};

/* Written into the file's head ("pmee"): this database is one of ours. */
enum { APPLICATION_ID = 0x706d6565 };

struct sqlite_read {
	struct store_read base; /* first */
	sqlite3 *db;
	sqlite3_stmt **statements;    /* by query number; NULL until used */
	sqlite3_stmt *begin, *commit; /* of a reader; NULL until used */
	bool is_open;		      /* between begin and end */
};

/* A write that waits, on its caller's stack. */
struct pending {
	struct pending *next;
	store_fn *fn;
	void *arg;
	struct store_watch *watch; /* or NULL */
	int64_t since_us;	   /* queued, and then run; for watch */
	enum err err;
	bool is_done;
	pthread_cond_t done;
};

struct sqlite_store {
	struct store base; /* first; its lock guards all that says so */
	char *path;
	char *temporary; /* directory to delete; ":memory:" */
	bool is_bulk;
	bool is_new; /* made by this store_open */

	pthread_mutex_t writer_lock; /* of these, around a batch */
	struct sqlite_read writer;
	struct store_write write;
	sqlite3_stmt *version_statement;
	int64_t data_version;
	int wal_pages; /* after the last commit */
	int wal_asked; /* when a checkpoint was last asked for */
	int wal_limit; /* from here on the writer starts the WAL anew */

	pthread_cond_t wake; /* with the store's lock, as all below */
	struct pending *first, **last;
	int n_waiting;
	int batch_max; /* writes in one commit */
	bool is_closing;
	bool is_writer_running;
	pthread_t writer_thread;

	sqlite3 *checkpoint_db;
	pthread_cond_t checkpoint_wake;
	bool is_checkpoint_due;
	bool is_checkpointer_running;
	pthread_t checkpoint_thread;
};

static inline struct sqlite_store *
sqlite_of(struct store *s)
{
	return (struct sqlite_store *)s;
}

static inline struct sqlite_read *
sqlite_read_of(struct store_read *r)
{
	return (struct sqlite_read *)r;
}

/* sqlite_connect.c: open a connection with our settings. */
enum err
sqlite_connect(const char *path, bool is_bulk, sqlite3 **out) MUST_CHECK;
void sqlite_disconnect(struct sqlite_read *);
/* Run SQL without results; a failure is logged as what was being done. */
enum err sqlite_run(sqlite3 *, const char *sql, const char *doing) MUST_CHECK;
/* The same for SQL that is kept in *kept, to be prepared once. */
enum err sqlite_run_kept(sqlite3 *, sqlite3_stmt **kept, const char *sql,
    const char *doing) MUST_CHECK;
/* One integer, such as a pragma's. */
enum err sqlite_integer(sqlite3 *, const char *sql, int64_t *out) MUST_CHECK;
/* What a result code means to our callers; logs what is internal. */
enum err sqlite_err(sqlite3 *, int code, const char *doing) MUST_CHECK;

/* sqlite_migrate.c: bring the schema up to ours.  ERR_CONFLICT: it is newer. */
enum err sqlite_migrate(sqlite3 *) MUST_CHECK;

/* sqlite_write.c: the writer thread. */
enum err writer_start(struct sqlite_store *) MUST_CHECK;
void writer_stop(struct sqlite_store *);

/* sqlite_checkpoint.c: moves the WAL into the database, on a thread of its own.
 */
enum err checkpoint_start(struct sqlite_store *) MUST_CHECK;
void checkpoint_stop(struct sqlite_store *);
/* On the writer thread, after a commit: start the WAL anew when it is long. */
void checkpoint_limit(struct sqlite_store *);

/* sqlite_watch.c: from here on others' commits are noticed. */
enum err watch_start(struct sqlite_store *) MUST_CHECK;

/* sqlite_watch.c: from here on others' commits are noticed. */
enum err watch_start(struct sqlite_store *) MUST_CHECK;

/* What the engine's table names. */
bool sqlite_changed_outside(struct store *);
enum err sqlite_one(struct store_read *, struct arena *, const struct query *,
    const void *in, void *row) MUST_CHECK;
enum err sqlite_many(struct store_read *, struct arena *, const struct query *,
    const void *in, void **rows, size_t *n) MUST_CHECK;
enum err sqlite_exec(struct store_read *, const struct query *, const void *in,
    int64_t *n_rows) MUST_CHECK;
enum err sqlite_exec_each(struct store_read *, const struct query *,
    const void *in, size_t size, size_t n) MUST_CHECK;
enum err sqlite_insert(struct store_read *, const struct query *,
    const void *in, int64_t *id) MUST_CHECK;
enum err sqlite_write(
    struct store *, store_fn *, void *arg, struct store_watch *) MUST_CHECK;
void sqlite_group(struct store *, int n_max);
void sqlite_stats(struct store *, struct store_stats *);
enum err sqlite_optimize(struct store *) MUST_CHECK;
enum err sqlite_backup(struct store *, const char *file) MUST_CHECK;
enum err
sqlite_check(struct store *, struct arena *, struct str *problems) MUST_CHECK;

#endif
