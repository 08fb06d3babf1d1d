/*
 * limit.h: how many connections there are, in all and from one address.
 *
 * Thread safe.
 */
#ifndef NET_LIMIT_H
#define NET_LIMIT_H

#include <stdbool.h>

#include "http/request.h"

struct limit;

struct limit *limit_new(int max, int per_address_max);
void limit_free(struct limit *);

/*
 * Count a connection; false when there are too many, in all or from one
 * household (http_address_household).  NULL counts towards the whole only (a
 * proxy).  What was taken is given back once, with the same address.
 */
bool limit_take(struct limit *, const struct http_address *);
void limit_give(struct limit *, const struct http_address *);
/* How many there are now. */
int limit_count(struct limit *);

#endif
