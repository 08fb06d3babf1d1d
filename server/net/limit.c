#include "net/limit.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "crypto/crypto.h"

enum { N_BUCKETS = 4096 };

struct count {
	struct count *next;
	struct http_address house;
	int n;
};

struct limit {
	size_t bodies_max;
	atomic_size_t n_held;
	pthread_mutex_t lock; /* guards the rest */
	int n, max, per_address_max;
	uint64_t seed; /* so that nobody can choose his bucket */
	struct count *buckets[N_BUCKETS];
};

struct limit *
limit_new(int max, int per_address_max, size_t bodies_max)
{
	struct limit *l = xcalloc(1, sizeof(*l));

	l->max = max;
	l->per_address_max = per_address_max;
	l->bodies_max = bodies_max;
	pthread_mutex_init(&l->lock, NULL);
	crypto_random(&l->seed, sizeof(l->seed));
	return l;
}

void
limit_free(struct limit *l)
{
	if (l == NULL)
		return;
	for (int i = 0; i < N_BUCKETS; i++)
		while (l->buckets[i] != NULL) {
			struct count *c = l->buckets[i];

			l->buckets[i] = c->next;
			free(c);
		}
	pthread_mutex_destroy(&l->lock);
	free(l);
}

/* Where the count for the address hangs, or would. */
static struct count **
find(struct limit *l, const struct http_address *house)
{
	uint64_t half[2], h;
	struct count **at;

	static_assert(sizeof(half) == sizeof(house->ip), "two halves");
	memcpy(half, house->ip, sizeof(half));
	h = (half[0] ^ l->seed) * 0x9e3779b185ebca87;
	h = (h ^ h >> 32 ^ half[1]) * 0xc2b2ae3d27d4eb4f;
	at = &l->buckets[(h >> 32) % N_BUCKETS];
	while (*at != NULL && !http_address_eq(&(*at)->house, house))
		at = &(*at)->next;
	return at;
}

static bool
take_address(struct limit *l, const struct http_address *a)
{
	struct http_address house = http_address_household(a);
	struct count **at = find(l, &house);

	if (*at == NULL) {
		*at = xcalloc(1, sizeof(**at));
		(*at)->house = house;
	}
	if ((*at)->n >= l->per_address_max)
		return false;
	(*at)->n++;
	return true;
}

bool
limit_take(struct limit *l, const struct http_address *a)
{
	bool is_ok;

	pthread_mutex_lock(&l->lock);
	is_ok = l->n < l->max && (a == NULL || take_address(l, a));
	l->n += is_ok;
	pthread_mutex_unlock(&l->lock);
	return is_ok;
}

void
limit_give(struct limit *l, const struct http_address *a)
{
	struct http_address house;
	struct count **at, *c;

	pthread_mutex_lock(&l->lock);
	l->n--;
	if (a != NULL) {
		house = http_address_household(a);
		at = find(l, &house);
		c = *at;
		CHECK(c != NULL && c->n > 0);
		if (--c->n == 0) {
			*at = c->next;
			free(c);
		}
	}
	pthread_mutex_unlock(&l->lock);
}

int
limit_count(struct limit *l)
{
	int n;

	pthread_mutex_lock(&l->lock);
	n = l->n;
	pthread_mutex_unlock(&l->lock);
	return n;
}

bool
limit_hold(struct limit *l, size_t n)
{
	if (atomic_fetch_add(&l->n_held, n) + n <= l->bodies_max)
		return true;
	atomic_fetch_sub(&l->n_held, n);
	return false;
}

void
limit_let_go(struct limit *l, size_t n)
{
	if (n != 0)
		atomic_fetch_sub(&l->n_held, n);
}

size_t
limit_held(const struct limit *l)
{
	return atomic_load(&l->n_held);
}
