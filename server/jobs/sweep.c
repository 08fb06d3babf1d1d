#include "jobs/sweep.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "forum/form_key.h"
#include "forum/mail.h"
#include "forum/renew.h"
#include "forum/seen.h"
#include "forum/session.h"
#include "forum/token.h"
#include "store/store.h"

/*
 * Expired rows deleted by one write, and how often that is looked after; and
 * when, from the start on, the planner's statistics are, each day.
 */
enum { SWEEP_ROWS = 200, SWEEP_EVERY_S = 600 };
enum { OPTIMIZE_AT_S = 3600, OPTIMIZE_EVERY_S = 86400 };
/* In a second, a thousand texts: what others write goes on meanwhile. */
enum { RENEW_WRITES = 20 };

struct sweeper {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool is_stopping;
	struct store *store;
	void (*changed)(void *arg);
	void *arg;
};

typedef enum err sweep_fn(struct store_write *, int64_t max);

static enum err
sweep_some(struct store_write *w, void *arg)
{
	sweep_fn **fn = arg;

	return (*fn)(w, SWEEP_ROWS);
}

/* In small pieces, so that nobody who posts waits for it. */
static void
sweep_all(struct sweeper *s, sweep_fn *fn, const char *what)
{
	int n = 0;

	while (store_write(s->store, sweep_some, &fn) == OK)
		n++;
	if (n > 0)
		LOG_INFO("jobs.sweep", "what=%s writes=%d", what, n);
}

static enum err
renew_piece(struct store_write *w, void *arg)
{
	(void)arg;
	return renew_some(w);
}

/* True when all HTML is of this renderer: what is written from now on is. */
static bool
renew(struct sweeper *s)
{
	enum err e = OK;
	int n = 0;

	while (n < RENEW_WRITES &&
	    (e = store_write(s->store, renew_piece, NULL)) == OK)
		n++;
	if (n > 0)
		LOG_INFO("jobs.renew", "writes=%d", n);
	return e == ERR_NOT_FOUND;
}

/* Sleep a second; false when it is time to stop. */
static bool
wait_a_second(struct sweeper *s)
{
	struct timespec until = clock_in(SECOND_MS);
	bool goes_on;

	pthread_mutex_lock(&s->lock);
	while (!s->is_stopping &&
	    pthread_cond_timedwait(&s->wake, &s->lock, &until) != ETIMEDOUT)
		;
	goes_on = !s->is_stopping;
	pthread_mutex_unlock(&s->lock);
	return goes_on;
}

static void *
run(void *arg)
{
	struct sweeper *s = arg;
	bool is_renewed = false;

	for (int seconds = 0; wait_a_second(s); seconds++) {
		if (store_changed_outside(s->store))
			s->changed(s->arg);
		if (!is_renewed)
			is_renewed = renew(s);
		if (seconds % OPTIMIZE_EVERY_S == OPTIMIZE_AT_S &&
		    store_optimize(s->store) != OK)
			LOG_WARN("jobs.optimize", "not done");
		if (seconds % SWEEP_EVERY_S != 0)
			continue;
		sweep_all(s, session_sweep, "session");
		sweep_all(s, form_key_sweep, "form_key");
		sweep_all(s, seen_sweep, "seen");
		sweep_all(s, token_sweep, "token");
		sweep_all(s, mail_sweep, "mail");
	}
	return NULL;
}

enum err
sweeper_start(struct store *store, void (*changed)(void *arg), void *arg,
    struct sweeper **out)
{
	struct sweeper *s = xcalloc(1, sizeof(*s));
	int failed;

	s->store = store;
	s->changed = changed;
	s->arg = arg;
	pthread_mutex_init(&s->lock, NULL);
	clock_cond_init(&s->wake);
	if ((failed = pthread_create(&s->thread, NULL, run, s)) != 0) {
		LOG_ERROR("jobs.start", "errno=%d", failed);
		free(s);
		return ERR_INTERNAL;
	}
	*out = s;
	return OK;
}

void
sweeper_stop(struct sweeper *s)
{
	if (s == NULL)
		return;
	pthread_mutex_lock(&s->lock);
	s->is_stopping = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	free(s);
}
