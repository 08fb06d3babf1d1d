#include "net/port.h"

enum { HTTPS_PORT = 443 };

static void
say(struct http_response *res, int status, struct str text)
{
	http_response_reset(res);
	res->status = status;
	res->close = true;
	http_response_header(
	    res, "Content-Type", STR("text/plain; charset=utf-8"));
	buf_str(&res->body, text);
}

/* The host without its port. */
static struct str
host_name(struct str host)
{
	size_t at = host.n;

	while (at > 0 && host.p[at - 1] >= '0' && host.p[at - 1] <= '9')
		at--;
	if (at > 0 && host.p[at - 1] == ':')
		host.n = at - 1;
	return host;
}

static enum net_verdict
redirect(void *arg, struct arena *a, const struct http_request *req,
    struct http_response *res, int *pool)
{
	const struct net_config *config = arg;
	struct str host = host_name(req->host), port = STR_NONE;

	(void)pool;
	if (host.n == 0) {
		say(res, 400, STR("The request names no host.\n"));
		return NET_ANSWERED;
	}
	if (config->https_port != HTTPS_PORT)
		port = arena_fmt(a, ":%d", config->https_port);
	say(res, 308, STR("This site is at an https address.\n"));
	http_response_header(res, "Location",
	    arena_fmt(a, "https://" STR_FMT STR_FMT STR_FMT "%s" STR_FMT,
		STR_ARG(host), STR_ARG(port), STR_ARG(req->path),
		req->query.n == 0 ? "" : "?", STR_ARG(req->query)));
	return NET_ANSWERED;
}

static void
refuse(void *arg, struct arena *a, const struct http_request *req, int status,
    struct http_response *res)
{
	(void)arg;
	(void)a;
	(void)req;
	say(res, status, str_of(http_reason(status)));
}

static const struct str not_tls_text = STR_INIT(
    "This port speaks HTTPS: begin the address with https://\n");

static enum net_verdict
not_tls(void *arg, struct arena *a, const struct http_request *req,
    struct http_response *res, int *pool)
{
	(void)arg;
	(void)a;
	(void)req;
	(void)pool;
	say(res, 400, not_tls_text);
	return NET_ANSWERED;
}

static void
refuse_not_tls(void *arg, struct arena *a, const struct http_request *req,
    int status, struct http_response *res)
{
	(void)arg;
	(void)a;
	(void)req;
	(void)status;
	say(res, 400, not_tls_text);
}

static void
done(void *arg, const struct http_request *req, const struct http_response *res,
    int64_t duration_us)
{
	(void)arg;
	(void)req;
	(void)res;
	(void)duration_us;
}

struct net_handler
port_redirect(const struct net_config *config)
{
	return (struct net_handler){ .arg = (void *)config,
		.start = redirect,
		.refuse = refuse,
		.done = done };
}

struct net_handler
port_not_tls(void)
{
	return (struct net_handler){
		.start = not_tls, .refuse = refuse_not_tls, .done = done
	};
}
