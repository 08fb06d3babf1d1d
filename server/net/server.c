#include "net/server.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/check.h"
#include "base/count.h"
#include "base/log.h"
#include "net/limit.h"
#include "net/listen.h"
#include "net/loop.h"
#include "net/mbed.h"
#include "net/pool.h"
#include "net/port.h"
#include "net/tls.h"

enum {
	LOOPS_MAX = 64,
	STOP_SECONDS = 10,
	/* Descriptors beside the connections: a worker's database and its
	 * log, a loop's sockets, and some. */
	DESCRIPTORS_A_THREAD = 8,
	DESCRIPTORS_SPARE = 64
};

struct net_server {
	struct shared shared;
	struct loop *loops[LOOPS_MAX];
	int n_loops;
	struct tls_tickets *tickets;

	/* The thread of net_server_run() waits here. */
	struct event_base *base;
	int wake_fd;
	struct event wake, patience;
	struct event *signals[3];
	atomic_bool wants_stop, wants_reload;
	atomic_int n_ended;
	bool is_stopping;
};

static void
wake(struct net_server *s)
{
	static const uint64_t one = 1;
	ssize_t n = write(s->wake_fd, &one, sizeof(one));

	(void)n; /* nothing to be done about it in a signal handler */
}

void
net_server_stop(struct net_server *s)
{
	atomic_store(&s->wants_stop, true);
	wake(s);
}

void
net_server_reload(struct net_server *s)
{
	atomic_store(&s->wants_reload, true);
	wake(s);
}

void
net_say(struct net_server *s, struct topic topic, struct str text)
{
	for (int i = 0; i < s->n_loops; i++)
		loop_say(s->loops[i], topic, text);
}

void
net_hang_up(struct net_server *s, int64_t owner_id)
{
	for (int i = 0; i < s->n_loops; i++)
		loop_hang_up(s->loops[i], owner_id);
}

static void
on_loop_ended(void *arg)
{
	struct net_server *s = arg;

	atomic_fetch_add(&s->n_ended, 1);
	wake(s);
}

/* Sockets for every loop, on one address; none for port 0. */
static enum err
add_port(struct net_server *s, const struct listen_at *at, enum port_kind kind,
    struct arena *a, struct str *why)
{
	int fds[LOOPS_MAX];
	enum err e;

	if (at->port == 0)
		return OK;
	if ((e = listen_open(at, s->n_loops, fds, a, why)) != OK)
		return e;
	for (int i = 0; i < s->n_loops; i++)
		loop_add_listener(s->loops[i], fds[i], kind);
	return OK;
}

static enum err
add_ports(struct net_server *s, struct arena *a, struct str *why)
{
	const struct net_config *c = &s->shared.config;
	struct listen_at https = { c->listen, c->https_port },
			 redirect = { c->listen, c->redirect_port },
			 http_v4 = { "127.0.0.1", c->http_port },
			 http_v6 = { "::1", c->http_port };
	enum err e;

	if ((e = add_port(s, &https, PORT_HTTPS, a, why)) != OK ||
	    (e = add_port(s, &redirect, PORT_REDIRECT, a, why)) != OK ||
	    (e = add_port(s, &http_v4, PORT_HTTP, a, why)) != OK)
		return e;
	/* Not every machine has IPv6. */
	e = add_port(s, &http_v6, PORT_HTTP, a, why);
	return e == ERR_INVALID ? OK : e;
}

/* Read the pair once for each loop, and give it to all or to none. */
static enum err
read_certificate(struct net_server *s, struct arena *a, struct str *why)
{
	const struct net_config *c = &s->shared.config;
	struct tls_files files = { c->cert_file, c->key_file };
	struct tls_config *tls[LOOPS_MAX];
	enum err e;

	for (int i = 0; i < s->n_loops; i++) {
		e = tls_config_new(&files, s->tickets, a, &tls[i], why);
		if (e != OK) {
			while (i-- > 0)
				tls_config_drop(tls[i]);
			return e;
		}
	}
	for (int i = 0; i < s->n_loops; i++)
		loop_set_tls(s->loops[i], tls[i]);
	return OK;
}

static void
reload(struct net_server *s)
{
	struct arena *a = arena_new(0);
	struct str why;

	if (s->shared.config.https_port == 0)
		LOG_INFO("net.reload", "nothing to read: no HTTPS");
	else if (read_certificate(s, a, &why) == OK)
		LOG_INFO("net.reload", "certificate=new");
	else
		LOG_WARN("net.reload", "certificate=old why=\"" STR_FMT "\"",
		    STR_ARG(why));
	arena_free(a);
}

static void
begin_stop(struct net_server *s)
{
	struct timeval patience = { STOP_SECONDS, 0 };

	if (s->is_stopping)
		return;
	s->is_stopping = true;
	LOG_INFO("net.stop", "finishing requests");
	for (int i = 0; i < s->n_loops; i++)
		loop_stop(s->loops[i]);
	event_add(&s->patience, &patience);
}

static void
on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct net_server *s = arg;
	uint64_t count;

	(void)what;
	CHECK(read(fd, &count, sizeof(count)) == sizeof(count));
	if (atomic_exchange(&s->wants_reload, false))
		reload(s);
	if (atomic_load(&s->wants_stop))
		begin_stop(s);
	if (atomic_load(&s->n_ended) == s->n_loops)
		event_base_loopbreak(s->base);
}

static void
on_signal(evutil_socket_t signal_number, short what, void *arg)
{
	(void)what;
	if (signal_number == SIGHUP)
		reload(arg);
	else
		begin_stop(arg);
}

static void
on_patience_end(evutil_socket_t fd, short what, void *arg)
{
	struct net_server *s = arg;

	(void)fd;
	(void)what;
	LOG_WARN("net.stop", "some requests did not finish");
	for (int i = 0; i < s->n_loops; i++)
		loop_break(s->loops[i]);
}

/*
 * Ask for as many descriptors as there may be connections, and take no more
 * connections than that: they would take the database's.
 */
static void
make_room(struct net_config *c)
{
	int n_threads = c->n_loops, spare;
	struct rlimit room;
	rlim_t wanted;

	for (int i = 0; i < c->n_pools; i++)
		n_threads += c->pools[i].n_threads;
	spare = n_threads * DESCRIPTORS_A_THREAD + DESCRIPTORS_SPARE;
	wanted = (rlim_t)c->connections_max + (rlim_t)spare;
	if (getrlimit(RLIMIT_NOFILE, &room) == -1 || room.rlim_cur >= wanted)
		return;
	room.rlim_cur = room.rlim_max < wanted ? room.rlim_max : wanted;
	if (setrlimit(RLIMIT_NOFILE, &room) == 0 && room.rlim_cur == wanted)
		return;
	c->connections_max = (int)room.rlim_cur > spare
	    ? (int)room.rlim_cur - spare
	    : 1;
	LOG_WARN("net.descriptors", "connections=%d", c->connections_max);
}

static enum err
set_up(struct net_server *s, struct arena *a, struct str *why)
{
	const struct net_config *c = &s->shared.config;
	enum err e;

	s->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s->base = event_base_new();
	if (s->wake_fd == -1 || s->base == NULL) {
		LOG_ERROR("net.server", "no descriptors");
		return ERR_INTERNAL;
	}
	event_assign(
	    &s->wake, s->base, s->wake_fd, EV_READ | EV_PERSIST, on_wake, s);
	event_add(&s->wake, NULL);
	event_assign(&s->patience, s->base, -1, 0, on_patience_end, s);
	s->shared.limit = limit_new(
	    c->connections_max, c->connections_per_address_max, c->bodies_max);
	s->shared.counts = counts_new(LOOP_COUNTS);
	s->shared.streams = limit_new(
	    c->streams_max, c->connections_per_address_max, 0);
	for (int i = 0; i < c->n_pools; i++)
		s->shared.pools[i] = pool_new(
		    &s->shared.handler, i, &c->pools[i]);
	for (int n = c->n_loops; s->n_loops < n; s->n_loops++)
		if ((e = loop_new(&s->shared, &s->loops[s->n_loops])) != OK)
			return e;
	if ((e = add_ports(s, a, why)) != OK || c->https_port == 0)
		return e;
	if ((e = mbed_init()) != OK || (e = tls_tickets_new(&s->tickets)) != OK)
		return e;
	return read_certificate(s, a, why);
}

enum err
net_server_new(const struct net_config *config,
    const struct net_handler *handler, struct arena *a, struct net_server **out,
    struct str *why)
{
	struct net_server *s = xcalloc(1, sizeof(*s));
	struct net_config *c = &s->shared.config;
	enum err e;

	CHECK(config->n_pools >= 0 && config->n_pools <= NET_POOLS_MAX);
	*c = *config;
	if (c->n_loops == 0)
		c->n_loops = (int)sysconf(_SC_NPROCESSORS_ONLN);
	if (c->n_loops < 1 || c->n_loops > LOOPS_MAX)
		c->n_loops = c->n_loops < 1 ? 1 : LOOPS_MAX;
	make_room(c);
	s->shared.handler = *handler;
	s->shared.redirect = port_redirect(c);
	s->shared.not_tls = port_not_tls();
	s->shared.ended = on_loop_ended;
	s->shared.ended_arg = s;
	*why = STR("the system has no room for a server; the log says more");
	if ((e = set_up(s, a, why)) != OK) {
		net_server_free(s);
		return e;
	}
	*out = s;
	return OK;
}

static enum err
start(struct net_server *s)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	enum err e;

	sigaction(SIGPIPE, &ignore, NULL);
	for (int i = 0; i < 3; i++) {
		s->signals[i] = evsignal_new(s->base, signals[i], on_signal, s);
		if (s->signals[i] == NULL ||
		    event_add(s->signals[i], NULL) != 0) {
			LOG_ERROR("net.signal", "signal=%d", signals[i]);
			return ERR_INTERNAL;
		}
	}
	for (int i = 0; i < s->shared.config.n_pools; i++)
		if ((e = pool_start(s->shared.pools[i])) != OK)
			return e;
	for (int i = 0; i < s->n_loops; i++)
		if ((e = loop_start(s->loops[i])) != OK) {
			while (i-- > 0)
				loop_break(s->loops[i]);
			return e;
		}
	return OK;
}

enum err
net_server_run(struct net_server *s)
{
	enum err e = start(s);

	if (e == OK && event_base_dispatch(s->base) == -1) {
		LOG_ERROR("net.server", "the event loop gave up");
		e = ERR_INTERNAL;
	}
	for (int i = 0; i < s->n_loops; i++)
		loop_join(s->loops[i]);
	for (int i = 0; i < s->shared.config.n_pools; i++)
		pool_stop(s->shared.pools[i]);
	return e;
}

void
net_server_stats(struct net_server *s, struct net_stats *out)
{
	const struct net_config *config = &s->shared.config;
	uint64_t n[LOOP_COUNTS];

	for (int i = 0; i < LOOP_COUNTS; i++)
		n[i] = counts_sum(s->shared.counts, i);
	*out = (struct net_stats){
		.n_accepted_plain = n[COUNT_ACCEPTED_PLAIN],
		.n_accepted_tls = n[COUNT_ACCEPTED_TLS],
		.n_refused = n[COUNT_REFUSED],
		.n_gave_way = n[COUNT_GAVE_WAY],
		.n_handshakes_full = n[COUNT_HANDSHAKES_FULL],
		.n_handshakes_resumed = n[COUNT_HANDSHAKES_RESUMED],
		.n_handshakes_failed = n[COUNT_HANDSHAKES_FAILED],
		.n_http1 = n[COUNT_HTTP1],
		.n_http2 = n[COUNT_HTTP2],
		.bytes_in = n[COUNT_BYTES_IN],
		.bytes_out = n[COUNT_BYTES_OUT],
		.n_bodies_refused = n[COUNT_BODIES_REFUSED],
		.n_open = (uint64_t)limit_count(s->shared.limit),
		.n_max = (uint64_t)config->connections_max,
		.n_streams = (uint64_t)limit_count(s->shared.streams),
		.n_streams_max = (uint64_t)config->streams_max,
		.bodies = limit_held(s->shared.limit),
		.bodies_max = config->bodies_max,
		.n_pools = config->n_pools,
	};
	for (int i = 0; i < config->n_pools; i++)
		pool_stats(s->shared.pools[i], &out->pools[i]);
}

void
net_server_free(struct net_server *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < s->n_loops; i++)
		loop_free(s->loops[i]);
	for (int i = 0; i < s->shared.config.n_pools; i++)
		pool_free(s->shared.pools[i]);
	limit_free(s->shared.limit);
	limit_free(s->shared.streams);
	counts_free(s->shared.counts);
	tls_tickets_free(s->tickets);
	for (int i = 0; i < 3; i++)
		if (s->signals[i] != NULL)
			event_free(s->signals[i]);
	if (s->base != NULL)
		event_base_free(s->base);
	if (s->wake_fd != -1)
		close(s->wake_fd);
	free(s);
}
