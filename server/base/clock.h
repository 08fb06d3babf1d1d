/*
 * clock.h: the only way to ask what time it is, so that tests can set it.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

enum {
	SECOND_MS = 1000,
	MINUTE_MS = 60 * SECOND_MS,
	HOUR_MS = 60 * MINUTE_MS,
	DAY_MS = 24 * HOUR_MS
};

/*
 * Milliseconds since 1970 UTC, as the system's last tick left them: up to ten
 * of them old, for a quarter of the time that reading the exact clock takes.
 * The environment variable PRAATMEE_CLOCK, read at the first call, moves it by
 * that many seconds (tests).
 */
int64_t clock_now(void);

/* From here on clock_now() gives this moment; 0 lets it run again (tests). */
void clock_set(int64_t now);

/* Microseconds of a clock that never jumps, for measuring durations. */
int64_t clock_mono_us(void);

/*
 * For waiting: pthread_cond_timedwait() on a condition made here, until the
 * moment in so many milliseconds.  It goes by the clock that never jumps: the
 * other one may be set back meanwhile.
 */
void clock_cond_init(pthread_cond_t *);
struct timespec clock_in(int64_t ms);

#endif
