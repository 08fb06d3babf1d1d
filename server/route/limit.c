#include "route/limit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/clock.h"
#include "crypto/crypto.h"

enum {
	N_SHARDS = 16, /* locks */
	N_ROWS = 512,  /* in a shard */
	N_PLACES = 8,  /* in a row: 65,536 keys in all, 1 MB */
	SECRET_BYTES = 16
};

struct place {
	uint64_t key;	  /* 0: free */
	int64_t spent_at; /* until then */
};

struct shard {
	pthread_mutex_t lock;
	struct place rows[N_ROWS][N_PLACES];
};

struct limiter {
	uint8_t secret[SECRET_BYTES];
	struct shard shards[N_SHARDS];
};

struct limiter *
limiter_new(void)
{
	struct limiter *l = xcalloc(1, sizeof(*l));

	crypto_random(l->secret, sizeof(l->secret));
	for (size_t i = 0; i < N_SHARDS; i++)
		CHECK(pthread_mutex_init(&l->shards[i].lock, NULL) == 0);
	return l;
}

void
limiter_free(struct limiter *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < N_SHARDS; i++)
		pthread_mutex_destroy(&l->shards[i].lock);
	free(l);
}

/* Secret, so that nobody can choose keys that push out another. */
static uint64_t
key_of(const struct limiter *l, const struct limit_key *key)
{
	uint8_t digest[DIGEST_BYTES];
	struct buf b = { 0 };
	uint64_t n;

	buf_add(&b, l->secret, sizeof(l->secret));
	buf_str(&b, str_of(key->kind));
	buf_char(&b, '\0');
	buf_str(&b, key->id);
	crypto_digest(buf_text(&b), digest);
	buf_free(&b);
	memcpy(&n, digest, sizeof(n));
	return n == 0 ? 1 : n;
}

/*
 * The place of a key, or the one whose times are spent the shortest.  Takes the
 * lock of its shard, which the caller gives back.
 */
static struct place *
place_of(struct limiter *l, uint64_t key, struct shard **shard)
{
	struct place *row, *best;

	*shard = &l->shards[key % N_SHARDS];
	pthread_mutex_lock(&(*shard)->lock);
	row = best = (*shard)->rows[key / N_SHARDS % N_ROWS];
	for (size_t i = 0; i < N_PLACES; i++) {
		if (row[i].key == key)
			return &row[i];
		if (row[i].spent_at < best->spent_at)
			best = &row[i];
	}
	return best;
}

static int64_t
time_of_one(const struct limit *limit)
{
	return limit->seconds * SECOND_MS / limit->times;
}

static int64_t
count(struct limiter *l, const struct limit *limit, const struct limit_key *key,
    int64_t now, bool takes)
{
	int64_t window, each, spent_at = now, wait = 0;
	struct shard *shard;
	struct place *p;
	uint64_t k;

	if (limit->times == 0)
		return 0;
	window = limit->seconds * SECOND_MS;
	each = time_of_one(limit);
	k = key_of(l, key);
	p = place_of(l, k, &shard);
	if (p->key == k && p->spent_at > now)
		spent_at = p->spent_at;
	/* A clock that was set back must not lock anyone out for longer. */
	if (spent_at > now + window)
		spent_at = now + window;
	if (spent_at + each > now + window)
		wait = spent_at + each - now - window;
	else if (takes)
		*p = (struct place){ k, spent_at + each };
	pthread_mutex_unlock(&shard->lock);
	return (wait + SECOND_MS - 1) / SECOND_MS;
}

int64_t
limiter_take(struct limiter *l, const struct limit *limit,
    const struct limit_key *key, int64_t now)
{
	return count(l, limit, key, now, true);
}

int64_t
limiter_ask(struct limiter *l, const struct limit *limit,
    const struct limit_key *key, int64_t now)
{
	return count(l, limit, key, now, false);
}

void
limiter_give(
    struct limiter *l, const struct limit *limit, const struct limit_key *key)
{
	struct shard *shard;
	struct place *p;
	uint64_t k;

	if (limit->times == 0)
		return;
	k = key_of(l, key);
	p = place_of(l, k, &shard);
	if (p->key == k)
		p->spent_at -= time_of_one(limit);
	pthread_mutex_unlock(&shard->lock);
}
