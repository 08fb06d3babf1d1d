/*
 * check.h: what the programmer promised.  Never for anything that a client,
 * a file or the database can cause.
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <stddef.h>

/* Abort with the place and the promise when x does not hold. */
#define CHECK(x) ((x) ? (void)0 : check_failed(__FILE__, __LINE__, #x))

_Noreturn void check_failed(const char *file, int line, const char *promise);

/* malloc, calloc and realloc that abort when there is no memory. */
void *xmalloc(size_t n);
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t n);

/*
 * Give what has been freed back to the system, which the library by itself does
 * only at the end of its heap.  Takes a millisecond for one or two megabytes:
 * for when much was freed, and seldom.
 */
void memory_give_back(void);

#endif
