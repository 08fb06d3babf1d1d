/*
 * pg_wire.c: what goes over a link and comes back, in pipeline mode and
 * without ever waiting longer than was said.
 */
#include "store/pg.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

int64_t
pg_until_us(int64_t ms)
{
	return clock_mono_us() + ms * 1000;
}

/* The link is no good any more: every later answer on it would be another's. */
static enum err
lose(struct pg_conn *c, const char *why)
{
	LOG_WARN("store.lost", "why=\"%s\"", why);
	if (c->is_open)
		c->is_lost = true;
	pg_disconnect(c);
	return ERR_BUSY;
}

enum err
pg_poll(struct pg_conn *c, bool to_write, int64_t until_us)
{
	struct pollfd p = { .fd = PQsocket(c->link),
		.events = (short)(POLLIN | (to_write ? POLLOUT : 0)) };
	int64_t left_us = until_us - clock_mono_us();
	int n = poll(&p, 1, left_us <= 0 ? 0 : (int)((left_us + 999) / 1000));

	if (n == -1 && errno != EINTR)
		return lose(c, "poll");
	if (n > 0 && (p.revents & ~POLLOUT) != 0 && !PQconsumeInput(c->link))
		return lose(c, "connection lost");
	return OK;
}

/* The same for those who do not go on without it. */
static enum err
wait_link(struct pg_conn *c, bool to_write, int64_t until_us)
{
	if (clock_mono_us() >= until_us)
		return lose(c, "no answer in time");
	return pg_poll(c, to_write, until_us);
}

enum err
pg_flush(struct pg_conn *c, int64_t until_us)
{
	for (;;) {
		int n = PQflush(c->link);

		if (n == 0)
			return OK;
		if (n == -1)
			return lose(c, "sending");
		if (wait_link(c, true, until_us) != OK)
			return ERR_BUSY;
	}
}

enum err
pg_send(struct pg_conn *c, const char *sql)
{
	if (PQsendQueryParams(c->link, sql, 0, NULL, NULL, NULL, NULL, 1) == 1)
		return OK;
	return lose(c, "sending");
}

enum err
pg_send_prepared(
    struct pg_conn *c, const char *name, int n, const char *const *values)
{
	if (PQsendQueryPrepared(c->link, name, n, values, NULL, NULL, 1) == 1)
		return OK;
	return lose(c, "sending");
}

/* NULL: the end of a command's answers. */
static enum err
next(struct pg_conn *c, int64_t until_us, PGresult **out)
{
	while (PQisBusy(c->link))
		if (wait_link(c, false, until_us) != OK)
			return ERR_BUSY;
	*out = PQgetResult(c->link);
	if (PQstatus(c->link) == CONNECTION_BAD) {
		PQclear(*out);
		return lose(c, "connection lost");
	}
	return OK;
}

enum err
pg_take(struct pg_conn *c, int64_t until_us, PGresult **out)
{
	PGresult *first, *more;

	if (next(c, until_us, &first) != OK)
		return ERR_BUSY;
	if (first == NULL || PQresultStatus(first) == PGRES_PIPELINE_SYNC) {
		PQclear(first);
		return lose(c, "answers out of step");
	}
	/* One command, one answer; behind it stands the end. */
	if (next(c, until_us, &more) != OK) {
		PQclear(first);
		return ERR_BUSY;
	}
	if (more != NULL) {
		PQclear(first);
		PQclear(more);
		return lose(c, "more answers than commands");
	}
	*out = first;
	return OK;
}

enum err
pg_take_sync(struct pg_conn *c, int64_t until_us)
{
	bool is_sync = false, was_end = false;

	while (!is_sync) {
		PGresult *result;

		if (next(c, until_us, &result) != OK)
			return ERR_BUSY;
		/* Behind the end of one command stands another, or the sync. */
		if (result == NULL && was_end)
			return lose(c, "answers out of step");
		was_end = result == NULL;
		is_sync = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
		PQclear(result);
	}
	return OK;
}

enum err
pg_take_end(struct pg_conn *c, int64_t until_us, enum err e)
{
	enum err seen = c->link == NULL ? ERR_BUSY : pg_take_sync(c, until_us);

	return e == OK ? seen : e;
}

enum err
pg_send_sync(struct pg_conn *c)
{
	return PQpipelineSync(c->link) == 1 ? OK : lose(c, "sending");
}

void
pg_send_away(struct pg_conn *c, const char *sql)
{
	if (pg_send(c, sql) == OK && pg_send_sync(c) == OK &&
	    pg_flush(c, pg_until_us(ANSWER_MS)) == OK)
		c->n_owed++;
}

enum err
pg_settle(struct pg_conn *c)
{
	int64_t until_us = pg_until_us(ANSWER_MS);

	for (; c->n_owed > 0; c->n_owed--)
		if (pg_take_sync(c, until_us) != OK)
			return ERR_BUSY;
	return OK;
}

enum err
pg_result_err(struct pg_conn *c, const PGresult *result, const char *doing)
{
	const char *state = pg_state_of(result);
	enum err e;

	if (state == NULL)
		return OK;
	/* Behind a command that failed: that one has said why. */
	if (PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
		return c->state[0] != '\0' ? c->err : ERR_INTERNAL;
	/* In a transaction that has failed: the same. */
	if (strcmp(state, "25P02") == 0 && c->state[0] != '\0')
		return c->err;
	e = pg_err(state, PQresultErrorMessage(result), doing);
	if (c->state[0] == '\0') {
		snprintf(c->state, sizeof(c->state), "%s", state);
		c->err = e;
	}
	return e;
}

enum err
pg_take_done(struct pg_conn *c, int64_t until_us, const char *doing)
{
	PGresult *result;
	enum err e = pg_take(c, until_us, &result);

	if (e != OK)
		return e;
	e = pg_result_err(c, result, doing);
	PQclear(result);
	return e;
}
