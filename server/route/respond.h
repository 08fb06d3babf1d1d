/*
 * respond.h: from what a page wrote to the answer that leaves: its fields, its
 * name for caches, its coding.
 */
#ifndef ROUTE_RESPOND_H
#define ROUTE_RESPOND_H

#include "base/arena.h"
#include "http/encoding.h"
#include "http/response.h"

/*
 * Complete a response whose status and body are there.  A body without a
 * Content-Type is HTML; private and to be asked for again, unless Cache-Control
 * says otherwise.  A 200 for GET gets an ETag, made before the coding that the
 * client takes is put on.
 */
void respond_finish(
    struct arena *, const struct http_request *, struct http_response *);

/*
 * The coding that a page is made in: the quickest that the client takes, who
 * likes best what http_encoding_choose() says.
 */
enum http_encoding
respond_coding(const struct http_request *, enum http_encoding best);

/* The fields of a page that is there for everyone who may see it. */
void respond_fields(struct http_response *);

/* Make it a 304 where the client has it already.  After cache_put. */
void
respond_unless_changed(const struct http_request *, struct http_response *);

#endif
