/*
 * response.h: an answer, complete before its first byte leaves.
 */
#ifndef HTTP_RESPONSE_H
#define HTTP_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/topic.h"
#include "http/request.h"

/*
 * An answer without an end: its body, and then whatever is said on its topic,
 * until ends_at, or until the account that asked for it (0: nobody's) is sent
 * away.
 */
struct http_stream {
	struct topic topic;
	int64_t owner_id;
	int64_t ends_at;
};

enum { HTTP_RESPONSE_HEADERS_MAX = 32 };

/* What an answer is called where it is logged and counted. */
struct http_label {
	const char *name; /* a literal, or NULL */
	int number, kind; /* the handler's own */
};

/*
 * Header names and values live as long as the request's arena or are literals.
 * The body is either body (owned by the response) or shared (bytes that
 * outlive the response: a static file, or a cached page held by release).
 */
struct http_response {
	int status;
	struct http_header headers[HTTP_RESPONSE_HEADERS_MAX];
	size_t n_headers;
	struct buf body;
	struct str shared;
	void (*release)(void *arg); /* may be NULL; called by fini */
	void *release_arg;
	/*
	 * The status line and the fields as HTTP/1.1 writes them, printed
	 * before; or empty, as it is again when a field is added or set.
	 */
	struct str printed;
	const struct http_stream *stream; /* NULL, or in the arena */
	bool close;			  /* end the connection after it */
	struct http_label label;
};

/* Add a field.  Values with CR, LF or NUL are a broken promise (CHECK). */
void http_response_header(
    struct http_response *, const char *name, struct str value);
/* Set it, replacing one of that name. */
void
http_response_set(struct http_response *, const char *name, struct str value);
/* Forget status, fields and body (for an error page of the same label). */
void http_response_reset(struct http_response *);
/* Free what it owns. */
void http_response_fini(struct http_response *);

/* The body, wherever it is. */
struct str http_response_body(const struct http_response *);

/* The reason phrase, such as "Not Found"; "Status" for unknown ones. */
const char *http_reason(int status);

/*
 * Status line and fields of HTTP/1.1 that are the same for every request: those
 * of the response, each "name: value" on its line in order, and Content-Length.
 */
void http1_print_fields(struct buf *out, const struct http_response *);

/*
 * Status line and fields of HTTP/1.1 with Date, Content-Length, X-Request-Id,
 * and Connection where needed.  Never a body for 204 and 304; the caller leaves
 * the body out for HEAD.  A stream has chunks instead of a length, and neither
 * for a client of HTTP/1.0, who reads until the connection ends.
 */
void http1_print_head(struct buf *out, const struct http_response *,
    const struct http_request *, bool keep_alive, int64_t now);

/* A piece of the body of a stream; an empty one ends it. */
void http1_print_chunk(struct buf *out, struct str);

#endif
