#include "net/conn.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"
#include "net/forward.h"
#include "net/limit.h"
#include "net/loop.h"
#include "net/tls.h"

enum {
	/* A head, and the byte that shows it to be too long. */
	IN_SIZE = HTTP_HEAD_MAX + 1024,
	TURNS_MAX = 16, /* reads in a row, before others get a turn */
	LINGER_MS = 2000,
	LINGER_BYTES = 1 << 20,
	SPARE_MAX = 64 << 10, /* a larger buffer is not kept */
	STOP_MS = 1000, /* for the rest of a request, when the server stops */
	REST_US = 1000 * 1000, /* idle that long: memory is given back */
	/* The same in a crowd: some round trips, for who shakes hands. */
	HURRY_US = 250 * 1000
};

struct str
conn_input(const struct conn *c)
{
	return str_skip(buf_text(&c->in), c->in_at);
}

void
conn_take(struct conn *c, size_t n)
{
	c->in_at += n;
	if (c->in_at == c->in.n)
		c->in.n = c->in_at = 0;
}

/* A busy one is not asked every second whether it rests: its end says so. */
static void
look_later(struct conn *c, int64_t now_us)
{
	int64_t at_us = c->deadline_us, rest_us = c->deadline_set_us + REST_US;

	if (c->rest_link == NULL && now_us < rest_us && rest_us < at_us)
		at_us = rest_us;
	crowd_look(&c->loop->crowd, c, at_us);
}

/* Is there nothing to do for it but wait for the peer? */
static bool
waits_for_peer(const struct conn *c)
{
	return c->state == CONN_OPEN && c->n_exchanges == 0 &&
	    c->out.head.n == 0 && c->out.body.n == 0;
}

void
conn_set_deadline(struct conn *c, int ms)
{
	if (c->loop->is_stopping && ms > STOP_MS && waits_for_peer(c))
		ms = STOP_MS;
	c->deadline_set_us = c->loop->now_us;
	c->deadline_us = ms == 0 ? INT64_MAX
				 : c->deadline_set_us + (int64_t)ms * 1000;
	look_later(c, c->deadline_set_us);
}

/*
 * Buffers go round: who has something in hand has one, and between two requests
 * it is the loop's, for whoever comes next.
 */
static void
borrow(struct buf *mine, struct buf *spare)
{
	if (mine->p != NULL || spare->p == NULL)
		return;
	mine->p = spare->p;
	mine->cap = spare->cap;
	*spare = (struct buf){ 0 };
}

static void
give_back(struct buf *mine, struct buf *spare)
{
	if (spare->p != NULL || mine->p == NULL || mine->cap > SPARE_MAX) {
		buf_free(mine);
		return;
	}
	spare->p = mine->p;
	spare->cap = mine->cap;
	*mine = (struct buf){ .max = mine->max };
}

static void
borrow_buffers(struct conn *c)
{
	borrow(&c->in, &c->loop->spare_in);
	borrow(&c->out.head, &c->loop->spare_out);
}

void
conn_trim(struct conn *c)
{
	if (conn_input(c).n == 0) {
		c->in.n = c->in_at = 0;
		give_back(&c->in, &c->loop->spare_in);
	}
	if (c->out.head.n == 0)
		give_back(&c->out.head, &c->loop->spare_out);
}

static void
hold_on(struct conn *c)
{
	event_del(&c->readable);
	c->is_paused = true;
}

static void
go_on(struct conn *c)
{
	if (c->is_paused)
		event_add(&c->readable, NULL);
	c->is_paused = false;
}

/* Read once, behind what is there. */
static ssize_t
fill(struct conn *c)
{
	ssize_t n;

	if (c->in_at != 0) {
		memmove(c->in.p, c->in.p + c->in_at, c->in.n - c->in_at);
		c->in.n -= c->in_at;
		c->in_at = 0;
	}
	CHECK(buf_reserve(&c->in, IN_SIZE - c->in.n));
	n = c->transport->recv(c, c->in.p + c->in.n, IN_SIZE - c->in.n);
	if (n > 0) {
		c->in.n += (size_t)n;
		loop_count(c->loop, COUNT_BYTES_IN, (uint64_t)n);
	}
	return n;
}

static void
read_input(struct conn *c)
{
	borrow_buffers(c);
	for (int turn = 0; turn < TURNS_MAX; turn++) {
		ssize_t n;

		if (!c->wants_input) {
			hold_on(c);
			return;
		}
		n = fill(c);
		if (n > 0)
			c->protocol->input(c);
		else if (n == 0)
			c->protocol->end(c);
		else if (n == IO_BROKEN)
			conn_close(c);
		if (n <= 0 || c->state != CONN_OPEN ||
		    !c->transport->has_pending(c))
			return;
	}
	event_active(&c->readable, EV_READ, 0);
}

void
conn_continue(struct conn *c)
{
	if (c->state == CONN_OPEN && c->wants_input && conn_input(c).n > 0)
		c->protocol->input(c);
	if (c->state != CONN_OPEN || !c->wants_input)
		return;
	go_on(c);
	if (c->transport->has_pending(c))
		read_input(c);
}

/* Push c->out on; true when all of it is gone. */
static bool
flush(struct conn *c)
{
	size_t total = c->out.head.n + c->out.body.n;

	while (c->out.n_sent < total) {
		struct str head = str_skip(
			       buf_text(&c->out.head), c->out.n_sent),
			   body = c->out.body;
		ssize_t n;

		if (c->out.n_sent > c->out.head.n)
			body = str_skip(body, c->out.n_sent - c->out.head.n);
		n = c->transport->send(c, head, body);
		if (n == IO_BROKEN) {
			conn_close(c);
			return false;
		}
		if (n == IO_AGAIN)
			return false;
		loop_count(c->loop, COUNT_BYTES_OUT, (uint64_t)n);
		c->out.n_sent += (size_t)n;
	}
	buf_clear(&c->out.head);
	c->out.body = STR_NONE;
	c->out.n_sent = 0;
	return true;
}

void
conn_send(struct conn *c)
{
	size_t n_before = c->out.n_sent;

	if (flush(c)) {
		c->protocol->sent(c);
	} else if (c->state == CONN_OPEN) {
		if (n_before == 0 || c->out.n_sent != n_before)
			conn_set_deadline(
			    c, c->loop->shared->config.write_timeout_ms);
		event_add(&c->writable, NULL);
	}
}

void
conn_answered(struct conn *c, struct exchange *x)
{
	c->n_exchanges--;
	if (c->state != CONN_OPEN)
		return;
	borrow_buffers(c);
	c->protocol->answered(c, x);
	conn_continue(c);
	conn_trim(c);
}

void
conn_linger(struct conn *c)
{
	c->transport->shutdown(c);
	c->state = CONN_LINGER;
	conn_set_deadline(c, LINGER_MS);
	go_on(c);
}

/* Throw away what the peer still sends; as bytes, so that TLS is no matter. */
static void
drain(struct conn *c)
{
	char waste[4096];
	ssize_t n;

	do {
		n = transport_plain.recv(c, waste, sizeof(waste));
		if (n > 0)
			c->n_drained += (size_t)n;
	} while (n > 0 && c->n_drained < LINGER_BYTES);
	if (n != IO_AGAIN)
		conn_close(c);
}

/* A browser that speaks HTTP to the HTTPS port is told so in HTTP. */
static void
go_plain(struct conn *c)
{
	tls_session_free(c->tls);
	c->tls = NULL;
	c->transport = &transport_plain;
	c->handler = &c->loop->shared->not_tls;
	c->state = CONN_OPEN;
	c->protocol->open(c);
	read_input(c);
}

static void
handshake(struct conn *c)
{
	enum tls_step step = tls_handshake(c->tls);

	/* Of all that is done at once the one thing that takes long. */
	c->loop->now_us = clock_mono_us();
	switch (step) {
	case TLS_READY:
		/* Of a handshake that waited; nothing is being sent yet. */
		event_del(&c->writable);
		go_on(c);
		loop_count(c->loop,
		    tls_is_resumed(c->tls) ? COUNT_HANDSHAKES_RESUMED
					   : COUNT_HANDSHAKES_FULL,
		    1);
		c->state = CONN_OPEN;
		if (tls_is_h2(c->tls))
			c->protocol = &h2_protocol;
		c->protocol->open(c);
		read_input(c);
		break;
	case TLS_WANTS_READ:
		go_on(c);
		break;
	case TLS_WANTS_WRITE:
		/* What has come is not read before that, and would wake us. */
		hold_on(c);
		event_add(&c->writable, NULL);
		break;
	case TLS_SPOKEN_PLAIN:
		go_plain(c);
		break;
	case TLS_FAILED:
		loop_count(c->loop, COUNT_HANDSHAKES_FAILED, 1);
		conn_close(c);
		break;
	}
}

/* Has nothing been asked, so that nobody minds when it is closed? */
static bool
is_idle(const struct conn *c)
{
	return c->state == CONN_HANDSHAKE ||
	    (c->state == CONN_OPEN && c->protocol->is_idle(c));
}

/* Give memory back, and stand ready to make room for others. */
static void
rest(struct conn *c)
{
	if (c->state == CONN_OPEN)
		c->protocol->rest(c);
	crowd_rest(&c->loop->crowd, c);
}

static void
wake(struct conn *c)
{
	if (c->rest_link == NULL)
		return;
	crowd_wake(&c->loop->crowd, c);
	/* Half a record or a ping is no question: it may soon rest again. */
	crowd_look(&c->loop->crowd, c, c->loop->now_us + REST_US);
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;
	struct loop *l = c->loop;

	(void)fd;
	(void)what;
	l->now_us = clock_mono_us();
	wake(c);
	switch (c->state) {
	case CONN_HANDSHAKE:
		handshake(c);
		break;
	case CONN_OPEN:
		read_input(c);
		break;
	case CONN_LINGER:
		drain(c);
		break;
	case CONN_CLOSED:
		break;
	}
	conn_trim(c);
	loop_bury(l);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;
	struct loop *l = c->loop;

	(void)fd;
	(void)what;
	l->now_us = clock_mono_us();
	if (c->state == CONN_HANDSHAKE) {
		handshake(c);
	} else if (c->state == CONN_OPEN) {
		conn_send(c);
		conn_continue(c);
	}
	conn_trim(c);
	loop_bury(l);
}

void
conn_new(struct loop *l, int fd, const struct http_address *peer,
    const struct net_handler *handler, struct tls_session *tls)
{
	struct conn *c = xcalloc(1, sizeof(*c));

	c->loop = l;
	c->fd = fd;
	c->in.max = IN_SIZE;
	c->peer = *peer;
	c->is_proxy = forward_is_proxy(&l->shared->config, peer);
	c->handler = handler;
	c->tls = tls;
	c->transport = tls == NULL ? &transport_plain : &tls_transport;
	c->protocol = &h1_protocol;
	c->state = tls == NULL ? CONN_OPEN : CONN_HANDSHAKE;
	event_assign(
	    &c->readable, l->base, fd, EV_READ | EV_PERSIST, on_readable, c);
	event_assign(&c->writable, l->base, fd, EV_WRITE, on_writable, c);
	event_add(&c->readable, NULL);
	crowd_add(&l->crowd, c, INT64_MAX);
	conn_set_deadline(c, l->shared->config.head_timeout_ms);
	if (c->state == CONN_OPEN)
		c->protocol->open(c);
}

void
conn_close(struct conn *c)
{
	if (c->state == CONN_CLOSED)
		return;
	if (c->tls != NULL && c->state == CONN_OPEN)
		tls_farewell(c->tls);
	c->state = CONN_CLOSED;
	event_del(&c->readable);
	event_del(&c->writable);
	close(c->fd);
	limit_give(c->loop->shared->limit, c->is_proxy ? NULL : &c->peer);
	loop_unlink(c->loop, c);
}

void
conn_tick(struct conn *c, int64_t now_us)
{
	if (now_us >= c->deadline_us) {
		if (c->state == CONN_OPEN)
			c->protocol->late(c);
		else
			conn_close(c);
	} else if (now_us - c->deadline_set_us >= REST_US && is_idle(c)) {
		rest(c);
	}
	if (c->state != CONN_CLOSED)
		look_later(c, now_us);
}

void
conn_hurry(struct conn *c)
{
	if (c->rest_link == NULL && is_idle(c) &&
	    c->loop->now_us - c->deadline_set_us >= HURRY_US)
		rest(c);
}

void
conn_stop(struct conn *c)
{
	wake(c);
	/* What was sent meanwhile may wait in the socket. */
	if (c->state == CONN_OPEN && is_idle(c))
		read_input(c);
	if (c->state == CONN_OPEN)
		c->protocol->stop(c);
	else if (c->state == CONN_HANDSHAKE)
		conn_close(c);
	if (c->loop->is_stopping && waits_for_peer(c))
		conn_set_deadline(c, STOP_MS);
}

void
conn_free(struct conn *c)
{
	if (c->session != NULL)
		c->protocol->free(c);
	tls_session_free(c->tls);
	buf_free(&c->in);
	buf_free(&c->out.head);
	free(c);
}
