/*
 * parse.h: bytes of a connection to HTTP/1 requests, strictly.
 *
 * RFC 9112 and 9110, and where they leave a choice between reading and
 * refusing, this refuses: bare LF or CR, folded fields, white space before a
 * colon, a repeated Content-Length or Host, Content-Length beside
 * Transfer-Encoding, any coding but one "chunked", chunk extensions, trailers,
 * content with GET or HEAD, a fragment or anything but visible ASCII in the
 * target.  Two programs that read the same bytes can then not disagree about
 * where a request ends.
 *
 * The result does not depend on how the bytes were cut into pieces.
 */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"
#include "http/request.h"

enum http1_result {
	HTTP1_MORE,   /* all is well so far; more bytes are needed */
	HTTP1_DONE,   /* the request is complete */
	HTTP1_REFUSED /* answer with status, then close the connection */
};

enum http1_phase {
	HTTP1_HEAD,
	HTTP1_BODY,	  /* of known length */
	HTTP1_CHUNK_SIZE, /* the line before a chunk */
	HTTP1_CHUNK_DATA,
	HTTP1_CHUNK_END, /* CR LF after a chunk's data */
	HTTP1_LAST_END,	 /* CR LF after the last chunk */
	HTTP1_COMPLETE
};

struct http1_parser {
	enum http1_phase phase;
	size_t n_scanned;    /* bytes of the head that have been looked at */
	size_t line_at;	     /* where the line in hand starts */
	size_t n_lines;	     /* complete lines before it */
	size_t n_left;	     /* bytes to come of the body, or of the chunk */
	int n_digits;	     /* of the chunk size in hand */
	bool has_cr;	     /* the byte before was a CR */
	bool has_skipped;    /* the one empty line before a request was there */
	bool keep_alive;     /* the connection may go on after this request */
	bool wants_continue; /* 100 (Continue) is waited for */
	int status;	     /* why it was refused: 400, 405, 413, 414, 431,
			      * 501 or 505 */
	struct buf body;
};

/*
 * Read on.  in starts with the first byte that has not been taken; *n_taken
 * says how many the caller may now forget.  A request's head is taken at once
 * when it is complete and copied to the arena; the body gathers in the parser.
 * Bytes behind the request are not taken.
 *
 * The request must be zeroed before the first call for it.  Its text lives as
 * long as the arena and the parser are not reset.  Of a refused request
 * everything is filled in that was read.
 */
enum http1_result http1_parse(struct http1_parser *, struct arena *,
    struct str in, size_t *n_taken, struct http_request *) MUST_CHECK;

/* Ready for the next request; a large body's memory is given back. */
void http1_parser_reset(struct http1_parser *);
void http1_parser_fini(struct http1_parser *);

#endif
