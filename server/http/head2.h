/*
 * head2.h: the fields of an HTTP/2 request (RFC 9113, section 8), judged one
 * by one and made into a request like any other.  How they were packed into
 * frames is not known here.
 *
 * As strict as parse.h: what is refused there is refused here, and besides
 * fields that speak of a connection, upper case in names, white space round
 * values, and pseudo-header fields that are unknown, repeated, late or
 * missing.
 */
#ifndef HTTP_HEAD2_H
#define HTTP_HEAD2_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "http/request.h"

/* Beside a field's name and value, as RFC 9113, section 6.5.2 counts it. */
enum { HTTP2_FIELD_COST = 32 };

/* Zeroed before the first field. */
struct http2_head {
	struct str scheme, path, authority; /* p is NULL: not there */
	struct str length;
	size_t n_bytes; /* decoded, each with its cost */
	size_t n_cookies;
	int n_host, n_length;
	int status; /* 0, or 414 or 431: too much of it */
	bool has_fields;

	/* What http2_head_end finds out beside the request. */
	size_t content_len;
	bool expects_continue;
};

/*
 * Take in the next field, copied to the arena.  What is too much is not kept,
 * but still judged.  False: it is malformed, and so is the request.
 */
bool http2_head_field(struct http2_head *, struct arena *,
    struct http_request *, struct str name, struct str value) MUST_CHECK;

/*
 * The fields are complete: fill in the rest of the request.  Cookies that came
 * apart are one field then.  Returns 0, 400 where it is malformed, or the
 * status with which it is refused: 405, 413, 414, 431 or 501.
 */
int http2_head_end(
    struct http2_head *, struct arena *, struct http_request *) MUST_CHECK;

/* Judge a field behind the content, where no pseudo-header field may be. */
bool http2_is_trailer(struct str name, struct str value) MUST_CHECK;

#endif
