/*
 * probe.h: what programs ask about the server, answered on the loop thread, so
 * that they hear it when no worker has time.
 *
 *	/healthz	is it alive?
 *	/readyz		does it hear from its store?  If not: 503
 *	/metrics	what has it done?  Numbers for Prometheus
 *
 * The numbers are for somebody at this computer (a loopback address, and no
 * proxy between) and for the addresses of the setting metrics.  For everybody
 * else there is no such page.
 */
#ifndef ROUTE_PROBE_H
#define ROUTE_PROBE_H

#include <stdbool.h>

#include "http/request.h"
#include "http/response.h"
#include "route/router.h"

/* False: it is about something else, or not for who asks. */
bool probe_answer(
    struct router *, const struct http_request *, struct http_response *);

#endif
