/*
 * limit.h: how many connections there are, in all and from one address, and how
 * many bytes of requests they hold.
 *
 * Thread safe.
 */
#ifndef NET_LIMIT_H
#define NET_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "http/request.h"

struct limit;

struct limit *limit_new(int max, int per_address_max, size_t bodies_max);
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

/*
 * Hold n more bytes of bodies; false when there are too many.  What was held is
 * let go once.
 */
bool limit_hold(struct limit *, size_t n);
void limit_let_go(struct limit *, size_t n);
/* How many are held now. */
size_t limit_held(const struct limit *);

#endif
