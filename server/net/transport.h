/*
 * transport.h: how a connection's bytes cross its socket: plainly, or by TLS.
 */
#ifndef NET_TRANSPORT_H
#define NET_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/str.h"

struct conn;

/* What recv and send return where they have no count. */
enum { IO_AGAIN = -1, IO_BROKEN = -2 };

struct transport {
	/* Bytes read, 0 when the peer has ended, IO_AGAIN or IO_BROKEN. */
	ssize_t (*recv)(struct conn *, void *p, size_t n);
	/*
	 * Bytes of head and then body that the system or the record layer took
	 * (more than 0), IO_AGAIN or IO_BROKEN.  After IO_AGAIN the next call
	 * starts at the same byte.
	 */
	ssize_t (*send)(struct conn *, struct str head, struct str body);
	/* Say that nothing more will come. */
	void (*shutdown)(struct conn *);
	/* Are there bytes to recv that the socket will not tell of? */
	bool (*has_pending)(const struct conn *);
};

extern const struct transport transport_plain;

#endif
