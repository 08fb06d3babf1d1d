#include "route/flight.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"

/* As many as there may be workers, and as many as wait for one. */
enum { FLIGHTS_MAX = 64, WAITERS_MAX = 512 };

struct one {
	char *key; /* NULL: nobody flies here */
	size_t key_n;
	struct waiter *first, **last;
};

struct flights {
	pthread_mutex_t lock;
	struct one v[FLIGHTS_MAX];
	size_t n_waiters;
};

struct flights *
flights_new(void)
{
	struct flights *f = xcalloc(1, sizeof(*f));

	CHECK(pthread_mutex_init(&f->lock, NULL) == 0);
	return f;
}

void
flights_free(struct flights *f)
{
	if (f == NULL)
		return;
	CHECK(f->n_waiters == 0);
	pthread_mutex_destroy(&f->lock);
	free(f);
}

static struct one *
find(struct flights *f, struct str key)
{
	for (size_t i = 0; i < FLIGHTS_MAX; i++)
		if (f->v[i].key != NULL &&
		    str_eq((struct str){ f->v[i].key, f->v[i].key_n }, key))
			return &f->v[i];
	return NULL;
}

static enum flight
lead(struct flights *f, struct str key)
{
	for (size_t i = 0; i < FLIGHTS_MAX; i++) {
		struct one *one = &f->v[i];

		if (one->key != NULL)
			continue;
		one->key = xcalloc(1, key.n + 1);
		memcpy(one->key, key.p, key.n);
		one->key_n = key.n;
		one->first = NULL;
		one->last = &one->first;
		return FLIGHT_LEADS;
	}
	return FLIGHT_ALONE;
}

enum flight
flight_join(struct flights *f, struct str key, const struct waiter *waiter)
{
	enum flight flight = FLIGHT_ALONE;
	struct one *one;

	pthread_mutex_lock(&f->lock);
	if ((one = find(f, key)) == NULL) {
		flight = lead(f, key);
	} else if (f->n_waiters < WAITERS_MAX) {
		struct waiter *w = xcalloc(1, sizeof(*w));

		*w = *waiter;
		w->next = NULL;
		*one->last = w;
		one->last = &w->next;
		f->n_waiters++;
		flight = FLIGHT_WAITS;
	}
	pthread_mutex_unlock(&f->lock);
	return flight;
}

struct waiter *
flight_land(struct flights *f, struct str key)
{
	struct waiter *first;
	struct one *one;

	pthread_mutex_lock(&f->lock);
	CHECK((one = find(f, key)) != NULL);
	first = one->first;
	for (const struct waiter *w = first; w != NULL; w = w->next)
		f->n_waiters--;
	free(one->key);
	one->key = NULL;
	pthread_mutex_unlock(&f->lock);
	return first;
}
