#include "net/stream.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/check.h"
#include "base/clock.h"
#include "net/conn.h"
#include "net/exchange.h"
#include "net/limit.h"
#include "net/loop.h"

/* A comment, which means nothing to who listens. */
static const struct str silence = STR_INIT(":\n\n");

/* A text that is there, or none yet. */
struct text {
	size_t n;
	char p[NET_TEXT_MAX];
};

struct stream_topic {
	struct topic_node node; /* first */
	struct stream *first;	/* who listens */
	struct text text;	/* the newest that was delivered */
	/* Under the lock: what is to be delivered next. */
	bool is_said;
	struct stream_topic *next_said;
	struct text next;
};

struct stream {
	struct stream *next, **link; /* of all; link NULL: not open yet */
	struct stream *next_listener, **listener_link;
	struct stream_topic *topic;
	struct exchange *x;
	struct http_stream asked;
	struct http_address client;
	int64_t asked_us;  /* when it was asked for */
	int64_t spoken_us; /* when it was pushed to last */
	bool is_behind;	   /* has not heard the newest text */
};

void
streams_init(struct streams *ss)
{
	*ss = (struct streams){ 0 };
	pthread_mutex_init(&ss->lock, NULL);
	topic_map_init(&ss->topics);
	ss->last = &ss->first;
}

void
streams_fini(struct streams *ss)
{
	CHECK(ss->first == NULL && ss->topics.n == 0);
	topic_map_fini(&ss->topics);
	free(ss->hung_up);
	pthread_mutex_destroy(&ss->lock);
}

static struct streams *
streams_of(const struct stream *s)
{
	return &s->x->conn->loop->streams;
}

/* Behind all others, who have been in silence for longer. */
static void
append(struct streams *ss, struct stream *s, int64_t now_us)
{
	s->spoken_us = now_us;
	s->next = NULL;
	s->link = ss->last;
	*ss->last = s;
	ss->last = &s->next;
}

static void
take_out(struct streams *ss, struct stream *s)
{
	if (ss->next_open == s)
		ss->next_open = s->next;
	*s->link = s->next;
	if (s->next != NULL)
		s->next->link = s->link;
	else
		ss->last = s->link;
}

void
stream_prepare(struct exchange *x)
{
	const struct shared *shared = x->conn->loop->shared;
	struct stream *s;

	if (x->res.stream == NULL || !exchange_has_body(x))
		return;
	if (x->conn->loop->is_stopping ||
	    !limit_take(shared->streams, &x->req.client)) {
		http_response_fini(&x->res);
		exchange_refuse(x, 503);
		return;
	}
	s = xcalloc(1, sizeof(*s));
	s->x = x;
	s->asked = *x->res.stream;
	s->client = x->req.client;
	s->asked_us = x->req.received_us;
	x->stream = s;
}

static void
tell(const struct loop *l, struct topic topic, bool is_heard)
{
	const struct net_handler *handler = &l->shared->handler;

	/* A server that stops says no more. */
	if (handler->listen != NULL && !l->is_stopping)
		handler->listen(handler->arg, topic, is_heard);
}

static struct stream_topic *
topic_open(struct loop *l, struct topic topic)
{
	struct streams *ss = &l->streams;
	/* Nobody else adds or removes. */
	struct topic_node *node = topic_map_find(&ss->topics, topic);
	struct stream_topic *t;

	if (node != NULL)
		return (struct stream_topic *)node;
	t = xcalloc(1, sizeof(*t));
	t->node.topic = topic;
	pthread_mutex_lock(&ss->lock);
	topic_map_add(&ss->topics, &t->node);
	pthread_mutex_unlock(&ss->lock);
	tell(l, topic, true);
	return t;
}

static void
topic_close(struct loop *l, struct stream_topic *t)
{
	struct streams *ss = &l->streams;
	struct stream_topic **at = &ss->said;

	pthread_mutex_lock(&ss->lock);
	topic_map_remove(&ss->topics, &t->node);
	if (t->is_said) {
		while (*at != t)
			at = &(*at)->next_said;
		*at = t->next_said;
	}
	pthread_mutex_unlock(&ss->lock);
	tell(l, t->node.topic, false);
	free(t);
}

static void
finish(struct stream *s)
{
	struct conn *c = s->x->conn;

	/* A broken one goes with its connection. */
	if (c->state == CONN_OPEN)
		c->protocol->finish(c, s->x);
}

/* False when it was not taken. */
static bool
push(struct stream *s, struct str text)
{
	struct conn *c = s->x->conn;
	struct streams *ss = streams_of(s);

	bool is_next = ss->next_open == s;

	take_out(ss, s);
	append(ss, s, c->loop->now_us);
	if (is_next)
		ss->next_open = s;
	return c->state != CONN_OPEN || c->protocol->push(c, s->x, text);
}

static bool
is_over(const struct stream *s)
{
	return clock_now() >= s->asked.ends_at;
}

static void
push_news(struct stream *s, struct str news)
{
	if (is_over(s)) {
		finish(s);
		return;
	}
	/* A push that is taken may ask for more before it returns. */
	s->is_behind = false;
	if (!push(s, news))
		s->is_behind = true;
}

static struct str
text_of(const struct text *t)
{
	return (struct str){ t->p, t->n };
}

/* Was its owner sent away since it was asked for? */
static bool
is_sent_away(const struct streams *ss, const struct stream *s)
{
	for (size_t i = 0; i < STREAM_GONE_MAX && s->asked.owner_id != 0; i++) {
		const struct stream_gone *g = &ss->gone[i];

		if (g->at_us < s->asked_us)
			continue;
		/* The oldest may have taken the place of another. */
		if (g->owner_id == 0 || g->owner_id == s->asked.owner_id ||
		    i == ss->n_gone % STREAM_GONE_MAX)
			return true;
	}
	return false;
}

void
stream_open(struct stream *s)
{
	struct conn *c = s->x->conn;
	struct streams *ss = &c->loop->streams;
	unsigned gone_ms = STREAM_PEER_GONE_MS;
	struct text text;

	setsockopt(
	    c->fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &gone_ms, sizeof(gone_ms));
	append(ss, s, c->loop->now_us);
	s->topic = topic_open(c->loop, s->asked.topic);
	s->next_listener = s->topic->first;
	s->listener_link = &s->topic->first;
	if (s->next_listener != NULL)
		s->next_listener->listener_link = &s->next_listener;
	s->topic->first = s;
	text = s->topic->text;
	if (c->loop->is_stopping || is_sent_away(ss, s))
		finish(s);
	else if (text.n != 0)
		push_news(s, text_of(&text));
}

void
stream_go_on(struct stream *s)
{
	struct text text;

	if (!s->is_behind)
		return;
	text = s->topic->text;
	push_news(s, text_of(&text));
}

void
stream_close(struct stream *s)
{
	struct streams *ss;
	struct loop *l;

	if (s == NULL)
		return;
	l = s->x->conn->loop;
	ss = &l->streams;
	s->x->stream = NULL;
	limit_give(l->shared->streams, &s->client);
	if (s->link != NULL) {
		take_out(ss, s);
		if (ss->next_listener == s)
			ss->next_listener = s->next_listener;
		*s->listener_link = s->next_listener;
		if (s->next_listener != NULL)
			s->next_listener->listener_link = s->listener_link;
		if (s->topic->first == NULL)
			topic_close(l, s->topic);
	}
	free(s);
}

bool
streams_say(struct streams *ss, struct topic topic, struct str text)
{
	struct stream_topic *t;
	bool is_first = false;

	CHECK(text.n <= NET_TEXT_MAX);
	pthread_mutex_lock(&ss->lock);
	t = (struct stream_topic *)topic_map_find(&ss->topics, topic);
	if (t != NULL) {
		t->next.n = text.n;
		if (text.n != 0)
			memcpy(t->next.p, text.p, text.n);
		if (!t->is_said) {
			is_first = ss->said == NULL;
			t->next_said = ss->said;
			ss->said = t;
			t->is_said = true;
		}
	}
	pthread_mutex_unlock(&ss->lock);
	return is_first;
}

bool
streams_hang_up(struct streams *ss, int64_t owner_id)
{
	bool is_first;

	pthread_mutex_lock(&ss->lock);
	is_first = ss->n_hung_up == 0;
	if (ss->n_hung_up == ss->hung_up_cap) {
		ss->hung_up_cap = ss->hung_up_cap * 2 + 8;
		ss->hung_up = xrealloc(
		    ss->hung_up, ss->hung_up_cap * sizeof(*ss->hung_up));
	}
	ss->hung_up[ss->n_hung_up++] = owner_id;
	pthread_mutex_unlock(&ss->lock);
	return is_first;
}

/* To everyone who listens; a push may end any of them, and the topic. */
static void
deliver(struct streams *ss, struct stream_topic *t, const struct text *next)
{
	bool is_end = next->n == 0;

	if (!is_end && str_eq(text_of(&t->text), text_of(next)))
		return;
	t->text = *next;
	for (struct stream *s = t->first; s != NULL; s = ss->next_listener) {
		ss->next_listener = s->next_listener;
		if (is_end)
			finish(s);
		else
			push_news(s, text_of(next));
	}
	ss->next_listener = NULL;
}

static bool
take_said(struct streams *ss, struct stream_topic **t, struct text *next)
{
	pthread_mutex_lock(&ss->lock);
	*t = ss->said;
	if (*t != NULL) {
		ss->said = (*t)->next_said;
		(*t)->is_said = false;
		*next = (*t)->next;
	}
	pthread_mutex_unlock(&ss->lock);
	return *t != NULL;
}

static bool
is_of(const struct stream *s, const int64_t *owners, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s->asked.owner_id != 0 &&
		    (owners[i] == 0 || owners[i] == s->asked.owner_id))
			return true;
	return false;
}

static void
hang_up(struct streams *ss)
{
	int64_t *owners;
	size_t n;

	pthread_mutex_lock(&ss->lock);
	owners = ss->hung_up;
	n = ss->n_hung_up;
	ss->hung_up = NULL;
	ss->n_hung_up = ss->hung_up_cap = 0;
	pthread_mutex_unlock(&ss->lock);
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		ss->gone[ss->n_gone++ % STREAM_GONE_MAX] = (struct stream_gone){
			owners[i], clock_mono_us()
		};
	for (struct stream *s = ss->first; s != NULL; s = ss->next_open) {
		ss->next_open = s->next;
		if (is_of(s, owners, n))
			finish(s);
	}
	ss->next_open = NULL;
	free(owners);
}

void
streams_deliver(struct loop *l)
{
	struct streams *ss = &l->streams;
	struct stream_topic *t;
	struct text next;

	/* Who was sent away hears no more. */
	hang_up(ss);
	while (take_said(ss, &t, &next))
		deliver(ss, t, &next);
}

void
streams_tick(struct loop *l, int64_t now_us)
{
	int64_t silence_us = (int64_t)l->shared->config.stream_silence_ms *
	    1000;
	struct stream *s;

	/* Each goes behind the others, so that it does not come again. */
	while ((s = l->streams.first) != NULL &&
	    now_us - s->spoken_us >= silence_us) {
		take_out(&l->streams, s);
		append(&l->streams, s, now_us);
		if (is_over(s))
			finish(s);
		else
			(void)push(s, silence);
	}
}

void
streams_end(struct loop *l)
{
	struct streams *ss = &l->streams;

	for (struct stream *s = ss->first; s != NULL; s = ss->next_open) {
		struct conn *c = s->x->conn;

		ss->next_open = s->next;
		finish(s);
		/* Nobody waits for what a stream still says. */
		if (c->state == CONN_LINGER)
			conn_close(c);
	}
	ss->next_open = NULL;
}
