#include "base/count.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/check.h"

enum {
	ROWS = 32,	/* the last is shared by all threads beyond */
	LINE_BYTES = 64 /* of a processor's cache */
};

struct counts {
	int n;
	size_t row_len; /* counters from one row to the next */
	_Atomic uint64_t *v;
	void *memory;
};

/* The number of this thread, once it has one. */
static _Thread_local int thread_row = -1;
static atomic_int n_threads;

struct counts *
counts_new(int n)
{
	enum { PER_LINE = LINE_BYTES / sizeof(uint64_t) };
	struct counts *c = xcalloc(1, sizeof(*c));
	uintptr_t at;

	CHECK(n > 0);
	c->n = n;
	c->row_len = ((size_t)n + PER_LINE - 1) / PER_LINE * PER_LINE;
	c->memory = xcalloc(
	    ROWS * c->row_len + PER_LINE, sizeof(_Atomic uint64_t));
	at = (uintptr_t)c->memory;
	at = (at + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES;
	c->v = (_Atomic uint64_t *)at;
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

static int
row_of_this_thread(void)
{
	if (thread_row == -1) {
		int n = atomic_fetch_add(&n_threads, 1);

		thread_row = n < ROWS - 1 ? n : ROWS - 1;
	}
	return thread_row;
}

void
counts_add(struct counts *c, int which, uint64_t n)
{
	int row = row_of_this_thread();
	_Atomic uint64_t *v = &c->v[(size_t)row * c->row_len + (size_t)which];

	CHECK(which >= 0 && which < c->n);
	if (row == ROWS - 1)
		atomic_fetch_add_explicit(v, n, memory_order_relaxed);
	else /* nobody else writes here */
		atomic_store_explicit(v,
		    atomic_load_explicit(v, memory_order_relaxed) + n,
		    memory_order_relaxed);
}

uint64_t
counts_sum(const struct counts *c, int which)
{
	uint64_t sum = 0;

	CHECK(which >= 0 && which < c->n);
	for (size_t row = 0; row < ROWS; row++)
		sum += atomic_load_explicit(
		    &c->v[row * c->row_len + (size_t)which],
		    memory_order_relaxed);
	return sum;
}
