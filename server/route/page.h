/*
 * page.h: what a page gets to work with.
 *
 * A page is a function of pages/, named by a line of pages/routes.def.  It
 * reads c->read, or hands a write to page_write(), fills a view, and
 * writes HTML to c->out; route/ does everything around it: session, origin,
 * limits, permission to be there, status, headers, compression, cache.
 */
#ifndef ROUTE_PAGE_H
#define ROUTE_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/topic.h"
#include "forum/session.h"
#include "forum/site.h"
#include "forum/viewer.h"
#include "http/form.h"
#include "http/request.h"
#include "http/response.h"
#include "store/store.h"

struct seen;
struct settings;
struct worker;

struct page_ctx {
	const struct http_request *req;
	struct http_response *resp;
	struct arena *arena;
	struct buf *out;	 /* the body */
	struct store_read *read; /* one snapshot for the whole page */
	const struct viewer *viewer;
	const struct site *site;
	struct str language; /* of the page: "nl" */
	const struct settings *settings;
	struct {
		int64_t id;	 /* :id */
		struct str slug; /* :slug */
	} path;
	const struct http_form *query; /* fields behind the '?' */
	const struct http_form *form;  /* fields of a POST; empty otherwise */
	/* On a MARKED_ROUTE: what is new to its reader; NULL: nothing. */
	const struct seen *seen;
	struct session session; /* the one in use; without a digest: none */
	struct str base_url;	/* "https://host": the site's, or where
				 * it is unset the one asked for */
	struct worker *worker;	/* route/'s own */
};

/* Run a write on the store; raises topics before it returns. */
enum err page_write(struct page_ctx *, store_fn *, void *arg) MUST_CHECK;

/*
 * A page for WHO_ANYONE without a limit is kept for other visitors, in its
 * language, under its path and PAGE_FIELDS of its query; other fields do not
 * make it another page.  (Their values are numbers, "7" or "7.2"; with others
 * it is made each time.)  A page that reads any other, or that must not be kept
 * for another reason, calls page_private() every time.
 */
#define PAGE_FIELDS "page", "before", "after"

/*
 * A page of a SHARED_ROUTE is kept for members without a role as well: made
 * once, with page_is_shared(), for viewer_anybody().  What it says to its
 * reader alone is left out, and where is told by page_own().  A member on whom
 * something else hung, as permit() and the rules note, gets a page made for
 * them; so does, on a MARKED_ROUTE, which is of the thread :id, who has
 * something new in it (forum/seen.h).
 */
struct page_own {
	int what; /* as pages/ numbers them */
	int64_t n;
	bool is_fresh; /* another one each time */
};
struct page_reader {
	const struct http_request *req;
	const struct viewer *viewer;
	struct str language; /* of the page */
};
/* Append what stands there for this reader, as HTML. */
typedef void route_own_fn(
    struct buf *out, const struct page_reader *, const struct page_own *);

bool page_is_shared(const struct page_ctx *);
/* It stands at the end of what was written to c->out.  At most 16. */
void page_own(struct page_ctx *, const struct page_own *);

/* This page shows the topic: it is made again after that changes. */
void page_topic(struct page_ctx *, enum topic_kind, int64_t id);
void page_private(struct page_ctx *);

/*
 * Answer with a stream of events on a topic, which it hears from now on until
 * its session ends.  What a person may hear of a topic has been decided.
 */
void page_stream(struct page_ctx *, enum topic_kind, int64_t id);

/* Is the person at this computer?  Demo accounts sign in from nowhere else. */
bool page_is_local(const struct page_ctx *);

/*
 * Can something be mailed?  A server for it is set, and the address of the
 * site, with which links begin.
 */
bool page_has_mail(const struct page_ctx *);

/*
 * Answer 303 to a path of this site (CHECK: begins with one slash).  What comes
 * from a form goes through next_or_front() of route/next.h first.
 */
void page_redirect(struct page_ctx *, struct str path);
/*
 * Show the page with a form that is at this path, of which the query counts for
 * nothing, as to who asks for it; what was sent stands in its form.
 *
 * ERR_NOT_FOUND	there is no page with a form
 * ERR_DENIED	not for this person
 */
enum err page_show(struct page_ctx *, struct str path) MUST_CHECK;
/* Answer with this status and what the page wrote; 200 where nobody says. */
void page_status(struct page_ctx *, int status);

/* The cookie of a session that begins, or of one that ends (empty token). */
void page_set_session(struct page_ctx *, struct str token);
/* The cookie of a visitor's language; only for one that we have. */
void page_set_language(struct page_ctx *, struct str language);

#endif
