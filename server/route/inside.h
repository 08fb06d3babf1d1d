/*
 * inside.h: what the files of route/ share about a request in hand.
 */
#ifndef ROUTE_INSIDE_H
#define ROUTE_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "cache/cache.h"
#include "http/form.h"
#include "http/stitch.h"
#include "route/asset.h"
#include "route/flight.h"
#include "route/limit.h"
#include "route/match.h"
#include "route/page.h"
#include "route/router.h"
#include "route/slow.h"
#include "route/tally.h"

/* Name, address and language; of the rest nothing. */
struct known_site {
	struct site site;
	const struct known_site *older;
};

struct router {
	struct router_config config;
	struct assets *assets;
	struct limiter *limiter;
	void (*changed)(void *arg, const struct topic *, size_t n);
	void *changed_arg;
	void (*seen)(void *arg, const struct seen_note *); /* or NULL */
	void *seen_arg;
	struct match_table *matches;
	struct tally *tally;
	struct flights *flights;
	_Atomic uint64_t n_waited;
	atomic_bool is_deaf;
	void (*finish)(struct http_response *);		   /* or NULL */
	void (*print_metrics)(void *arg, struct buf *out); /* or NULL */
	void *print_metrics_arg;
	/*
	 * What loop threads need of the site, as a worker last read it; who
	 * decides reads it anew.  It never changes: another is made, and all
	 * that there were are kept, so that reading takes no lock.
	 */
	_Atomic(const struct known_site *) known;
	pthread_mutex_t lock; /* for what follows */
	const struct known_site *newest;
	struct arena *site_arena;
};

/* One a thread: its handle, and the request that it works on. */
struct worker {
	struct router *router;
	struct store_read *read;
	struct visit *visit; /* NULL between requests */
	size_t page_bytes;   /* of its last page */
};

/* A request on its way through the gates to a page. */
struct visit {
	struct page_ctx page;
	struct router *router;
	struct match match;
	struct http_form query, form;
	struct site site;
	struct viewer viewer;
	bool is_complete; /* the response needs nothing more */
	/* what the page said */
	int status;
	bool is_private;
	struct topic topics[CACHE_TOPICS_MAX + 1]; /* one more: too many */
	size_t n_topics;
	bool is_shared; /* the page runs for many; what it says then: */
	struct others others;
	struct {
		size_t at;
		struct page_own own;
	} gaps[STITCH_CUTS_MAX];
	size_t n_gaps;
	/* where the page is kept, if it is */
	struct str key;
	uint64_t epoch;
	struct str flight; /* the key of the flight that it leads, or empty */
	bool is_alone;	   /* waits for nobody */
	bool is_waiting;   /* in a flight: the request is another's now */
	struct slow slow;
	/* for `praatmee request`, else NULL and 0 */
	const struct router_trace *trace;
	int64_t as_account_id;
};

/* Say what happened, if somebody wants to know. */
void visit_trace(const struct visit *, const char *what, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* What is known of the site on a loop thread: name, address, language. */
struct site router_site(struct router *);

/* What loop threads are to know of it from now on. */
void router_learn_site(struct router *, const struct site *);

/* An error page instead of what there is. */
void visit_show_error(struct visit *, const struct route_error *);

/*
 * The gates: each gives true to go on; else it has written the answer, or the
 * reason for an error page into *why.
 */
bool gate_host(struct visit *, struct route_error *why);
bool gate_form(struct visit *, struct route_error *why);
bool gate_session(struct visit *, struct route_error *why);
bool gate_origin(struct visit *, struct route_error *why);
bool gate_who(struct visit *, struct route_error *why);
bool gate_limit(struct visit *, struct route_error *why);

/*
 * The page has answered: what turned out to be no guess at an account, or no
 * mail to it, does not count.
 */
void gate_settle(struct visit *);

/* Send a visitor to sign in and come back; on a POST an error page. */
bool gate_sign_in(struct visit *, struct route_error *why);

/*
 * For a loop thread: would origin or the limit of the address refuse it?  Then
 * a dear pool need not see it.
 */
bool gate_would_refuse(struct router *, struct arena *,
    const struct http_request *, const struct route *, struct str base);

/*
 * Join the flight to a key.  False: make the page, unless it has been kept by
 * now.  True: it waits, and nothing of the request may be touched.
 */
bool visit_waits(struct visit *, struct str key);

/* The status for a page that gave this error. */
int status_of(enum err);

/* Everything between a worker's request and its answer. */
void dispatch(struct visit *);

#endif
