#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/num.h"

/* Under the sanitizer every allocation is a chunk, so that it is watched. */
#ifdef __SANITIZE_ADDRESS__
enum { CHUNK_SIZE = 0 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { CHUNK_SIZE = 0 };
#else
enum { CHUNK_SIZE = 16 << 10 };
#endif
#else
enum { CHUNK_SIZE = 16 << 10 };
#endif

struct chunk {
	struct chunk *next;
	size_t used, cap;
	max_align_t data[];
};

struct arena {
	struct chunk *head;
	size_t used, limit;
};

struct arena *
arena_new(size_t limit)
{
	struct arena *a = xcalloc(1, sizeof(*a));

	a->limit = limit;
	return a;
}

static void
free_chunks(struct chunk *c)
{
	while (c != NULL) {
		struct chunk *next = c->next;

		free(c);
		c = next;
	}
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	free_chunks(a->head);
	free(a);
}

void
arena_reset(struct arena *a)
{
	a->used = 0;
	if (CHUNK_SIZE == 0 || a->head == NULL || a->head->cap > CHUNK_SIZE) {
		free_chunks(a->head);
		a->head = NULL;
		return;
	}
	free_chunks(a->head->next);
	a->head->next = NULL;
	a->head->used = 0;
}

bool
arena_is_over(const struct arena *a)
{
	return a->limit != 0 && a->used > a->limit;
}

static struct chunk *
chunk_new(size_t cap)
{
	struct chunk *c = xmalloc(sizeof(*c) + cap);

	*c = (struct chunk){ .cap = cap };
	return c;
}

/* n bytes of any value. */
static void *
take(struct arena *a, size_t n)
{
	struct chunk *c = a->head;
	char *p;

	CHECK(n < SIZE_MAX / 2);
	if (CHUNK_SIZE != 0)
		n = (n + sizeof(max_align_t) - 1) & ~(sizeof(max_align_t) - 1);
	if (c == NULL || c->cap - c->used < n || CHUNK_SIZE == 0) {
		c = chunk_new(n > CHUNK_SIZE ? n : CHUNK_SIZE);
		c->next = a->head;
		a->head = c;
	}
	p = (char *)c->data + c->used;
	c->used += n;
	a->used += n;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	return memset(take(a, n), 0, n);
}

void *
arena_array(struct arena *a, size_t count, size_t size)
{
	size_t n = 0;

	CHECK(size_mul(count, size, &n));
	return arena_alloc(a, n);
}

void *
arena_grow(struct arena *a, void *old, size_t old_n, size_t n)
{
	char *p = take(a, n);

	CHECK(old_n <= n);
	if (old_n != 0)
		memcpy(p, old, old_n);
	memset(p + old_n, 0, n - old_n);
	return p;
}

struct str
arena_str(struct arena *a, struct str s)
{
	return (struct str){ arena_z(a, s), s.n };
}

char *
arena_z(struct arena *a, struct str s)
{
	char *p = take(a, s.n + 1);

	if (s.n != 0)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str
arena_join(struct arena *a, const struct str *parts, size_t n)
{
	size_t len = 0;
	char *p, *at;

	for (size_t i = 0; i < n; i++)
		CHECK(size_add(len, parts[i].n, &len));
	p = at = take(a, len + 1);
	for (size_t i = 0; i < n; i++) {
		if (parts[i].n != 0)
			memcpy(at, parts[i].p, parts[i].n);
		at += parts[i].n;
	}
	*at = '\0';
	return (struct str){ p, len };
}

struct str
arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	CHECK(n >= 0);
	p = take(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return (struct str){ p, (size_t)n };
}
