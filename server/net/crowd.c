#include "net/crowd.h"

#include <stddef.h>

#include "net/conn.h"

void
crowd_init(struct crowd *w, int tick_ms, int64_t now_us)
{
	*w = (struct crowd){ .tick_us = (int64_t)tick_ms * 1000,
		.ticked_us = now_us };
	w->last = &w->first;
}

static void
put(struct crowd *w, struct conn *c, int64_t at_us)
{
	int64_t ticks = 1;
	struct conn **list;

	if (at_us > w->ticked_us)
		ticks += (at_us - w->ticked_us - 1) / w->tick_us;
	if (ticks >= CROWD_SLOTS)
		ticks = CROWD_SLOTS - 1;
	c->look_us = w->ticked_us + ticks * w->tick_us;
	list = &w->slots[(w->slot + ticks) % CROWD_SLOTS];
	c->next = *list;
	c->link = list;
	if (c->next != NULL)
		c->next->link = &c->next;
	*list = c;
}

static void
take(struct conn *c)
{
	*c->link = c->next;
	if (c->next != NULL)
		c->next->link = c->link;
}

void
crowd_add(struct crowd *w, struct conn *c, int64_t at_us)
{
	w->n++;
	put(w, c, at_us);
}

void
crowd_remove(struct crowd *w, struct conn *c)
{
	w->n--;
	crowd_wake(w, c);
	take(c);
}

void
crowd_look(struct crowd *w, struct conn *c, int64_t at_us)
{
	if (at_us >= c->look_us)
		return;
	take(c);
	put(w, c, at_us);
}

void
crowd_tick(struct crowd *w, int64_t now_us)
{
	while (w->ticked_us + w->tick_us <= now_us) {
		struct conn *c, *next;

		w->ticked_us += w->tick_us;
		w->slot = (w->slot + 1) % CROWD_SLOTS;
		/* Nobody comes back to the list that is being walked. */
		for (c = w->slots[w->slot]; c != NULL; c = next) {
			next = c->next;
			c->look_us = INT64_MAX; /* any moment is earlier */
			conn_tick(c, now_us);
		}
	}
}

void
crowd_rest(struct crowd *w, struct conn *c)
{
	if (c->rest_link != NULL)
		return;
	c->rest_next = NULL;
	c->rest_link = w->last;
	*w->last = c;
	w->last = &c->rest_next;
}

void
crowd_wake(struct crowd *w, struct conn *c)
{
	if (c->rest_link == NULL)
		return;
	*c->rest_link = c->rest_next;
	if (c->rest_next != NULL)
		c->rest_next->rest_link = c->rest_link;
	else
		w->last = c->rest_link;
	c->rest_link = NULL;
}

struct conn *
crowd_longest_resting(const struct crowd *w)
{
	return w->first;
}

void
crowd_each(struct crowd *w, void (*fn)(struct conn *))
{
	for (int i = 0; i < CROWD_SLOTS; i++)
		for (struct conn *c = w->slots[i], *next; c != NULL; c = next) {
			next = c->next;
			fn(c);
		}
}

int64_t
crowd_patience_us(int n, int max, int64_t idle_us)
{
	int few = max / 2, many = max - max / 10;

	if (n <= few)
		return INT64_MAX;
	if (n >= many)
		return 0;
	return idle_us / (many - few) * (many - n);
}
