/*
 * count.h: counters that every thread counts in and somebody reads now and
 * then.
 *
 * A thread has a row of its own, so that counting is a few instructions and no
 * cache line wanders between threads; the rows are added up when they are read.
 */
#ifndef BASE_COUNT_H
#define BASE_COUNT_H

#include <stdint.h>

struct counts;

/* n counters, at 0. */
struct counts *counts_new(int n);
void counts_free(struct counts *);

/* which is from 0 to n - 1. */
void counts_add(struct counts *, int which, uint64_t n);
/* What all threads have counted, of a moment a little ago. */
uint64_t counts_sum(const struct counts *, int which);

#endif
