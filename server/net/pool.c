#include "net/pool.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/log.h"
#include "net/conn.h"
#include "net/exchange.h"
#include "net/loop.h"

struct pool {
	const struct net_handler *handler;
	int index;
	struct net_pool size;
	pthread_t *threads;
	int n_threads;

	pthread_mutex_t lock; /* guards the rest */
	pthread_cond_t work, opened;
	struct exchange *first, **last;
	int n_waiting, n_busy, n_open, n_failed;
	uint64_t n_run, n_refused;
	bool wants_stop;
};

struct pool *
pool_new(
    const struct net_handler *handler, int index, const struct net_pool *size)
{
	struct pool *p = xcalloc(1, sizeof(*p));

	CHECK(size->n_threads > 0 && size->queue_max > 0);
	p->handler = handler;
	p->index = index;
	p->size = *size;
	p->last = &p->first;
	p->threads = xcalloc((size_t)size->n_threads, sizeof(*p->threads));
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->work, NULL);
	pthread_cond_init(&p->opened, NULL);
	return p;
}

/* The next request, or NULL at the end; after the one in hand, if any. */
static struct exchange *
next(struct pool *p, bool was_busy)
{
	struct exchange *x;

	pthread_mutex_lock(&p->lock);
	p->n_busy -= was_busy;
	while (p->first == NULL && !p->wants_stop)
		pthread_cond_wait(&p->work, &p->lock);
	x = p->wants_stop ? NULL : p->first;
	if (x != NULL) {
		p->n_waiting--;
		p->n_busy++;
		p->n_run++;
		if ((p->first = x->next) == NULL)
			p->last = &p->first;
	}
	pthread_mutex_unlock(&p->lock);
	return x;
}

void
net_finish(struct http_response *res)
{
	struct exchange *x = (struct exchange *)((char *)res -
	    offsetof(struct exchange, res));

	loop_give_back(x->conn->loop, x);
}

static void *
work(void *arg)
{
	struct pool *p = arg;
	const struct net_handler *h = p->handler;
	void *worker = h->worker_open(h->arg, p->index);
	struct exchange *x;
	bool was_busy = false;

	pthread_mutex_lock(&p->lock);
	*(worker != NULL ? &p->n_open : &p->n_failed) += 1;
	pthread_cond_signal(&p->opened);
	pthread_mutex_unlock(&p->lock);
	if (worker == NULL)
		return NULL;
	for (; (x = next(p, was_busy)) != NULL; was_busy = true) {
		log_set_request(x->req.id);
		if (h->run(h->arg, worker, x->arena, &x->req, &x->res))
			loop_give_back(x->conn->loop, x);
		log_set_request(NULL);
	}
	h->worker_close(h->arg, worker);
	return NULL;
}

enum err
pool_start(struct pool *p)
{
	bool is_ok;

	for (; p->n_threads < p->size.n_threads; p->n_threads++)
		if (pthread_create(&p->threads[p->n_threads], NULL, work, p) !=
		    0)
			break;
	pthread_mutex_lock(&p->lock);
	while (p->n_open + p->n_failed < p->n_threads)
		pthread_cond_wait(&p->opened, &p->lock);
	is_ok = p->n_open == p->size.n_threads;
	pthread_mutex_unlock(&p->lock);
	if (is_ok)
		return OK;
	LOG_ERROR("net.pool", "pool=%d threads=%d opened=%d", p->index,
	    p->n_threads, p->n_open);
	return ERR_INTERNAL;
}

bool
pool_submit(struct pool *p, struct exchange *x)
{
	bool has_room;

	pthread_mutex_lock(&p->lock);
	has_room = p->n_waiting < p->size.queue_max;
	if (has_room) {
		x->next = NULL;
		*p->last = x;
		p->last = &x->next;
		p->n_waiting++;
		pthread_cond_signal(&p->work);
	}
	p->n_refused += !has_room;
	pthread_mutex_unlock(&p->lock);
	return has_room;
}

void
pool_stats(struct pool *p, struct net_pool_stats *out)
{
	pthread_mutex_lock(&p->lock);
	*out = (struct net_pool_stats){
		.n_threads = (uint64_t)p->size.n_threads,
		.n_busy = (uint64_t)p->n_busy,
		.n_waiting = (uint64_t)p->n_waiting,
		.queue_max = (uint64_t)p->size.queue_max,
		.n_run = p->n_run,
		.n_refused = p->n_refused,
	};
	pthread_mutex_unlock(&p->lock);
}

void
pool_stop(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	p->wants_stop = true;
	pthread_cond_broadcast(&p->work);
	pthread_mutex_unlock(&p->lock);
	for (int i = 0; i < p->n_threads; i++)
		pthread_join(p->threads[i], NULL);
	p->n_threads = 0;
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	CHECK(p->n_threads == 0);
	pthread_cond_destroy(&p->work);
	pthread_cond_destroy(&p->opened);
	pthread_mutex_destroy(&p->lock);
	free(p->threads);
	free(p);
}
