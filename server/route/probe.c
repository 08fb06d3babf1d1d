#include "route/probe.h"

#include "route/headers.h"
#include "route/inside.h"

static void
begin(struct http_response *resp, const struct http_label *label,
    struct str content_type)
{
	resp->status = 200;
	resp->label = *label;
	http_response_header(resp, "Content-Type", content_type);
	http_response_header(resp, "Cache-Control", STR("no-store"));
	headers_safety(resp);
}

static bool
may_see_metrics(const struct settings *s, const struct http_request *req)
{
	if (http_is_forwarded(req))
		return false;
	for (size_t i = 0; i < s->metrics.n; i++)
		if (http_address_eq(&s->metrics.v[i], &req->client))
			return true;
	return http_address_is_loopback(&req->client);
}

bool
probe_answer(struct router *r, const struct http_request *req,
    struct http_response *resp)
{
	if (req->method != HTTP_GET && req->method != HTTP_HEAD)
		return false;
	if (str_eq(req->path, STR("/healthz"))) {
		begin(resp, &tally_health, STR("text/plain; charset=utf-8"));
		buf_str(&resp->body, STR("ok\n"));
		return true;
	}
	if (str_eq(req->path, STR("/readyz"))) {
		begin(resp, &tally_ready, STR("text/plain; charset=utf-8"));
		if (atomic_load(&r->is_deaf))
			resp->status = 503;
		buf_str(&resp->body,
		    resp->status == 200 ? STR("ok\n")
					: STR("no word from the store\n"));
		return true;
	}
	if (str_eq(req->path, STR("/metrics")) && r->print_metrics != NULL &&
	    may_see_metrics(r->config.settings, req)) {
		begin(resp, &tally_metrics,
		    STR("text/plain; version=0.0.4; charset=utf-8"));
		r->print_metrics(r->print_metrics_arg, &resp->body);
		return true;
	}
	return false;
}
