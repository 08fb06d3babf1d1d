/*
 * tighten.h: the strongest coding for the pages that are asked for often.
 *
 * A page is packed by gzip as fast as can be when it is made, for somebody
 * waits.  The strongest brotli takes some 26 ms for 20 kB, which a page that is
 * asked for again and again soon saves: a thread makes it, one page at a time.
 */
#ifndef CACHE_TIGHTEN_H
#define CACHE_TIGHTEN_H

#include "base/attr.h"
#include "base/err.h"

struct cache;
struct tightener;

/*
 * Before other threads use the cache, which outlives it.
 *
 * ERR_INTERNAL	no thread for it; logged
 */
enum err tightener_start(struct cache *, struct tightener **) MUST_CHECK;
/* When no other thread uses the cache; nothing for NULL. */
void tightener_stop(struct tightener *);

#endif
