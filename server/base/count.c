#include "base/count.h"

#include <stddef.h>
#include <stdlib.h>

enum { LINE_BYTES = 64 }; /* of a processor's cache */

_Thread_local int counts_row;

/* Numbers of threads: those from COUNT_ROWS on share the first row. */
static atomic_int next_row = 1;

struct counts *
counts_new(int n)
{
	enum { PER_LINE = LINE_BYTES / sizeof(uint64_t) };
	struct counts *c = xcalloc(1, sizeof(*c));
	size_t row_len = ((size_t)n + PER_LINE - 1) / PER_LINE * PER_LINE;
	uintptr_t at;

	CHECK(n > 0);
	c->n = n;
	c->memory = xcalloc(
	    COUNT_ROWS * row_len + PER_LINE, sizeof(_Atomic uint64_t));
	at = (uintptr_t)c->memory;
	at = (at + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
	for (size_t i = 0; i < COUNT_ROWS; i++)
		c->rows[i] = (_Atomic uint64_t *)at + i * row_len;
	return c;
}

void
counts_free(struct counts *c)
{
	if (c == NULL)
		return;
	free(c->memory);
	free(c);
}

void
counts_add_first(struct counts *c, int which, uint64_t n)
{
	int row = atomic_load(&next_row);

	while (row < COUNT_ROWS &&
	    !atomic_compare_exchange_weak(&next_row, &row, row + 1))
		continue;
	if (row < COUNT_ROWS)
		counts_row = row;
	/* Another thread of no row may be adding to the first one. */
	atomic_fetch_add_explicit(
	    &c->rows[counts_row][which], n, memory_order_relaxed);
}

uint64_t
counts_sum(const struct counts *c, int which)
{
	uint64_t sum = 0;

	CHECK(which >= 0 && which < c->n);
	for (size_t i = 0; i < COUNT_ROWS; i++)
		sum += atomic_load_explicit(
		    &c->rows[i][which], memory_order_relaxed);
	return sum;
}
