/*
 * crowd.h: many writes that meet in one commit.  The first holds the writer up
 * until all others stand in the queue.
 */
#ifndef STORE_CROWD_H
#define STORE_CROWD_H

#include <pthread.h>
#include <sched.h>

#include "base/check.h"
#include "store/store_fixture.h"

enum { CROWD_MAX = 32 };

struct member {
	struct store *store;
	store_fn *fn;
	void *arg;
	enum err err;
	pthread_t thread;
};

struct crowd {
	struct store *store;
	struct member members[CROWD_MAX];
	int n;
	bool is_holding; /* with the store's lock */
};

/* True when n members stand in the queue, behind the one that holds it. */
static inline bool
crowd_has_waiting(struct crowd *c, int n)
{
	bool has;

	pthread_mutex_lock(&c->store->lock);
	has = c->is_holding && sqlite_of(c->store)->n_waiting >= n;
	pthread_mutex_unlock(&c->store->lock);
	return has;
}

static inline enum err
crowd_hold(struct store_write *w, void *arg)
{
	struct crowd *c = arg;

	(void)w;
	pthread_mutex_lock(&c->store->lock);
	c->is_holding = true;
	pthread_mutex_unlock(&c->store->lock);
	while (!crowd_has_waiting(c, c->n))
		sched_yield();
	return OK;
}

static inline void *
crowd_run(void *arg)
{
	struct member *m = arg;

	m->err = store_write(m->store, m->fn, m->arg);
	return NULL;
}

static inline void
crowd_add(struct crowd *c, store_fn *fn, void *arg)
{
	CHECK(c->n < CROWD_MAX);
	c->members[c->n++] = (struct member){
		.store = c->store, .fn = fn, .arg = arg
	};
}

/*
 * Run all of them as one batch, in the order of crowd_add; each has its answer
 * in members[i].err.
 */
static inline void
crowd_meet(struct crowd *c)
{
	struct member first = { .store = c->store, .fn = crowd_hold, .arg = c };

	CHECK(pthread_create(&first.thread, NULL, crowd_run, &first) == 0);
	for (int i = 0; i < c->n; i++) {
		struct member *m = &c->members[i];

		while (!crowd_has_waiting(c, i))
			sched_yield();
		CHECK(pthread_create(&m->thread, NULL, crowd_run, m) == 0);
	}
	for (int i = 0; i < c->n; i++)
		pthread_join(c->members[i].thread, NULL);
	pthread_join(first.thread, NULL);
	CHECK(first.err == OK);
}

#endif
