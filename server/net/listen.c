#include "net/listen.h"

#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"

enum { BACKLOG = 1024, V4_AT = 12 };

struct place {
	struct sockaddr_storage sa;
	socklen_t n;
};

static struct place
place_of(const struct http_address *a)
{
	struct http_address any_v4 = { .ip = { [10] = 0xff, [11] = 0xff } };
	struct place p = { 0 };
	struct sockaddr_in *v4 = (struct sockaddr_in *)&p.sa;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&p.sa;

	if (memcmp(a->ip, any_v4.ip, V4_AT) == 0) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons(a->port);
		memcpy(&v4->sin_addr, a->ip + V4_AT, 4);
		p.n = sizeof(*v4);
	} else {
		v6->sin6_family = AF_INET6;
		v6->sin6_port = htons(a->port);
		memcpy(&v6->sin6_addr, a->ip, 16);
		p.n = sizeof(*v6);
	}
	return p;
}

static struct http_address
address_of(const struct sockaddr_storage *sa)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)sa;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)sa;
	struct http_address a = { .ip = { [10] = 0xff, [11] = 0xff } };

	if (sa->ss_family == AF_INET) {
		memcpy(a.ip + V4_AT, &v4->sin_addr, 4);
		a.port = ntohs(v4->sin_port);
	} else {
		memcpy(a.ip, &v6->sin6_addr, 16);
		a.port = ntohs(v6->sin6_port);
	}
	return a;
}

/* A listening socket, or -1 with errno. */
static int
open_one(const struct place *p, bool is_shared)
{
	static const int on = 1, off = 0;
	int fd, saved;

	fd = socket(
	    p->sa.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return -1;
	/* Accepted sockets inherit TCP_NODELAY. */
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    (!is_shared ||
		setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) ==
		    0) &&
	    (p->sa.ss_family != AF_INET6 ||
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) ==
		    0) &&
	    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) == 0 &&
	    bind(fd, (const struct sockaddr *)&p->sa, p->n) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	saved = errno;
	close(fd);
	errno = saved;
	return -1;
}

static enum err
refusal(const struct listen_at *at, struct arena *a, struct str *why)
{
	int cause = errno;

	if (cause == EADDRINUSE) {
		*why = arena_fmt(a,
		    "port %d is taken: another program listens on %s", at->port,
		    at->address);
		return ERR_CONFLICT;
	}
	*why = arena_fmt(a, "cannot listen on %s port %d: %s", at->address,
	    at->port, strerror(cause));
	if (cause == EADDRNOTAVAIL || cause == EAFNOSUPPORT || cause == EACCES)
		return ERR_INVALID;
	LOG_ERROR("net.listen", "port=%d errno=%d", at->port, cause);
	return ERR_INTERNAL;
}

enum err
listen_open(const struct listen_at *at, int n, int *fds, struct arena *a,
    struct str *why)
{
	struct http_address address;
	struct place p;
	int probe;

	if (http_address_parse(str_of(at->address), &address) != OK) {
		*why = arena_fmt(a, "%s is not an IP address", at->address);
		return ERR_INVALID;
	}
	address.port = (uint16_t)at->port;
	p = place_of(&address);
	/* A shared port is shared with strangers too: look who is there. */
	if ((probe = open_one(&p, false)) == -1)
		return refusal(at, a, why);
	close(probe);
	for (int i = 0; i < n; i++)
		if ((fds[i] = open_one(&p, true)) == -1) {
			enum err e = refusal(at, a, why);

			while (i-- > 0)
				close(fds[i]);
			return e;
		}
	return OK;
}

bool
listen_is_waiting(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	return poll(&p, 1, 0) == 1;
}

enum err
listen_accept(int fd, int *out, struct http_address *peer)
{
	struct sockaddr_storage sa;
	socklen_t n = sizeof(sa);
	int r;

	do {
		r = accept4(fd, (struct sockaddr *)&sa, &n,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);
	} while (r == -1 && (errno == EINTR || errno == ECONNABORTED));
	if (r == -1)
		return errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
			errno == ENOMEM
		    ? ERR_BUSY
		    : ERR_NOT_FOUND;
	*out = r;
	*peer = address_of(&sa);
	return OK;
}
