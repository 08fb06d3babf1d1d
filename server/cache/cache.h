/*
 * cache.h: finished pages for people who are not signed in, other things that
 * are dear to find out, and when they stop being true.
 *
 * Every raise gives its topics a new number from one counter.  A builder takes
 * the counter first (cache_epoch), then opens its snapshot, and stores the page
 * under that number; the page is served as long as none of its topics has been
 * raised since.  Topics hash into a table of fixed size: a collision costs a
 * page that is made again, never a stale one.
 *
 * A raise of TOPIC_SITE ends every page.  A page that shows TOPIC_SITE shows
 * everything: any raise ends it.
 *
 * Thread safe.  Memory is bounded by the budget; the least recently used
 * pages go first.
 */
#ifndef CACHE_CACHE_H
#define CACHE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"
#include "base/topic.h"
#include "http/response.h"

struct cache;

enum { CACHE_TOPICS_MAX = 64 }; /* a page with more shows TOPIC_SITE */

/*
 * budget in bytes of keys and responses; 0: nothing is kept.  seed is a number
 * that no visitor can guess.
 */
struct cache *cache_new(size_t budget, uint64_t seed);
/* False without a budget, and while it rests. */
bool cache_is_on(const struct cache *);
/* Responses that share a page may be finished later. */
void cache_free(struct cache *);

/* To be taken before the snapshot that a page is built from is opened. */
uint64_t cache_epoch(const struct cache *);
/*
 * To be called after the commit and before its caller is answered: from the
 * return on, no page that shows one of the topics and was built on an earlier
 * snapshot is served.
 */
void cache_raise(struct cache *, const struct topic *, size_t n);
/* Everything (a foreign commit). TOPIC_SITE does the same. */
void cache_drop(struct cache *);
/* While it rests nothing is true: for a time in which raises may be missed. */
void cache_rest(struct cache *, bool is_resting);

/*
 * Fill in an empty response from the page stored under key, if it is still
 * true; otherwise leave it alone and return false.  The response shares the
 * cached fields and body until it is finished.
 */
bool cache_get(struct cache *, struct str key, struct http_response *);

/* The same once more: a page that is still not there was counted as missed. */
bool cache_get_again(struct cache *, struct str key, struct http_response *);

/*
 * The same for a client that takes a better coding: the page under better where
 * one is kept, else that under key.  One that is asked for often so is told of
 * on the caller's thread (cache_on_often), which may put a better one there.
 */
enum { CACHE_OFTEN = 32 };
bool cache_get_better(
    struct cache *, struct str key, struct str better, struct http_response *);
/* Before other threads use the cache.  NULL: nobody. */
void cache_on_often(struct cache *,
    void (*often)(void *arg, struct str key, struct str better), void *arg);

/*
 * Keep a copy of the response.  Does nothing if a topic was raised after epoch,
 * if the page would take more than a quarter of the budget, or if it sets a
 * cookie: that belongs to one person.
 */
void cache_put(struct cache *, struct str key, uint64_t epoch,
    const struct topic *, size_t n, const struct http_response *);

/*
 * The same under the topics and the number of another page: is is what
 * cache_get() filled in and what res was made of.
 */
void cache_put_beside(struct cache *, struct str key,
    const struct http_response *is, const struct http_response *res);

/*
 * The same for bytes that are no response: what route/ puts a page together
 * from.  Their keys are told from those of pages by the caller.
 */
struct cache_item {
	struct str bytes;
	uint64_t epoch;
	const struct topic *topics;
	size_t n_topics;
	int64_t expires_at; /* is true until then; 0: has no end */
};
void cache_keep(struct cache *, struct str key, const struct cache_item *);

/* Bytes that stay where they are until they are released. */
struct cache_held {
	struct str bytes;
	void *page;
};
/* False, and nothing is held: there are none, or they are true no more. */
bool cache_hold(struct cache *, struct str key, struct cache_held *);
/* Nothing, for one that holds nothing. */
void cache_release(struct cache_held *);

struct cache_stats {
	uint64_t n_hits, n_misses; /* calls of cache_get */
	uint64_t n_pages, n_bytes; /* kept now */
	uint64_t n_evicted;	   /* true pages that made room for others */
	uint64_t n_bettered;	   /* cache_put_beside() */
};
void cache_stats(struct cache *, struct cache_stats *);

#endif
