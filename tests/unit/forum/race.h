/*
 * race.h: people who do something at the same moment, each on a thread of their
 * own, in a house (house.h).  On SQLite the writes wait in a queue, in any
 * order; on PostgreSQL they run at the same time.
 */
#ifndef TESTS_FORUM_RACE_H
#define TESTS_FORUM_RACE_H

#include <pthread.h>

#include "base/check.h"
#include "forum/talk.h"

enum { RACERS_MAX = 8 };

struct racer {
	struct race *race;
	store_fn *fn;
	void *arg;
	enum err err; /* what came of it */
	struct talk talk;
	pthread_t thread;
};
struct race {
	struct house *h;
	struct racer v[RACERS_MAX];
	size_t n;
	pthread_barrier_t start;
};

static inline void
race_begin(struct race *r, struct house *h)
{
	*r = (struct race){ .h = h };
}

/* One more, who calls fn; without arg with a talk of their own. */
static inline struct talk *
race_add(struct race *r, store_fn *fn, void *arg)
{
	struct racer *one = &r->v[r->n++];

	CHECK(r->n <= RACERS_MAX);
	*one = (struct racer){ .race = r, .fn = fn, .arg = arg };
	one->talk.arena = arena_new(0);
	if (arg == NULL)
		one->arg = &one->talk;
	return &one->talk;
}

static inline void *
race_one(void *arg)
{
	struct racer *one = arg;

	pthread_barrier_wait(&one->race->start);
	one->err = store_write(one->race->h->store, one->fn, one->arg);
	return NULL;
}

/* All at once; nobody is told to come again, or that something broke. */
static inline void
race_run(struct race *r)
{
	CHECK(pthread_barrier_init(&r->start, NULL, (unsigned)r->n) == 0);
	for (size_t i = 0; i < r->n; i++)
		CHECK(pthread_create(
			  &r->v[i].thread, NULL, race_one, &r->v[i]) == 0);
	for (size_t i = 0; i < r->n; i++)
		pthread_join(r->v[i].thread, NULL);
	pthread_barrier_destroy(&r->start);
	for (size_t i = 0; i < r->n; i++)
		assert_true(r->v[i].err < ERR_BUSY);
}

static inline void
race_end(struct race *r)
{
	for (size_t i = 0; i < r->n; i++)
		arena_free(r->v[i].talk.arena);
}

/* How many were told this. */
static inline size_t
race_count(const struct race *r, enum err err)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += r->v[i].err == err;
	return n;
}

#endif
