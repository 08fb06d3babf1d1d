/*
 * slow.h: where the time of a request went; of a slow one the log says so.
 *
 *	http.slow route=page_thread status=200 us=812345 queued_us=12
 *	    reads=9 read_us=810 writes=2 write_us=700 writer_us=811002
 *	    commit_us=420 slowest=post_add:1:650,thread_page:1:400
 *
 * us counts from the complete request until the answer is ready, queued_us
 * until a worker took it.  writer_us is the wait for the writer and commit_us
 * from the end of what was written until it was durable.  Of a query there is
 * its name, how often it ran and how long in all: never what was asked.
 */
#ifndef ROUTE_SLOW_H
#define ROUTE_SLOW_H

#include <stddef.h>
#include <stdint.h>

#include "http/request.h"
#include "http/response.h"

enum { SLOW_QUERIES = 8 };

struct slow {
	int64_t began_us, queued_us, writer_us, commit_us;
	struct slow_sum {
		int64_t n, us;
	} reads, writes;
	/* By name; when there are more, the slowest. */
	struct slow_query {
		const char *name;
		struct slow_sum sum;
	} queries[SLOW_QUERIES];
	size_t n_queries;
};

/* On the worker, before anything else.  The rest of it is zeroed. */
void slow_begin(struct slow *, const struct http_request *);
/* A query that read, or one inside a write.  The name is a literal. */
void slow_read(struct slow *, const char *name, int64_t us);
void slow_write(struct slow *, const char *name, int64_t us);
/* What a write waited for. */
void slow_wait(struct slow *, int64_t writer_us, int64_t commit_us);
/* The answer is ready: log it if that took limit_ms (0: never) or longer. */
void
slow_end(const struct slow *, const struct http_response *, int64_t limit_ms);

#endif
