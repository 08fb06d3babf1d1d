/*
 * next.h: where to go after signing in: a page of this site, whatever the
 * address says.
 */
#ifndef ROUTE_NEXT_H
#define ROUTE_NEXT_H

#include <stdbool.h>

#include "base/str.h"

enum { NEXT_BYTES_MAX = 512 };

/*
 * Is it a path of this site, as our own pages write them: "/t/7?page=2"?  No
 * browser takes it for another host, however it reads slashes, backslashes,
 * white space or dots.
 */
bool next_is_ours(struct str);

/* next if it is, else "/". */
struct str next_or_front(struct str next);

#endif
