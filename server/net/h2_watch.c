#include "net/h2_watch.h"

#include <string.h>

#include "base/clock.h"

struct frame {
	size_t n; /* bytes of payload */
	uint8_t type, flags;
	int32_t id;
};

void
h2_watch_init(struct h2_watch *w)
{
	*w = (struct h2_watch){ .n_left = H2_PREFACE };
}

void
h2_watch_credit(struct h2_watch *w, int n_frames)
{
	w->n_idle -= n_frames < w->n_idle ? n_frames : w->n_idle;
}

/* Does it bring nothing by itself?  (New fields do: they ask.) */
static bool
is_idle(const struct h2_watch *w, const struct frame *f)
{
	if (f->type == NGHTTP2_DATA)
		return f->n < H2_CRUMB &&
		    (f->flags & NGHTTP2_FLAG_END_STREAM) == 0;
	return f->type != NGHTTP2_HEADERS || f->id <= w->last_id;
}

static bool
is_flood(struct h2_watch *w)
{
	int64_t now_us;

	if (++w->n_idle == 1)
		w->idle_from_us = clock_mono_us();
	if (w->n_idle <= H2_IDLE_FRAMES_MAX)
		return false;
	now_us = clock_mono_us();
	if (now_us - w->idle_from_us < (int64_t)H2_IDLE_FRAMES_MS * 1000)
		return true;
	w->n_idle = 1;
	w->idle_from_us = now_us;
	return false;
}

/*
 * nghttp2 forgets a stream that is over and then ignores what comes for it,
 * as it must while our reset is on its way.  It does not know who ended it.
 */
static uint32_t
check_stream(struct h2_watch *w, nghttp2_session *session, struct frame *f)
{
	size_t at = (size_t)(f->id / 2) % H2_RECENT;

	if (f->id > w->last_id && f->type == NGHTTP2_HEADERS) {
		w->last_id = f->id;
		w->recent[at].id = f->id;
		w->recent[at].has_ended = false;
	} else if (f->id > w->last_id || f->id % 2 == 0) {
		return NGHTTP2_NO_ERROR; /* nghttp2 knows an idle stream */
	} else if (w->recent[at].id != f->id) {
		if (f->type == NGHTTP2_HEADERS &&
		    nghttp2_session_get_stream_user_data(session, f->id) ==
			NULL)
			return NGHTTP2_PROTOCOL_ERROR;
		return NGHTTP2_NO_ERROR;
	}
	if (w->recent[at].has_ended && f->type != NGHTTP2_RST_STREAM)
		return NGHTTP2_STREAM_CLOSED;
	if (f->type == NGHTTP2_RST_STREAM ||
	    (f->flags & NGHTTP2_FLAG_END_STREAM) != 0)
		w->recent[at].has_ended = true;
	return NGHTTP2_NO_ERROR;
}

static int32_t
read_id(const uint8_t *p)
{
	return (int32_t)((uint32_t)(p[0] & 0x7f) << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3]);
}

/* RFC 9113, section 4.1 */
static struct frame
read_head(const uint8_t *p)
{
	return (struct frame){
		.n = (size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2],
		.type = p[3],
		.flags = p[4],
		.id = read_id(p + 5),
	};
}

/* RFC 9113, section 6.3; other lengths are for nghttp2 to refuse. */
static bool
is_priority(const struct frame *f)
{
	return f->type == NGHTTP2_PRIORITY && f->n == H2_DEPENDENCY + 1;
}

/* The bytes that must be seen before the frame is judged. */
static size_t
n_wanted(const struct h2_watch *w)
{
	struct frame f;

	if (w->n_head < H2_FRAME_HEAD)
		return H2_FRAME_HEAD;
	f = read_head(w->head);
	return H2_FRAME_HEAD + (is_priority(&f) ? H2_DEPENDENCY : 0);
}

static uint32_t
check_frame(struct h2_watch *w, nghttp2_session *session)
{
	struct frame f = read_head(w->head);
	bool counts = is_idle(w, &f);
	uint32_t error = NGHTTP2_NO_ERROR;

	w->n_left = f.n - (w->n_head - H2_FRAME_HEAD);
	w->n_head = 0;
	if (is_priority(&f) &&
	    (f.id == 0 || f.id == read_id(w->head + H2_FRAME_HEAD)))
		return NGHTTP2_PROTOCOL_ERROR;
	if (f.id != 0 &&
	    (f.type == NGHTTP2_DATA || f.type == NGHTTP2_HEADERS ||
		f.type == NGHTTP2_RST_STREAM))
		error = check_stream(w, session, &f);
	if (error == NGHTTP2_NO_ERROR && counts && is_flood(w))
		error = NGHTTP2_ENHANCE_YOUR_CALM;
	return error;
}

uint32_t
h2_watch(
    struct h2_watch *w, nghttp2_session *session, struct str in, size_t *n_ok)
{
	size_t at = 0;

	while (at < in.n) {
		size_t n = in.n - at, n_more;
		uint32_t error;

		if (w->n_left > 0) {
			n = n < w->n_left ? n : w->n_left;
			w->n_left -= n;
			at += n;
			continue;
		}
		n_more = n_wanted(w) - w->n_head;
		n = n < n_more ? n : n_more;
		memcpy(w->head + w->n_head, in.p + at, n);
		w->n_head += n;
		if (w->n_head == n_wanted(w) &&
		    (error = check_frame(w, session)) != NGHTTP2_NO_ERROR) {
			*n_ok = at;
			return error;
		}
		at += n;
	}
	*n_ok = in.n;
	return NGHTTP2_NO_ERROR;
}
