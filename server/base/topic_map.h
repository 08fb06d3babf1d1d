/*
 * topic_map.h: find what there is about a topic.
 *
 * The things that are found are the caller's: each begins with a struct
 * topic_node and outlives its being in the map.
 */
#ifndef BASE_TOPIC_MAP_H
#define BASE_TOPIC_MAP_H

#include <stddef.h>

#include "base/topic.h"

struct topic_node {
	struct topic_node *next; /* the map's */
	struct topic topic;
};

struct topic_map {
	struct topic_node **buckets;
	size_t n_buckets, n;
};

void topic_map_init(struct topic_map *);
/* What is still in it is forgotten. */
void topic_map_fini(struct topic_map *);

struct topic_node *topic_map_find(const struct topic_map *, struct topic);
/* Of a topic that is not there yet; the node's topic is filled in. */
void topic_map_add(struct topic_map *, struct topic_node *);
/* CHECKs that it is there. */
void topic_map_remove(struct topic_map *, struct topic_node *);

/* One after another, in no order; NULL begins, and NULL is the end. */
struct topic_node *
topic_map_next(const struct topic_map *, const struct topic_node *);

#endif
