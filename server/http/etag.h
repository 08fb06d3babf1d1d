/*
 * etag.h: names for versions of a page, and asking whether it changed
 * (RFC 9110, sections 8.8.3 and 13.1.2).
 */
#ifndef HTTP_ETAG_H
#define HTTP_ETAG_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "http/request.h"

/*
 * A weak tag made from the bytes, the same for every coding of them.  It is
 * not a cryptographic digest: it tells versions of one page apart.
 */
struct str http_etag(struct arena *, struct str bytes);

/*
 * Does If-None-Match name this tag (or any, "*"), so that the answer to a GET
 * or HEAD is 304?  Tags are compared weakly.
 */
bool http_etag_matches(const struct http_request *, struct str etag);

#endif
