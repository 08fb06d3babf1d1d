/*
 * parse_all.h: what the HTTP/1 parser makes of a whole connection's bytes, for
 * its unit tests and its fuzz target.
 */
#ifndef TEST_PARSE_ALL_H
#define TEST_PARSE_ALL_H

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "http/parse.h"

/* What came of a connection's bytes. */
struct outcome {
	int n_done;	/* requests that were complete */
	int status;	/* of the refusal that ended it, or 0 */
	struct buf log; /* every request in a readable form */
};

static void
note_request(struct buf *log, const struct http_request *req,
    const struct http1_parser *p)
{
	buf_fmt(log, STR_FMT " " STR_FMT " ? " STR_FMT " @ " STR_FMT " 1.%d %s",
	    STR_ARG(req->method_name), STR_ARG(req->path), STR_ARG(req->query),
	    STR_ARG(req->host), req->version_minor,
	    p->keep_alive ? "keep" : "close");
	for (size_t i = 0; i < req->n_headers; i++)
		buf_fmt(log, " | " STR_FMT "=" STR_FMT,
		    STR_ARG(req->headers[i].name),
		    STR_ARG(req->headers[i].value));
	buf_fmt(log, " | " STR_FMT "\n", STR_ARG(req->body));
}

/*
 * Parse as a connection would: step bytes at a time, each time from the first
 * byte not taken, which moves, so that pointers into old bytes are found out.
 */
static struct outcome
parse_all(struct str bytes, size_t step)
{
	struct outcome o = { 0 };
	struct http1_parser p = { 0 };
	struct arena *a = arena_new(0);
	struct http_request req = { 0 };
	size_t at = 0, end = 0;
	bool goes_on = true;

	while (goes_on) {
		size_t n_taken = 0, n = end - at;
		char *in = malloc(n + 1);
		enum http1_result r;

		CHECK(in != NULL);
		memcpy(in, bytes.p + at, n);
		r = http1_parse(&p, a, (struct str){ in, n }, &n_taken, &req);
		free(in);
		CHECK(n_taken <= n);
		at += n_taken;
		if (r == HTTP1_REFUSED) {
			o.status = p.status;
			break;
		}
		if (r == HTTP1_DONE) {
			o.n_done++;
			note_request(&o.log, &req, &p);
			goes_on = p.keep_alive;
			http1_parser_reset(&p);
			arena_reset(a);
			req = (struct http_request){ 0 };
			continue;
		}
		goes_on = end < bytes.n;
		end = bytes.n - end < step ? bytes.n : end + step;
	}
	http1_parser_fini(&p);
	arena_free(a);
	return o;
}

#endif
