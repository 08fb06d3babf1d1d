#include "net/loop.h"

#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/count.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "net/conn.h"
#include "net/exchange.h"
#include "net/forward.h"
#include "net/limit.h"
#include "net/listen.h"
#include "net/tls.h"

enum {
	ACCEPT_MAX = 64, /* in a row, before others get a turn */
	HURRY_AGAIN_US = 50 * 1000,
	MANY_CONNS = 500,      /* their memory is worth giving back */
	ACCEPT_RETRY_MS = 100, /* when there were no descriptors left */
	TICK_MIN_MS = 10,
	TICK_MAX_MS = 1000
};

static struct timeval
timeval_of(int ms)
{
	return (struct timeval){ ms / 1000, ms % 1000 * 1000 };
}

/* Often enough to be a quarter late at most. */
static int
tick_ms(const struct net_config *config)
{
	const int times[] = { config->head_timeout_ms, config->body_timeout_ms,
		config->idle_timeout_ms, config->write_timeout_ms };
	int ms = TICK_MAX_MS;

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		if (times[i] != 0 && times[i] / 4 < ms)
			ms = times[i] / 4;
	return ms < TICK_MIN_MS ? TICK_MIN_MS : ms;
}

static void
wake(struct loop *l)
{
	static const uint64_t one = 1;

	CHECK(write(l->wake_fd, &one, sizeof(one)) == sizeof(one));
}

void
loop_give_back(struct loop *l, struct exchange *x)
{
	bool is_first;

	pthread_mutex_lock(&l->lock);
	is_first = l->answered == NULL;
	x->next = l->answered;
	l->answered = x;
	pthread_mutex_unlock(&l->lock);
	if (is_first)
		wake(l);
}

void
loop_set_tls(struct loop *l, struct tls_config *tls)
{
	pthread_mutex_lock(&l->lock);
	tls_config_drop(l->next_tls);
	l->next_tls = tls;
	pthread_mutex_unlock(&l->lock);
	wake(l);
}

void
loop_say(struct loop *l, struct topic topic, struct str text)
{
	if (streams_say(&l->streams, topic, text))
		wake(l);
}

void
loop_hang_up(struct loop *l, int64_t owner_id)
{
	if (streams_hang_up(&l->streams, owner_id))
		wake(l);
}

void
loop_stop(struct loop *l)
{
	pthread_mutex_lock(&l->lock);
	l->wants_stop = true;
	pthread_mutex_unlock(&l->lock);
	wake(l);
}

void
loop_break(struct loop *l)
{
	pthread_mutex_lock(&l->lock);
	l->wants_break = true;
	pthread_mutex_unlock(&l->lock);
	wake(l);
}

void
loop_unlink(struct loop *l, struct conn *c)
{
	crowd_remove(&l->crowd, c);
	c->next = l->dead;
	l->dead = c;
}

void
loop_bury(struct loop *l)
{
	struct conn **at = &l->dead, *c;

	while ((c = *at) != NULL) {
		if (c->n_exchanges != 0) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		conn_free(c);
	}
	if (l->is_stopping && l->crowd.n == 0 && l->dead == NULL)
		event_base_loopbreak(l->base);
}

struct arena *
loop_take_arena(struct loop *l)
{
	return l->n_spare_arenas > 0 ? l->spare_arenas[--l->n_spare_arenas]
				     : arena_new(EXCHANGE_ARENA_LIMIT);
}

void
loop_give_arena(struct loop *l, struct arena *a)
{
	if (a == NULL)
		return;
	if (l->n_spare_arenas == LOOP_ARENAS) {
		arena_free(a);
		return;
	}
	arena_reset(a);
	l->spare_arenas[l->n_spare_arenas++] = a;
}

void
loop_count(struct loop *l, enum loop_count which, uint64_t n)
{
	counts_add(l->shared->counts, (int)which, n);
}

void
loop_request_id(struct loop *l, char out[HTTP_REQUEST_ID_LEN + 1])
{
	static const char hex[] = "0123456789abcdef";

	if (l->n_ids_used == LOOP_IDS_BYTES) {
		crypto_random(l->ids, sizeof(l->ids));
		l->n_ids_used = 0;
	}
	for (int i = 0; i < HTTP_REQUEST_ID_LEN; i += 2) {
		uint8_t byte = l->ids[l->n_ids_used++];

		out[i] = hex[byte >> 4];
		out[i + 1] = hex[byte & 15];
	}
	out[HTTP_REQUEST_ID_LEN] = '\0';
}

static void
stop_accepting(struct loop *l)
{
	for (int i = 0; i < l->n_listeners; i++) {
		event_del(&l->listeners[i].incoming);
		event_del(&l->listeners[i].retry);
		close(l->listeners[i].fd);
	}
	l->n_listeners = 0;
}

static void
begin_stop(struct loop *l)
{
	l->is_stopping = true;
	stop_accepting(l);
	streams_end(l);
	crowd_each(&l->crowd, conn_stop);
}

/* With the lock. */
static void
take_over_tls(struct loop *l)
{
	if (l->next_tls == NULL)
		return;
	tls_config_drop(l->tls);
	l->tls = l->next_tls;
	l->next_tls = NULL;
}

static void
on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;
	struct exchange *x;
	bool wants_stop, wants_break;
	uint64_t count;

	(void)what;
	l->now_us = clock_mono_us();
	CHECK(read(fd, &count, sizeof(count)) == sizeof(count));
	pthread_mutex_lock(&l->lock);
	x = l->answered;
	l->answered = NULL;
	take_over_tls(l);
	wants_stop = l->wants_stop;
	wants_break = l->wants_break;
	pthread_mutex_unlock(&l->lock);
	for (struct exchange *next; x != NULL; x = next) {
		struct conn *c = x->conn;

		next = x->next;
		conn_answered(c, x);
	}
	streams_deliver(l);
	if (wants_stop && !l->is_stopping)
		begin_stop(l);
	if (wants_break)
		event_base_loopbreak(l->base);
	loop_bury(l);
}

/* How long a connection may rest now. */
static int64_t
patience_us(const struct loop *l)
{
	const struct net_config *config = &l->shared->config;

	return crowd_patience_us(limit_count(l->shared->limit),
	    config->connections_max, (int64_t)config->idle_timeout_ms * 1000);
}

/* Close those that have rested too long for how many there are. */
static void
thin_out(struct loop *l, int64_t now_us)
{
	struct conn *c;

	/* Somebody must go and none rests: do not wait for a tick. */
	if (crowd_longest_resting(&l->crowd) == NULL &&
	    now_us - l->hurried_us >= HURRY_AGAIN_US && patience_us(l) == 0) {
		l->hurried_us = now_us;
		crowd_each(&l->crowd, conn_hurry);
	}
	while ((c = crowd_longest_resting(&l->crowd)) != NULL) {
		if (now_us - c->deadline_set_us < patience_us(l))
			break;
		conn_stop(c);
		if (c->state == CONN_CLOSED)
			loop_count(l, COUNT_GAVE_WAY, 1);
	}
}

/* The memory of a crowd that has gone would be kept for the next one. */
static void
clear_up(struct loop *l)
{
	if (l->crowd.n > l->n_most)
		l->n_most = l->crowd.n;
	if (l->n_most < MANY_CONNS || l->crowd.n > l->n_most / 4)
		return;
	l->n_most = l->crowd.n;
	memory_give_back();
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct loop *l = arg;

	(void)fd;
	(void)what;
	l->now_us = clock_mono_us();
	crowd_tick(&l->crowd, l->now_us);
	streams_tick(l, l->now_us);
	thin_out(l, l->now_us);
	loop_bury(l);
	clear_up(l);
}

static void
take_in(struct listener *in, int fd, const struct http_address *peer)
{
	struct loop *l = in->loop;
	const struct shared *s = l->shared;
	bool is_proxy = forward_is_proxy(&s->config, peer);
	struct tls_session *tls = NULL;

	thin_out(l, l->now_us);
	if (!limit_take(s->limit, is_proxy ? NULL : peer)) {
		loop_count(l, COUNT_REFUSED, 1);
		close(fd);
		return;
	}
	if (in->kind == PORT_HTTPS &&
	    (tls = tls_session_new(l->tls, fd)) == NULL) {
		limit_give(s->limit, is_proxy ? NULL : peer);
		close(fd);
		return;
	}
	loop_count(
	    l, tls == NULL ? COUNT_ACCEPTED_PLAIN : COUNT_ACCEPTED_TLS, 1);
	conn_new(l, fd, peer,
	    in->kind == PORT_REDIRECT ? &s->redirect : &s->handler, tls);
}

static void
on_incoming(evutil_socket_t listening, short what, void *arg)
{
	struct listener *in = arg;
	struct timeval retry = timeval_of(ACCEPT_RETRY_MS);
	struct http_address peer;
	enum err e;
	int fd, n = 0;

	(void)what;
	in->loop->now_us = clock_mono_us();
	do {
		if ((e = listen_accept(listening, &fd, &peer)) == OK)
			take_in(in, fd, &peer);
	} while (e == OK && ++n < ACCEPT_MAX && listen_is_waiting(listening));
	if (e == ERR_BUSY) {
		LOG_WARN("net.accept", "no descriptors left; waiting");
		event_del(&in->incoming);
		event_add(&in->retry, &retry);
	}
	loop_bury(in->loop);
}

static void
on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct listener *in = arg;

	(void)fd;
	(void)what;
	event_add(&in->incoming, NULL);
}

enum err
loop_new(const struct shared *shared, struct loop **out)
{
	struct loop *l = xcalloc(1, sizeof(*l));
	struct timeval tick = timeval_of(tick_ms(&shared->config));

	l->shared = shared;
	l->now_us = clock_mono_us();
	crowd_init(&l->crowd, tick_ms(&shared->config), l->now_us);
	l->n_ids_used = LOOP_IDS_BYTES;
	pthread_mutex_init(&l->lock, NULL);
	streams_init(&l->streams);
	l->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	l->base = event_base_new();
	if (l->wake_fd == -1 || l->base == NULL) {
		LOG_ERROR("net.loop", "no descriptor for a loop");
		loop_free(l);
		return ERR_INTERNAL;
	}
	event_assign(
	    &l->wake, l->base, l->wake_fd, EV_READ | EV_PERSIST, on_wake, l);
	event_add(&l->wake, NULL);
	event_assign(&l->tick, l->base, -1, EV_PERSIST, on_tick, l);
	event_add(&l->tick, &tick);
	*out = l;
	return OK;
}

void
loop_add_listener(struct loop *l, int fd, enum port_kind kind)
{
	struct listener *in = &l->listeners[l->n_listeners];

	CHECK(l->n_listeners < LOOP_LISTENERS_MAX);
	l->n_listeners++;
	in->loop = l;
	in->fd = fd;
	in->kind = kind;
	event_assign(
	    &in->incoming, l->base, fd, EV_READ | EV_PERSIST, on_incoming, in);
	event_assign(&in->retry, l->base, -1, 0, on_retry, in);
	event_add(&in->incoming, NULL);
}

static void *
run(void *arg)
{
	struct loop *l = arg;

	/* Somebody may have come in before it was set, and be served first. */
	pthread_mutex_lock(&l->lock);
	take_over_tls(l);
	pthread_mutex_unlock(&l->lock);
	event_base_dispatch(l->base);
	l->shared->ended(l->shared->ended_arg);
	return NULL;
}

enum err
loop_start(struct loop *l)
{
	if (pthread_create(&l->thread, NULL, run, l) != 0) {
		LOG_ERROR("net.loop", "no thread for a loop");
		return ERR_INTERNAL;
	}
	l->has_thread = true;
	return OK;
}

void
loop_join(struct loop *l)
{
	if (l->has_thread)
		pthread_join(l->thread, NULL);
	l->has_thread = false;
}

void
loop_free(struct loop *l)
{
	if (l == NULL)
		return;
	if (l->base != NULL)
		stop_accepting(l);
	streams_end(l);
	crowd_each(&l->crowd, conn_close);
	for (struct conn *c = l->dead, *next; c != NULL; c = next) {
		next = c->next;
		conn_free(c);
	}
	streams_fini(&l->streams);
	while (l->n_spare_arenas > 0)
		arena_free(l->spare_arenas[--l->n_spare_arenas]);
	buf_free(&l->spare_in);
	buf_free(&l->spare_out);
	tls_config_drop(l->tls);
	tls_config_drop(l->next_tls);
	if (l->base != NULL)
		event_base_free(l->base);
	if (l->wake_fd != -1)
		close(l->wake_fd);
	pthread_mutex_destroy(&l->lock);
	free(l);
}
