/*
 * port.h: what net/ answers by itself, without the pages of the site.
 */
#ifndef NET_PORT_H
#define NET_PORT_H

#include "net/server.h"

/* 308 to the same place over HTTPS; config outlives it. */
struct net_handler port_redirect(const struct net_config *);

/* 400 for HTTP on the HTTPS port, whatever was asked. */
struct net_handler port_not_tls(void);

#endif
