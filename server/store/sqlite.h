/*
 * sqlite.h: the store on SQLite, as its own files see it.
 *
 * One writer connection, used by the writer thread alone; a connection a read
 * handle; one for checkpoints in the background.  WAL, synchronous=FULL.
 */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <pthread.h>
#include <sqlite3.h>

#include "store/query.h"

enum {
	WRITES_MAX = 4096, /* waiting; more get ERR_BUSY */
	BATCH_MAX = 256,   /* writes in one commit */
	NOTES_MAX = 64,	   /* topics of one write; more raise the site */
	BUSY_TIMEOUT_MS = 5000,
	CHECKPOINT_PAGES = 1000, /* WAL pages that wake the checkpointer */
	WAL_PAGES_MAX = 32000	 /* 128 MB: the writer waits for a checkpoint */
};

struct store_read {
	sqlite3 *db;
	sqlite3_stmt **statements; /* by query number; NULL until used */
	bool is_open;		   /* between begin and end */
	store_trace_fn *trace;
	void *trace_arg;
};

struct store_write {
	struct store_read read; /* the writer's connection */
	struct topic notes[NOTES_MAX];
	size_t n_notes;
};

/* A write that waits, on its caller's stack. */
struct pending {
	struct pending *next;
	store_fn *fn;
	void *arg;
	enum err err;
	bool is_done;
	pthread_cond_t done;
};

struct store {
	char *path;
	char *temporary; /* directory to delete; ":memory:" */
	bool is_bulk;
	struct store_write writer;
	int64_t data_version;
	void (*raise)(void *arg, const struct topic *, size_t n);
	void *raise_arg;

	pthread_mutex_t lock; /* of all below */
	pthread_cond_t wake;
	struct pending *first, **last;
	int n_waiting;
	bool is_closing;
	bool is_writer_running;
	pthread_t writer_thread;

	sqlite3 *checkpoint_db;
	pthread_cond_t checkpoint_wake;
	int wal_pages;
	bool is_checkpointer_running;
	pthread_t checkpoint_thread;
};

/* connect.c: open a connection with our settings. */
enum err
sqlite_connect(const char *path, bool is_bulk, sqlite3 **out) MUST_CHECK;
void sqlite_disconnect(struct store_read *);
/* Run SQL of our own without results. */
enum err sqlite_run(sqlite3 *, const char *sql) MUST_CHECK;
/* One integer, such as a pragma's. */
enum err sqlite_integer(sqlite3 *, const char *sql, int64_t *out) MUST_CHECK;
/* What a result code means to our callers; logs what is internal. */
enum err sqlite_err(sqlite3 *, int code, const char *doing) MUST_CHECK;

/* migrate.c: bring the schema up to ours.  ERR_CONFLICT: it is newer. */
enum err sqlite_migrate(sqlite3 *) MUST_CHECK;

/* write.c: the two threads. */
enum err writer_start(struct store *) MUST_CHECK;
void writer_stop(struct store *);

#endif
