/*
 * metrics.h: what the rooms count, as Prometheus reads it (text format 0.0.4).
 *
 * It stands beside main.c because it sees every room.  Numbers only: what is
 * printed has no name, id or address of anybody.
 */
#ifndef METRICS_H
#define METRICS_H

#include <stdint.h>

#include "base/buf.h"

struct cache;
struct indexer;
struct mailer;
struct net_server;
struct notes;
struct router;
struct store;

struct metrics {
	struct net_server *net;
	struct router *router;
	struct cache *cache;
	struct store *store;
	struct indexer *indexer;
	struct notes *notes;
	struct mailer *mailer; /* NULL: there is none */
	int64_t started_at;
};

/* arg is a struct metrics. */
void metrics_print(void *arg, struct buf *out);

#endif
