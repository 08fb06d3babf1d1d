/*
 * buf.h: text being written.
 *
 * A struct buf grows on the heap and never fails: out of memory aborts.  What
 * bounds it is the caller's input, or max: a buffer with a max takes nothing
 * more once it would grow past it and remembers that (is_cut), so that a
 * caller asks once at the end.
 *
 *	struct buf b = { 0 };
 *	buf_fmt(&b, "%d", 7);
 *	... buf_str(&b) ...
 *	buf_free(&b);
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"
#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap; /* bytes written, bytes allocated */
	size_t max;    /* 0: none */
	bool is_cut;   /* something did not fit under max */
};

/*
 * A buffer over an array of the caller's: it takes what fits there, and is not
 * freed.
 */
#define BUF_OVER(array)                                                  \
	{                                                                \
		.p = (array), .cap = sizeof(array), .max = sizeof(array) \
	}

/* Make room for n more bytes; false when max is in the way. */
bool buf_reserve(struct buf *, size_t n);

/* buf_add() where there is no room yet. */
void buf_add_more(struct buf *, const void *p, size_t n);

static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n > b->cap - b->n || b->is_cut) {
		buf_add_more(b, p, n);
	} else if (n != 0) {
		memcpy(b->p + b->n, p, n);
		b->n += n;
	}
}

static inline void
buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_i64(struct buf *, int64_t v);
void buf_fmt(struct buf *, const char *fmt, ...) PRINTF_LIKE(2, 3);

static inline void
buf_str(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

/* What has been written; valid until the next write. */
static inline struct str
buf_text(const struct buf *b)
{
	return (struct str){ b->p, b->n };
}

/* Empty it and keep the memory; give the memory back. */
void buf_clear(struct buf *);
void buf_free(struct buf *);

#endif
