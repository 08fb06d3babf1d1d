/*
 * listen.h: listening sockets, and who comes in through them.
 */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "http/request.h"

struct listen_at {
	const char *address; /* an IP address; "::" takes IPv4 too */
	int port;
};

/*
 * Open n sockets that share address and port, so that the kernel deals new
 * connections out among them.
 *
 * ERR_CONFLICT	somebody listens there: *why names the port
 * ERR_INVALID	no IP address, or not one of this machine: *why says so
 * ERR_INTERNAL	anything else; logged, and in *why
 */
enum err listen_open(const struct listen_at *, int n, int *fds, struct arena *,
    struct str *why) MUST_CHECK;

/* Is there a next connection?  Asking costs an eighth of accepting in vain. */
bool listen_is_waiting(int fd);

/*
 * The next connection, non-blocking.
 *
 * ERR_NOT_FOUND	nobody is waiting
 * ERR_BUSY		no descriptor or memory for it: wait a little
 */
enum err listen_accept(int fd, int *out, struct http_address *peer) MUST_CHECK;

#endif
