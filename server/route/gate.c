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
