/*
 * asset.h: files that are answered from memory, coded once at the start.
 */
#ifndef ROUTE_ASSET_H
#define ROUTE_ASSET_H

#include <stdbool.h>

#include "route/router.h"

struct assets;

/* The files' bytes, paths and types outlive the table. */
struct assets *assets_new(const struct route_asset *, size_t n);
void assets_free(struct assets *);

/*
 * Answer with the file of that path; false where there is none or the method
 * does not read.  The response shares the table's bytes.
 */
bool assets_answer(
    const struct assets *, const struct http_request *, struct http_response *);
bool assets_has(const struct assets *, struct str path);

#endif
