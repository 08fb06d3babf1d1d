/*
 * request.h: a request that has been read, whatever the protocol.
 *
 * All text points into memory that lives as long as the request's arena.
 */
#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/* Limits on what a client may send; each is answered with its own status. */
enum {
	HTTP_TARGET_MAX = 4096,	   /* bytes; 414 */
	HTTP_HEADERS_MAX = 64,	   /* fields; 431 */
	HTTP_HEAD_MAX = 16 << 10,  /* bytes of request line and fields; 431 */
	HTTP_BODY_MAX = 256 << 10, /* bytes; 413.  10,000 characters of
				    * four bytes, each sent as %XX, and
				    * the fields beside them */
	HTTP_REQUEST_ID_LEN = 16
};

/* Others are answered with 405 or 501 by the server itself. */
enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

struct http_header {
	struct str name;  /* lower case */
	struct str value; /* bytes without white space around them and
			   * without control characters but tab */
};

/* An IP address and port; IPv4 is kept as ::ffff:a.b.c.d. */
struct http_address {
	uint8_t ip[16];
	uint16_t port;
};

struct http_request {
	enum http_method method;
	struct str method_name;
	struct str target; /* as sent */
	struct str path;   /* of the target, as sent (percent-encoded) */
	struct str query;  /* behind the '?', without it */
	struct str host;   /* of the Host field or :authority */
	struct http_header *headers;
	size_t n_headers;
	struct str body;	    /* bytes */
	int version_minor;	    /* of HTTP/1: 0 or 1 */
	bool is_secure;		    /* over TLS, here or at a believed proxy */
	struct http_address client; /* the person's, or a believed proxy's
				     * word for it */
	char id[HTTP_REQUEST_ID_LEN + 1];
	int64_t received_us; /* by clock_mono_us() */
};

/* The value of the first field of that lower-case name; empty if none. */
struct str http_header(const struct http_request *, const char *name);
bool http_has_header(const struct http_request *, const char *name);

/* Does it say that a proxy handed it on? */
bool http_is_forwarded(const struct http_request *);

/* The value of a cookie; empty if none. RFC 6265, section 4.2.1. */
struct str http_cookie(const struct http_request *, const char *name);

/* Is it a loopback address (127.0.0.0/8, ::1)? */
bool http_address_is_loopback(const struct http_address *);

/*
 * An IPv4 or IPv6 address, without port or brackets; the port becomes 0.
 *
 * ERR_INVALID	it is neither
 */
enum err http_address_parse(struct str, struct http_address *) MUST_CHECK;

/* The same IP address, whatever the port? */
bool http_address_eq(const struct http_address *, const struct http_address *);

struct str http_address_text(struct arena *, const struct http_address *);

/*
 * Who is counted as one: an IPv4 address by itself, for it may belong to a
 * stranger next door; of IPv6 the /56 that a provider gives to one house.
 */
struct http_address http_address_household(const struct http_address *);

#endif
