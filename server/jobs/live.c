#include "jobs/live.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/topic_map.h"
#include "forum/moderation.h"
#include "forum/thread.h"
#include "store/store.h"

/*
 * So long it lets what was said travel before it says more: a thread in which
 * a hundred people write in a second costs its readers four events.
 */
enum { PAUSE_MS = 250 };

/* A topic that somebody listens to. */
struct heard {
	struct topic_node node; /* first */
	int n_listening;
	bool is_open; /* it was said what it is, and may be known */
	bool is_due;
	struct heard *next_due;
};

struct live {
	pthread_t thread;
	struct store_read *read;
	struct arena *arena;
	void (*say)(void *arg, struct topic, struct str text);
	void *arg;

	pthread_mutex_t lock; /* guards the rest */
	pthread_cond_t wake;
	bool is_stopping;
	struct topic_map heard;
	struct heard *due, **last_due; /* longest due first */
	bool all_due, queues_due;
};

/* With the lock. */
static void
make_due(struct live *l, struct heard *h)
{
	if (h->is_due)
		return;
	h->is_due = true;
	h->next_due = NULL;
	*l->last_due = h;
	l->last_due = &h->next_due;
}

static void
take_due(struct live *l, struct heard *h)
{
	struct heard **at = &l->due;

	if (!h->is_due)
		return;
	while (*at != h)
		at = &(*at)->next_due;
	*at = h->next_due;
	if (h->next_due == NULL)
		l->last_due = at;
	h->is_due = false;
}

static void
forget(struct live *l, struct heard *h)
{
	topic_map_remove(&l->heard, &h->node);
	take_due(l, h);
	free(h);
}

void
live_hear(struct live *l, struct topic topic, bool is_heard)
{
	struct heard *h;

	pthread_mutex_lock(&l->lock);
	h = (struct heard *)topic_map_find(&l->heard, topic);
	if (h == NULL) {
		h = xcalloc(1, sizeof(*h));
		h->node.topic = topic;
		topic_map_add(&l->heard, &h->node);
	}
	h->n_listening += is_heard ? 1 : -1;
	CHECK(h->n_listening >= 0);
	if (h->n_listening == 0)
		forget(l, h);
	else if (is_heard)
		make_due(l, h);
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
}

void
live_raise(struct live *l, const struct topic *topics, size_t n)
{
	struct heard *h;

	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < n; i++) {
		if (topics[i].kind == TOPIC_SITE)
			l->all_due = true;
		else if (topics[i].kind == TOPIC_QUEUE)
			l->queues_due = true;
		else if ((h = (struct heard *)topic_map_find(
			      &l->heard, topics[i])) != NULL)
			make_due(l, h);
	}
	if (l->due != NULL || l->all_due || l->queues_due)
		pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
}

/* With the lock: those that a change of everything, or of the queue, means. */
static void
spread(struct live *l)
{
	struct topic_node *n = NULL;

	if (!l->all_due && !l->queues_due)
		return;
	while ((n = topic_map_next(&l->heard, n)) != NULL)
		if (l->all_due || n->topic.kind == TOPIC_QUEUE)
			make_due(l, (struct heard *)n);
	l->all_due = l->queues_due = false;
}

static enum err
print_thread(struct live *l, int64_t id, char *out, size_t size)
{
	struct thread_news news;
	enum err e = thread_news(l->read, l->arena, id, &news);

	if (e == OK)
		snprintf(out, size,
		    "event: thread\ndata: {\"answers\":%" PRId64
		    ",\"post\":%" PRId64 "}\n\n",
		    news.n_answers, news.newest_id);
	return e;
}

static enum err
print_queue(struct live *l, int64_t account_id, char *out, size_t size)
{
	struct viewer v;
	int64_t n;
	enum err e = viewer_load(l->read, l->arena, account_id, &v);

	if (e == OK)
		e = queue_count(l->read, l->arena, &v, &n);
	if (e == OK)
		snprintf(out, size,
		    "event: queue\ndata: {\"waiting\":%" PRId64 "}\n\n", n);
	return e;
}

static enum err
print(struct live *l, struct topic topic, char *out, size_t size)
{
	enum err e = store_begin(l->read);

	if (e == OK)
		e = topic.kind == TOPIC_QUEUE
		    ? print_queue(l, topic.id, out, size)
		    : print_thread(l, topic.id, out, size);
	store_end(l->read);
	arena_reset(l->arena);
	return e;
}

/* With the lock; true when what listens is to be told, or sent away. */
static bool
settle(struct live *l, struct topic topic, enum err e)
{
	struct heard *h = (struct heard *)topic_map_find(&l->heard, topic);
	bool was_open;

	if (h == NULL)
		return false;
	if (e != OK && e != ERR_NOT_FOUND) {
		/* The log has it; try again in the next round. */
		l->all_due = true;
		return false;
	}
	was_open = h->is_open;
	h->is_open = e == OK;
	return h->is_open || was_open;
}

/* Once through what is due now; without the lock while it reads and says. */
static void
say_due(struct live *l)
{
	char text[LIVE_TEXT_MAX];
	bool is_told;
	enum err e;

	spread(l);
	for (size_t n = l->heard.n; n > 0 && l->due != NULL; n--) {
		struct topic topic = l->due->node.topic;

		take_due(l, l->due);
		pthread_mutex_unlock(&l->lock);
		e = print(l, topic, text, sizeof(text));
		pthread_mutex_lock(&l->lock);
		is_told = settle(l, topic, e);
		pthread_mutex_unlock(&l->lock);
		if (is_told)
			l->say(
			    l->arg, topic, e == OK ? str_of(text) : STR_NONE);
		pthread_mutex_lock(&l->lock);
	}
}

static void
pause_a_while(struct live *l)
{
	struct timespec until = clock_in(PAUSE_MS);

	while (!l->is_stopping &&
	    pthread_cond_timedwait(&l->wake, &l->lock, &until) == 0)
		;
}

static void *
run(void *arg)
{
	struct live *l = arg;

	pthread_mutex_lock(&l->lock);
	while (!l->is_stopping) {
		if (l->due == NULL && !l->all_due && !l->queues_due) {
			pthread_cond_wait(&l->wake, &l->lock);
			continue;
		}
		say_due(l);
		pause_a_while(l);
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

static void
live_free(struct live *l)
{
	struct topic_node *n;

	while ((n = topic_map_next(&l->heard, NULL)) != NULL)
		forget(l, (struct heard *)n);
	topic_map_fini(&l->heard);
	store_read_close(l->read);
	arena_free(l->arena);
	pthread_cond_destroy(&l->wake);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

enum err
live_start(struct store *store,
    void (*say)(void *arg, struct topic, struct str text), void *arg,
    struct live **out)
{
	struct live *l = xcalloc(1, sizeof(*l));
	enum err e;
	int failed;

	l->say = say;
	l->arg = arg;
	l->arena = arena_new(0);
	pthread_mutex_init(&l->lock, NULL);
	clock_cond_init(&l->wake);
	topic_map_init(&l->heard);
	l->last_due = &l->due;
	e = store_read_open(store, &l->read);
	if (e == OK &&
	    (failed = pthread_create(&l->thread, NULL, run, l)) != 0) {
		LOG_ERROR("jobs.start", "errno=%d", failed);
		e = ERR_INTERNAL;
	}
	if (e != OK) {
		live_free(l);
		return e;
	}
	*out = l;
	return OK;
}

void
live_stop(struct live *l)
{
	if (l == NULL)
		return;
	pthread_mutex_lock(&l->lock);
	l->is_stopping = true;
	pthread_cond_signal(&l->wake);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
	live_free(l);
}
