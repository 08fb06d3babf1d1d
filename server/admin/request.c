/*
 * request.c: `praatmee routes` and `praatmee request 'GET /t/7' --as NAME`:
 * what the server would do, without one.
 */
#include <stdio.h>

#include "admin/commands.h"
#include "admin/house.h"
#include "crypto/crypto.h"
#include "forum/account.h"
#include "pages/routes.h"

static const char *
who_name(enum route_who who)
{
	switch (who) {
	case WHO_ANYONE:
		return "anyone";
	case WHO_MEMBER:
		return "member";
	case WHO_MODERATOR:
		return "moderator";
	case WHO_ADMIN:
		return "admin";
	}
	return "?";
}

static enum exit_code
run_routes(struct call *c)
{
	(void)c;
	for (size_t i = 0; i < n_routes; i++)
		printf("%-4s  %-32s %-24s %s\n",
		    routes[i].method == HTTP_POST ? "POST" : "GET",
		    routes[i].pattern, routes[i].name, who_name(routes[i].who));
	return EXIT_DONE;
}

/* "GET /t/7?page=2" */
static enum err
parse_request(struct str text, struct http_request *req)
{
	struct str method;

	if (!str_cut(&text, ' ', &method) || !str_has_prefix(text, STR("/")))
		return ERR_INVALID;
	if (str_eq(method, STR("GET")))
		req->method = HTTP_GET;
	else if (str_eq(method, STR("HEAD")))
		req->method = HTTP_HEAD;
	else
		return ERR_INVALID;
	req->method_name = method;
	req->target = text;
	req->path = (struct str){ text.p, str_find(text, '?') };
	req->query = str_skip(text, req->path.n + 1);
	return OK;
}

static void
print_line(void *arg, const char *what, struct str detail)
{
	(void)arg;
	printf("%-8s " STR_FMT "\n", what, STR_ARG(detail));
}

static enum exit_code
answer(struct call *c, struct house *house, const struct http_request *req,
    int64_t account_id)
{
	struct router_trace trace = { .line = print_line };
	struct http_response resp = { 0 };
	struct worker *worker = worker_open(house->router);
	struct str body;

	if (worker == NULL)
		return EXIT_FAILED;
	router_request(
	    house->router, worker, c->arena, req, account_id, &trace, &resp);
	printf("\n%d %s\n", resp.status, http_reason(resp.status));
	for (size_t i = 0; i < resp.n_headers; i++)
		printf(STR_FMT ": " STR_FMT "\n", STR_ARG(resp.headers[i].name),
		    STR_ARG(resp.headers[i].value));
	body = http_response_body(&resp);
	printf("\n");
	fwrite(body.p, 1, body.n, stdout);
	http_response_fini(&resp);
	worker_close(worker);
	return EXIT_DONE;
}

static enum exit_code
run_request(struct call *c)
{
	struct str as = options_get(&c->options, "as");
	struct http_request req = { .host = STR("localhost"),
		.version_minor = 1,
		.is_secure = true,
		.id = "request" };
	struct house house = { 0 };
	enum exit_code code;
	int64_t account_id = 0;

	if (parse_request(c->options.arguments[0], &req) != OK)
		return call_fail(c, EXIT_USAGE,
		    "a request is \"GET /path\" or \"HEAD /path\"");
	if ((code = call_open(c)) != EXIT_DONE)
		return code;
	if (as.n != 0 &&
	    (code = call_err(c,
		 account_find(c->read, c->arena, as, &account_id),
		 arena_z(c->arena, as))) != EXIT_DONE)
		return code;
	if ((code = house_open(c, &house)) == EXIT_DONE)
		code = answer(c, &house, &req, account_id);
	house_close(&house);
	return code;
}

static const struct option request_options[] = {
	{ "as", "NAME", "as this account, by name or e-mail address" },
	{ NULL, NULL, NULL }
};

const struct command request_commands[] = {
	{ "routes", "", "list all addresses and who may be there", NULL, 0,
	    run_routes },
	{ "request", "'GET /PATH'", "run a request here and explain it",
	    request_options, 1, run_request },
	{ NULL, NULL, NULL, NULL, 0, NULL }
};
