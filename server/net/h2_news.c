/*
 * h2_news.c: answers without an end: one text at a time is on its way to who
 * listens, and nghttp2 asks for no more until there is one.
 */
#include "net/h2.h"
#include "net/loop.h"
#include "net/stream.h"

void
h2_news_room(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;

	s->has_room = h->has_news = true;
}

/* The beginning is sent: keep no more of it than it takes. */
static void
listen_on(struct conn *c, struct h2_stream *s)
{
	struct h2 *h = c->session;

	exchange_finish(&s->x);
	h->n_body -= s->body.n;
	buf_free(&s->body);
	arena_free(s->x.arena);
	s->x.arena = NULL;
	h2_stream_let_go(h, s);
	s->phase = H2_NEWS;
	stream_open(s->x.stream);
}

bool
h2_news_take(struct conn *c)
{
	struct h2 *h = c->session;

	if (c->state != CONN_OPEN || h->is_blocked || !h->has_news)
		return false;
	h->has_news = false;
	for (struct h2_stream *s = h->streams; s != NULL; s = s->next) {
		if (!s->has_room || s->x.stream == NULL)
			continue;
		s->deadline_us = INT64_MAX;
		if (s->phase == H2_NEWS)
			stream_go_on(s->x.stream);
		else
			listen_on(c, s);
	}
	h2_stream_free_spare(h);
	conn_trim(c);
	return true;
}

bool
h2_news_push(struct conn *c, struct exchange *x, struct str text)
{
	struct h2 *h = c->session;
	struct h2_stream *s = (struct h2_stream *)x;

	if (!s->has_room)
		return false;
	s->has_room = false;
	buf_clear(&s->body);
	buf_str(&s->body, text);
	s->left = buf_text(&s->body);
	h2_stream_allow(s, c->loop->shared->config.write_timeout_ms);
	/* Of a stream that is being reset there is nothing to be sent. */
	(void)nghttp2_session_resume_data(h->session, s->id);
	h2_go_on(c);
	return true;
}

void
h2_news_finish(struct conn *c, struct exchange *x)
{
	struct h2 *h = c->session;
	struct h2_stream *s = (struct h2_stream *)x;

	stream_close(x->stream);
	/* Who has not read what was pushed need not be told either. */
	h2_stream_allow(s, c->loop->shared->config.write_timeout_ms);
	if (s->has_room)
		(void)nghttp2_session_resume_data(h->session, s->id);
	else
		h2_stream_reset(c, s, NGHTTP2_CANCEL);
	s->has_room = false;
	h2_go_on(c);
}
