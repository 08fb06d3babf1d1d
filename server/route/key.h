/*
 * key.h: the name under which a finished page is kept.
 */
#ifndef ROUTE_KEY_H
#define ROUTE_KEY_H

#include "http/encoding.h"
#include "http/form.h"
#include "http/request.h"
#include "route/router.h"

/*
 * The key of a request: where the site is, path, PAGE_FIELDS of the query and
 * language.  Empty where the answer may be neither taken from the
 * cache nor kept: not a GET or HEAD, a session, a page that is not for anyone,
 * a limit, a path or a field that is not as our own links have it.
 */
struct str
key_of_page(struct arena *, const struct route *, const struct http_request *,
    const struct http_form *query, struct str base, struct str language);
/* The same page in one coding.  Empty, if the key is. */
struct str key_in(struct arena *, struct str key, enum http_encoding);

/* That of a page for members; its route and coding are looked at elsewhere. */
struct str key_of_shared(struct arena *, const struct http_request *,
    const struct http_form *query, struct str base, struct str language);

#endif
