/*
 * syntax.h: what the parts of a request must look like, whatever the version
 * of HTTP that brought them.  For head.c and head2.c.
 */
#ifndef HTTP_SYNTAX_H
#define HTTP_SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"
#include "http/request.h"

/* A token of RFC 9110, section 5.6.2: a method, or the name of a field. */
bool http_is_token(struct str);
bool http_is_digits(struct str, size_t max);
/* Is it host[:port], the host a name, an IPv4 or a bracketed IPv6 address? */
bool http_is_host(struct str);

/* Without the spaces and tabs round it. */
struct str http_trim_blank(struct str);

enum http_method http_method_of(struct str name);
/*
 * 0 for a method that is served, 405 for one that RFC 9110 defines and this
 * server has no use for, else 501.
 */
int http_method_status(struct str name) MUST_CHECK;

/*
 * Set target, of visible ASCII without a fragment.  Returns 0, or 400 or 414,
 * with which the request is refused.
 */
int http_set_target(struct http_request *, struct str target) MUST_CHECK;

/*
 * Set path and query from the target, which is /path?query or the same behind
 * http://host, the host being the request's.  Returns 0 or 400.
 */
int http_split_target(struct http_request *) MUST_CHECK;

/*
 * The value of Content-Length; anything above HTTP_BODY_MAX comes out as
 * something above it.  False for what is no number.
 */
bool http_length_parse(struct str, size_t *out) MUST_CHECK;

#endif
