/*
 * origin.h: does a request that changes something come from a page of ours?
 *
 * Where Sec-Fetch-Site is there it alone decides: same-origin, or none (typed
 * by the person).  Else Origin must be the site's own.  With neither it is
 * refused, which is stricter than Go's CrossOriginProtection: a client without
 * a browser has to send Origin.  GET and HEAD change nothing and pass.
 */
#ifndef ROUTE_ORIGIN_H
#define ROUTE_ORIGIN_H

#include <stdbool.h>

#include "http/request.h"

/* base is the site's address, "https://host:8443". */
bool origin_is_ours(const struct http_request *, struct str base);

#endif
