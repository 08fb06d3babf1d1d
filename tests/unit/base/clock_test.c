#include "cmocka_all.h"

#include <errno.h>
#include <unistd.h>

#include "base/clock.h"

enum { WAIT_MS = 20, PATIENCE_S = 10 };

int __real_clock_gettime(clockid_t clock, struct timespec *out);
int __wrap_clock_gettime(clockid_t clock, struct timespec *out);

/* Only the clock that never jumps is read right; the other was set back since.
 */
int
__wrap_clock_gettime(clockid_t clock, struct timespec *out)
{
	int result = __real_clock_gettime(clock, out);

	if (clock != CLOCK_MONOTONIC)
		out->tv_sec += HOUR_MS / SECOND_MS;
	return result;
}

static void
a_wait_ends_though_the_clock_was_set_back(void **state)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	int64_t began_us = clock_mono_us();
	struct timespec until;
	pthread_cond_t cond;

	(void)state;
	alarm(PATIENCE_S);
	clock_cond_init(&cond);
	until = clock_in(WAIT_MS);
	pthread_mutex_lock(&lock);
	while (pthread_cond_timedwait(&cond, &lock, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&lock);
	alarm(0);
	assert_true(clock_mono_us() - began_us >= WAIT_MS * 1000);
	pthread_cond_destroy(&cond);
}

static void
the_next_second_is_not_the_last_of_this_one(void **state)
{
	int64_t before_us, at_us;
	struct timespec t;

	(void)state;
	for (int64_t ms = 0; ms < 3 * SECOND_MS; ms += 7) {
		before_us = clock_mono_us();
		t = clock_in(ms);
		at_us = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
		assert_in_range(t.tv_nsec, 0, 999999999);
		assert_true(at_us >= before_us + ms * 1000);
		assert_true(at_us <= clock_mono_us() + ms * 1000);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wait_ends_though_the_clock_was_set_back),
		cmocka_unit_test(the_next_second_is_not_the_last_of_this_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
