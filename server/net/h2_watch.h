/*
 * h2_watch.h: what can be told from the heads of HTTP/2 frames alone, before
 * nghttp2 reads them: frames on streams that have ended, and floods of frames
 * that bring nothing.
 */
#ifndef NET_H2_WATCH_H
#define NET_H2_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <nghttp2/nghttp2.h>

#include "base/attr.h"
#include "base/str.h"

enum {
	H2_FRAME_HEAD = 9, /* bytes */
	H2_DEPENDENCY = 4, /* of them, behind the head of a PRIORITY */
	H2_PREFACE = 24,
	/*
	 * Frames in a minute that ask nothing and bring nothing: pings,
	 * settings, priorities, resets, windows, unknown ones, content in
	 * crumbs.  Answers and content weigh against them.
	 */
	H2_IDLE_FRAMES_MAX = 1000,
	H2_IDLE_FRAMES_MS = 60000,
	/* What a request and a frame of an answer weigh. */
	H2_REQUEST_FRAMES = 8,
	H2_ANSWER_FRAMES = 2,
	H2_CRUMB = 64,	/* bytes; less content is a crumb */
	H2_RECENT = 128 /* streams whose end is remembered */
};

struct h2_watch {
	uint8_t head[H2_FRAME_HEAD + H2_DEPENDENCY];
	size_t n_head;
	size_t n_left;	      /* bytes of the frame, or of the preface */
	int32_t last_id;      /* the highest that was opened */
	int n_idle;	      /* frames, less what weighed against them */
	int64_t idle_from_us; /* when counting began */
	struct {
		int32_t id;
		bool has_ended; /* the peer has said its last */
	} recent[H2_RECENT];
};

/* Before the first byte, which is the preface's. */
void h2_watch_init(struct h2_watch *);

/*
 * Look at bytes that nghttp2 is to read next.  Returns NGHTTP2_NO_ERROR where
 * there is nothing against it; otherwise the error of the connection, and
 * *n_ok bytes may still be read before it ends.
 *
 * NGHTTP2_STREAM_CLOSED	content or fields on a stream that the peer
 *				ended or reset
 * NGHTTP2_PROTOCOL_ERROR	fields on a stream older than the newest, which
 *				was never opened; a priority of no stream, or
 *				one that depends on itself (nghttp2 does not
 *				look at them)
 * NGHTTP2_ENHANCE_YOUR_CALM	too many frames that bring nothing
 */
uint32_t h2_watch(struct h2_watch *, nghttp2_session *, struct str in,
    size_t *n_ok) MUST_CHECK;

/* Something useful happened that weighs so many frames. */
void h2_watch_credit(struct h2_watch *, int n_frames);

#endif
