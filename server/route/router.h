/*
 * router.h: from a request to a page and back.
 *
 * The gates, in order, each of which may answer instead of the page: host (308,
 * 421), match (404, 405), form (400, 415), session, origin of a POST (403), who
 * may be there (sign-in page, 403), limit (429).
 *
 * On the loop thread are answered: static files, pages from the cache, and what
 * programs ask about the server (probe.h).
 */
#ifndef ROUTE_ROUTER_H
#define ROUTE_ROUTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "http/request.h"
#include "http/response.h"
#include "route/page.h"
#include "route/settings.h"

struct cache;
struct seen_note;
struct store;
struct tally;

/* Who may be there at all; the page asks permit() about what it shows. */
enum route_who { WHO_ANYONE, WHO_MEMBER, WHO_MODERATOR, WHO_ADMIN };

/* Which limit counts a request. */
enum route_limit {
	LIMIT_NONE,
	LIMIT_POST,
	LIMIT_SIGN_IN, /* guesses at an account's password: a page that
			* redirects had the right one, which does not
			* count; all from one address */
	LIMIT_SIGN_UP, /* accounts that are made, which is one mail to their
			* address; all from one address */
	LIMIT_MAIL,    /* mails that are asked for: by a member to their own
			* address, by anyone to the one in the form */
	LIMIT_SEARCH
};

/*
 * Which pool runs it; as in struct net_config.pools.  Writes have their own:
 * they wait for a commit, which nobody who reads does.
 */
enum route_pool { POOL_PAGE, POOL_WRITE, POOL_PASSWORD, POOL_COUNT };

typedef enum err page_fn(struct page_ctx *);

struct route {
	enum http_method method; /* HTTP_GET serves HEAD too */
	const char *pattern;	 /* "/t/:id", "/org/:slug"; literal segments
				  * and at most one :id and one :slug */
	const char *name;	 /* of the page, for logs */
	page_fn *page;
	enum route_who who;
	enum route_limit limit;
	enum route_pool pool;
	bool is_shared; /* for anyone, without limit; see page.h */
	bool is_marked; /* and shows what is new in the thread :id */
};

/*
 * Writes an error page: 400, 403, 404, 405, 413, 429, 500, 503 … into c->out,
 * in the site's look.  c->site may be a default, c->read NULL.  It does no
 * more than show; status and headers are route's.
 */
enum route_reason {
	REASON_STATUS,	/* the status says it all */
	REASON_ORIGIN,	/* a form from another site: c->form shows what
			 * was typed, for copying */
	REASON_SIGN_IN, /* a POST without a session: the same */
	REASON_LIMIT,	/* too often: retry_after_s */
	REASON_BUSY,	/* overload */
	REASON_UNKNOWN	/* it is not known whether it was done */
};
struct route_error {
	int status;
	enum route_reason reason;
	int64_t retry_after_s;
	bool may_resend; /* c->form passed the gates, and may once more */
};
typedef void page_error_fn(struct page_ctx *, const struct route_error *);

/*
 * The language of a page: the person's own choice where there is one (own may
 * be empty), a cookie (COOKIE_LANGUAGE), Accept-Language, the site's.  The
 * answer is a literal.
 */
typedef struct str
route_language_fn(const struct http_request *, struct str own, struct str site);

/* A file that is answered from memory: a static file, robots.txt … */
struct route_asset {
	const char *path, *content_type;
	struct str bytes;
	bool is_immutable; /* its name has a hash */
};

struct router_config {
	const struct route *routes;
	size_t n_routes;
	const struct route_asset *assets;
	size_t n_assets;
	page_error_fn *error;
	route_language_fn *language;
	route_own_fn *own_html;		 /* NULL: no page is shared */
	const struct settings *settings; /* outlives the router */
	struct store *store;
	struct cache *cache;
};

struct router;

/*
 * CHECKs the table: patterns are unique, pages are there.
 *
 * ERR_INTERNAL	the site could not be read; logged
 */
enum err router_new(const struct router_config *, struct router **) MUST_CHECK;
void router_free(struct router *);

/*
 * The functions that struct net_handler asks for; arg is the router.
 * router_start says whether the response is filled in; else *pool takes it.
 */
bool router_start(struct router *, struct arena *, const struct http_request *,
    struct http_response *, enum route_pool *);
bool router_run(struct router *, struct worker *, struct arena *,
    const struct http_request *, struct http_response *);
void router_refuse(struct router *, struct arena *, const struct http_request *,
    int status, struct http_response *);
void router_done(struct router *, const struct http_request *,
    const struct http_response *, int64_t duration_us);
struct worker *worker_open(struct router *);
void worker_close(struct worker *);

/* What has been answered. */
const struct tally *router_tally(const struct router *);
/* Before it serves: who prints the body of /metrics, on loop threads. */
void router_on_metrics(
    struct router *, void (*print)(void *arg, struct buf *out), void *arg);

/*
 * Who else is told which topics a commit changed, on the writing thread, after
 * the cache.  Before anything is written.
 */
void router_on_change(struct router *,
    void (*changed)(void *arg, const struct topic *, size_t n), void *arg);

/*
 * Before the first request: who is told what a member has seen, on a worker.
 */
void router_on_seen(struct router *,
    void (*seen)(void *arg, const struct seen_note *), void *arg);

/*
 * Before the first request: what tells net/ that a response is filled in which
 * router_run() left open.  Without it no request waits for another's page.
 */
void router_on_finish(struct router *, void (*finish)(struct http_response *));

/* Requests that waited for a page that was being made for another. */
uint64_t router_n_waited(struct router *);

/* Another process changed these: the same as a commit of our own. */
void router_raise(struct router *, const struct topic *, size_t n);
/* A foreign process wrote: read the site again, drop cached pages. */
void router_refresh(struct router *);
/* What another process said by store_tell(): what it has counted. */
void router_told(struct router *, struct str text);
/*
 * Nothing is cached while it may not be heard what others write, and /readyz
 * says so.
 */
void router_set_deaf(struct router *, bool is_deaf);

/*
 * For `praatmee request`: run it here and now as account_id (0: visitor), and
 * say what happened: route, each gate's decision, each query with its time.
 */
struct router_trace {
	void (*line)(void *arg, const char *what, struct str detail);
	void *arg;
};
void router_request(struct router *, struct worker *, struct arena *,
    const struct http_request *, int64_t account_id,
    const struct router_trace *, struct http_response *);

#endif
