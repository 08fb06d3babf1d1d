/*
 * h2_read.c: what nghttp2 has read.  It has judged frames, and the order and
 * names of fields; http/head2.h judges the fields once more.
 */
#include "base/check.h"
#include "net/h2.h"

static struct str
text_of(nghttp2_rcbuf *b)
{
	nghttp2_vec v = nghttp2_rcbuf_get_buf(b);

	return (struct str){ (const char *)v.base, v.len };
}

static int
on_begin_headers(
    nghttp2_session *session, const nghttp2_frame *frame, void *arg)
{
	(void)session;
	if (frame->hd.type == NGHTTP2_HEADERS &&
	    frame->headers.cat == NGHTTP2_HCAT_REQUEST)
		h2_stream_new(arg, frame->hd.stream_id);
	return 0;
}

static int
on_header(nghttp2_session *session, const nghttp2_frame *frame,
    nghttp2_rcbuf *name_buf, nghttp2_rcbuf *value_buf, uint8_t flags, void *arg)
{
	struct conn *c = arg;
	struct h2 *h = c->session;
	struct h2_stream *s = h2_stream_find(c, frame->hd.stream_id);
	struct str name = text_of(name_buf), value = text_of(value_buf);
	bool is_good;

	(void)flags;
	if (s == NULL)
		return 0;
	if (frame->headers.cat == NGHTTP2_HCAT_REQUEST) {
		is_good = http2_head_field(
		    &s->head, s->x.arena, &s->x.req, name, value);
	} else {
		is_good = http2_is_trailer(name, value);
		s->head.n_bytes += name.n + value.n + HTTP2_FIELD_COST;
	}
	if (s->head.n_bytes > H2_HEAD_BOMB)
		h->error = NGHTTP2_ENHANCE_YOUR_CALM;
	else if (is_good)
		return 0;
	/* What is left of the block is read past. */
	CHECK(nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, s->id,
		  NGHTTP2_PROTOCOL_ERROR) == 0);
	return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

/* One that nghttp2 would leave out. */
static int
on_invalid_header(nghttp2_session *session, const nghttp2_frame *frame,
    nghttp2_rcbuf *name, nghttp2_rcbuf *value, uint8_t flags, void *arg)
{
	(void)session;
	(void)frame;
	(void)name;
	(void)value;
	(void)flags;
	(void)arg;
	return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE; /* PROTOCOL_ERROR */
}

static int
on_data(nghttp2_session *session, uint8_t flags, int32_t id,
    const uint8_t *bytes, size_t n, void *arg)
{
	struct h2_stream *s = h2_stream_find(arg, id);

	(void)session;
	(void)flags;
	if (s != NULL)
		h2_stream_content(
		    arg, s, (struct str){ (const char *)bytes, n });
	return 0;
}

static int
on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *arg)
{
	bool is_whole = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
	struct h2_stream *s;

	(void)session;
	if ((frame->hd.type != NGHTTP2_HEADERS &&
		frame->hd.type != NGHTTP2_DATA) ||
	    (s = h2_stream_find(arg, frame->hd.stream_id)) == NULL)
		return 0;
	if (s->phase == H2_HEAD)
		h2_stream_head(arg, s, is_whole);
	else if (s->phase == H2_BODY && is_whole)
		h2_stream_begin(arg, s);
	return 0;
}

static int
on_close(nghttp2_session *session, int32_t id, uint32_t error, void *arg)
{
	struct h2_stream *s = nghttp2_session_get_stream_user_data(session, id);

	(void)error;
	if (s != NULL)
		h2_stream_over(arg, s);
	return 0;
}

void
h2_read_set_callbacks(nghttp2_session_callbacks *cb)
{
	nghttp2_session_callbacks_set_on_begin_headers_callback(
	    cb, on_begin_headers);
	nghttp2_session_callbacks_set_on_header_callback2(cb, on_header);
	nghttp2_session_callbacks_set_on_invalid_header_callback2(
	    cb, on_invalid_header);
	nghttp2_session_callbacks_set_on_data_chunk_recv_callback(cb, on_data);
	nghttp2_session_callbacks_set_on_frame_recv_callback(cb, on_frame);
	nghttp2_session_callbacks_set_on_stream_close_callback(cb, on_close);
}
