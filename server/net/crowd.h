/*
 * crowd.h: the connections of a loop: when each is looked at, and which give
 * way when there are too many.
 *
 * A connection has one moment at which it wants to be looked at.  Those of the
 * same tick stand in one list, so that a tick costs what is due in it and not
 * what is open.  A moment that moves away is left alone: the connection is
 * looked at too early and told so.
 *
 * Resting connections are those that nobody minds to lose: nothing is asked,
 * and they have given their memory back.  Above half of the limit the time that
 * they may rest shrinks; near the limit it is nothing and the one that has
 * rested longest goes first, so that a crowd without a question never keeps a
 * newcomer out.  Where none rests then, all that have been idle for some round
 * trips do at once (conn_hurry), so that a crowd that comes back as soon as it
 * is closed does not either.
 */
#ifndef NET_CROWD_H
#define NET_CROWD_H

#include <stdbool.h>
#include <stdint.h>

struct conn;

enum { CROWD_SLOTS = 64 };

struct crowd {
	struct conn *slots[CROWD_SLOTS];
	int slot;	    /* of the last tick */
	int64_t ticked_us;  /* the moment of that tick */
	int64_t tick_us;    /* from one tick to the next */
	int n;		    /* connections */
	struct conn *first; /* resting, longest first */
	struct conn **last;
};

void crowd_init(struct crowd *, int tick_ms, int64_t now_us);

/* A new connection; it is looked at first at at_us. */
void crowd_add(struct crowd *, struct conn *, int64_t at_us);
void crowd_remove(struct crowd *, struct conn *);

/* Look at it about this moment, or before it. */
void crowd_look(struct crowd *, struct conn *, int64_t at_us);
/*
 * Look at all whose moment has come, by conn_tick(), which either closes the
 * connection or says by crowd_look() when it is to be looked at again.
 */
void crowd_tick(struct crowd *, int64_t now_us);

/* It rests from now on, or no longer. */
void crowd_rest(struct crowd *, struct conn *);
void crowd_wake(struct crowd *, struct conn *);
/* The one that has rested longest, or NULL. */
struct conn *crowd_longest_resting(const struct crowd *);

/* Call fn with each, of which some perhaps twice; it may close that one. */
void crowd_each(struct crowd *, void (*fn)(struct conn *));

/*
 * How long a connection may rest where n of max are open: as long as its own
 * deadline lets it (INT64_MAX) up to the half, from there on less than idle_us,
 * and 0 when somebody must go now.
 */
int64_t crowd_patience_us(int n, int max, int64_t idle_us);

#endif
