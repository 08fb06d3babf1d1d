#include "cache/tighten.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "cache/cache.h"
#include "http/compress.h"

enum {
	WISHES_MAX = 16, /* more are forgotten until the page changes */
	PAGE_BYTES_MAX = 4 << 20,
	BROTLI_STRONGEST = 11
};

/* Make a better page of the one under key. */
struct wish {
	struct buf key, better;
};

struct tightener {
	struct cache *cache;
	pthread_t thread;
	pthread_mutex_t lock; /* for what follows */
	pthread_cond_t wake;
	bool is_stopping;
	struct wish wishes[WISHES_MAX];
	size_t first, n;
};

static void
wish_free(struct wish *w)
{
	buf_free(&w->key);
	buf_free(&w->better);
}

static void
on_often(void *arg, struct str key, struct str better)
{
	struct tightener *t = arg;

	pthread_mutex_lock(&t->lock);
	if (t->n < WISHES_MAX) {
		struct wish *w = &t->wishes[(t->first + t->n) % WISHES_MAX];

		*w = (struct wish){ 0 };
		buf_str(&w->key, key);
		buf_str(&w->better, better);
		t->n++;
		pthread_cond_signal(&t->wake);
	}
	pthread_mutex_unlock(&t->lock);
}

/* The same answer in the other coding; what is not packed stays as it is. */
static bool
repack(const struct http_response *page, struct http_response *out)
{
	struct buf plain = { 0 };
	bool is_packed = false;
	enum err e;

	out->status = page->status;
	for (size_t i = 0; i < page->n_headers; i++) {
		struct http_header h = page->headers[i];

		if (str_eq_nocase(h.name, STR("content-encoding"))) {
			is_packed = str_eq(h.value, STR("gzip"));
			h.value = STR("br");
		}
		out->headers[out->n_headers++] = h;
	}
	if (!is_packed)
		return false;
	e = http_unpack_gzip(http_response_body(page), PAGE_BYTES_MAX, &plain);
	if (e == OK)
		e = http_compress(HTTP_BROTLI, buf_text(&plain), &out->body,
		    BROTLI_STRONGEST);
	buf_free(&plain);
	return e == OK && out->body.n < http_response_body(page).n;
}

static void
grant(struct tightener *t, const struct wish *w)
{
	struct http_response page = { 0 }, better = { 0 };

	if (!cache_get(t->cache, buf_text(&w->key), &page))
		return;
	if (repack(&page, &better))
		cache_put_beside(
		    t->cache, buf_text(&w->better), &page, &better);
	http_response_fini(&better);
	http_response_fini(&page);
}

static void *
run(void *arg)
{
	struct tightener *t = arg;

	pthread_mutex_lock(&t->lock);
	while (!t->is_stopping) {
		struct wish w;

		if (t->n == 0) {
			pthread_cond_wait(&t->wake, &t->lock);
			continue;
		}
		w = t->wishes[t->first];
		t->first = (t->first + 1) % WISHES_MAX;
		t->n--;
		pthread_mutex_unlock(&t->lock);
		grant(t, &w);
		wish_free(&w);
		pthread_mutex_lock(&t->lock);
	}
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

enum err
tightener_start(struct cache *c, struct tightener **out)
{
	struct tightener *t = xcalloc(1, sizeof(*t));
	int failed;

	t->cache = c;
	CHECK(pthread_mutex_init(&t->lock, NULL) == 0);
	CHECK(pthread_cond_init(&t->wake, NULL) == 0);
	if ((failed = pthread_create(&t->thread, NULL, run, t)) != 0) {
		LOG_ERROR("cache.tighten", "errno=%d", failed);
		pthread_cond_destroy(&t->wake);
		pthread_mutex_destroy(&t->lock);
		free(t);
		return ERR_INTERNAL;
	}
	cache_on_often(c, on_often, t);
	*out = t;
	return OK;
}

void
tightener_stop(struct tightener *t)
{
	if (t == NULL)
		return;
	cache_on_often(t->cache, NULL, NULL);
	pthread_mutex_lock(&t->lock);
	t->is_stopping = true;
	pthread_cond_signal(&t->wake);
	pthread_mutex_unlock(&t->lock);
	pthread_join(t->thread, NULL);
	for (; t->n > 0; t->n--)
		wish_free(&t->wishes[(t->first + t->n - 1) % WISHES_MAX]);
	pthread_cond_destroy(&t->wake);
	pthread_mutex_destroy(&t->lock);
	free(t);
}
