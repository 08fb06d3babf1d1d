/* What the log says of a slow request, and that it says nothing of others. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"
#include "route/slow.h"

static const int64_t hour_us = (int64_t)HOUR_MS * 1000;

static const char *const names[] = { "a", "b", "c", "d", "e", "f", "g", "h",
	"i", "j", "k", "l" };

/* What slow_end() writes to standard error. */
static void
end_and_read(const struct slow *s, int64_t limit_ms, char *out, size_t size)
{
	struct http_response resp = { .status = 200,
		.label = { .name = "page_some" } };
	FILE *f = tmpfile();
	int saved = dup(STDERR_FILENO);
	size_t n;

	assert_non_null(f);
	assert_int_not_equal(dup2(fileno(f), STDERR_FILENO), -1);
	slow_end(s, &resp, limit_ms);
	assert_int_not_equal(dup2(saved, STDERR_FILENO), -1);
	close(saved);
	rewind(f);
	n = fread(out, 1, size - 1, f);
	out[n] = '\0';
	fclose(f);
}

/* A request that came so long ago. */
static struct slow
begun_before_us(int64_t us)
{
	struct http_request req = { .received_us = clock_mono_us() - us };
	struct slow s = { 0 };

	slow_begin(&s, &req);
	return s;
}

static void
the_slowest_queries_are_named_in_their_order(void **state)
{
	struct slow s = begun_before_us(hour_us);
	char line[2048];

	(void)state;
	assert_true(s.queued_us >= hour_us);
	/* The twelfth takes longest; the first runs again and is second. */
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		slow_read(&s, names[i], (int64_t)(i + 1) * 100);
	slow_write(&s, names[0], 550);
	slow_write(&s, names[0], 600);
	slow_wait(&s, 30, 40);
	slow_wait(&s, 3, 4);
	end_and_read(&s, 1000, line, sizeof(line));
	assert_non_null(strstr(line,
	    " warn - http.slow route=page_some "
	    "status=200 us=3600"));
	assert_non_null(strstr(line,
	    " reads=12 read_us=7800 writes=2 write_us=1150 writer_us=33 "
	    "commit_us=44 "
	    "slowest=l:1:1200,a:2:1150,k:1:1100,j:1:1000,i:1:900,h:1:800,"
	    "g:1:700,f:1:600\n"));
}

static void
what_is_fast_or_not_asked_for_is_not_logged(void **state)
{
	struct slow slow = begun_before_us(hour_us), fast = begun_before_us(0);
	char line[2048];

	(void)state;
	end_and_read(&fast, HOUR_MS, line, sizeof(line));
	assert_string_equal(line, "");
	end_and_read(&slow, 0, line, sizeof(line));
	assert_string_equal(line, "");
	end_and_read(&slow, HOUR_MS, line, sizeof(line));
	assert_non_null(strstr(line, "http.slow"));
	assert_null(strstr(line, "slowest"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_slowest_queries_are_named_in_their_order),
		cmocka_unit_test(what_is_fast_or_not_asked_for_is_not_logged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
