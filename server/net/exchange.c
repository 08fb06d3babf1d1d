#include "net/exchange.h"

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "net/conn.h"
#include "net/forward.h"
#include "net/limit.h"
#include "net/loop.h"
#include "net/pool.h"

bool
exchange_hold(struct exchange *x, size_t body_len)
{
	size_t n = body_len < EXCHANGE_BODY_FREE
	    ? 0
	    : body_len - EXCHANGE_BODY_FREE;

	if (n <= x->n_held)
		return true;
	if (!limit_hold(x->conn->loop->shared->limit, n - x->n_held)) {
		loop_count(x->conn->loop, COUNT_BODIES_REFUSED, 1);
		return false;
	}
	x->n_held = n;
	return true;
}

void
exchange_let_go(struct exchange *x)
{
	limit_let_go(x->conn->loop->shared->limit, x->n_held);
	x->n_held = 0;
}

void
exchange_identify(struct exchange *x)
{
	struct conn *c = x->conn;
	struct http_request *req = &x->req;

	loop_request_id(c->loop, req->id);
	req->client = c->peer;
	req->is_secure = c->tls != NULL;
	req->received_us = c->loop->now_us;
	loop_count(c->loop, x->protocol, 1);
	if (c->is_proxy)
		forward_believe(req);
}

void
exchange_refuse(struct exchange *x, int status)
{
	const struct net_handler *handler = x->conn->handler;

	log_set_request(x->req.id);
	handler->refuse(handler->arg, x->arena, &x->req, status, &x->res);
	log_set_request(NULL);
	if (status == 405)
		http_response_set(&x->res, "Allow", STR("GET, HEAD, POST"));
	if (status == 503)
		http_response_set(&x->res, "Retry-After", STR("2"));
}

bool
exchange_begin(struct exchange *x)
{
	struct conn *c = x->conn;
	const struct shared *s = c->loop->shared;
	enum net_verdict verdict;
	int pool = 0;

	log_set_request(x->req.id);
	verdict = c->handler->start(
	    c->handler->arg, x->arena, &x->req, &x->res, &pool);
	log_set_request(NULL);
	if (verdict == NET_ANSWERED)
		return true;
	CHECK(pool >= 0 && pool < s->config.n_pools);
	c->n_exchanges++;
	if (pool_submit(s->pools[pool], x))
		return false;
	c->n_exchanges--;
	http_response_fini(&x->res);
	exchange_refuse(x, 503);
	return true;
}

bool
exchange_has_body(const struct exchange *x)
{
	return x->req.method != HTTP_HEAD && x->res.status != 204 &&
	    x->res.status != 304;
}

void
exchange_finish(struct exchange *x)
{
	const struct net_handler *handler = x->conn->handler;
	struct loop *l = x->conn->loop;

	l->now_us = clock_mono_us();
	log_set_request(x->req.id);
	handler->done(
	    handler->arg, &x->req, &x->res, l->now_us - x->req.received_us);
	log_set_request(NULL);
	http_response_fini(&x->res);
	exchange_let_go(x);
	x->req = (struct http_request){ 0 };
}
