/*
 * stream.h: answers without an end: who listens on a loop to which topic.
 *
 * A protocol takes an answer with a stream through three steps.  When the
 * answer is there, stream_prepare() finds room for it.  When its head and body
 * have been sent, stream_open() begins to push to it.  stream_close() forgets
 * it, whenever and why ever it ends; the protocol calls it from its finish()
 * and wherever the answer breaks off.
 *
 * Only the newest text of a topic matters.  A peer that reads slowly misses
 * what was said in between, so that nothing piles up for it; one that reads
 * nothing is closed by the deadline for sending.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "base/topic.h"
#include "base/topic_map.h"

struct exchange;
struct loop;
struct stream;
struct stream_topic;

/* A peer that acknowledges nothing for so long is gone. */
enum { STREAM_PEER_GONE_MS = 60 * 1000 };

/* An owner who was sent away, and when. */
struct stream_gone {
	int64_t owner_id, at_us;
};

enum { STREAM_GONE_MAX = 64 };

/* What a loop knows of its streams. */
struct streams {
	pthread_mutex_t lock; /* guards this paragraph */
	struct topic_map topics;
	struct stream_topic *said; /* those with something new */
	int64_t *hung_up;	   /* owners */
	size_t n_hung_up, hung_up_cap;

	/* The rest is the loop thread's own. */
	struct stream *first, **last; /* open ones, longest silent first */
	/* Where walks go on. */
	struct stream *next_open, *next_listener;
	/* The last of them, for streams that were asked for before. */
	struct stream_gone gone[STREAM_GONE_MAX];
	size_t n_gone;
};

void streams_init(struct streams *);
/* All are closed. */
void streams_fini(struct streams *);

/*
 * The answer is there.  With a stream in it and room for one more, x->stream is
 * made; where there are too many the answer becomes a 503.  An ordinary answer,
 * or one to HEAD, is left as it is.
 */
void stream_prepare(struct exchange *);
/*
 * Head and body were sent, and the response may be forgotten: from here on the
 * loop pushes, the newest text of the topic at once if it has one.
 */
void stream_open(struct stream *);
/* What was pushed is gone; catch up with what was said meanwhile. */
void stream_go_on(struct stream *);
/* It is no more; NULL is fine.  Clears x->stream. */
void stream_close(struct stream *);

/*
 * From any thread, what net_say() and net_hang_up() do on one loop.  True when
 * the loop is to be woken, which then calls streams_deliver().
 */
bool streams_say(struct streams *, struct topic, struct str);
bool streams_hang_up(struct streams *, int64_t owner_id);
void streams_deliver(struct loop *);

/* On the loop's thread: a word to those who heard none for long. */
void streams_tick(struct loop *, int64_t now_us);
/* The server stops: end all. */
void streams_end(struct loop *);

#endif
