/*
 * arena.h: memory that lives as long as one request.
 *
 * Allocation never returns NULL and nothing is freed alone.  The soft limit
 * refuses nothing: whoever serves the request asks arena_is_over() and answers
 * 503.  Under the address sanitizer each allocation is a block of its own.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/str.h"

struct arena;

/* limit in bytes; 0 for none. */
struct arena *arena_new(size_t limit);
void arena_free(struct arena *);
/* Forget everything, keep one chunk for the next request. */
void arena_reset(struct arena *);
bool arena_is_over(const struct arena *);

/* n zeroed bytes, aligned for anything. */
void *arena_alloc(struct arena *, size_t n);
/* count * size, checked for overflow (aborts: the caller bounds its input). */
void *arena_array(struct arena *, size_t count, size_t size);
/* A larger copy of old_n bytes at old (which may be NULL), n zero-filled. */
void *arena_grow(struct arena *, void *old, size_t old_n, size_t n);

/* A copy; it has a NUL behind it that does not count. */
struct str arena_str(struct arena *, struct str s);
/* The same, for system calls. */
char *arena_z(struct arena *, struct str s);
/* n texts, one behind the other. */
struct str arena_join(struct arena *, const struct str *parts, size_t n);
/* Printed text. */
struct str arena_fmt(struct arena *, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
