/*
 * host.h: is the request for this site, and under which address is it known?
 *
 * Where the site has a url, that is its address and other hosts are sent there.
 * Where it has none the server serves this computer only and takes scheme and
 * Host as they come, but no name that somebody else's DNS could point here (DNS
 * rebinding): localhost, 127.0.0.1 or [::1], with any port.
 */
#ifndef ROUTE_HOST_H
#define ROUTE_HOST_H

#include <stdbool.h>

#include "base/arena.h"
#include "http/request.h"

/*
 * url is the site's or empty.  *base ("https://host:8443") is where the site
 * is, also when the answer is false: then the host asked for is another one.
 * *base is empty where there is no address to send anyone to.
 */
bool host_is_ours(struct arena *, struct str url, const struct http_request *,
    struct str *base);

/* Do cookies for that address go over TLS only? */
bool host_is_secure(struct str base);
/* Is that address on this computer? */
bool host_is_local(struct str base);

#endif
