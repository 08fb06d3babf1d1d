/*
 * engine.h: what a store is on any engine, and what an engine has to do.  Only
 * store/ uses this.
 */
#ifndef STORE_ENGINE_H
#define STORE_ENGINE_H

#include <pthread.h>

#include "store/query.h"

enum { NOTES_MAX = 64 }; /* topics of one write; more raise the site */

/*
 * The functions of store.h and query.h of the same names, but for what those
 * do for every engine: trace, and remember what failed.
 *
 * ahead	may be NULL
 * insert	ERR_NOT_FOUND: ON CONFLICT DO NOTHING made no row
 * exec		*n_rows is how many rows were touched
 * exec_each	ERR_NOT_FOUND: one of the runs touched none
 */
struct engine {
	void (*close)(struct store *);
	enum err (*keep)(struct store *);
	enum err (*read_open)(struct store *, struct store_read **out);
	void (*read_close)(struct store_read *);
	enum err (*begin)(struct store_read *);
	void (*end)(struct store_read *);
	void (*ahead)(
	    struct store_read *, const struct query *, const void *in);
	enum err (*one)(struct store_read *, struct arena *,
	    const struct query *, const void *in, void *row);
	enum err (*many)(struct store_read *, struct arena *,
	    const struct query *, const void *in, void **rows, size_t *n);
	enum err (*exec)(struct store_read *, const struct query *,
	    const void *in, int64_t *n_rows);
	enum err (*exec_each)(struct store_read *, const struct query *,
	    const void *in, size_t size, size_t n);
	enum err (*insert)(struct store_read *, const struct query *,
	    const void *in, int64_t *id);
	enum err (*write)(
	    struct store *, store_fn *, void *arg, struct store_watch *);
	void (*group)(struct store *, int n_max);
	bool (*changed_outside)(struct store *);
	enum err (*listen)(struct store *, const struct store_ears *);
	enum err (*tell)(struct store *, struct str text);
	void (*stats)(struct store *, struct store_stats *);
	enum err (*optimize)(struct store *);
	enum err (*backup)(struct store *, const char *file);
	enum err (*advice)(struct store *, struct arena *, const char *file,
	    struct str *advice); /* NULL: backup does it */
	enum err (*check)(struct store *, struct arena *, struct str *problems);
};

/* An engine's own store begins with this. */
struct store {
	const struct engine *engine;
	void (*raise)(void *arg, const struct topic *, size_t n);
	void *raise_arg;

	pthread_mutex_t lock; /* of all below; taken last */
	pthread_cond_t news;
	int64_t n_news; /* commits and wakes; see store_wait */
	struct store_stats stats;
};

/* An engine's own handle begins with this. */
struct store_read {
	struct store *store;
	enum err failed; /* the first accident of this transaction */
	store_trace_fn *trace;
	void *trace_arg;
};

struct store_write {
	struct store_read *read; /* inside the transaction */
	struct topic notes[NOTES_MAX];
	size_t n_notes;
};

/* sqlite_store.c, pg_store.c: as store_open(). */
enum err
sqlite_open(const char *path, enum store_mode, struct store **out) MUST_CHECK;
enum err
pg_open(const char *address, enum store_mode, struct store **out) MUST_CHECK;

/* query.c: a query that is_sure touched no row; logs it. */
enum err store_vain(const struct query *) MUST_CHECK;

/* store.c: what a store begins and ends with on any engine. */
void store_init(struct store *, const struct engine *);
void store_fini(struct store *);

/* Run fn, watched or not: since_us is when the write was asked for. */
enum err store_call(struct store_write *, store_fn *, void *arg,
    struct store_watch *, int64_t *since_us) MUST_CHECK;
/* The time since *since_us, which becomes now. */
int64_t store_step_us(int64_t *since_us);

/* stats.c: with the lock: a batch that began then kept so many writes. */
void stats_commit(struct store *, int64_t began_us, int64_t n_writes);

#endif
