#include "metrics.h"

#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/num.h"
#include "cache/cache.h"
#include "jobs/index.h"
#include "jobs/mail.h"
#include "jobs/notes.h"
#include "net/server.h"
#include "route/router.h"
#include "route/tally.h"
#include "store/store.h"

enum { LABELS_BYTES = 128, POOLS = POOL_COUNT };

/*
 * One number of a struct that a room fills in, a uint64_t or an int64_t that is
 * not negative.  The name says the rest: what ends in _total only grows, and
 * what is in _seconds stands in the struct in microseconds.  Rows of one name
 * stand together, with the help in the first.
 */
struct row {
	const char *name, *labels, *help;
	size_t offset;
};

#define NET(name, labels, field, help)                                \
	{                                                             \
		name, labels, help, offsetof(struct net_stats, field) \
	}
static const struct row net_rows[] = {
	NET("praatmee_connections", "", n_open, "Connections open now."),
	NET("praatmee_connections_max", "", n_max,
	    "Connections that may be open."),
	NET("praatmee_connections_accepted_total", "transport=\"plain\"",
	    n_accepted_plain, "Connections taken."),
	NET("praatmee_connections_accepted_total", "transport=\"tls\"",
	    n_accepted_tls, NULL),
	NET("praatmee_connections_refused_total", "", n_refused,
	    "Connections closed at once: too many, in all or of one address."),
	NET("praatmee_connections_gave_way_total", "", n_gave_way,
	    "Idle connections closed early to make room."),
	NET("praatmee_tls_handshakes_total", "result=\"full\"",
	    n_handshakes_full, "TLS handshakes."),
	NET("praatmee_tls_handshakes_total", "result=\"resumed\"",
	    n_handshakes_resumed, NULL),
	NET("praatmee_tls_handshakes_total", "result=\"failed\"",
	    n_handshakes_failed, NULL),
	NET("praatmee_protocol_requests_total", "protocol=\"http/1\"", n_http1,
	    "Requests received, by protocol."),
	NET("praatmee_protocol_requests_total", "protocol=\"http/2\"", n_http2,
	    NULL),
	NET("praatmee_received_bytes_total", "", bytes_in,
	    "Bytes received, inside TLS."),
	NET("praatmee_sent_bytes_total", "", bytes_out,
	    "Bytes sent, inside TLS."),
	NET("praatmee_streams", "", n_streams, "Event streams open now."),
	NET("praatmee_streams_max", "", n_streams_max,
	    "Event streams that may be open."),
	NET("praatmee_body_bytes", "", bodies,
	    "Bytes of large request bodies in memory."),
	NET("praatmee_body_max_bytes", "", bodies_max,
	    "Bytes of large request bodies that may be in memory."),
	NET("praatmee_bodies_refused_total", "", n_bodies_refused,
	    "Request bodies refused for want of room."),
};
#undef NET

#define POOL(name, field, help)                                        \
	{                                                              \
		name, "", help, offsetof(struct net_pool_stats, field) \
	}
static const struct row pool_rows[] = {
	POOL("praatmee_workers", n_threads, "Worker threads."),
	POOL("praatmee_workers_busy", n_busy, "Worker threads with a request."),
	POOL("praatmee_worker_requests_total", n_run,
	    "Requests that workers took."),
	POOL("praatmee_queue_requests", n_waiting,
	    "Requests that wait for a worker."),
	POOL("praatmee_queue_max_requests", queue_max,
	    "Requests that may wait for a worker."),
	POOL("praatmee_queue_refused_total", n_refused,
	    "Requests answered 503: the queue was full."),
};
#undef POOL

#define CACHE(name, field, help)                                    \
	{                                                           \
		name, "", help, offsetof(struct cache_stats, field) \
	}
static const struct row cache_rows[] = {
	CACHE("praatmee_cache_hits_total", n_hits,
	    "Pages answered from the cache."),
	CACHE("praatmee_cache_misses_total", n_misses,
	    "Pages that the cache did not have."),
	CACHE("praatmee_cache_evictions_total", n_evicted,
	    "True pages that made room for others."),
	CACHE("praatmee_cache_bettered_total", n_bettered,
	    "Pages packed once more, as tightly as can be."),
	CACHE("praatmee_cache_pages", n_pages, "Pages kept now."),
	CACHE("praatmee_cache_bytes", n_bytes, "Bytes of pages kept now."),
};
#undef CACHE
static const struct row waited_row = { "praatmee_cache_waited_total", "",
	"Requests that waited for a page that was being made for another.", 0 };

#define STORE(name, field, help)                                    \
	{                                                           \
		name, "", help, offsetof(struct store_stats, field) \
	}
static const struct row store_rows[] = {
	STORE("praatmee_store_writes_total", n_writes,
	    "Writes kept; many share a commit."),
	STORE("praatmee_store_commits_failed_total", n_failed,
	    "Commits that were lost as a whole."),
	STORE("praatmee_store_writes_refused_total", n_refused,
	    "Writes refused: the queue was full."),
	STORE("praatmee_store_queue_writes", n_waiting,
	    "Writes that wait for the writer."),
	STORE("praatmee_store_checkpoints_total", n_checkpoints,
	    "Checkpoints in the background."),
	STORE("praatmee_store_checkpoint_seconds_total", checkpoint_us,
	    "Time spent in them."),
	STORE("praatmee_store_wal_restarts_total", n_restarts,
	    "Times that the writer started a long WAL anew."),
	STORE("praatmee_store_wal_pages", wal_pages,
	    "Pages in the WAL after the last commit."),
};
#undef STORE

#define INDEX(name, field, help)                                      \
	{                                                             \
		name, "", help, offsetof(struct indexer_stats, field) \
	}
static const struct row index_rows[] = {
	INDEX("praatmee_index_posts_total", n_posts,
	    "Posts put into the search index."),
	INDEX("praatmee_index_due_posts", n_due,
	    "Posts that were due when the indexer last looked."),
};
#undef INDEX

#define NOTES(name, field, help)                                    \
	{                                                           \
		name, "", help, offsetof(struct notes_stats, field) \
	}
static const struct row notes_rows[] = {
	NOTES("praatmee_seen_kept_total", n_kept,
	    "Notes of what members have seen that were kept."),
	NOTES("praatmee_seen_lost_total", n_lost,
	    "Such notes that found no room, or could not be written."),
	NOTES("praatmee_seen_waiting_notes", n_waiting,
	    "Such notes that are not kept yet."),
};
#undef NOTES

#define MAIL(name, field, help)                                      \
	{                                                            \
		name, "", help, offsetof(struct mailer_stats, field) \
	}
static const struct row mail_rows[] = {
	MAIL("praatmee_mail_sent_total", n_sent,
	    "Mails that a mail server has taken on."),
	MAIL("praatmee_mail_failed_total", n_failed,
	    "Attempts to send one that failed."),
	MAIL("praatmee_mail_dropped_total", n_dropped,
	    "Mails that were given up."),
	MAIL("praatmee_mail_waiting", n_waiting,
	    "Mails that wait, of this site, as this process saw it last."),
};
#undef MAIL

static bool
ends_in(const char *name, const char *end)
{
	struct str n = str_of(name), e = str_of(end);

	return n.n >= e.n && str_eq(str_skip(n, n.n - e.n), e);
}

static void
put_head(struct buf *out, const char *name, const char *type, const char *help)
{
	buf_fmt(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
put_seconds(struct buf *out, uint64_t us)
{
	buf_fmt(out, "%" PRIu64 ".%06" PRIu64 "\n", us / 1000000, us % 1000000);
}

/* labels may be empty. */
static void
put_sample(struct buf *out, const char *name, const char *labels, uint64_t n)
{
	bool has_labels = labels[0] != '\0';

	buf_fmt(out, "%s%s%s%s ", name, has_labels ? "{" : "", labels,
	    has_labels ? "}" : "");
	if (ends_in(name, "_seconds_total") || ends_in(name, "_seconds"))
		put_seconds(out, n);
	else
		buf_fmt(out, "%" PRIu64 "\n", n);
}

static void
put_row(struct buf *out, const struct row *row, const void *stats,
    const char *labels)
{
	uint64_t n;

	memcpy(&n, (const char *)stats + row->offset, sizeof(n));
	put_sample(out, row->name, labels, n);
}

static void
put_row_head(struct buf *out, const struct row *row)
{
	if (row->help != NULL)
		put_head(out, row->name,
		    ends_in(row->name, "_total") ? "counter" : "gauge",
		    row->help);
}

static void
put_rows(struct buf *out, const struct row *rows, size_t n, const void *stats)
{
	for (size_t i = 0; i < n; i++) {
		put_row_head(out, &rows[i]);
		put_row(out, &rows[i], stats, rows[i].labels);
	}
}

static void
put_pools(struct buf *out, const struct net_stats *stats)
{
	static const char *const labels[POOLS] = {
		[POOL_PAGE] = "pool=\"page\"",
		[POOL_WRITE] = "pool=\"write\"",
		[POOL_PASSWORD] = "pool=\"password\"",
	};

	for (size_t i = 0; i < ARRAY_LEN(pool_rows); i++) {
		put_row_head(out, &pool_rows[i]);
		for (int p = 0; p < POOLS; p++)
			put_row(
			    out, &pool_rows[i], &stats->pools[p], labels[p]);
	}
}

/*
 * n has a count for each of n_bounds bounds, in microseconds, and one for what
 * was longer.  label is empty or ends in a comma.
 */
struct histogram {
	const char *name, *label;
	const int64_t *bounds_us;
	int n_bounds;
	const uint64_t *n;
	uint64_t sum_us;
};

static void
put_histogram(struct buf *out, const struct histogram *h)
{
	uint64_t sum = 0;
	size_t label_len = strlen(h->label);

	for (int i = 0; i < h->n_bounds; i++) {
		sum += h->n[i];
		buf_fmt(out, "%s_bucket{%sle=\"%g\"} %" PRIu64 "\n", h->name,
		    h->label, (double)h->bounds_us[i] / 1e6, sum);
	}
	sum += h->n[h->n_bounds];
	buf_fmt(out, "%s_bucket{%sle=\"+Inf\"} %" PRIu64 "\n", h->name,
	    h->label, sum);
	for (int i = 0; i < 2; i++) {
		buf_fmt(out, "%s%s", h->name, i == 0 ? "_sum" : "_count");
		if (label_len != 0)
			buf_fmt(out, "{%.*s}", (int)label_len - 1, h->label);
		buf_char(out, ' ');
		if (i == 0)
			put_seconds(out, h->sum_us);
		else
			buf_fmt(out, "%" PRIu64 "\n", sum);
	}
}

static void
put_count(void *arg, const char *label, int class, uint64_t n)
{
	char labels[LABELS_BYTES];

	snprintf(labels, sizeof(labels), "route=\"%s\",status=\"%dxx\"", label,
	    class);
	put_sample(arg, "praatmee_requests_total", labels, n);
}

static void
put_requests(struct buf *out, const struct tally *tally)
{
	static const char *const labels[TALLY_KINDS] = {
		[TALLY_OTHER] = "kind=\"other\",",
		[TALLY_CACHED] = "kind=\"cached\",",
		[TALLY_STITCHED] = "kind=\"stitched\",",
		[TALLY_ASSET] = "kind=\"asset\",",
		[TALLY_PAGE] = "kind=\"page\",",
		[TALLY_WRITE] = "kind=\"write\",",
	};
	struct tally_durations d;
	struct histogram h = { .name = "praatmee_request_duration_seconds",
		.bounds_us = tally_bounds_us,
		.n_bounds = TALLY_BOUNDS,
		.n = d.n };

	put_head(out, "praatmee_requests_total", "counter",
	    "Requests answered, by route and class of status.");
	tally_each(tally, put_count, out);
	put_head(out, h.name, "histogram",
	    "From the complete request to the last byte of its answer.");
	for (int kind = 0; kind < TALLY_KINDS; kind++) {
		tally_durations(tally, (enum tally_kind)kind, &d);
		h.label = labels[kind];
		h.sum_us = d.sum_us;
		put_histogram(out, &h);
	}
}

static void
put_store(struct buf *out, const struct store_stats *stats)
{
	uint64_t n[STORE_COMMIT_BUCKETS];
	struct histogram h = { .name = "praatmee_store_commit_seconds",
		.label = "",
		.bounds_us = store_commit_bounds_us,
		.n_bounds = STORE_COMMIT_BUCKETS - 1,
		.n = n,
		.sum_us = (uint64_t)stats->commit_us };

	for (int i = 0; i < STORE_COMMIT_BUCKETS; i++)
		n[i] = (uint64_t)stats->commits_within[i];
	put_head(out, h.name, "histogram",
	    "Commits, from their beginning until durable.");
	put_histogram(out, &h);
	put_rows(out, store_rows, ARRAY_LEN(store_rows), stats);
}

/* What /proc tells; 0 where there is none. */
static uint64_t
resident_bytes(void)
{
	struct str text, size, pages;
	int64_t n = 0;
	char some[128];
	ssize_t len;
	int fd;

	if ((fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) == -1)
		return 0;
	len = read(fd, some, sizeof(some));
	close(fd);
	text = (struct str){ some, len < 0 ? 0 : (size_t)len };
	if (!str_cut(&text, ' ', &size) || !str_cut(&text, ' ', &pages) ||
	    parse_i64(pages, 0, INT64_MAX, &n) != OK)
		return 0;
	return (uint64_t)n * (uint64_t)sysconf(_SC_PAGESIZE);
}

static uint64_t
open_descriptors(void)
{
	static const char path[] = "/proc/self/fd";
	struct stat st;
	uint64_t n = 0;
	DIR *d;

	/* Linux counts them since 6.2. */
	if (stat(path, &st) == 0 && st.st_size > 0)
		return (uint64_t)st.st_size;
	if ((d = opendir(path)) == NULL)
		return 0;
	for (const struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return n - 1; /* the one that looks */
}

static uint64_t
cpu_us(void)
{
	struct rusage u;

	if (getrusage(RUSAGE_SELF, &u) == -1)
		return 0;
	return (uint64_t)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000 +
	    (uint64_t)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static void
put_process(struct buf *out, const struct metrics *m)
{
	put_head(out, "praatmee_build_info", "gauge", "What runs here.");
	put_sample(
	    out, "praatmee_build_info", "version=\"" PRAATMEE_VERSION "\"", 1);
	put_head(out, "process_start_time_seconds", "gauge",
	    "When the server started, since 1970.");
	put_sample(out, "process_start_time_seconds", "",
	    (uint64_t)m->started_at * 1000);
	put_head(out, "process_cpu_seconds_total", "counter",
	    "Processor time used.");
	put_sample(out, "process_cpu_seconds_total", "", cpu_us());
	put_head(
	    out, "process_resident_memory_bytes", "gauge", "Memory in use.");
	put_sample(out, "process_resident_memory_bytes", "", resident_bytes());
	put_head(out, "process_open_fds", "gauge", "Open descriptors.");
	put_sample(out, "process_open_fds", "", open_descriptors());
}

void
metrics_print(void *arg, struct buf *out)
{
	const struct metrics *m = arg;
	struct cache_stats cache;
	struct store_stats store;
	struct indexer_stats index;
	struct notes_stats notes;
	struct mailer_stats mail;
	struct net_stats net;
	uint64_t n_waited = router_n_waited(m->router);

	net_server_stats(m->net, &net);
	cache_stats(m->cache, &cache);
	store_stats(m->store, &store);
	indexer_stats(m->indexer, &index);
	notes_stats(m->notes, &notes);
	mailer_stats(m->mailer, &mail);
	put_process(out, m);
	put_rows(out, net_rows, ARRAY_LEN(net_rows), &net);
	put_pools(out, &net);
	put_requests(out, router_tally(m->router));
	put_rows(out, cache_rows, ARRAY_LEN(cache_rows), &cache);
	put_rows(out, &waited_row, 1, &n_waited);
	put_store(out, &store);
	put_rows(out, index_rows, ARRAY_LEN(index_rows), &index);
	put_rows(out, notes_rows, ARRAY_LEN(notes_rows), &notes);
	put_rows(out, mail_rows, ARRAY_LEN(mail_rows), &mail);
}
