#include "http/parse.h"

#include <string.h>

#include "base/hex.h"
#include "http/head.h"

enum {
	/* A method and a version beside the target. */
	REQUEST_LINE_MAX = HTTP_TARGET_MAX + 64,
	CHUNK_DIGITS_MAX = 8,
	BODY_KEEP_MAX = 16 << 10 /* bytes kept for the next body */
};

static enum http1_result
refuse(struct http1_parser *p, int status)
{
	p->status = status;
	p->keep_alive = false;
	return HTTP1_REFUSED;
}

/* Go past what needs no thought, up to the next limit. */
static void
skip_plain(struct http1_parser *p, struct str in)
{
	size_t i = p->n_scanned,
	       max = p->n_lines == 0 ? REQUEST_LINE_MAX : HTTP_HEAD_MAX;

	if (max > in.n)
		max = in.n;
	if (i < max)
		p->n_scanned = str_find_control((struct str){ in.p, max }, i);
}

/*
 * Look for the empty line that ends the head.  Control characters are refused
 * here, so that nothing after this meets one.
 */
static enum http1_result
scan_head(struct http1_parser *p, struct str in)
{
	for (; p->n_scanned < in.n; p->n_scanned++) {
		unsigned char c;

		if (!p->has_cr)
			skip_plain(p, in);
		if (p->n_scanned == in.n)
			break;
		c = (unsigned char)in.p[p->n_scanned];
		if (p->n_scanned >= HTTP_HEAD_MAX)
			return refuse(p, 431);
		if (p->n_lines == 0 && p->n_scanned >= REQUEST_LINE_MAX)
			return refuse(p, 414);
		if (p->has_cr) {
			if (c != '\n')
				return refuse(p, 400);
			p->has_cr = false;
			if (p->n_scanned - p->line_at == 1) {
				p->n_scanned++;
				return HTTP1_DONE;
			}
			p->line_at = p->n_scanned + 1;
			if (p->n_lines++ > HTTP_HEADERS_MAX)
				return refuse(p, 431);
		} else if (c == '\r') {
			p->has_cr = true;
		} else if ((c < ' ' && c != '\t') || c == 0x7f) {
			return refuse(p, 400);
		}
	}
	return HTTP1_MORE;
}

/* One empty line before a request is forgiven (RFC 9112, section 2.2). */
static bool
skip_empty_line(struct http1_parser *p, struct str *in, size_t *n_taken)
{
	if (p->has_skipped || p->n_scanned != 0 || in->n == 0 ||
	    in->p[0] != '\r')
		return true;
	if (in->n == 1)
		return false;
	if (in->p[1] == '\n') {
		p->has_skipped = true;
		*in = str_skip(*in, 2);
		*n_taken += 2;
	}
	return true;
}

static enum http1_result
parse_head(struct http1_parser *p, struct arena *a, struct str *in,
    size_t *n_taken, struct http_request *req)
{
	struct http1_head head = { .n_lines = p->n_lines };
	enum http1_result result;

	if (!skip_empty_line(p, in, n_taken))
		return HTTP1_MORE;
	if ((result = scan_head(p, *in)) != HTTP1_DONE)
		return result;
	head.n_lines = p->n_lines;
	head.text = arena_str(a, (struct str){ in->p, p->n_scanned });
	*in = str_skip(*in, p->n_scanned);
	*n_taken += p->n_scanned;
	if ((p->status = http1_head_parse(a, &head, req)) != 0)
		return refuse(p, p->status);
	p->keep_alive = head.keep_alive;
	p->n_left = head.content_len;
	p->phase = head.is_chunked  ? HTTP1_CHUNK_SIZE
	    : head.content_len != 0 ? HTTP1_BODY
				    : HTTP1_COMPLETE;
	p->wants_continue = head.expects_continue &&
	    p->phase != HTTP1_COMPLETE && in->n == 0;
	return HTTP1_DONE;
}

/* Take what belongs to the body or chunk in hand. */
static bool
take_data(struct http1_parser *p, struct str *in, size_t *n_taken)
{
	size_t n = in->n < p->n_left ? in->n : p->n_left;

	buf_add(&p->body, in->p, n);
	p->n_left -= n;
	*in = str_skip(*in, n);
	*n_taken += n;
	return p->n_left == 0;
}

/* One byte of the framing round chunks; 0, or the status of a refusal. */
static int
chunk_byte(struct http1_parser *p, char c)
{
	int digit;

	if (p->has_cr) {
		if (c != '\n')
			return 400;
		p->has_cr = false;
		if (p->phase == HTTP1_CHUNK_SIZE)
			p->phase = p->n_left == 0 ? HTTP1_LAST_END
						  : HTTP1_CHUNK_DATA;
		else if (p->phase == HTTP1_CHUNK_END)
			p->phase = HTTP1_CHUNK_SIZE;
		else
			p->phase = HTTP1_COMPLETE;
		p->n_digits = 0;
		return 0;
	}
	if (c == '\r' && (p->phase != HTTP1_CHUNK_SIZE || p->n_digits != 0)) {
		p->has_cr = true;
		return 0;
	}
	if (p->phase != HTTP1_CHUNK_SIZE || (digit = hex_digit(c)) == -1 ||
	    p->n_digits == CHUNK_DIGITS_MAX)
		return 400;
	p->n_digits++;
	p->n_left = p->n_left * 16 + (size_t)digit;
	return p->n_left > HTTP_BODY_MAX - p->body.n ? 413 : 0;
}

static enum http1_result
parse_body(struct http1_parser *p, struct str *in, size_t *n_taken)
{
	int status;

	while (p->phase != HTTP1_COMPLETE && in->n > 0) {
		if (p->phase == HTTP1_BODY) {
			if (take_data(p, in, n_taken))
				p->phase = HTTP1_COMPLETE;
		} else if (p->phase == HTTP1_CHUNK_DATA) {
			if (take_data(p, in, n_taken))
				p->phase = HTTP1_CHUNK_END;
		} else {
			if ((status = chunk_byte(p, in->p[0])) != 0)
				return refuse(p, status);
			*in = str_skip(*in, 1);
			*n_taken += 1;
		}
	}
	return p->phase == HTTP1_COMPLETE ? HTTP1_DONE : HTTP1_MORE;
}

enum http1_result
http1_parse(struct http1_parser *p, struct arena *a, struct str in,
    size_t *n_taken, struct http_request *req)
{
	enum http1_result result;

	*n_taken = 0;
	if (p->phase == HTTP1_HEAD) {
		result = parse_head(p, a, &in, n_taken, req);
		if (result != HTTP1_DONE)
			return result;
	}
	if ((result = parse_body(p, &in, n_taken)) == HTTP1_DONE)
		req->body = buf_text(&p->body);
	return result;
}

void
http1_parser_reset(struct http1_parser *p)
{
	struct buf body = p->body;

	if (body.cap > BODY_KEEP_MAX)
		buf_free(&body);
	buf_clear(&body);
	*p = (struct http1_parser){ .body = body };
}

void
http1_parser_fini(struct http1_parser *p)
{
	buf_free(&p->body);
}
