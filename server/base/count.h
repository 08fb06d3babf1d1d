/*
 * count.h: counters that every thread counts in and somebody reads now and
 * then.
 *
 * A thread has a row of its own, so that counting is a few instructions and no
 * cache line wanders between threads; the rows are added up when they are read.
 */
#ifndef BASE_COUNT_H
#define BASE_COUNT_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/check.h"

enum { COUNT_ROWS = 32 };

struct counts {
	int n;
	/* The first is shared by threads that have none of their own. */
	_Atomic uint64_t *rows[COUNT_ROWS];
	void *memory;
};

/* Which row is this thread's; 0 before it has counted anything. */
extern _Thread_local int counts_row;

/* n counters, at 0. */
struct counts *counts_new(int n);
void counts_free(struct counts *);

/* What counts_add() does for a thread without a row. */
void counts_add_first(struct counts *, int which, uint64_t n);

/* which is from 0 to n - 1. */
static inline void
counts_add(struct counts *c, int which, uint64_t n)
{
	_Atomic uint64_t *v = &c->rows[counts_row][which];

	CHECK((unsigned)which < (unsigned)c->n);
	if (counts_row == 0)
		counts_add_first(c, which, n);
	else /* nobody else writes here */
		atomic_store_explicit(v,
		    atomic_load_explicit(v, memory_order_relaxed) + n,
		    memory_order_relaxed);
}

/* What all threads have counted, of a moment a little ago. */
uint64_t counts_sum(const struct counts *, int which);

#endif
