#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/log_writer.h"

_Noreturn void
check_failed(const char *file, int line, const char *promise)
{
	log_writer_flush();
	fprintf(stderr, "%s:%d: broken promise: %s\n", file, line, promise);
	abort();
}

static void *
or_abort(void *p, size_t n)
{
	if (p == NULL && n != 0) {
		log_writer_flush();
		fprintf(stderr, "out of memory: %zu bytes\n", n);
		abort();
	}
	return p;
}

void *
xmalloc(size_t n)
{
	return or_abort(malloc(n), n);
}

void *
xcalloc(size_t count, size_t size)
{
	return or_abort(calloc(count, size), count * size);
}

void *
xrealloc(void *p, size_t n)
{
	return or_abort(realloc(p, n), n);
}

void
memory_give_back(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}
