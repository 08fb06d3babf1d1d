/*
 * pg_proxy.h: a wire between a store and its database that can be cut: a thread
 * that takes connections on a port of its own and hands on what is said.
 */
#ifndef STORE_PG_PROXY_H
#define STORE_PG_PROXY_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/str.h"

enum { PROXY_PAIRS_MAX = 16 };

enum proxy_cut {
	CUT_NEVER,
	CUT_BEFORE, /* what was looked for does not reach the server */
	CUT_AFTER   /* it does; the answer does not come back */
};

struct proxy {
	pthread_t thread;
	pthread_mutex_t lock;
	int server_port, listener, port, stop_pipe[2];

	/* With the lock; cut is CUT_NEVER again once it has happened. */
	enum proxy_cut cut;
	const char *word; /* of a client, at which to cut */
	bool is_down;	  /* takes nobody, and has cut all there were */

	/* Of the thread. */
	struct pollfd fds[2 + 2 * PROXY_PAIRS_MAX];
	bool is_cut_next[PROXY_PAIRS_MAX]; /* at the server's next word */
	int n_pairs;
};

static inline struct sockaddr_in
proxy_address(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static inline void
proxy_close(struct proxy *p, int i)
{
	struct pollfd *pair = &p->fds[2 + 2 * i];

	close(pair[0].fd);
	close(pair[1].fd);
	p->n_pairs--;
	memcpy(pair, &p->fds[2 + 2 * p->n_pairs], 2 * sizeof(*pair));
	p->is_cut_next[i] = p->is_cut_next[p->n_pairs];
}

static inline void
proxy_accept(struct proxy *p)
{
	struct sockaddr_in to = proxy_address(p->server_port);
	int client = accept(p->listener, NULL, NULL), server;

	CHECK(client != -1 && p->n_pairs < PROXY_PAIRS_MAX);
	if (p->is_down) {
		close(client);
		return;
	}
	server = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(connect(server, (struct sockaddr *)&to, sizeof(to)) == 0);
	p->fds[2 + 2 * p->n_pairs] = (struct pollfd){ client, POLLIN, 0 };
	p->fds[3 + 2 * p->n_pairs] = (struct pollfd){ server, POLLIN, 0 };
	p->is_cut_next[p->n_pairs++] = false;
}

static inline bool
proxy_finds(const char *bytes, size_t n, const char *word)
{
	return str_find_str((struct str){ bytes, n }, str_of(word)) < n;
}

/* Hand on what one side of a pair has said; false: it is cut. */
static inline bool
proxy_hand_on(struct proxy *p, int i, int side)
{
	char bytes[16384];
	struct pollfd *pair = &p->fds[2 + 2 * i];
	ssize_t n = recv(pair[side].fd, bytes, sizeof(bytes), 0);

	if (n <= 0 || (side == 1 && p->is_cut_next[i]))
		return false;
	if (side == 0 && p->cut != CUT_NEVER &&
	    proxy_finds(bytes, (size_t)n, p->word)) {
		enum proxy_cut cut = p->cut;

		p->cut = CUT_NEVER;
		if (cut == CUT_BEFORE)
			return false;
		p->is_cut_next[i] = true;
	}
	return send(pair[1 - side].fd, bytes, (size_t)n, MSG_NOSIGNAL) == n;
}

static inline void *
proxy_run(void *arg)
{
	struct proxy *p = arg;
	bool is_over = false;

	while (!is_over) {
		CHECK(poll(p->fds, (nfds_t)(2 + 2 * p->n_pairs), -1) > 0);
		pthread_mutex_lock(&p->lock);
		is_over = (p->fds[0].revents & POLLHUP) != 0;
		if ((p->fds[0].revents & POLLIN) != 0)
			CHECK(read(p->stop_pipe[0], &(char){ 0 }, 1) == 1);
		for (int i = p->n_pairs; i-- > 0;)
			for (int side = 0; side < 2; side++)
				if (is_over || p->is_down ||
				    (p->fds[2 + 2 * i + side].revents != 0 &&
					!proxy_hand_on(p, i, side))) {
					proxy_close(p, i);
					break;
				}
		if (p->fds[1].revents != 0)
			proxy_accept(p);
		pthread_mutex_unlock(&p->lock);
	}
	return NULL;
}

static inline void
proxy_open(struct proxy *p, int server_port)
{
	struct sockaddr_in own = proxy_address(0);
	socklen_t n = sizeof(own);

	*p = (struct proxy){ .server_port = server_port,
		.listener = socket(AF_INET, SOCK_STREAM, 0) };
	CHECK(bind(p->listener, (struct sockaddr *)&own, n) == 0);
	CHECK(listen(p->listener, PROXY_PAIRS_MAX) == 0);
	CHECK(getsockname(p->listener, (struct sockaddr *)&own, &n) == 0);
	p->port = ntohs(own.sin_port);
	CHECK(pipe(p->stop_pipe) == 0);
	p->fds[0] = (struct pollfd){ p->stop_pipe[0], POLLIN, 0 };
	p->fds[1] = (struct pollfd){ p->listener, POLLIN, 0 };
	pthread_mutex_init(&p->lock, NULL);
	CHECK(pthread_create(&p->thread, NULL, proxy_run, p) == 0);
}

static inline void
proxy_stop(struct proxy *p)
{
	close(p->stop_pipe[1]);
	pthread_join(p->thread, NULL);
	close(p->stop_pipe[0]);
	close(p->listener);
	pthread_mutex_destroy(&p->lock);
}

/* Once, at the next time that a client says this word. */
static inline void
proxy_cut_at(struct proxy *p, enum proxy_cut cut, const char *word)
{
	pthread_mutex_lock(&p->lock);
	p->cut = cut;
	p->word = word;
	pthread_mutex_unlock(&p->lock);
}

static inline bool
proxy_has_cut(struct proxy *p)
{
	bool has;

	pthread_mutex_lock(&p->lock);
	has = p->cut == CUT_NEVER;
	pthread_mutex_unlock(&p->lock);
	return has;
}

/* As a server that is gone, or is back. */
static inline void
proxy_go(struct proxy *p, bool is_down)
{
	pthread_mutex_lock(&p->lock);
	p->is_down = is_down;
	pthread_mutex_unlock(&p->lock);
	CHECK(write(p->stop_pipe[1], "", 1) == 1);
}

/* Until it is so. */
static inline void
proxy_wait(struct proxy *p)
{
	bool is_so = false;

	while (!is_so) {
		sched_yield();
		pthread_mutex_lock(&p->lock);
		is_so = !p->is_down || p->n_pairs == 0;
		pthread_mutex_unlock(&p->lock);
	}
}

#endif
