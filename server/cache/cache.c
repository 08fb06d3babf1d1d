/*
 * cache.c: a hash table of finished pages, in the order of their use.
 *
 * One mutex: under it a page is found, linked or unlinked, never copied or
 * printed, so that loop threads hold it for well under a microsecond.  The
 * numbers of the topics stand outside it.
 *
 * Fields are kept as HTTP/1.1 prints them, and struct http_header points there.
 *
 * A page is counted by its users (the table is one), because a loop thread
 * still sends the bytes of a page that another thread has just thrown out.
 */
#include "cache/cache.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/clock.h"

enum {
	N_SLOTS = 8192,	  /* for topics; a power of two that uint16_t holds */
	N_BUCKETS = 8192, /* for pages; a power of two */
	SHARE = 4	  /* one page takes at most 1/SHARE of the budget */
};

/* A page and, behind it in the same block, its fields, key and body. */
struct page {
	struct page *chain;	    /* next in the bucket */
	struct page *older, *newer; /* neighbours in order of use */
	size_t size;		    /* of the whole block, in bytes */
	uint64_t epoch, hash;
	int64_t expires_at; /* 0: never */
	atomic_uint n_users;
	struct str printed, key, body;
	int status;
	struct http_header *headers;
	size_t n_headers;
	bool shows_everything;
	uint16_t slots[CACHE_TOPICS_MAX];
	size_t n_slots;
	int n_asked; /* by who would have taken a better coding */
};

struct cache {
	size_t budget;
	uint64_t seed;
	_Atomic uint64_t epoch; /* the number given last */
	_Atomic uint64_t site;	/* when TOPIC_SITE was raised */
	atomic_bool is_resting;
	_Atomic uint64_t raised[N_SLOTS]; /* when the topics there were */
	void (*often)(void *arg, struct str key, struct str better);
	void *often_arg;

	pthread_mutex_t lock; /* for what follows */
	struct page *buckets[N_BUCKETS];
	struct page *oldest, *newest;
	struct cache_stats stats;
};

struct cache *
cache_new(size_t budget, uint64_t seed)
{
	struct cache *c = xcalloc(1, sizeof(*c));

	c->budget = budget;
	c->seed = seed;
	CHECK(pthread_mutex_init(&c->lock, NULL) == 0);
	return c;
}

bool
cache_is_on(const struct cache *c)
{
	return c->budget != 0 && !c->is_resting;
}

static void
page_drop(void *arg)
{
	struct page *p = arg;

	if (atomic_fetch_sub(&p->n_users, 1) == 1)
		free(p);
}

void
cache_free(struct cache *c)
{
	struct page *next;

	if (c == NULL)
		return;
	for (struct page *p = c->oldest; p != NULL; p = next) {
		next = p->newer;
		page_drop(p);
	}
	pthread_mutex_destroy(&c->lock);
	free(c);
}

uint64_t
cache_epoch(const struct cache *c)
{
	return atomic_load(&c->epoch);
}

static uint16_t
slot_of(const struct topic *t)
{
	uint64_t h = (uint64_t)t->id * 8 + (uint64_t)t->kind;

	/* the golden ratio spreads ids that follow one another */
	return (uint16_t)((h * 0x9e3779b97f4a7c15) >> 40 & (N_SLOTS - 1));
}

/* Numbers only grow, also when two raises meet in one slot. */
static void
grow(_Atomic uint64_t *at, uint64_t number)
{
	uint64_t old = atomic_load(at);

	while (old < number && !atomic_compare_exchange_weak(at, &old, number))
		;
}

void
cache_raise(struct cache *c, const struct topic *topics, size_t n)
{
	uint64_t number;
	size_t n_shown = 0;

	for (size_t i = 0; i < n; i++)
		n_shown += topics[i].kind < TOPIC_RIGHTS;
	/* What no page shows makes none of them old. */
	if (n_shown == 0)
		return;
	number = atomic_fetch_add(&c->epoch, 1) + 1;
	for (size_t i = 0; i < n; i++) {
		if (topics[i].kind == TOPIC_SITE)
			grow(&c->site, number);
		else
			grow(&c->raised[slot_of(&topics[i])], number);
	}
}

void
cache_drop(struct cache *c)
{
	cache_raise(c, &(struct topic){ TOPIC_SITE, 0 }, 1);
}

void
cache_rest(struct cache *c, bool is_resting)
{
	c->is_resting = is_resting;
}

static bool
is_true_still(struct cache *c, const struct page *p)
{
	if (c->is_resting || atomic_load(&c->site) > p->epoch)
		return false;
	if (p->shows_everything && atomic_load(&c->epoch) > p->epoch)
		return false;
	if (p->expires_at != 0 && p->expires_at <= clock_now())
		return false;
	for (size_t i = 0; i < p->n_slots; i++)
		if (atomic_load(&c->raised[p->slots[i]]) > p->epoch)
			return false;
	return true;
}

/*
 * FNV-1a, from a place that nobody knows: else a visitor could choose addresses
 * that all lie in one bucket, and have every search go past them.
 */
static uint64_t
hash_of(const struct cache *c, struct str key)
{
	uint64_t h = 0xcbf29ce484222325 ^ c->seed;

	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * 0x100000001b3;
	return h;
}

static struct page **
bucket_of(struct cache *c, uint64_t hash)
{
	return &c->buckets[(hash ^ hash >> 32) & (N_BUCKETS - 1)];
}

/* From here on: with the lock held. */

static struct page *
find(struct cache *c, struct str key, uint64_t hash)
{
	struct page *p = *bucket_of(c, hash);

	while (p != NULL && (p->hash != hash || !str_eq(p->key, key)))
		p = p->chain;
	return p;
}

static void
order_leave(struct cache *c, struct page *p)
{
	*(p->older != NULL ? &p->older->newer : &c->oldest) = p->newer;
	*(p->newer != NULL ? &p->newer->older : &c->newest) = p->older;
}

static void
order_enter(struct cache *c, struct page *p)
{
	p->newer = NULL;
	p->older = c->newest;
	*(c->newest != NULL ? &c->newest->newer : &c->oldest) = p;
	c->newest = p;
}

static void
table_leave(struct cache *c, struct page *p)
{
	struct page **at = bucket_of(c, p->hash);

	while (*at != p)
		at = &(*at)->chain;
	*at = p->chain;
	order_leave(c, p);
	c->stats.n_pages--;
	c->stats.n_bytes -= p->size;
	page_drop(p);
}

static void
table_enter(struct cache *c, struct page *p)
{
	struct page **at = bucket_of(c, p->hash);

	p->chain = *at;
	*at = p;
	order_enter(c, p);
	c->stats.n_pages++;
	c->stats.n_bytes += p->size;
}

/* Throw out what was not used for the longest time until n bytes fit. */
static void
make_room(struct cache *c, size_t n)
{
	while (c->oldest != NULL && c->stats.n_bytes + n > c->budget) {
		c->stats.n_evicted += is_true_still(c, c->oldest);
		table_leave(c, c->oldest);
	}
}

/* A page for a new user, or NULL. */
static struct page *
take(struct cache *c, struct str key, uint64_t hash)
{
	struct page *p = find(c, key, hash);

	if (p != NULL && !is_true_still(c, p)) {
		table_leave(c, p);
		p = NULL;
	}
	if (p == NULL)
		return NULL;
	order_leave(c, p);
	order_enter(c, p);
	atomic_fetch_add(&p->n_users, 1);
	return p;
}

/* From here on: without the lock. */

static bool
share(struct page *p, struct http_response *res)
{
	if (p == NULL)
		return false;
	res->status = p->status;
	memcpy(res->headers, p->headers, p->n_headers * sizeof(*p->headers));
	res->n_headers = p->n_headers;
	res->printed = p->printed;
	res->shared = p->body;
	res->release = page_drop;
	res->release_arg = p;
	return true;
}

static bool
get(struct cache *c, struct str key, struct http_response *res, unsigned miss)
{
	uint64_t hash = hash_of(c, key);
	struct page *p;

	pthread_mutex_lock(&c->lock);
	p = take(c, key, hash);
	if (p != NULL)
		c->stats.n_hits++;
	else
		c->stats.n_misses += miss;
	pthread_mutex_unlock(&c->lock);
	return share(p, res);
}

bool
cache_get(struct cache *c, struct str key, struct http_response *res)
{
	return get(c, key, res, 1);
}

bool
cache_get_again(struct cache *c, struct str key, struct http_response *res)
{
	return get(c, key, res, 0);
}

bool
cache_get_better(struct cache *c, struct str key, struct str better,
    struct http_response *res)
{
	uint64_t hash = hash_of(c, key), better_hash = hash_of(c, better);
	bool is_often = false;
	struct page *p;

	pthread_mutex_lock(&c->lock);
	p = take(c, better, better_hash);
	if (p == NULL && (p = take(c, key, hash)) != NULL)
		is_often = ++p->n_asked == CACHE_OFTEN;
	*(p != NULL ? &c->stats.n_hits : &c->stats.n_misses) += 1;
	pthread_mutex_unlock(&c->lock);
	if (is_often && c->often != NULL)
		c->often(c->often_arg, key, better);
	return share(p, res);
}

void
cache_on_often(struct cache *c,
    void (*often)(void *arg, struct str key, struct str better), void *arg)
{
	c->often = often;
	c->often_arg = arg;
}

/* Copy s to *at and move *at behind it. */
static struct str
laid(char **at, struct str s)
{
	char *p = *at;

	if (s.n != 0)
		memcpy(p, s.p, s.n);
	*at += s.n;
	return (struct str){ p, s.n };
}

/* "name: value" on a line each, behind the status line. */
static void
find_fields(struct page *p, const struct http_response *res)
{
	struct str rest = p->printed;

	rest = str_skip(rest, str_find(rest, '\n') + 1);
	for (size_t i = 0; i < p->n_headers; i++) {
		struct http_header *h = &p->headers[i];

		h->name = (struct str){ rest.p, res->headers[i].name.n };
		rest = str_skip(rest, h->name.n + 2);
		h->value = (struct str){ rest.p, res->headers[i].value.n };
		rest = str_skip(rest, h->value.n + 2);
	}
}

static bool
sets_cookie(const struct http_response *res)
{
	for (size_t i = 0; i < res->n_headers; i++)
		if (str_eq_nocase(res->headers[i].name, STR("set-cookie")))
			return true;
	return false;
}

/* n bytes for what stands behind it; NULL: it is not to be kept. */
static struct page *
page_alloc(const struct cache *c, size_t n)
{
	size_t size = sizeof(struct page) + n;
	struct page *p;

	if (size > c->budget / SHARE)
		return NULL;
	p = xcalloc(1, size);
	p->size = size;
	p->headers = (struct http_header *)(p + 1);
	atomic_init(&p->n_users, 1);
	return p;
}

static struct page *
page_of_response(
    const struct cache *c, struct str key, const struct http_response *res)
{
	struct str body = http_response_body(res);
	struct page *p = NULL;
	struct buf printed = { 0 };
	char *at;

	if (sets_cookie(res))
		return NULL;
	http1_print_fields(&printed, res);
	p = page_alloc(c,
	    res->n_headers * sizeof(*p->headers) + printed.n + key.n + body.n);
	if (p == NULL)
		goto out;
	p->status = res->status;
	p->n_headers = res->n_headers;
	at = (char *)(p->headers + p->n_headers);
	p->printed = laid(&at, buf_text(&printed));
	find_fields(p, res);
	p->key = laid(&at, key);
	p->body = laid(&at, body);
out:
	buf_free(&printed);
	return p;
}

static void
page_show(struct page *p, uint64_t epoch, const struct topic *topics, size_t n)
{
	p->epoch = epoch;
	p->shows_everything = n > CACHE_TOPICS_MAX;
	for (size_t i = 0; i < n && !p->shows_everything; i++) {
		if (topics[i].kind == TOPIC_SITE)
			p->shows_everything = true;
		else
			p->slots[p->n_slots++] = slot_of(&topics[i]);
	}
}

/* To the table, unless what is there is newer; its epoch and topics are set. */
static void
enter(struct cache *c, struct page *p)
{
	struct page *old;

	p->hash = hash_of(c, p->key);
	pthread_mutex_lock(&c->lock);
	old = find(c, p->key, p->hash);
	if (!is_true_still(c, p) || (old != NULL && old->epoch > p->epoch)) {
		page_drop(p);
	} else {
		if (old != NULL)
			table_leave(c, old);
		make_room(c, p->size);
		table_enter(c, p);
	}
	pthread_mutex_unlock(&c->lock);
}

void
cache_put(struct cache *c, struct str key, uint64_t epoch,
    const struct topic *topics, size_t n, const struct http_response *res)
{
	struct page *p = page_of_response(c, key, res);

	if (p == NULL)
		return;
	page_show(p, epoch, topics, n);
	enter(c, p);
}

void
cache_put_beside(struct cache *c, struct str key,
    const struct http_response *is, const struct http_response *res)
{
	const struct page *beside = is->release_arg;
	struct page *p = page_of_response(c, key, res);

	if (p == NULL)
		return;
	p->epoch = beside->epoch;
	p->shows_everything = beside->shows_everything;
	memcpy(p->slots, beside->slots, sizeof(p->slots));
	p->n_slots = beside->n_slots;
	enter(c, p);
	pthread_mutex_lock(&c->lock);
	c->stats.n_bettered++;
	pthread_mutex_unlock(&c->lock);
}

bool
cache_hold(struct cache *c, struct str key, struct cache_held *out)
{
	uint64_t hash = hash_of(c, key);
	struct page *p;

	pthread_mutex_lock(&c->lock);
	p = take(c, key, hash);
	pthread_mutex_unlock(&c->lock);
	if (p == NULL)
		return false;
	*out = (struct cache_held){ p->body, p };
	return true;
}

void
cache_release(struct cache_held *held)
{
	if (held->page != NULL)
		page_drop(held->page);
	*held = (struct cache_held){ STR_NONE, NULL };
}

void
cache_keep(struct cache *c, struct str key, const struct cache_item *item)
{
	struct page *p = page_alloc(c, key.n + item->bytes.n);
	char *at;

	if (p == NULL)
		return;
	p->expires_at = item->expires_at;
	at = (char *)(p + 1);
	p->key = laid(&at, key);
	p->body = laid(&at, item->bytes);
	page_show(p, item->epoch, item->topics, item->n_topics);
	enter(c, p);
}

void
cache_stats(struct cache *c, struct cache_stats *out)
{
	pthread_mutex_lock(&c->lock);
	*out = c->stats;
	pthread_mutex_unlock(&c->lock);
}
