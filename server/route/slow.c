#include "route/slow.h"

#include <stdbool.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"

enum { LINE_BYTES = 1024 };

void
slow_begin(struct slow *s, const struct http_request *req)
{
	s->began_us = req->received_us;
	s->queued_us = clock_mono_us() - s->began_us;
}

static void
add(struct slow_sum *sum, int64_t us)
{
	sum->n++;
	sum->us += us;
}

static void
note(struct slow *s, const char *name, int64_t us)
{
	struct slow_query *quickest = &s->queries[0];

	/* A name is one literal, in the table of queries. */
	for (size_t i = 0; i < s->n_queries; i++) {
		if (s->queries[i].name == name) {
			add(&s->queries[i].sum, us);
			return;
		}
		if (s->queries[i].sum.us < quickest->sum.us)
			quickest = &s->queries[i];
	}
	if (s->n_queries < SLOW_QUERIES)
		quickest = &s->queries[s->n_queries++];
	else if (us <= quickest->sum.us)
		return;
	*quickest = (struct slow_query){ name, { 1, us } };
}

void
slow_read(struct slow *s, const char *name, int64_t us)
{
	add(&s->reads, us);
	note(s, name, us);
}

void
slow_write(struct slow *s, const char *name, int64_t us)
{
	add(&s->writes, us);
	note(s, name, us);
}

void
slow_wait(struct slow *s, int64_t writer_us, int64_t commit_us)
{
	s->writer_us += writer_us;
	s->commit_us += commit_us;
}

static void
put(struct buf *line, const char *key, int64_t n)
{
	buf_str(line, str_of(key));
	buf_i64(line, n);
}

/* The slowest first. */
static void
put_queries(struct buf *line, const struct slow *s)
{
	bool is_put[SLOW_QUERIES] = { false };

	for (size_t n = 0; n < s->n_queries; n++) {
		size_t next = SLOW_QUERIES;

		for (size_t i = 0; i < s->n_queries; i++)
			if (!is_put[i] &&
			    (next == SLOW_QUERIES ||
				s->queries[i].sum.us > s->queries[next].sum.us))
				next = i;
		is_put[next] = true;
		buf_str(line, n == 0 ? STR(" slowest=") : STR(","));
		buf_str(line, str_of(s->queries[next].name));
		put(line, ":", s->queries[next].sum.n);
		put(line, ":", s->queries[next].sum.us);
	}
}

void
slow_end(
    const struct slow *s, const struct http_response *resp, int64_t limit_ms)
{
	int64_t us = clock_mono_us() - s->began_us;
	char text[LINE_BYTES];
	struct buf line = BUF_OVER(text);

	if (limit_ms == 0 || us < limit_ms * 1000)
		return;
	buf_str(&line, STR("route="));
	buf_str(
	    &line, str_of(resp->label.name == NULL ? "-" : resp->label.name));
	put(&line, " status=", resp->status);
	put(&line, " us=", us);
	put(&line, " queued_us=", s->queued_us);
	put(&line, " reads=", s->reads.n);
	put(&line, " read_us=", s->reads.us);
	put(&line, " writes=", s->writes.n);
	put(&line, " write_us=", s->writes.us);
	put(&line, " writer_us=", s->writer_us);
	put(&line, " commit_us=", s->commit_us);
	put_queries(&line, s);
	log_text(LOG_LEVEL_WARN, "http.slow", buf_text(&line));
}
