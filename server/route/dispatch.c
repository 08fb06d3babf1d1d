/*
 * dispatch.c: a request on a worker thread, from its first gate to its answer.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/check.h"
#include "base/log.h"
#include "forum/session.h"
#include "route/cookie.h"
#include "route/headers.h"
#include "route/inside.h"
#include "route/key.h"
#include "route/marks.h"
#include "route/respond.h"
#include "route/shared.h"

enum {
	RETRY_BUSY_S = 2,
	TRACE_BYTES = 512,
	PAGE_BYTES_MAX = 256 << 10 /* of room made beforehand */
};

void
visit_trace(const struct visit *v, const char *what, const char *fmt, ...)
{
	char line[TRACE_BYTES];
	va_list ap;

	if (v->trace == NULL)
		return;
	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	v->trace->line(v->trace->arg, what, str_of(line));
}

int
status_of(enum err e)
{
	switch (e) {
	case OK:
		return 200;
	case ERR_NOT_FOUND:
		return 404;
	case ERR_DENIED:
		return 403;
	case ERR_INVALID:
		return 400;
	case ERR_CONFLICT:
		return 409;
	case ERR_LIMIT:
		return 429;
	case ERR_BUSY:
	case ERR_UNKNOWN:
		return 503;
	case ERR_INTERNAL:
		return 500;
	}
	return 500;
}

void
visit_show_error(struct visit *v, const struct route_error *why)
{
	struct http_response *resp = v->page.resp;
	struct route_error said = *why;

	if (said.status == 503 && said.retry_after_s == 0)
		said.retry_after_s = RETRY_BUSY_S;
	http_response_reset(resp);
	v->key = STR_NONE;
	v->router->config.error(&v->page, &said);
	resp->status = said.status;
	http_response_set(resp, "Cache-Control", STR("no-store"));
	if (said.retry_after_s > 0)
		http_response_set(resp, "Retry-After",
		    arena_fmt(v->page.arena, "%" PRId64, said.retry_after_s));
	if (said.status == 405)
		http_response_set(resp, "Allow",
		    !v->match.has_post	   ? STR("GET, HEAD")
			: v->match.has_get ? STR("GET, HEAD, POST")
					   : STR("POST"));
}

/* False: an answer is there, or *why says which error. */
static bool
match(struct visit *v, struct route_error *why)
{
	struct page_ctx *c = &v->page;

	match_find(v->router->matches, c->arena, c->req->method, c->req->path,
	    &v->match);
	if (v->match.route != NULL) {
		c->resp->label = tally_label(v->router->tally, v->match.route);
		c->path.id = v->match.id;
		c->path.slug = v->match.slug;
		visit_trace(v, "route", "%s %s", v->match.route->name,
		    v->match.route->pattern);
		return true;
	}
	if (assets_answer(v->router->assets, c->req, c->resp)) {
		visit_trace(v, "route", "asset");
		v->is_complete = true;
		return false;
	}
	if (assets_has(v->router->assets, c->req->path)) {
		c->resp->label = tally_asset;
		v->match.has_get = true;
	}
	why->status = v->match.has_get || v->match.has_post ? 405 : 404;
	visit_trace(v, "route", "none: %d", why->status);
	return false;
}

/* Under either of its names: that of plain HTTP is another. */
static struct str
any_session(const struct http_request *req)
{
	struct str token = cookie_session(req, true);

	return token.n != 0 ? token : cookie_session(req, false);
}

/* The site, and the session, of one moment. */
static bool
begin(struct visit *v, struct route_error *why)
{
	struct page_ctx *c = &v->page;
	enum err e;

	/* Before the snapshot: what is raised meanwhile makes it stale. */
	v->epoch = cache_epoch(v->router->config.cache);
	if ((e = store_begin(c->read)) == OK)
		session_find_ahead(c->read, c->arena, any_session(c->req));
	if (e != OK || (e = site_load(c->read, c->arena, &v->site)) != OK) {
		LOG_ERROR("route.begin", "%s", err_name(e));
		why->status = e == ERR_BUSY ? 503 : 500;
		c->read = NULL;
		return false;
	}
	router_learn_site(v->router, &v->site);
	return true;
}

enum err
page_show(struct page_ctx *c, struct str path)
{
	struct visit *v = c->worker->visit;
	struct route_error why;
	struct match m;

	path.n = str_find(path, '?');
	match_find(v->router->matches, c->arena, HTTP_GET, path, &m);
	if (m.route == NULL || !m.has_post)
		return ERR_NOT_FOUND;
	v->match = m;
	c->path.id = m.id;
	c->path.slug = m.slug;
	if (!gate_who(v, &why))
		return ERR_DENIED;
	return m.route->page(c);
}

static bool
run_page(struct visit *v, struct route_error *why)
{
	struct buf *out = v->page.out;
	size_t *bytes = &v->page.worker->page_bytes;
	enum err e;

	/* A page is often as large as the one before: it need not grow. */
	CHECK(buf_reserve(out, *bytes));
	e = v->match.route->page(&v->page);
	if (out->n != 0)
		*bytes = out->n < PAGE_BYTES_MAX ? out->n : PAGE_BYTES_MAX;
	visit_trace(v, "page", "%s", err_name(e));
	if (arena_is_over(v->page.arena)) {
		LOG_WARN("page.memory", "route=%s", v->match.route->name);
		e = ERR_BUSY;
	}
	if (e == OK) {
		v->page.resp->status = v->status;
		gate_settle(v);
		return true;
	}
	if (e == ERR_DENIED && v->viewer.account_id == 0) {
		http_response_reset(v->page.resp);
		return gate_sign_in(v, why);
	}
	why->status = status_of(e);
	why->reason = e == ERR_BUSY ? REASON_BUSY
	    : e == ERR_UNKNOWN	    ? REASON_UNKNOWN
				    : REASON_STATUS;
	why->may_resend = v->page.req->method == HTTP_POST &&
	    why->status >= 500;
	return false;
}

bool
visit_waits(struct visit *v, struct str key)
{
	struct page_ctx *c = &v->page;
	struct router *r = v->router;

	/* Who waits for what is never kept waits for nothing. */
	if (r->finish == NULL || v->is_alone || !v->match.route->is_shared ||
	    !cache_is_on(r->config.cache))
		return false;
	switch (flight_join(r->flights, key,
	    &(struct waiter){ NULL, c->arena, c->req, c->resp })) {
	case FLIGHT_LEADS:
		v->flight = key;
		break;
	case FLIGHT_WAITS:
		v->is_waiting = true;
		atomic_fetch_add(&r->n_waited, 1);
		break;
	case FLIGHT_ALONE:
		v->is_alone = true;
		break;
	}
	return v->is_waiting;
}

/* A page that is kept; it may have been made while the request waited. */
static bool
take_kept(struct visit *v)
{
	struct page_ctx *c = &v->page;

	/* `praatmee request` has a viewer without a cookie. */
	if (v->viewer.account_id != 0)
		return shared_run(v);
	v->key = key_in(c->arena,
	    key_of_page(c->arena, v->match.route, c->req, &v->query,
		c->base_url, c->language),
	    respond_coding(c->req, http_encoding_choose(c->req)));
	if (v->key.n == 0)
		return false;
	if (visit_waits(v, v->key))
		return true;
	if (!cache_get_again(v->router->config.cache, v->key, c->resp))
		return false;
	c->resp->label.kind = TALLY_CACHED;
	v->key = STR_NONE; /* it is there already */
	return v->is_complete = true;
}

static void
answer(struct visit *v)
{
	struct route_error why = { 0 }, form = { 0 };
	bool may_go_on;

	may_go_on = begin(v, &why) && gate_host(v, &why) && match(v, &why);
	/* Error pages know who is there, and show what was typed. */
	if (may_go_on || why.status == 404 || why.status == 405)
		may_go_on = gate_session(v, &why) && may_go_on;
	may_go_on = may_go_on && gate_form(v, &why) && gate_origin(v, &why) &&
	    gate_who(v, &why) && gate_limit(v, &why);
	if (may_go_on)
		marks_find(v);
	if (may_go_on && !take_kept(v))
		(void)run_page(v, &why);
	/* A store that is away is met before the form is read. */
	if (why.status >= 500 && v->form.n == 0)
		(void)gate_form(v, &form);
	if (why.status != 0)
		visit_show_error(v, &why);
}

static void
keep(struct visit *v)
{
	if (v->key.n == 0 || v->is_private || v->page.resp->status != 200)
		return;
	visit_trace(v, "cache", "kept under %zu topics", v->n_topics);
	cache_put(v->router->config.cache, v->key, v->epoch, v->topics,
	    v->n_topics, v->page.resp);
}

static void
on_query(void *arg, const char *query, int64_t us, size_t n_rows)
{
	struct visit *v = arg;

	slow_read(&v->slow, query, us);
	visit_trace(
	    v, "query", "%s: %" PRId64 " us, %zu rows", query, us, n_rows);
}

/* The worker is done with it. */
static void
leave(struct visit *v)
{
	struct worker *worker = v->page.worker;

	store_trace(worker->read, NULL, NULL);
	log_set_request(NULL);
	worker->visit = NULL;
}

void
dispatch(struct visit *v)
{
	struct page_ctx *c = &v->page;
	struct http_response *resp = c->resp;

	c->worker->visit = v;
	log_set_request(c->req->id);
	slow_begin(&v->slow, c->req);
	store_trace(c->worker->read, on_query, v);
	answer(v);
	if (v->is_waiting) /* its id is another's already */
		log_set_request(NULL);
	store_end(c->worker->read);
	if (v->is_waiting) {
		leave(v);
		return;
	}
	if (!v->is_complete) {
		resp->label.kind = c->req->method == HTTP_POST ? TALLY_WRITE
							       : TALLY_PAGE;
		respond_finish(c->arena, c->req, resp);
		headers_hsts(resp, c->settings, c->base_url);
	}
	keep(v);
	respond_unless_changed(c->req, resp);
	visit_trace(v, "status", "%d", resp->status);
	if (v->trace == NULL)
		slow_end(&v->slow, resp, c->settings->slow_request_ms);
	leave(v);
}
