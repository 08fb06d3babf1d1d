#include "cmocka_all.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/log.h"
#include "base/log_writer.h"
#include "base/num.h"

enum { N_THREADS = 4, N_LINES = 200, FLOOD = 20 * 1000, TEXT_MAX = 8 << 20 };

/* Standard error, while a test has it. */
struct capture {
	int before, pipe[2];
	pthread_t reader;
	char *text;
	size_t n;
};

static void
capture_begin(struct capture *c)
{
	*c = (struct capture){ 0 };
	c->text = calloc(1, TEXT_MAX);
	assert_non_null(c->text);
	fflush(stderr);
	c->before = dup(STDERR_FILENO);
	assert_int_equal(pipe(c->pipe), 0);
	assert_int_equal(dup2(c->pipe[1], STDERR_FILENO), STDERR_FILENO);
	close(c->pipe[1]);
}

static void *
read_all(void *arg)
{
	struct capture *c = arg;
	ssize_t n;

	while ((n = read(c->pipe[0], c->text + c->n, TEXT_MAX - 1 - c->n)) > 0)
		c->n += (size_t)n;
	return NULL;
}

static void
capture_read(struct capture *c)
{
	assert_int_equal(pthread_create(&c->reader, NULL, read_all, c), 0);
}

/* All that was written, when its writers have closed it. */
static char *
capture_end(struct capture *c)
{
	assert_int_equal(dup2(c->before, STDERR_FILENO), STDERR_FILENO);
	close(c->before);
	pthread_join(c->reader, NULL);
	close(c->pipe[0]);
	return c->text;
}

static void *
say_lines(void *arg)
{
	for (int i = 0; i < N_LINES; i++)
		LOG_INFO("test.line", "thread=%d i=%d", *(int *)arg, i);
	return NULL;
}

static void
log_writer_keeps_every_line_in_order(void **state)
{
	pthread_t threads[N_THREADS];
	int numbers[N_THREADS], next[N_THREADS] = { 0 }, total = 0;
	struct capture c;
	char *text, *line, *rest;

	(void)state;
	capture_begin(&c);
	capture_read(&c);
	assert_ok(log_writer_start());
	for (int i = 0; i < N_THREADS; i++) {
		numbers[i] = i;
		assert_int_equal(
		    pthread_create(&threads[i], NULL, say_lines, &numbers[i]),
		    0);
	}
	for (int i = 0; i < N_THREADS; i++)
		pthread_join(threads[i], NULL);
	log_writer_stop();
	LOG_INFO("test.after", "by=whoever logs it");
	text = capture_end(&c);
	for (rest = text; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
		const char *said = strstr(line, " info - test.line ");
		int thread, i;

		if (said == NULL)
			break;
		assert_int_equal(
		    sscanf(
			said, " info - test.line thread=%d i=%d", &thread, &i),
		    2);
		assert_in_range(thread, 0, N_THREADS - 1);
		assert_int_equal(i, next[thread]++);
		total++;
	}
	assert_int_equal(total, N_THREADS * N_LINES);
	assert_non_null(line);
	assert_non_null(strstr(line, "test.after by=whoever logs it"));
	free(text);
}

/* Nobody reads: who logs goes on, and hears later what was lost. */
static void
log_writer_waits_for_no_reader(void **state)
{
	uint64_t n_lines = 0, n_dropped = 0;
	bool has_urgent = false;
	struct capture c;
	char *text, *line, *rest;

	(void)state;
	capture_begin(&c);
	assert_ok(log_writer_start());
	alarm(60);
	for (int i = 0; i < FLOOD; i++)
		LOG_INFO("test.flood", "i=%d %0100d", i, 0);
	LOG_ERROR("test.urgent", "%01000d", 0);
	alarm(0);
	capture_read(&c);
	log_writer_stop();
	text = capture_end(&c);
	for (rest = text; (line = strtok_r(rest, "\n", &rest)) != NULL;) {
		uint64_t n;
		char *said = strstr(line, "log.dropped lines=");

		n_lines += strstr(line, " test.flood i=") != NULL;
		has_urgent |= strstr(line, "test.urgent") != NULL;
		if (said != NULL &&
		    sscanf(said, "log.dropped lines=%" SCNu64, &n) == 1)
			n_dropped += n;
	}
	assert_true(has_urgent);
	assert_true(n_dropped > 0);
	assert_true(n_lines > 0);
	assert_int_equal(n_lines + n_dropped, FLOOD);
	free(text);
}

/* Nobody reads, and the process ends all the same. */
static void
log_writer_stop_gives_up(void **state)
{
	struct capture c;
	int status;
	pid_t child;

	(void)state;
	capture_begin(&c);
	if ((child = fork()) == 0) {
		alarm(60);
		if (log_writer_start() != OK)
			_exit(1);
		for (int i = 0; i < FLOOD; i++)
			LOG_INFO("test.flood", "i=%d %0100d", i, 0);
		log_writer_stop();
		LOG_INFO("test.after", "is lost");
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	capture_read(&c);
	free(capture_end(&c));
}

/* What a process said before it ended itself is not lost. */
static void
check_failed_writes_the_log_first(void **state)
{
	struct capture c;
	char *text, *last, *broken;
	pid_t child;
	int status;

	(void)state;
	capture_begin(&c);
	if ((child = fork()) == 0) {
		signal(SIGABRT, SIG_DFL);
		if (log_writer_start() != OK)
			_exit(1);
		for (int i = 0; i < N_LINES; i++)
			LOG_INFO("test.line", "i=%d", i);
		CHECK(child != 0);
		_exit(0);
	}
	capture_read(&c);
	assert_int_equal(waitpid(child, &status, 0), child);
	text = capture_end(&c);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	last = strstr(text, "test.line i=199\n");
	assert_non_null(last);
	broken = strstr(text, "broken promise: child != 0");
	assert_non_null(broken);
	assert_true(last < broken);
	free(text);
}

static void
log_text_is_one_clean_line(void **state)
{
	struct capture c;
	char *text, *at;

	(void)state;
	capture_begin(&c);
	capture_read(&c);
	log_set_request("5f3a9c");
	log_text(LOG_LEVEL_WARN, "test.text", STR("a\nb\x7f\tc"));
	log_text(LOG_LEVEL_DEBUG, "test.text", STR("nobody wants it"));
	log_set_request(NULL);
	text = capture_end(&c);
	at = strchr(text, ' ');
	assert_non_null(at);
	assert_int_equal(at - text, strlen("2026-11-23T20:11:37.123Z"));
	assert_string_equal(at, " warn 5f3a9c test.text a?b??c\n");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(log_text_is_one_clean_line),
		cmocka_unit_test(log_writer_keeps_every_line_in_order),
		cmocka_unit_test(log_writer_waits_for_no_reader),
		cmocka_unit_test(log_writer_stop_gives_up),
		cmocka_unit_test(check_failed_writes_the_log_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
