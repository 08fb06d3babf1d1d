/*
 * server.h: sockets in, finished responses out.
 *
 * net/ knows nothing of routes.  It reads requests, asks struct net_handler
 * what to do with them, and writes what comes back.
 *
 * Loop threads (one a core) own the connections.  Pools of worker threads run
 * what may block; each pool has a bounded queue, and a request that finds it
 * full is answered 503 with Retry-After.
 */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "http/request.h"
#include "http/response.h"

enum {
	NET_POOLS_MAX = 4,
	NET_TEXT_MAX = 160 /* bytes of what is said to a stream */
};

/* What a loop thread does with a request whose body is complete. */
enum net_verdict {
	NET_ANSWERED, /* the response is filled in */
	NET_POOL      /* to the pool in *pool */
};

struct net_handler {
	void *arg;
	/*
	 * On a loop thread: answer from memory or choose a pool.  Never blocks.
	 * The arena is the request's.
	 */
	enum net_verdict (*start)(void *arg, struct arena *,
	    const struct http_request *, struct http_response *, int *pool);
	/*
	 * On a worker thread: fill in the response. worker is from open.
	 * False: it is not filled in yet; another run() will, and say so by
	 * net_finish() before that returns.
	 */
	bool (*run)(void *arg, void *worker, struct arena *,
	    const struct http_request *, struct http_response *);
	/*
	 * On a loop thread: the answer to a request that could not be read or
	 * not be taken: 400, 405, 408, 413, 414, 431, 501, 503, 505.  req has
	 * what is known (id and client always, perhaps no path).
	 */
	void (*refuse)(void *arg, struct arena *, const struct http_request *,
	    int status, struct http_response *);
	/* On a worker thread, first and last.  open returns NULL on failure. */
	void *(*worker_open)(void *arg, int pool);
	void (*worker_close)(void *arg, void *worker);
	/*
	 * On a loop thread, after the last byte was handed to the system (of a
	 * stream: the last before it waits) or the connection broke.
	 * duration_us counts from the complete request.
	 */
	void (*done)(void *arg, const struct http_request *,
	    const struct http_response *, int64_t duration_us);
	/*
	 * On a loop thread, which holds no lock: on this loop somebody listens
	 * to the topic from now on, or nobody any more.  What is said from here
	 * on, they hear.  May be NULL.
	 */
	void (*listen)(void *arg, struct topic, bool is_heard);
};

/* On a worker thread: the response that a run() left open is filled in. */
void net_finish(struct http_response *);

struct net_pool {
	int n_threads;
	int queue_max; /* requests waiting */
};

/* All that it points to outlives the server. */
struct net_config {
	const char *listen; /* address to bind, such as "127.0.0.1", "::" */
	int https_port;	    /* 0: none */
	int http_port;	    /* plain HTTP, bound to loopback only; 0: none */
	int redirect_port;  /* answers 308 to https; 0: none */
	int n_loops;	    /* 0: one a core */
	const char *cert_file, *key_file; /* PEM */
	struct net_pool pools[NET_POOLS_MAX];
	int n_pools;
	/* Addresses of proxies whose X-Forwarded-For and -Proto are believed.
	 */
	const struct http_address *proxies;
	size_t n_proxies;
	/* Times in milliseconds. */
	int head_timeout_ms;  /* from first byte to end of fields: 408 */
	int body_timeout_ms;  /* for the whole body: 408 */
	int idle_timeout_ms;  /* between requests: closed */
	int write_timeout_ms; /* no progress in sending: closed */
	int connections_max;  /* more are closed at once; fewer, with a
			       * warning, where descriptors are scarce */
	int connections_per_address_max;
	/* Streams: in all, and from one address as many as connections. */
	int streams_max;
	int stream_silence_ms; /* then a word shows who is still there, to
				* proxies too */
	/*
	 * Bytes of bodies in hand, beyond the first EXCHANGE_BODY_FREE of
	 * each: 503.
	 */
	size_t bodies_max;
};

struct net_server;

/*
 * Bind, read the certificate, start nothing yet.
 *
 * ERR_CONFLICT	a port is taken: *why names it
 * ERR_INVALID	an address or certificate is wrong: *why says which
 * ERR_INTERNAL	logged; *why too
 *
 * *why is a sentence in English for the administrator, in the arena.
 */
enum err net_server_new(const struct net_config *, const struct net_handler *,
    struct arena *, struct net_server **out, struct str *why) MUST_CHECK;

/*
 * Serve until net_server_stop(), SIGTERM or SIGINT: then finish the requests
 * in flight (at most 10 seconds, of which one for the rest of a request that
 * has come in part) and return.  SIGHUP reads certificate and key again (a
 * broken pair is logged and the old one stays).
 */
enum err net_server_run(struct net_server *) MUST_CHECK;
/* From any thread or signal handler: what SIGTERM and SIGHUP do. */
void net_server_stop(struct net_server *);
void net_server_reload(struct net_server *);

/*
 * From any thread: give those who listen to a topic its newest text, of
 * NET_TEXT_MAX bytes at most.  A text that they have heard is not repeated.  An
 * empty one ends what listens, so that everybody has to ask again.
 */
void net_say(struct net_server *, struct topic, struct str text);
/* The same for what an account listens to; 0: for all that is somebody's. */
void net_hang_up(struct net_server *, int64_t owner_id);

/* What the server has done, and what it has in hand. */
struct net_stats {
	/* Since its start: connections by how they came in. */
	uint64_t n_accepted_plain, n_accepted_tls;
	uint64_t n_refused;  /* too many, in all or from one address */
	uint64_t n_gave_way; /* at rest, closed early to make room */
	uint64_t n_handshakes_full, n_handshakes_resumed, n_handshakes_failed;
	uint64_t n_http1, n_http2;    /* requests */
	uint64_t bytes_in, bytes_out; /* inside TLS */
	uint64_t n_bodies_refused;
	/* Now. */
	uint64_t n_open, n_max; /* connections */
	uint64_t n_streams, n_streams_max;
	uint64_t bodies, bodies_max; /* bytes, as in struct net_config */
	struct net_pool_stats {
		uint64_t n_threads, n_busy, n_waiting, queue_max;
		uint64_t n_run, n_refused; /* since the start */
	} pools[NET_POOLS_MAX];
	int n_pools;
};
/* From any thread. */
void net_server_stats(struct net_server *, struct net_stats *);

/* After net_server_run() has returned, or instead of it. */
void net_server_free(struct net_server *);

/*
 * Which library speaks TLS, and which does its ciphers: text for a person.
 *
 * ERR_INTERNAL	logged
 */
enum err net_ciphers(struct arena *, struct str *out) MUST_CHECK;

/*
 * Make a self-signed ECDSA P-256 certificate for localhost and the names
 * given, valid ten years, and its key (mode 0600), as PEM files.
 *
 * ERR_INTERNAL	logged
 */
enum err net_cert_create(const char *cert_file, const char *key_file,
    const char *const *names, size_t n_names) MUST_CHECK;

#endif
