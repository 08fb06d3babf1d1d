/* stats.c: what the writer has done, and waiting until it has done more. */
#include "store/engine.h"

#include <errno.h>

#include "base/clock.h"

const int64_t store_commit_bounds_us[STORE_COMMIT_BUCKETS - 1] = { 500, 1000,
	2000, 5000, 10000, 20000, 50000, 100000, 1000000 };

void
stats_commit(struct store *s, int64_t began_us, int64_t n_writes)
{
	int64_t us = clock_mono_us() - began_us;
	int i = 0;

	while (i < STORE_COMMIT_BUCKETS - 1 && us > store_commit_bounds_us[i])
		i++;
	s->stats.commits_within[i]++;
	s->stats.commit_us += us;
	s->stats.n_writes += n_writes;
	s->stats.n_commits++;
	s->n_news++;
	pthread_cond_broadcast(&s->news);
}

void
store_wait(struct store *s, int64_t *seen, int64_t timeout_ms)
{
	struct timespec until = clock_in(timeout_ms);

	pthread_mutex_lock(&s->lock);
	while (s->n_news == *seen &&
	    pthread_cond_timedwait(&s->news, &s->lock, &until) != ETIMEDOUT)
		;
	*seen = s->n_news;
	pthread_mutex_unlock(&s->lock);
}

void
store_wake(struct store *s)
{
	pthread_mutex_lock(&s->lock);
	s->n_news++;
	pthread_cond_broadcast(&s->news);
	pthread_mutex_unlock(&s->lock);
}
