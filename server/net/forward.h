/*
 * forward.h: what a proxy in front says about the client.
 */
#ifndef NET_FORWARD_H
#define NET_FORWARD_H

#include <stdbool.h>

#include "http/request.h"
#include "net/server.h"

/* Is the address one of config's proxies? */
bool forward_is_proxy(const struct net_config *, const struct http_address *);

/*
 * Take over X-Forwarded-For and X-Forwarded-Proto of a request that came from
 * a proxy.  The last address counts: it is the one that the proxy added; what
 * stands before it anybody may have written.  Of what the proxy does not say
 * the connection's own stays.
 */
void forward_believe(struct http_request *);

#endif
