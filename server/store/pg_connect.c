/* pg_connect.c: links to PostgreSQL, and what its codes mean. */
#include "store/pg.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"

/* One line of a message, as it goes into the log. */
static struct str
first_line(const char *message)
{
	struct str s = str_of(message);

	s.n = str_find(s, '\n');
	return s;
}

static bool
is_class(const char *state, const char *class)
{
	return strncmp(state, class, strlen(class)) == 0;
}

enum err
pg_err(const char *state, const char *message, const char *doing)
{
	/*
	 * Locks, deadlocks, cancelled, shutting down, starting up, a server
	 * that has become a standby, too many connections, a lost link.
	 */
	static const char *const busy[] = { "40", "55", "57", "25006", "53300",
		"08" };
	struct str line = first_line(message);

	/* A constraint, or a trigger that refuses. */
	if (is_class(state, "23") || is_class(state, "P0001")) {
		LOG_DEBUG("store.constraint", "doing=%s what=\"" STR_FMT "\"",
		    doing, STR_ARG(line));
		return ERR_CONFLICT;
	}
	for (size_t i = 0; i < ARRAY_LEN(busy); i++)
		if (is_class(state, busy[i])) {
			LOG_DEBUG("store.busy",
			    "doing=%s code=%s what=\"" STR_FMT "\"", doing,
			    state, STR_ARG(line));
			return ERR_BUSY;
		}
	LOG_ERROR("store.failed", "doing=%s code=%s what=\"" STR_FMT "\"",
	    doing, state, STR_ARG(line));
	return ERR_INTERNAL;
}

const char *
pg_state_of(const PGresult *result)
{
	const char *state;

	switch (PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY:
		return NULL;
	default: /* a library's enumeration, which grows */
		state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
		return state == NULL ? "08000" : state;
	}
}

static enum err
result_err(const PGresult *result, const char *doing)
{
	const char *state = pg_state_of(result);

	return state == NULL
	    ? OK
	    : pg_err(state, PQresultErrorMessage(result), doing);
}

enum err
pg_run(PGconn *link, const char *sql, const char *doing)
{
	PGresult *result = PQexec(link, sql);
	enum err e = result_err(result, doing);

	PQclear(result);
	return e;
}

enum err
pg_integer(PGconn *link, const char *sql, int64_t *out)
{
	PGresult *result = PQexec(link, sql);
	enum err e = result_err(result, sql);

	if (e == OK && PQntuples(result) != 1)
		e = ERR_NOT_FOUND;
	if (e == OK &&
	    parse_i64(str_of(PQgetvalue(result, 0, 0)), INT64_MIN, INT64_MAX,
		out) != OK)
		e = ERR_INTERNAL;
	PQclear(result);
	return e;
}

/* There is no SQLSTATE for what fails while connecting. */
static bool
is_refusal(struct str line)
{
	static const char *const final[] = { "authentication", "password",
		"does not exist", "no pg_hba.conf entry", "permission denied",
		"certificate", "SSL was required", "invalid " };

	for (size_t i = 0; i < ARRAY_LEN(final); i++)
		if (str_find_str(line, str_of(final[i])) != line.n)
			return true;
	return false;
}

/* It belongs to the line before. */
static bool
is_remark(struct str line)
{
	return str_has_prefix(line, STR("\t")) ||
	    str_has_prefix(line, STR("DETAIL:")) ||
	    str_has_prefix(line, STR("HINT:"));
}

/*
 * Why there is no link, of each server a line or two.  Where all refuse us that
 * is for the administrator to mend; one that is away may yet take us.
 */
static enum err
refusal(PGconn *link)
{
	struct str rest = str_of(PQerrorMessage(link)), line, text;
	bool is_final = true;
	struct buf b = { 0 };

	while (str_cut(&rest, '\n', &line)) {
		if (b.n > 0)
			buf_str(&b, STR("; "));
		buf_str(&b, str_trim(line));
		if (!is_remark(line) && !is_refusal(line))
			is_final = false;
	}
	text = buf_text(&b);
	if (is_final)
		LOG_ERROR(
		    "store.refused", "what=\"" STR_FMT "\"", STR_ARG(text));
	else
		LOG_WARN(
		    "store.connect", "what=\"" STR_FMT "\"", STR_ARG(text));
	buf_free(&b);
	return is_final ? ERR_INTERNAL : ERR_BUSY;
}

/*
 * What stands in the address wins over what is before it in the list.  A dead
 * server is noticed in ten seconds by keepalives and unanswered data.
 */
enum err
pg_link(const char *address, PGconn **out)
{
	static const char *const names[] = { "target_session_attrs",
		"connect_timeout", "keepalives_idle", "keepalives_interval",
		"keepalives_count", "tcp_user_timeout",
		"fallback_application_name", "client_encoding", "dbname",
		NULL };
	char timeout[16];
	const char *values[] = { "read-write", timeout, "4", "2", "3", "10000",
		"praatmee", "UTF8", address, NULL };
	char settings[160];
	PGconn *link;
	enum err e;

	snprintf(timeout, sizeof(timeout), "%d", CONNECT_TIMEOUT_S);
	link = PQconnectdbParams(names, values, 1);
	CHECK(link != NULL);
	if (PQstatus(link) != CONNECTION_OK) {
		e = refusal(link);
		PQfinish(link);
		return e;
	}
	snprintf(settings, sizeof(settings),
	    "SET statement_timeout = %d; SET lock_timeout = %d;"
	    "SET idle_in_transaction_session_timeout = %d;"
	    "SET client_min_messages = warning",
	    ANSWER_MS, LOCK_MS, 2 * ANSWER_MS);
	if ((e = pg_run(link, settings, "settings")) != OK) {
		PQfinish(link);
		return e;
	}
	*out = link;
	return OK;
}

/* A warning while a commit is waited for: see pg_write.c. */
static void
on_notice(void *arg, const PGresult *result)
{
	struct pg_conn *c = arg;
	const char *severity = PQresultErrorField(
	    result, PG_DIAG_SEVERITY_NONLOCALIZED);
	struct str line = first_line(
	    PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));

	if (severity == NULL || strcmp(severity, "WARNING") != 0)
		return;
	c->n_warnings++;
	LOG_WARN("store.warning", "what=\"" STR_FMT "\"", STR_ARG(line));
}

/* With what others have found just now. */
static bool
may_try(struct pg_store *s)
{
	bool may;

	pthread_mutex_lock(&s->base.lock);
	may = clock_mono_us() >= s->retry_at_us;
	pthread_mutex_unlock(&s->base.lock);
	return may;
}

void
pg_note_try(struct pg_store *s, bool has_worked)
{
	pthread_mutex_lock(&s->base.lock);
	if (has_worked) {
		s->back_off_ms = 0;
		s->retry_at_us = 0;
	} else {
		s->back_off_ms = s->back_off_ms == 0 ? BACK_OFF_MIN_MS
						     : 2 * s->back_off_ms;
		if (s->back_off_ms > BACK_OFF_MAX_MS)
			s->back_off_ms = BACK_OFF_MAX_MS;
		s->retry_at_us = pg_until_us(s->back_off_ms);
	}
	pthread_mutex_unlock(&s->base.lock);
}

enum err
pg_connect(struct pg_conn *c)
{
	struct pg_store *s = pg_store_of(c);
	PGconn *link = NULL;
	enum err e;

	if (s->is_outdated)
		return ERR_BUSY;
	if (c->link != NULL)
		return OK;
	if (!may_try(s))
		return ERR_BUSY;
	e = pg_link(s->address, &link);
	pg_note_try(s, e == OK);
	if (e != OK)
		return e;
	e = pg_run(link, query_planner, "settings");
	if (e == OK)
		e = pg_run(link,
		    c->is_writer ? pg_writer_settings
				 : "SET default_transaction_read_only = on",
		    "settings");
	if (e != OK || PQsetnonblocking(link, 1) != 0 ||
	    PQenterPipelineMode(link) != 1) {
		PQfinish(link);
		return e == OK ? ERR_BUSY : e;
	}
	PQsetNoticeReceiver(link, on_notice, c);
	c->link = link;
	return OK;
}

void
pg_disconnect(struct pg_conn *c)
{
	pg_forget_ahead(c);
	PQfinish(c->link);
	c->link = NULL;
	c->n_owed = 0;
	if (c->is_begun)
		c->is_lost = true;
	c->is_begun = false;
	memset(c->is_prepared, 0, (size_t)query_count);
}

struct pg_conn *
pg_conn_new(struct pg_store *s, bool is_writer)
{
	struct pg_conn *c = xcalloc(1, sizeof(*c));

	c->base.store = &s->base;
	c->is_writer = is_writer;
	if (is_writer) {
		pthread_mutex_lock(&s->base.lock);
		c->slot = ++s->n_slots;
		pthread_mutex_unlock(&s->base.lock);
	}
	c->is_prepared = xcalloc((size_t)query_count, sizeof(bool));
	return c;
}

void
pg_conn_free(struct pg_conn *c)
{
	pg_disconnect(c);
	free(c->is_prepared);
	free(c);
}
