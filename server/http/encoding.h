/*
 * encoding.h: which coding a client takes for a body.
 */
#ifndef HTTP_ENCODING_H
#define HTTP_ENCODING_H

#include <stdbool.h>

#include "http/request.h"

enum http_encoding { HTTP_IDENTITY, HTTP_GZIP, HTTP_BROTLI };

enum { HTTP_ENCODINGS = 3 };

/* The name for Content-Encoding ("gzip", "br"); "identity" for none. */
const char *http_encoding_name(enum http_encoding);

/*
 * The coding that the client likes best (Accept-Encoding: RFC 9110, section
 * 12.5.3); among equals the one that gives the smallest answer.  It is
 * HTTP_IDENTITY where the client takes nothing that we have.
 */
enum http_encoding http_encoding_choose(const struct http_request *);

/* Does the client take this coding at all? */
bool http_encoding_is_taken(const struct http_request *, enum http_encoding);

#endif
