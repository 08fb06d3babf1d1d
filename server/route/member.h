/*
 * member.h: whose session a cookie is, kept in memory for loop threads.
 *
 * Only members without a role are kept: who has one gets every page made for
 * them.  What is kept ends with the session, and with any change of the
 * account (TOPIC_ACCOUNT), of roles or by another process.
 */
#ifndef ROUTE_MEMBER_H
#define ROUTE_MEMBER_H

#include "cache/cache.h"
#include "forum/session.h"

/* epoch is of before the snapshot in which the session was found. */
void member_keep(struct cache *, uint64_t epoch, const struct session *,
    const struct viewer *);

/* False, and *out is as it was: a worker must ask the database. */
bool member_find(
    struct cache *, struct arena *, struct str token, struct viewer *out);

#endif
