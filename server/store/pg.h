/*
 * pg.h: the store on PostgreSQL, as its own files see it.
 *
 * A connection (struct pg_conn) belongs to one thread at a time: one for each
 * read handle, and a pool of them for writes.  All are in pipeline mode: BEGIN,
 * the preparing of a statement and its first run go out together, and so do
 * COMMIT and what stands behind it.
 *
 * Writes run READ COMMITTED, on many connections at once.  A write commits with
 * synchronous_commit off, so that its row locks, and the one that PostgreSQL
 * takes for NOTIFY, are held while nobody waits for a disk or a standby; behind
 * it, in the same round trip, comes a second transaction that changes nothing
 * and is durable only when all before it is.  The write is acknowledged when
 * that one is.  What others see in between they may lose in a crash, as they
 * would have lost it a moment earlier; nothing that was acknowledged can rest
 * on it, because that is durable only with it.
 */
#ifndef STORE_PG_H
#define STORE_PG_H

#include <stdatomic.h>

#include <libpq-fe.h>

#include "base/buf.h"
#include "store/engine.h"

enum {
	CONNECT_TIMEOUT_S = 3,
	ANSWER_MS = 30000, /* that a query may take */
	LOCK_MS = 10000,   /* that it may wait for a lock */
	/*
	 * Long enough for a standby that is promoted: so long a write is tried
	 * again before its caller hears that it is not known, or busy.
	 */
	WRITE_PATIENCE_MS = 10000,
	BACK_OFF_MIN_MS = 50,
	BACK_OFF_MAX_MS = 1000,
	HEARTBEAT_MS = 1000, /* of who listens; twice that is deaf */
	CHANNEL_BYTES_MAX = 63,
	AHEAD_MAX = 16,
	AHEAD_BYTES = 128 /* of parameters; a longer question waits */
};

/* What went out with a query. */
struct pg_sent {
	const struct query *query; /* NULL: its answer was taken away */
	bool begins;		   /* a transaction */
	bool is_new;		   /* to this link: it is prepared */
	bool ends;		   /* a sync stands behind it */
};

/*
 * A question that was sent before its answer was asked for; or a statement that
 * nobody asks about.
 */
struct pg_ahead {
	struct pg_sent sent;
	char key[AHEAD_BYTES]; /* its parameters */
	size_t key_n;
	bool is_here; /* its answer */
	PGresult *result;
	enum err err;
};

struct pg_conn {
	struct store_read base; /* first */
	PGconn *link;		/* NULL: not connected */
	bool *is_prepared;	/* on this link, by query number */
	bool is_writer;
	bool is_open;	  /* a transaction is wanted … */
	bool is_begun;	  /* … and BEGIN was sent on this link */
	bool has_answers; /* in this transaction */
	bool is_lost;	  /* its link has gone */
	int n_owed;	  /* answers that nobody has read, up to a sync each */
	int n_warnings;
	char state[6];	      /* SQLSTATE of the first failure; "" for none */
	enum err err;	      /* what that means */
	int64_t slot, number; /* of a writer, of its write: see pg_write.c */
	bool is_kept;	      /* there is a row of that key already */
	struct pg_ahead ahead[AHEAD_MAX];
	size_t n_ahead;
	struct pg_sent *last; /* that has no sync behind it; NULL: none */
	struct pg_conn *next; /* of those that rest */
};

struct pg_store {
	struct store base; /* first */
	char *address;
	bool is_bulk;
	int64_t node; /* random: who we are among those who write here */
	/* The schema is one of a newer program: nothing is asked any more. */
	atomic_bool is_outdated;
	char channel[CHANNEL_BYTES_MAX + 1];

	/* With the store's lock: */
	int64_t n_slots;
	struct pg_conn *resting; /* writers */
	int64_t retry_at_us;	 /* no connection before then */
	int64_t back_off_ms;

	struct store_ears ears; /* set before the thread starts */
	bool is_listening;	/* there is a thread that hears, or will */
	int stop_pipe[2];	/* wakes it */
	pthread_t thread;
};

static inline struct pg_store *
pg_of(struct store *s)
{
	return (struct pg_store *)s;
}

static inline struct pg_conn *
pg_conn_of(struct store_read *r)
{
	return (struct pg_conn *)r;
}

/* The store a connection belongs to. */
static inline struct pg_store *
pg_store_of(const struct pg_conn *c)
{
	return pg_of(c->base.store);
}

/*
 * pg_address.c: can the address be read, and does it mean what it says?
 *
 * ERR_DENIED	no; logged, with what to write instead
 */
enum err pg_address_check(const char *address) MUST_CHECK;
/* The address without a password. */
struct str pg_address_shown(struct arena *, const char *address);

/*
 * pg_connect.c: a new link with our settings, in no pipeline.  The caller
 * finishes it.  The address was checked.
 *
 * ERR_BUSY	the server is not there, or not ready; logged
 * ERR_INTERNAL	it refuses us (password, no such database, …); logged
 */
enum err pg_link(const char *address, PGconn **out) MUST_CHECK;
/*
 * Give the connection a link, if it has none.  ERR_BUSY at once where another
 * failed a moment ago, or a newer program has changed the schema.
 */
enum err pg_connect(struct pg_conn *) MUST_CHECK;
/* Whether a link could be had just now: all wait a while, or nobody does. */
void pg_note_try(struct pg_store *, bool has_worked);
/* Forget the link, and with it what it was doing. */
void pg_disconnect(struct pg_conn *);
/* The SQLSTATE of what failed, "08000" of a lost link; else NULL. */
const char *pg_state_of(const PGresult *);
/* What an SQLSTATE means to our callers; logs what is internal. */
enum err pg_err(const char *state, const char *message, const char *doing);
/* Several commands on a link that is in no pipeline; as pg_err. */
enum err pg_run(PGconn *, const char *sql, const char *doing) MUST_CHECK;
/* One integer; ERR_NOT_FOUND where there is no row. */
enum err pg_integer(PGconn *, const char *sql, int64_t *out) MUST_CHECK;

/* pg_wire.c: what is sent and not yet answered. */
enum err pg_send(struct pg_conn *, const char *sql) MUST_CHECK;
enum err pg_send_prepared(struct pg_conn *, const char *name, int n,
    const char *const *values) MUST_CHECK;
/*
 * Wait until the server has said something (to_write: or takes more), or then.
 * ERR_BUSY: the link has gone.
 */
enum err pg_poll(struct pg_conn *, bool to_write, int64_t until_us) MUST_CHECK;
/* All that was sent leaves. */
enum err pg_flush(struct pg_conn *, int64_t until_us) MUST_CHECK;
/*
 * The answer to the next command; the caller clears it.  Only ERR_BUSY: the
 * link has gone, or it took too long and was given up.
 */
enum err pg_take(struct pg_conn *, int64_t until_us, PGresult **out) MUST_CHECK;
/* The same for a command without rows: fails where the command did. */
enum err
pg_take_done(struct pg_conn *, int64_t until_us, const char *doing) MUST_CHECK;
/* Read up to the next sync. */
enum err pg_take_sync(struct pg_conn *, int64_t until_us) MUST_CHECK;
/* The same behind commands of which e is what came; that, or what comes now. */
enum err pg_take_end(struct pg_conn *, int64_t until_us, enum err e) MUST_CHECK;
/* Behind what was sent; without it nothing is answered. */
enum err pg_send_sync(struct pg_conn *) MUST_CHECK;
/* The end of a transaction, whose answer is read before the next one's. */
void pg_send_away(struct pg_conn *, const char *sql);
/* Read what is owed from before. */
enum err pg_settle(struct pg_conn *) MUST_CHECK;
/* What became of a command; remembers its SQLSTATE. */
enum err
pg_result_err(struct pg_conn *, const PGresult *, const char *doing) MUST_CHECK;
/* From now. */
int64_t pg_until_us(int64_t ms);

/* PostgreSQL's numbers for the types that we use. */
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_INT8 = 20,
	OID_INT4 = 23,
	OID_TEXT = 25
};

/* pg_ask.c: the query's result; the caller clears it. */
enum err pg_ask(struct pg_conn *, const struct query *, const void *in,
    PGresult **out) MUST_CHECK;
/* n runs of it, as store_exec_each(); *is_vain: one touched no row. */
enum err pg_ask_each(struct pg_conn *, const struct query *, const void *in,
    size_t size, size_t n, bool *is_vain) MUST_CHECK;
void pg_ahead(struct store_read *, const struct query *, const void *in);
/*
 * A query that surely touches a row is sent, and that it did is found when
 * somebody waits: the next query, or the commit.  That it did not, or failed,
 * stands in c->base.failed then.
 */
enum err
pg_do(struct pg_conn *, const struct query *, const void *in) MUST_CHECK;
/* Read what was sent ahead, and has left.  ERR_BUSY: the link has gone. */
enum err pg_take_ahead(struct pg_conn *) MUST_CHECK;
/* What was sent ahead is asked for no more. */
void pg_drop_ahead(struct pg_conn *);
/* The same, of a link that goes with it. */
void pg_forget_ahead(struct pg_conn *);
Oid pg_type_of(enum field_type);

/* pg_query.c */
enum err pg_one(struct store_read *, struct arena *, const struct query *,
    const void *in, void *row) MUST_CHECK;
enum err pg_many(struct store_read *, struct arena *, const struct query *,
    const void *in, void **rows, size_t *n) MUST_CHECK;
enum err pg_exec(struct store_read *, const struct query *, const void *in,
    int64_t *n_rows) MUST_CHECK;
enum err pg_exec_each(struct store_read *, const struct query *, const void *in,
    size_t size, size_t n) MUST_CHECK;
enum err pg_insert(struct store_read *, const struct query *, const void *in,
    int64_t *id) MUST_CHECK;

/*
 * pg_write.c.  pg_writer_settings: what a link for writes begins with.
 * pg_begin_send: BEGIN, and for a writer the key of its write.
 * pg_begin_take reads their answers.
 */
extern const char pg_writer_settings[];
enum err pg_begin_send(struct pg_conn *) MUST_CHECK;
enum err pg_begin_take(struct pg_conn *, int64_t until_us) MUST_CHECK;
enum err pg_write(
    struct store *, store_fn *, void *arg, struct store_watch *) MUST_CHECK;
void pg_writers_close(struct pg_store *);
/* Everything that was committed is durable from the return on. */
enum err pg_settle_bulk(struct pg_store *) MUST_CHECK;
struct pg_conn *pg_conn_new(struct pg_store *, bool is_writer);
void pg_conn_free(struct pg_conn *);

/* pg_migrate.c: bring the schema up to ours, as store_open. */
enum err pg_migrate(PGconn *, enum store_mode) MUST_CHECK;
/* It is whole: found by store_open from here on. */
enum err pg_keep(struct store *) MUST_CHECK;

/* pg_listen.c: what other processes say. */
enum err pg_listen(struct store *, const struct store_ears *) MUST_CHECK;
void pg_listen_stop(struct pg_store *);
/* The text of a notice about these topics, for this store. */
void pg_print_topics(
    const struct pg_store *, const struct topic *, size_t n, struct buf *out);
enum err pg_tell(struct store *, struct str text) MUST_CHECK;

/* pg_care.c */
enum err pg_optimize(struct store *) MUST_CHECK;
enum err pg_backup(struct store *, const char *file) MUST_CHECK;
enum err pg_advice(struct store *, struct arena *, const char *file,
    struct str *advice) MUST_CHECK;
enum err
pg_check(struct store *, struct arena *, struct str *problems) MUST_CHECK;

#endif
