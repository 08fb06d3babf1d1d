#include "net/transport.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "net/conn.h"

static ssize_t
result(ssize_t n)
{
	if (n != -1)
		return n;
	return errno == EAGAIN || errno == EINTR ? IO_AGAIN : IO_BROKEN;
}

static ssize_t
plain_recv(struct conn *c, void *p, size_t n)
{
	return result(recv(c->fd, p, n, 0));
}

static ssize_t
plain_send(struct conn *c, struct str head, struct str body)
{
	struct iovec v[2] = { { (void *)head.p, head.n },
		{ (void *)body.p, body.n } };
	struct msghdr m = { .msg_iov = v, .msg_iovlen = 2 };

	return result(sendmsg(c->fd, &m, MSG_NOSIGNAL));
}

static void
plain_shutdown(struct conn *c)
{
	shutdown(c->fd, SHUT_WR);
}

static bool
plain_has_pending(const struct conn *c)
{
	(void)c;
	return false;
}

const struct transport transport_plain = { plain_recv, plain_send,
	plain_shutdown, plain_has_pending };
