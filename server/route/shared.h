/*
 * shared.h: pages that members share but for a few words of their own.
 *
 * Such a page is made once, for viewer_anybody() (so that nothing that is
 * somebody's can be in it), with gaps for what is the reader's own, and kept in
 * compressed parts (http/stitch.h).  It is stitched for members without a role,
 * but for the others that were noted while it was made, and those to whom
 * something in it is new (route/marks.h).  They get the page made for them: it
 * is theirs that has tools, marks and posts that wait.
 */
#ifndef ROUTE_SHARED_H
#define ROUTE_SHARED_H

#include "route/inside.h"

/*
 * On a loop thread: answer a member with a page that is kept.  False, and the
 * response is empty, where a worker must see to it.
 */
bool shared_answer(struct router *, struct arena *, const struct http_request *,
    const struct match *, struct str base, struct http_response *);

/*
 * On a worker, behind the gates: answer by a shared page, made now if need be.
 * False, and the response is empty: this reader's page must be made for them.
 */
bool shared_run(struct visit *);

#endif
