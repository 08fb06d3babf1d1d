#include "route/router.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/log.h"
#include "route/headers.h"
#include "route/host.h"
#include "route/inside.h"
#include "route/key.h"
#include "route/probe.h"
#include "route/respond.h"
#include "route/shared.h"

enum { METHOD_BYTES_MAX = 7, LINE_BYTES = 256 };

void
router_raise(struct router *r, const struct topic *topics, size_t n)
{
	cache_raise(r->config.cache, topics, n);
	if (r->changed != NULL)
		r->changed(r->changed_arg, topics, n);
}

static void
raise_topics(void *arg, const struct topic *topics, size_t n)
{
	router_raise(arg, topics, n);
}

void
router_on_change(struct router *r,
    void (*changed)(void *arg, const struct topic *, size_t n), void *arg)
{
	r->changed = changed;
	r->changed_arg = arg;
}

void
router_on_seen(struct router *r,
    void (*seen)(void *arg, const struct seen_note *), void *arg)
{
	r->seen = seen;
	r->seen_arg = arg;
}

static enum err
read_site(struct router *r)
{
	struct arena *a = arena_new(0);
	struct store_read *read;
	struct site site;
	enum err e;

	if ((e = store_read_open(r->config.store, &read)) == OK) {
		if ((e = site_load(read, a, &site)) == OK)
			router_learn_site(r, &site);
		store_read_close(read);
	}
	arena_free(a);
	if (e != OK)
		LOG_ERROR("route.site", "%s", err_name(e));
	return e == OK ? OK : ERR_INTERNAL;
}

enum err
router_new(const struct router_config *config, struct router **out)
{
	struct router *r;

	CHECK(config->error != NULL && config->language != NULL);
	r = xcalloc(1, sizeof(*r));
	r->config = *config;
	CHECK(pthread_mutex_init(&r->lock, NULL) == 0);
	r->tally = tally_new(config->routes, config->n_routes);
	r->matches = match_table_new(config->routes, config->n_routes);
	r->site_arena = arena_new(0);
	r->assets = assets_new(config->assets, config->n_assets);
	r->limiter = limiter_new();
	r->flights = flights_new();
	if (read_site(r) != OK) {
		router_free(r);
		return ERR_INTERNAL;
	}
	store_on_change(config->store, raise_topics, r);
	*out = r;
	return OK;
}

void
router_free(struct router *r)
{
	if (r == NULL)
		return;
	match_table_free(r->matches);
	tally_free(r->tally);
	assets_free(r->assets);
	limiter_free(r->limiter);
	flights_free(r->flights);
	arena_free(r->site_arena);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

void
router_on_metrics(
    struct router *r, void (*print)(void *arg, struct buf *out), void *arg)
{
	r->print_metrics = print;
	r->print_metrics_arg = arg;
}

const struct tally *
router_tally(const struct router *r)
{
	return r->tally;
}

void
router_refresh(struct router *r)
{
	cache_drop(r->config.cache);
}

void
router_set_deaf(struct router *r, bool is_deaf)
{
	atomic_store(&r->is_deaf, is_deaf);
	cache_rest(r->config.cache, is_deaf);
}

static bool
says(const struct known_site *k, const struct site *site)
{
	return str_eq(k->site.name, site->name) &&
	    str_eq(k->site.url, site->url) &&
	    str_eq(k->site.language, site->language);
}

void
router_learn_site(struct router *r, const struct site *site)
{
	const struct known_site *k = atomic_load(&r->known);
	struct known_site *new;

	if (k != NULL && says(k, site))
		return;
	pthread_mutex_lock(&r->lock);
	/* Found, where two workers take turns with an old and a new site. */
	for (k = r->newest; k != NULL && !says(k, site);)
		k = k->older;
	if (k == NULL) {
		new = arena_alloc(r->site_arena, sizeof(*new));
		new->site.name = arena_str(r->site_arena, site->name);
		new->site.url = arena_str(r->site_arena, site->url);
		new->site.language = arena_str(r->site_arena, site->language);
		new->older = r->newest;
		k = r->newest = new;
	}
	atomic_store(&r->known, k);
	pthread_mutex_unlock(&r->lock);
}

struct site
router_site(struct router *r)
{
	return atomic_load(&r->known)->site;
}

/* A page that the cache has, for somebody who is not signed in. */
static bool
answer_cached(struct router *r, struct arena *a, const struct http_request *req,
    const struct route *route, const struct site *site, struct str base,
    struct http_response *resp)
{
	enum http_encoding best = http_encoding_choose(req),
			   coding = respond_coding(req, best);
	struct http_form query;
	struct str page, key;
	bool is_hit;

	if (http_form_parse(a, req->query, &query) != OK)
		return false;
	page = key_of_page(a, route, req, &query, base,
	    r->config.language(req, STR_NONE, site->language));
	if (page.n == 0)
		return false;
	key = key_in(a, page, coding);
	is_hit = best == coding ? cache_get(r->config.cache, key, resp)
				: cache_get_better(r->config.cache, key,
				      key_in(a, page, best), resp);
	if (!is_hit)
		return false;
	respond_unless_changed(req, resp);
	resp->label.kind = TALLY_CACHED;
	return true;
}

bool
router_start(struct router *r, struct arena *a, const struct http_request *req,
    struct http_response *resp, enum route_pool *pool)
{
	struct match m;
	struct site site;
	struct str base;

	*pool = POOL_PAGE;
	if (probe_answer(r, req, resp))
		return true;
	site = router_site(r);
	/* A worker asks the database which host is ours before it refuses. */
	if (!host_is_ours(a, site.url, req, &base))
		return false;
	if (assets_answer(r->assets, req, resp))
		return true;
	match_find(r->matches, a, req->method, req->path, &m);
	if (m.route == NULL)
		return false;
	resp->label = tally_label(r->tally, m.route);
	if (answer_cached(r, a, req, m.route, &site, base, resp))
		return true;
	if (shared_answer(r, a, req, &m, base, resp))
		return true;
	if (m.route->pool == POOL_PAGE ||
	    !gate_would_refuse(r, a, req, m.route, base))
		*pool = m.route->pool;
	return false;
}

static void
visit_init(struct visit *v, struct router *r, struct worker *worker,
    struct arena *a, const struct http_request *req, struct http_response *resp)
{
	*v = (struct visit){ .router = r, .status = 200 };
	v->site = router_site(r);
	v->page = (struct page_ctx){
		.req = req,
		.resp = resp,
		.arena = a,
		.out = &resp->body,
		.read = worker->read,
		.viewer = &v->viewer,
		.site = &v->site,
		.language = r->config.language(req, STR_NONE, v->site.language),
		.settings = r->config.settings,
		.query = &v->query,
		.form = &v->form,
		.worker = worker,
	};
}

/*
 * Those who waited for a page: from the cache, each its own page where it was
 * not kept, and the same where it could not be made.
 */
static void
answer_waiters(struct router *r, struct worker *worker, struct waiter *w,
    int status_of_leader)
{
	struct waiter *next;
	enum route_pool pool;
	struct visit v;

	for (; w != NULL; w = next) {
		next = w->next;
		if (router_start(r, w->arena, w->req, w->resp, &pool)) {
			/* It was kept. */
		} else if (status_of_leader >= 500) {
			router_refuse(
			    r, w->arena, w->req, status_of_leader, w->resp);
		} else {
			visit_init(&v, r, worker, w->arena, w->req, w->resp);
			v.is_alone = true;
			dispatch(&v);
		}
		r->finish(w->resp);
		free(w);
	}
}

bool
router_run(struct router *r, struct worker *worker, struct arena *a,
    const struct http_request *req, struct http_response *resp)
{
	struct waiter *waiters = NULL;
	int status;
	struct visit v;

	visit_init(&v, r, worker, a, req, resp);
	dispatch(&v);
	if (v.is_waiting)
		return false;
	if (v.flight.n != 0)
		waiters = flight_land(r->flights, v.flight);
	if (waiters == NULL)
		return true;
	/* Who came first is answered first. */
	status = resp->status;
	r->finish(resp);
	answer_waiters(r, worker, waiters, status);
	return false;
}

uint64_t
router_n_waited(struct router *r)
{
	return atomic_load(&r->n_waited);
}

void
router_on_finish(struct router *r, void (*finish)(struct http_response *))
{
	r->finish = finish;
}

void
router_request(struct router *r, struct worker *worker, struct arena *a,
    const struct http_request *req, int64_t account_id,
    const struct router_trace *trace, struct http_response *resp)
{
	struct visit v;

	visit_init(&v, r, worker, a, req, resp);
	v.as_account_id = account_id;
	v.trace = trace;
	dispatch(&v);
}

void
router_refuse(struct router *r, struct arena *a, const struct http_request *req,
    int status, struct http_response *resp)
{
	/* A page may ask its worker for things; this one has no handle. */
	struct worker worker = { .router = r };
	struct route_error why = { .status = status };
	struct visit v;

	visit_init(&v, r, &worker, a, req, resp);
	match_find(r->matches, a, req->method, req->path, &v.match);
	if (v.match.route != NULL)
		resp->label = tally_label(r->tally, v.match.route);
	worker.visit = &v;
	if (status == 503)
		why.reason = REASON_BUSY;
	if (!host_is_ours(a, v.site.url, req, &v.page.base_url))
		v.page.base_url = v.site.url;
	visit_show_error(&v, &why);
	respond_finish(a, req, resp);
	headers_hsts(resp, r->config.settings, v.page.base_url);
}

void
router_done(struct router *r, const struct http_request *req,
    const struct http_response *resp, int64_t duration_us)
{
	struct str method = req->method_name;
	char text[LINE_BYTES];
	struct buf line = BUF_OVER(text);

	/* Of a method that nobody knows as much as a known one has. */
	if (method.n > METHOD_BYTES_MAX)
		method.n = METHOD_BYTES_MAX;
	buf_str(&line, STR("method="));
	buf_str(&line, method);
	buf_str(&line, STR(" route="));
	buf_str(
	    &line, str_of(resp->label.name == NULL ? "-" : resp->label.name));
	buf_str(&line, STR(" status="));
	buf_i64(&line, resp->status);
	buf_str(&line, STR(" us="));
	buf_i64(&line, duration_us);
	buf_str(&line, STR(" bytes="));
	buf_i64(&line, (int64_t)http_response_body(resp).n);
	log_text(LOG_LEVEL_INFO, "http.request", buf_text(&line));
	tally_add(r->tally, &resp->label, resp->status, duration_us);
}

struct worker *
worker_open(struct router *r)
{
	struct worker *w = xcalloc(1, sizeof(*w));

	w->router = r;
	if (store_read_open(r->config.store, &w->read) != OK) {
		free(w);
		return NULL;
	}
	return w;
}

void
worker_close(struct worker *w)
{
	if (w == NULL)
		return;
	store_read_close(w->read);
	free(w);
}
