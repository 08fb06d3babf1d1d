/*
 * h2_peer.h: for the tests of HTTP/2: frames to the server under test and back,
 * made and read by hand.
 */
#ifndef TEST_NET_H2_PEER_H
#define TEST_NET_H2_PEER_H

#include <netinet/tcp.h>
#include <stdatomic.h>

#include <nghttp2/nghttp2.h>

#include "net/h2.h"
#include "net/peer.h"

#define PREFACE NGHTTP2_CLIENT_MAGIC "\0\0\0\4\0\0\0\0\0"

enum { PATIENCE_TURNS = 20000 };

static void
wait_for(atomic_int *count, int n)
{
	for (int i = 0; atomic_load(count) != n; i++) {
		assert_true(i < PATIENCE_TURNS);
		pause_ms(1);
	}
}

static void
put_frame(struct buf *b, int type, int flags, int id, struct str payload)
{
	const char head[H2_FRAME_HEAD] = { (char)(payload.n >> 16),
		(char)(payload.n >> 8), (char)payload.n, (char)type,
		(char)flags, (char)(id >> 24), (char)(id >> 16),
		(char)(id >> 8), (char)id };

	buf_add(b, head, sizeof(head));
	buf_str(b, payload);
}

static void
send_frame(struct peer *p, int type, int flags, int id, struct str payload)
{
	struct buf b = { 0 };

	put_frame(&b, type, flags, id, payload);
	peer_write(p, buf_text(&b));
	buf_free(&b);
}

static void
put_field(struct buf *b, const char *name, const char *value)
{
	buf_char(b, 0);
	buf_char(b, (char)strlen(name));
	buf_str(b, str_of(name));
	buf_char(b, (char)strlen(value));
	buf_str(b, str_of(value));
}

static void
ask(struct peer *p, int id, const char *method, const char *path, int flags)
{
	struct buf b = { 0 };

	put_field(&b, ":method", method);
	put_field(&b, ":scheme", "https");
	put_field(&b, ":path", path);
	put_field(&b, ":authority", "a.example");
	send_frame(p, NGHTTP2_HEADERS, flags, id, buf_text(&b));
	buf_free(&b);
}

static void
get(struct peer *p, int id, const char *path)
{
	ask(p, id, "GET", path,
	    NGHTTP2_FLAG_END_HEADERS | NGHTTP2_FLAG_END_STREAM);
}

static void
reset(struct peer *p, int id)
{
	send_frame(p, NGHTTP2_RST_STREAM, 0, id, STR("\0\0\0\10"));
}

static void
connect_h2(struct house *h, struct peer *p)
{
	peer_open_as(p, h->config.https_port, "h2");
	peer_write(p, STR(PREFACE));
}

struct heard {
	int type, flags, id;
	char payload[64]; /* its beginning, NUL-terminated */
	uint32_t last;	  /* its last four bytes */
	bool is_end;	  /* of the connection */
};

static struct heard
hear(struct peer *p)
{
	struct heard f = { 0 };
	const unsigned char *at;
	size_t n = H2_FRAME_HEAD;

	while (p->got.n < H2_FRAME_HEAD || p->got.n < n) {
		if (!peer_read_some(p))
			return (struct heard){ .is_end = true };
		at = (const unsigned char *)p->got.p;
		if (p->got.n >= H2_FRAME_HEAD)
			n = H2_FRAME_HEAD + ((size_t)at[0] << 16) +
			    ((size_t)at[1] << 8) + at[2];
	}
	at = (const unsigned char *)p->got.p;
	n = H2_FRAME_HEAD + ((size_t)at[0] << 16) + ((size_t)at[1] << 8) +
	    at[2];
	f.type = at[3];
	f.flags = at[4];
	f.id = at[7] << 8 | at[8];
	memcpy(f.payload, at + H2_FRAME_HEAD,
	    n - H2_FRAME_HEAD < sizeof(f.payload) - 1 ? n - H2_FRAME_HEAD
						      : sizeof(f.payload) - 1);
	if (n >= H2_FRAME_HEAD + 4)
		f.last = (uint32_t)at[n - 4] << 24 | (uint32_t)at[n - 3] << 16 |
		    (uint32_t)at[n - 2] << 8 | at[n - 1];
	memmove(p->got.p, p->got.p + n, p->got.n - n);
	p->got.n -= n;
	return f;
}

/* The next frame of that type; others are passed over. */
static struct heard
hear_type(struct peer *p, int type)
{
	struct heard f;

	do {
		f = hear(p);
		if (f.is_end)
			fail_msg(
			    "the server closed before a frame of %d", type);
	} while (f.type != type);
	return f;
}

static void
hear_data(struct peer *p, int id, const char *text)
{
	struct heard f = hear_type(p, NGHTTP2_DATA);

	assert_int_equal(f.id, id);
	assert_string_equal(f.payload, text);
}

static void
hear_reset(struct peer *p, int id, uint32_t code)
{
	struct heard f = hear_type(p, NGHTTP2_RST_STREAM);

	assert_int_equal(f.id, id);
	assert_int_equal(f.last, code);
}

/* It says so, and closes. */
static void
hear_goaway(struct peer *p, uint32_t code)
{
	assert_int_equal(hear_type(p, NGHTTP2_GOAWAY).last, code);
	while (!hear(p).is_end)
		continue;
}

/* The server has read all that was sent before. */
static void
ping(struct peer *p)
{
	send_frame(p, NGHTTP2_PING, 0, 0, STR("12345678"));
	while (hear_type(p, NGHTTP2_PING).flags != NGHTTP2_FLAG_ACK)
		continue;
}

/* What is sent between 1 and 0 comes together. */
static void
cork(struct peer *p, int is_on)
{
	assert_int_equal(
	    setsockopt(p->fd, IPPROTO_TCP, TCP_CORK, &is_on, sizeof(is_on)), 0);
}

#endif
