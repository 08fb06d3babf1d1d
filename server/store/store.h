/*
 * store.h: a database that runs named queries.
 *
 * SQL lives in schema/, is checked and compiled by tools/sqlc, and reaches the
 * rest of the house as typed functions in generated headers:
 *
 *	#include "query/post.h"
 *	q_post_by_id(read, arena, &(struct post_by_id_in){ .id = 7 }, &row);
 *
 * A struct store is shared by all threads.  A struct store_read belongs to one
 * thread at a time.  A struct store_write exists only inside store_write().
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "base/topic.h"

struct store;
struct store_read;
struct store_write;

/* Columns that may be NULL. */
struct opt_i64 {
	bool has;
	int64_t v;
};
struct opt_str {
	bool has;
	struct str v;
};

enum store_mode {
	STORE_OPEN,   /* it exists; older schemas are migrated */
	STORE_CREATE, /* it must not exist yet; made with the newest schema */
	STORE_BULK,   /* as CREATE, without a sync until closed: demo only */
	STORE_RESUME  /* as CREATE, or goes on with what was made like that */
};

/* Is it the address of a database server, and not of a file? */
bool store_is_remote(struct str address);

/*
 * Open the database at address: a file (":memory:" is a private one, for tests,
 * that all handles of this store share), which starts the writer thread; or one
 * on a server, where store_is_remote().  What was made there is found by
 * STORE_OPEN once store_keep() was called, and until then made anew by
 * STORE_CREATE; a file that was not finished is the caller's to delete, or to
 * find by STORE_RESUME under a name of its own.
 *
 * ERR_NOT_FOUND	STORE_OPEN and there is none
 * ERR_CONFLICT	not STORE_OPEN and there is one; a schema newer than ours
 * ERR_DENIED	the address is wrong, the server refuses us, or there is no room
 *		of our own there; the log says what to do
 * ERR_BUSY	another process is changing the schema, or the server is away
 * ERR_INTERNAL	not a database of ours, no permission, disk full; logged
 */
enum err
store_open(const char *address, enum store_mode, struct store **out) MUST_CHECK;

/* What STORE_CREATE or STORE_BULK began is whole. */
enum err store_keep(struct store *) MUST_CHECK;

/* Finish the writes that are queued, close.  All read handles are closed. */
void store_close(struct store *);

/* Who is told, on the writing thread, which topics a commit changed. */
void store_on_change(struct store *,
    void (*raise)(void *arg, const struct topic *, size_t n), void *arg);

/*
 * Where several processes serve one site: what this one hears of the others, on
 * a thread of the store's.  From store_listen() to store_close().
 *
 * raise: topics that another changed; TOPIC_SITE is for changed alone.
 * changed: another changed everything, or may have: what is cached is dropped.
 * deaf: what others change is not heard (true): nothing may be kept until it is
 * again (false), of which changed comes first.  It begins deaf.
 * told: what another said by store_tell().
 */
struct store_ears {
	void (*raise)(void *arg, const struct topic *, size_t n);
	void (*changed)(void *arg);
	void (*deaf)(void *arg, bool is_deaf);
	void (*told)(void *arg, struct str text);
	void *arg;
};
/*
 * NULL: hear no more; none of them is called from its return on.  Nothing, for
 * a store of one process (which finds out by store_changed_outside() what the
 * command line has written).
 *
 * ERR_INTERNAL	no thread; logged
 */
enum err store_listen(struct store *, const struct store_ears *) MUST_CHECK;
/*
 * Say a short text (STORE_TELL_MAX bytes, no NUL) to the others that listen,
 * if there may be any.  Who is deaf does not hear it later.
 *
 * ERR_BUSY, ERR_INTERNAL	it was not said
 */
enum { STORE_TELL_MAX = 1024 };
enum err store_tell(struct store *, struct str text) MUST_CHECK;

/*
 * True when another process has committed since the last call on this store:
 * what was cached is to be dropped.  Cheap and never waits: while a write is
 * being committed it says false, and the next call knows.  One thread calls
 * it, often.
 */
bool store_changed_outside(struct store *);

/*
 * Wait until this store has committed something, or store_wake() was called,
 * since *seen was last set here (begin with 0), or so many milliseconds have
 * passed.  For jobs, which look after what commits leave to them.
 */
void store_wait(struct store *, int64_t *seen, int64_t timeout_ms);
/* Whoever waits, or is about to, goes on at once. */
void store_wake(struct store *);

/* What the writer has done since the store was opened, and how it stands. */
enum { STORE_COMMIT_BUCKETS = 10 };
extern const int64_t store_commit_bounds_us[STORE_COMMIT_BUCKETS - 1];
struct store_stats {
	int64_t n_commits, n_writes; /* writes that a commit kept */
	int64_t n_failed;	     /* batches that were lost as a whole */
	int64_t n_refused;	     /* ERR_BUSY: the queue was full */
	int64_t n_waiting;	     /* in the queue now */
	/*
	 * From BEGIN to durable, summed, and counted by its length: up to the
	 * bound of the same place, in the last one those that took longer.
	 */
	int64_t commit_us, commits_within[STORE_COMMIT_BUCKETS];
	int64_t n_checkpoints, checkpoint_us; /* in the background */
	int64_t n_restarts; /* of a WAL that had grown too long */
	int64_t wal_pages;  /* after the last commit */
};
void store_stats(struct store *, struct store_stats *);

/* A handle for reading; one a thread. */
enum err store_read_open(struct store *, struct store_read **out) MUST_CHECK;
void store_read_close(struct store_read *);

/*
 * Everything read between begin and end is one snapshot, taken by the first
 * query.  Without begin each query sees its own moment.  end without begin is
 * nothing.
 *
 * ERR_BUSY	try again
 * ERR_INTERNAL	logged
 */
enum err store_begin(struct store_read *) MUST_CHECK;
void store_end(struct store_read *);

/*
 * Told after each query on this handle: its name, microseconds, rows.
 * (NULL: nobody.)
 */
typedef void
store_trace_fn(void *arg, const char *query, int64_t us, size_t n_rows);
void store_trace(struct store_read *, store_trace_fn *, void *arg);

/*
 * Run fn in a transaction and return when what it did is durable, after the
 * topics it noted have been raised.  fn decides permissions on what it reads
 * inside, does no I/O but queries, is bounded, stops at the first error and
 * may run twice: it must give the same result from the same arg.  An error from
 * fn undoes what fn did and is returned, and so is one that fn had from a
 * query and kept to itself.  Many callers share one commit; when that fails,
 * all of them get its error, those too that had an answer of their own.
 *
 * ERR_BUSY	the queue of writes is full, another process holds the database,
 *		or the server has been away for too long; nothing was kept
 * ERR_UNKNOWN	nobody can say whether it was kept, or will stay; logged
 * ERR_INTERNAL	the transaction failed (disk full, …); nothing was kept; logged
 */
typedef enum err store_fn(struct store_write *, void *arg);
enum err store_write(struct store *, store_fn *fn, void *arg) MUST_CHECK;

/* For those who want to know what took time in a write. */
struct store_watch {
	/* Told after each query of fn, on the thread that writes. */
	store_trace_fn *trace;
	void *trace_arg;
	/* Filled in: in the queue until fn began, and after fn until durable,
	 * where others of the same commit came between. */
	int64_t queued_us, commit_us;
};
/* As store_write(). */
enum err store_write_watched(
    struct store *, store_fn *fn, void *arg, struct store_watch *) MUST_CHECK;

/*
 * From now on at most so many writes, 1 to STORE_COMMIT_MAX, share a commit.
 */
enum { STORE_COMMIT_MAX = 256 };
void store_group(struct store *, int n_max);

/* To read inside a write: sees what the transaction has done so far. */
struct store_read *store_reads(struct store_write *);

/* Note a topic that this write changes; the same one twice is one. */
void store_note(struct store_write *, enum topic_kind, int64_t id);

/*
 * Gather statistics for the planner, where a table has outgrown those that
 * there are.  Short; to be done daily.
 *
 * ERR_BUSY	as store_write
 * ERR_INTERNAL	logged
 */
enum err store_optimize(struct store *) MUST_CHECK;

/*
 * A consistent copy of the database in a new file, while others write.
 *
 * ERR_CONFLICT	the file exists
 * ERR_DENIED	a database server has tools of its own for that: store_advice()
 * ERR_INTERNAL	logged
 */
enum err store_backup(struct store *, const char *file) MUST_CHECK;

/*
 * How those tools are called for this site and file: lines for a shell, without
 * a password in them.
 *
 * ERR_NOT_FOUND	it needs none: store_backup() does it
 * ERR_BUSY, ERR_INTERNAL	logged
 */
enum err store_advice(struct store *, struct arena *, const char *file,
    struct str *advice) MUST_CHECK;

/*
 * Integrity and foreign keys.  On OK *problems is empty or has one line each.
 */
enum err
store_check(struct store *, struct arena *, struct str *problems) MUST_CHECK;

#endif
