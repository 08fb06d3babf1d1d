#include "route/page.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/log.h"
#include "base/num.h"
#include "route/cookie.h"
#include "route/host.h"
#include "route/inside.h"

enum {
	DAY_S = 24 * 60 * 60,
	LANGUAGE_BYTES_MAX = 8,
	RETRY_MIN_MS = 5000,
	RETRY_SPREAD_MS = 20000
};

/* On the writer's thread, while the worker waits. */
static void
on_write_query(void *arg, const char *query, int64_t us, size_t n_rows)
{
	struct visit *v = arg;

	slow_write(&v->slow, query, us);
	visit_trace(v, "query", "%s: %" PRId64 " us, %zu rows, in the write",
	    query, us, n_rows);
}

enum err
page_write(struct page_ctx *c, store_fn *fn, void *arg)
{
	struct visit *v = c->worker->visit;
	struct store_watch watch = { .trace = on_write_query, .trace_arg = v };
	enum err e;

	/* What the page reads afterwards has what it wrote. */
	store_end(c->read);
	e = store_write_watched(v->router->config.store, fn, arg, &watch);
	slow_wait(&v->slow, watch.queued_us, watch.commit_us);
	if (store_begin(c->read) != OK)
		LOG_WARN("page.write", "no snapshot after it");
	visit_trace(v, "write", "%s", err_name(e));
	return e;
}

void
page_topic(struct page_ctx *c, enum topic_kind kind, int64_t id)
{
	struct visit *v = c->worker->visit;

	for (size_t i = 0; i < v->n_topics; i++)
		if (v->topics[i].kind == kind && v->topics[i].id == id)
			return;
	if (v->n_topics <= CACHE_TOPICS_MAX)
		v->topics[v->n_topics++] = (struct topic){ kind, id };
}

void
page_private(struct page_ctx *c)
{
	c->worker->visit->is_private = true;
}

/* Who lost it comes back within half a minute, not all in one second. */
static int64_t
retry_ms(const struct page_ctx *c)
{
	unsigned long id = strtoul(c->req->id, NULL, 16);

	return RETRY_MIN_MS + (int64_t)(id % RETRY_SPREAD_MS);
}

void
page_stream(struct page_ctx *c, enum topic_kind kind, int64_t id)
{
	struct http_stream *stream = arena_alloc(c->arena, sizeof(*stream));

	*stream = (struct http_stream){
		.topic = { kind, id },
		.owner_id = c->viewer->account_id,
		.ends_at = c->session.digest.n == 0 ? INT64_MAX
						    : c->session.expires_at,
	};
	c->resp->stream = stream;
	page_private(c);
	http_response_set(c->resp, "Content-Type", STR("text/event-stream"));
	http_response_set(c->resp, "Cache-Control", STR("no-store"));
	/* nginx in front of it would wait for more. */
	http_response_set(c->resp, "X-Accel-Buffering", STR("no"));
	buf_fmt(c->out, "retry: %" PRId64 "\n\n", retry_ms(c));
}

bool
page_is_shared(const struct page_ctx *c)
{
	return c->worker->visit != NULL && c->worker->visit->is_shared;
}

void
page_own(struct page_ctx *c, const struct page_own *own)
{
	struct visit *v = c->worker->visit;

	CHECK(v->n_gaps < ARRAY_LEN(v->gaps));
	v->gaps[v->n_gaps].at = c->out->n;
	v->gaps[v->n_gaps++].own = *own;
}

bool
page_is_local(const struct page_ctx *c)
{
	return http_address_is_loopback(&c->req->client) &&
	    !http_is_forwarded(c->req);
}

bool
page_has_mail(const struct page_ctx *c)
{
	return c->settings->smtp.n != 0 && c->site->url.n != 0;
}

void
page_redirect(struct page_ctx *c, struct str path)
{
	CHECK(path.n > 0 && path.p[0] == '/');
	CHECK(path.n == 1 || path.p[1] != '/');
	page_status(c, 303);
	http_response_set(c->resp, "Location", path);
}

void
page_status(struct page_ctx *c, int status)
{
	c->worker->visit->status = status;
}

void
page_set_session(struct page_ctx *c, struct str token)
{
	page_private(c);
	http_response_header(c->resp, "Set-Cookie",
	    cookie_set_session(c->arena, token,
		c->settings->session_days * DAY_S,
		host_is_secure(c->base_url)));
}

void
page_set_language(struct page_ctx *c, struct str language)
{
	CHECK(language.n > 0 && language.n <= LANGUAGE_BYTES_MAX);
	page_private(c);
	http_response_header(c->resp, "Set-Cookie",
	    cookie_set_language(
		c->arena, language, host_is_secure(c->base_url)));
}
