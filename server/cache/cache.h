/*
 * cache.h: finished pages for people who are not signed in, and when they
 * stop being true.
 *
 * Every raise gives its topics a new number from one counter.  A builder takes
 * the counter first (cache_epoch), then opens its snapshot, and stores the page
 * under that number; the page is served as long as none of its topics has been
 * raised since.  Topics hash into a table of fixed size: a collision costs a
 * page that is made again, never a stale one.
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

enum { CACHE_TOPICS_MAX = 64 }; /* a page that shows more takes TOPIC_SITE */

/* budget in bytes of keys and responses; 0: nothing is kept. */
struct cache *cache_new(size_t budget);
void cache_free(struct cache *);

uint64_t cache_epoch(const struct cache *);
void cache_raise(struct cache *, const struct topic *, size_t n);
/* Everything (a foreign commit). TOPIC_SITE does the same. */
void cache_drop(struct cache *);

/*
 * Fill in the response from the page stored under key, if it is still true.
 * The response shares the cached bytes until it is finished.
 */
bool cache_get(struct cache *, struct str key, struct http_response *);

/* Keep a copy of the response.  Does nothing if a topic was raised after epoch.
 */
void cache_put(struct cache *, struct str key, uint64_t epoch,
    const struct topic *, size_t n, const struct http_response *);

struct cache_stats {
	uint64_t n_hits, n_misses, n_pages, n_bytes, n_evicted;
};
void cache_stats(const struct cache *, struct cache_stats *);

#endif
