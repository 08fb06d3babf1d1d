/*
 * head.h: the complete head of an HTTP/1 request, taken apart.  For parse.c.
 */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"
#include "http/request.h"

struct http1_head {
	/*
	 * Request line, fields and the empty line; every line ends in CR LF and
	 * there is no other control character but tab.  In the arena; field
	 * names are made lower case in place.
	 */
	struct str text;
	size_t n_lines; /* with the request line, without the empty one */

	/* What http1_head_parse finds out beside the request. */
	size_t content_len;
	bool is_chunked, keep_alive, expects_continue;
};

/*
 * Fill in the request and the framing.  Returns 0, or the status with which the
 * request is refused.
 */
int http1_head_parse(
    struct arena *, struct http1_head *, struct http_request *) MUST_CHECK;

#endif
