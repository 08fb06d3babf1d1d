/*
 * headers.h: the fields that every answer carries, and what they forbid.
 */
#ifndef ROUTE_HEADERS_H
#define ROUTE_HEADERS_H

#include <stdbool.h>

#include "http/response.h"
#include "route/settings.h"

/* Scripts, styles, images and forms of our own site, and nothing else. */
void headers_safety(struct http_response *);

/*
 * HSTS, where the site has a certificate that was set (not our self-signed one)
 * and an https address that is not this computer.
 */
void
headers_hsts(struct http_response *, const struct settings *, struct str base);

/* Add a field unless it is there. */
void
headers_default(struct http_response *, const char *name, struct str value);
bool headers_has(const struct http_response *, const char *name);

#endif
