/*
 * pg_listen.c: what the processes that share a database say to one another,
 * by NOTIFY on a channel of their schema.
 *
 *	<node> <kind>:<id> <kind>:<id> …	topics that a write has changed
 *	<node> !<text>				store_tell()
 *
 * A process that does not listen itself (the command line) says that
 * everything has changed.
 */
#include "store/pg.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"

void
pg_print_topics(const struct pg_store *s, const struct topic *topics, size_t n,
    struct buf *out)
{
	static const struct topic all = { TOPIC_SITE, 0 };

	if (!s->is_listening) {
		topics = &all;
		n = 1;
	}
	buf_fmt(out, "%" PRId64, s->node);
	for (size_t i = 0; i < n; i++)
		buf_fmt(out, " %d:%" PRId64, (int)topics[i].kind, topics[i].id);
	buf_char(out, '\0');
}

/* "kind:id"; false for what we do not know. */
static bool
parse_topic(struct str word, struct topic *out)
{
	struct str kind;
	int64_t k, id;

	if (!str_cut(&word, ':', &kind) ||
	    parse_i64(kind, TOPIC_SITE, TOPIC_QUEUE, &k) != OK ||
	    parse_i64(word, INT64_MIN, INT64_MAX, &id) != OK)
		return false;
	*out = (struct topic){ (enum topic_kind)k, id };
	return true;
}

/* A notice of another node: *rest is what stands behind its number. */
static bool
is_of_another(const struct pg_store *s, struct str text, struct str *rest)
{
	struct str word;
	int64_t node;

	*rest = text;
	return str_cut(rest, ' ', &word) &&
	    parse_i64(word, INT64_MIN, INT64_MAX, &node) == OK &&
	    node != s->node;
}

static void
hear(struct pg_store *s, struct str text)
{
	struct topic topics[NOTES_MAX];
	bool is_all = false;
	struct str rest, word;
	size_t n = 0;

	if (!is_of_another(s, text, &rest))
		return;
	if (str_has_prefix(rest, STR("!"))) {
		s->ears.told(s->ears.arg, str_skip(rest, 1));
		return;
	}
	/* A newer version may know topics that we do not. */
	while (!is_all && str_cut(&rest, ' ', &word))
		is_all = n == NOTES_MAX || !parse_topic(word, &topics[n]) ||
		    topics[n++].kind == TOPIC_SITE;
	if (is_all)
		s->ears.changed(s->ears.arg);
	else if (n > 0)
		s->ears.raise(s->ears.arg, topics, n);
	/* Jobs look after what another has left to them. */
	store_wake(&s->base);
}

/* Wait for the server or the end, so long; false at the end. */
static bool
wait_some(struct pg_store *s, PGconn *link, int64_t ms)
{
	struct pollfd p[2] = { { .fd = s->stop_pipe[0], .events = POLLIN },
		{ .fd = link == NULL ? -1 : PQsocket(link),
		    .events = POLLIN } };

	(void)poll(p, ARRAY_LEN(p), (int)ms);
	return p[0].revents == 0;
}

static void
take_notices(struct pg_store *s, PGconn *link)
{
	PGnotify *notice;

	while ((notice = PQnotifies(link)) != NULL) {
		hear(s, str_of(notice->extra));
		PQfreemem(notice);
	}
}

/* Has a newer program changed the schema?  Then ours works no more. */
static bool
is_ours(struct pg_store *s, const PGresult *result)
{
	int newest = migrations[migration_count - 1].number;
	int64_t version;

	if (PQresultStatus(result) != PGRES_TUPLES_OK ||
	    PQntuples(result) != 1 ||
	    parse_i64(
		str_of(PQgetvalue(result, 0, 0)), 0, INT64_MAX, &version) != OK)
		return false;
	if (version <= newest)
		return true;
	if (!s->is_outdated)
		LOG_ERROR("store.newer",
		    "version=%" PRId64
		    " ours=%d what=\"this program is older than the store and "
		    "answers nothing any more: start the new one\"",
		    version, newest);
	s->is_outdated = true;
	return false;
}

/*
 * Is the server still there, with a schema of ours?  A question that is
 * answered in time; what it has to say comes along.  false: it is not, or this
 * is the end.
 */
static bool
beat(struct pg_store *s, PGconn *link)
{
	int64_t until_us = pg_until_us(HEARTBEAT_MS);
	bool is_well = false;
	PGresult *result;

	if (!PQsendQuery(link, "SELECT number FROM store_version"))
		return false;
	while (PQisBusy(link)) {
		if (clock_mono_us() > until_us ||
		    !wait_some(s, link, HEARTBEAT_MS) || !PQconsumeInput(link))
			return false;
		take_notices(s, link);
	}
	while ((result = PQgetResult(link)) != NULL) {
		is_well = is_ours(s, result);
		PQclear(result);
	}
	return is_well && PQstatus(link) == CONNECTION_OK;
}

/* Hear until the link is lost, or the end. */
static void
listen_on(struct pg_store *s, PGconn *link)
{
	int64_t beat_at_us = pg_until_us(HEARTBEAT_MS);

	while (wait_some(s, link, HEARTBEAT_MS) && PQconsumeInput(link)) {
		take_notices(s, link);
		if (clock_mono_us() < beat_at_us)
			continue;
		if (!beat(s, link))
			return;
		beat_at_us = pg_until_us(HEARTBEAT_MS);
	}
}

static enum err
begin_to_listen(struct pg_store *s, PGconn **link)
{
	char sql[2 * CHANNEL_BYTES_MAX];
	enum err e = pg_link(s->address, link);

	if (e != OK)
		return e;
	/* Of letters, digits and '_': see pg_store.c. */
	snprintf(sql, sizeof(sql), "LISTEN \"%s\"", s->channel);
	if ((e = pg_run(*link, sql, "listen")) != OK) {
		PQfinish(*link);
		*link = NULL;
	}
	return e;
}

/*
 * From LISTEN on everything is heard; what was missed before it ends with
 * changed.
 */
static void *
run(void *arg)
{
	struct pg_store *s = arg;
	int64_t pause_ms = BACK_OFF_MIN_MS;

	do {
		PGconn *link = NULL;

		if (begin_to_listen(s, &link) != OK) {
			pause_ms = pause_ms * 2 > BACK_OFF_MAX_MS
			    ? BACK_OFF_MAX_MS
			    : pause_ms * 2;
			continue;
		}
		pause_ms = BACK_OFF_MIN_MS;
		pg_note_try(s, true);
		if (beat(s, link)) {
			s->ears.changed(s->ears.arg);
			s->ears.deaf(s->ears.arg, false);
			store_wake(&s->base);
			listen_on(s, link);
			s->ears.deaf(s->ears.arg, true);
		}
		PQfinish(link);
		LOG_DEBUG("store.deaf", "node=%" PRId64, s->node);
	} while (!s->is_outdated && wait_some(s, NULL, pause_ms));
	return NULL;
}

enum err
pg_listen(struct store *base, const struct store_ears *ears)
{
	struct pg_store *s = pg_of(base);
	int failed;

	pg_listen_stop(s);
	if (ears == NULL)
		return OK;
	s->ears = *ears;
	if (pipe(s->stop_pipe) == -1) {
		LOG_ERROR("store.pipe", "errno=%d", errno);
		return ERR_INTERNAL;
	}
	for (int i = 0; i < 2; i++)
		(void)fcntl(s->stop_pipe[i], F_SETFD, FD_CLOEXEC);
	s->ears.deaf(s->ears.arg, true);
	s->is_listening = true;
	failed = pthread_create(&s->thread, NULL, run, s);
	if (failed == 0)
		return OK;
	s->is_listening = false;
	close(s->stop_pipe[0]);
	close(s->stop_pipe[1]);
	LOG_ERROR("store.thread", "errno=%d", failed);
	return ERR_INTERNAL;
}

void
pg_listen_stop(struct pg_store *s)
{
	if (!s->is_listening)
		return;
	/* A byte, or the end of the pipe: either wakes it. */
	close(s->stop_pipe[1]);
	pthread_join(s->thread, NULL);
	close(s->stop_pipe[0]);
	s->is_listening = false;
}
