#include "base/topic_map.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/check.h"

enum { BUCKETS_MIN = 16 }; /* a power of two, and so are all that follow */

void
topic_map_init(struct topic_map *m)
{
	m->n_buckets = BUCKETS_MIN;
	m->n = 0;
	m->buckets = xcalloc(m->n_buckets, sizeof(struct topic_node *));
}

void
topic_map_fini(struct topic_map *m)
{
	free(m->buckets);
	m->buckets = NULL;
	m->n_buckets = m->n = 0;
}

static size_t
bucket_of(const struct topic_map *m, struct topic t)
{
	uint64_t h = ((uint64_t)t.id << 3 | (uint64_t)t.kind) *
	    0x9e3779b185ebca87;

	return (size_t)(h >> 32) & (m->n_buckets - 1);
}

static struct topic_node **
place_of(const struct topic_map *m, struct topic t)
{
	struct topic_node **at = &m->buckets[bucket_of(m, t)];

	while (*at != NULL &&
	    ((*at)->topic.kind != t.kind || (*at)->topic.id != t.id))
		at = &(*at)->next;
	return at;
}

struct topic_node *
topic_map_find(const struct topic_map *m, struct topic t)
{
	return *place_of(m, t);
}

static void
grow(struct topic_map *m)
{
	struct topic_map wider = { .n_buckets = m->n_buckets * 2, .n = m->n };

	wider.buckets = xcalloc(wider.n_buckets, sizeof(struct topic_node *));
	for (size_t i = 0; i < m->n_buckets; i++)
		for (struct topic_node *n = m->buckets[i], *next; n != NULL;
		     n = next) {
			struct topic_node *
			    *to = &wider.buckets[bucket_of(&wider, n->topic)];

			next = n->next;
			n->next = *to;
			*to = n;
		}
	free(m->buckets);
	*m = wider;
}

void
topic_map_add(struct topic_map *m, struct topic_node *n)
{
	struct topic_node **at;

	if (m->n == m->n_buckets)
		grow(m);
	at = place_of(m, n->topic);
	CHECK(*at == NULL);
	n->next = NULL;
	*at = n;
	m->n++;
}

void
topic_map_remove(struct topic_map *m, struct topic_node *n)
{
	struct topic_node **at = place_of(m, n->topic);

	CHECK(*at == n);
	*at = n->next;
	m->n--;
}

struct topic_node *
topic_map_next(const struct topic_map *m, const struct topic_node *after)
{
	size_t i = 0;

	if (after != NULL && after->next != NULL)
		return after->next;
	if (after != NULL)
		i = bucket_of(m, after->topic) + 1;
	while (i < m->n_buckets && m->buckets[i] == NULL)
		i++;
	return i < m->n_buckets ? m->buckets[i] : NULL;
}
