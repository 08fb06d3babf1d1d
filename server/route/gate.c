/*
 * gate.c: what a request passes before a page sees it.
 */
#include <inttypes.h>

#include "base/clock.h"
#include "base/num.h"
#include "forum/account.h"
#include "forum/session.h"
#include "route/cookie.h"
#include "route/headers.h"
#include "route/host.h"
#include "route/inside.h"
#include "route/member.h"
#include "route/next.h"
#include "route/origin.h"

static bool
refuse(struct route_error *why, int status, enum route_reason reason)
{
	*why = (struct route_error){ .status = status, .reason = reason };
	return false;
}

/* Path and query, as they were sent. */
static struct str
path_and_query(struct arena *a, const struct http_request *req)
{
	if (req->query.n == 0)
		return req->path;
	return arena_fmt(
	    a, STR_FMT "?" STR_FMT, STR_ARG(req->path), STR_ARG(req->query));
}

bool
gate_host(struct visit *v, struct route_error *why)
{
	struct page_ctx *c = &v->page;
	bool is_ours = host_is_ours(
	    c->arena, v->site.url, c->req, &c->base_url);

	visit_trace(v, "host", STR_FMT " %s", STR_ARG(c->req->host),
	    is_ours ? "ours" : "not ours");
	if (is_ours)
		return true;
	if (c->base_url.n == 0 || c->req->method == HTTP_POST ||
	    c->req->method == HTTP_OTHER)
		return refuse(why, 421, REASON_STATUS);
	c->resp->status = 308;
	http_response_header(c->resp, "Location",
	    arena_fmt(c->arena, STR_FMT STR_FMT, STR_ARG(c->base_url),
		STR_ARG(path_and_query(c->arena, c->req))));
	return false;
}

static bool
is_form(const struct http_request *req)
{
	struct str type = http_header(req, "content-type");

	type.n = str_find(type, ';');
	return str_eq_nocase(
	    str_trim(type), STR("application/x-www-form-urlencoded"));
}

bool
gate_form(struct visit *v, struct route_error *why)
{
	const struct http_request *req = v->page.req;

	if (http_form_parse(v->page.arena, req->query, &v->query) != OK) {
		visit_trace(v, "form", "the query is broken");
		return refuse(why, 400, REASON_STATUS);
	}
	if (req->method != HTTP_POST || req->body.n == 0)
		return true;
	if (!is_form(req)) {
		visit_trace(v, "form", "not a form");
		return refuse(why, 415, REASON_STATUS);
	}
	if (http_form_parse(v->page.arena, req->body, &v->form) != OK) {
		visit_trace(v, "form", "the body is broken");
		return refuse(why, 400, REASON_STATUS);
	}
	visit_trace(v, "form", "%zu fields", v->form.n);
	return true;
}

bool
gate_session(struct visit *v, struct route_error *why)
{
	struct page_ctx *c = &v->page;
	struct str token = cookie_session(c->req, host_is_secure(c->base_url));
	enum err e = OK;

	if (v->as_account_id != 0)
		e = viewer_load(
		    c->read, c->arena, v->as_account_id, &v->viewer);
	else if (token.n != 0)
		e = session_find(
		    c->read, c->arena, token, &v->viewer, &c->session);
	if (e != OK && e != ERR_NOT_FOUND)
		return refuse(why, status_of(e), REASON_BUSY);
	if (e == OK && c->session.digest.n != 0)
		member_keep(
		    v->router->config.cache, v->epoch, &c->session, &v->viewer);
	visit_trace(v, "session", "account %" PRId64 ", %zu roles",
	    v->viewer.account_id, v->viewer.n_grants);
	c->language = v->router->config.language(
	    c->req, v->viewer.language, v->site.language);
	return true;
}

bool
gate_origin(struct visit *v, struct route_error *why)
{
	bool is_ours = origin_is_ours(v->page.req, v->page.base_url);

	visit_trace(v, "origin", "%s", is_ours ? "ours" : "not ours");
	return is_ours || refuse(why, 403, REASON_ORIGIN);
}

bool
gate_sign_in(struct visit *v, struct route_error *why)
{
	struct page_ctx *c = &v->page;
	struct str next = path_and_query(c->arena, c->req);
	struct str to = STR("/sign-in");

	if (c->req->method == HTTP_POST)
		return refuse(why, 403, REASON_SIGN_IN);
	if (next_is_ours(next))
		to = arena_fmt(c->arena, "/sign-in?next=" STR_FMT,
		    STR_ARG(http_url_encode(c->arena, next)));
	c->resp->status = 303;
	http_response_set(c->resp, "Location", to);
	return false;
}

bool
gate_who(struct visit *v, struct route_error *why)
{
	bool may = false;

	switch (v->match.route->who) {
	case WHO_ANYONE:
		may = true;
		break;
	case WHO_MEMBER:
		may = v->viewer.account_id != 0;
		break;
	case WHO_MODERATOR:
		may = viewer_is_moderator(&v->viewer);
		break;
	case WHO_ADMIN:
		may = viewer_is_admin(&v->viewer);
		break;
	}
	visit_trace(v, "who", "%s", may ? "may" : "may not");
	if (may)
		return true;
	if (v->viewer.account_id == 0)
		return gate_sign_in(v, why);
	return refuse(why, 403, REASON_STATUS);
}

/* One of the counts that a request is under. */
struct count {
	const struct limit *limit;
	struct limit_key key;
};

enum { COUNTS_MAX = 2 };

/* The count of the address that a request comes from; limit NULL: none. */
static struct count
count_of_address(const struct settings *s, struct arena *a,
    const struct http_request *req, enum route_limit limit)
{
	struct http_address house = http_address_household(&req->client);
	struct count c = { NULL, { "", http_address_text(a, &house) } };

	switch (limit) {
	case LIMIT_NONE:
		break;
	case LIMIT_POST:
		c.limit = &s->post_limit_address;
		c.key.kind = "post address";
		break;
	case LIMIT_SIGN_IN:
		c.limit = &s->sign_in_limit_address;
		c.key.kind = "sign-in address";
		break;
	case LIMIT_SIGN_UP:
		c.limit = &s->sign_up_limit_address;
		c.key.kind = "sign-up address";
		break;
	case LIMIT_SEARCH:
		c.limit = &s->search_limit_address;
		c.key.kind = "search address";
		break;
	}
	return c;
}

/* That of the account: one's own, or the one that is being signed in to. */
static struct count
count_of_account(const struct visit *v, enum route_limit limit)
{
	const struct settings *s = v->page.settings;
	struct arena *a = v->page.arena;
	struct count c = { 0 };

	if (v->viewer.account_id != 0)
		c.key.id = arena_fmt(a, "%" PRId64, v->viewer.account_id);
	if (limit == LIMIT_POST && v->viewer.account_id != 0) {
		c.limit = &s->post_limit_account;
		c.key.kind = "post account";
	} else if (limit == LIMIT_SIGN_IN) {
		c.limit = &s->sign_in_limit_account;
		c.key.kind = "sign-in account";
		/* Whether or not there is such an account. */
		if (c.key.id.n == 0)
			c.key.id = account_email_key(
			    a, http_form_get(&v->form, "email"));
	}
	return c;
}

bool
gate_limit(struct visit *v, struct route_error *why)
{
	enum route_limit limit = v->match.route->limit;
	struct count counts[COUNTS_MAX] = {
		count_of_address(
		    v->page.settings, v->page.arena, v->page.req, limit),
		count_of_account(v, limit),
	};
	int64_t now = clock_now(), wait_s = 0;

	for (size_t i = 0; i < COUNTS_MAX && wait_s == 0; i++)
		if (counts[i].limit != NULL) {
			wait_s = limiter_take(v->router->limiter,
			    counts[i].limit, &counts[i].key, now);
			visit_trace(v, "limit", "%s: %s", counts[i].key.kind,
			    wait_s == 0 ? "in time" : "too often");
		}
	if (wait_s == 0)
		return true;
	*why = (struct route_error){ 429, REASON_LIMIT, wait_s };
	return false;
}

void
gate_was_no_guess(struct visit *v)
{
	struct count c = count_of_account(v, LIMIT_SIGN_IN);

	limiter_give(v->router->limiter, c.limit, &c.key);
}

bool
gate_would_refuse(struct router *r, struct arena *a,
    const struct http_request *req, const struct route *route, struct str base)
{
	struct count c = count_of_address(
	    r->config.settings, a, req, route->limit);

	if (!origin_is_ours(req, base))
		return true;
	return c.limit != NULL &&
	    limiter_ask(r->limiter, c.limit, &c.key, clock_now()) != 0;
}
