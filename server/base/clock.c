#include "base/clock.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/check.h"
#include "base/str.h"

/* As the system's last tick left it, where that is to be had. */
#ifdef CLOCK_REALTIME_COARSE
#define WALL_CLOCK CLOCK_REALTIME_COARSE
#else
#define WALL_CLOCK CLOCK_REALTIME
#endif

/* A clock is process state by nature: the one exception to "no globals". */
static _Atomic int64_t set_to, moved_ms;
static atomic_bool is_moved_read;

static int64_t
moved(void)
{
	int64_t s;

	if (!atomic_load(&is_moved_read)) {
		if (parse_i64(str_of(getenv("PRAATMEE_CLOCK")), INT32_MIN,
			INT32_MAX, &s) == OK)
			atomic_store(&moved_ms, s * SECOND_MS);
		atomic_store(&is_moved_read, true);
	}
	return atomic_load(&moved_ms);
}

int64_t
clock_now(void)
{
	int64_t fixed = atomic_load(&set_to);
	struct timespec ts;

	if (fixed != 0)
		return fixed;
	clock_gettime(WALL_CLOCK, &ts);
	return (int64_t)ts.tv_sec * SECOND_MS + ts.tv_nsec / 1000000 + moved();
}

void
clock_set(int64_t now)
{
	atomic_store(&set_to, now);
}

int64_t
clock_mono_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

void
clock_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	CHECK(pthread_condattr_init(&attr) == 0);
	CHECK(pthread_condattr_setclock(&attr, CLOCK_MONOTONIC) == 0);
	CHECK(pthread_cond_init(cond, &attr) == 0);
	pthread_condattr_destroy(&attr);
}

struct timespec
clock_in(int64_t ms)
{
	int64_t us = clock_mono_us() + ms * 1000;

	return (struct timespec){ (time_t)(us / 1000000),
		(long)(us % 1000000) * 1000 };
}
