#include "base/log_writer.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/check.h"
#include "base/clock.h"

enum {
	GATHER_MS = 10, /* what comes in that time leaves in one write */
	PATIENCE_MS = 1000,
	RETRY_MS = 10, /* of a standard error that does not block */
	DROPPED_BYTES = 128
};

/* A log is process state by nature, as the clock is. */
static struct {
	pthread_t thread;
	pthread_mutex_t lock; /* for what follows */
	pthread_cond_t wake, written;
	char *lines, *spare; /* added to; being written */
	size_t n;
	uint64_t n_added, n_written; /* bytes, ever */
	uint64_t n_dropped;	     /* lines, not told yet */
	bool runs, is_asleep, in_a_hurry, wants_stop, has_ended;
} w = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void
write_all(const char *p, size_t n)
{
	struct timespec pause = { 0, RETRY_MS * 1000000 };

	while (n > 0) {
		ssize_t done = write(STDERR_FILENO, p, n);

		if (done > 0) {
			p += done;
			n -= (size_t)done;
		} else if (done == -1 && errno == EAGAIN) {
			nanosleep(&pause, NULL);
		} else if (done == 0 || errno != EINTR) {
			return;
		}
	}
}

static void
tell_dropped(uint64_t n)
{
	char line[DROPPED_BYTES];
	struct tm tm;
	int64_t now = clock_now();
	time_t seconds = (time_t)(now / SECOND_MS);
	size_t len;
	int more;

	if (n == 0)
		return;
	gmtime_r(&seconds, &tm);
	len = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%S", &tm);
	more = snprintf(line + len, sizeof(line) - len,
	    ".%03dZ warn - log.dropped lines=%" PRIu64 "\n",
	    (int)(now % SECOND_MS), n);
	CHECK(more > 0 && (size_t)more < sizeof(line) - len);
	write_all(line, len + (size_t)more);
}

/* Write what there is.  With the lock, but not while it writes. */
static void
write_lines(void)
{
	char *lines = w.lines;
	size_t n = w.n;
	uint64_t n_dropped = w.n_dropped;

	w.lines = w.spare;
	w.spare = lines;
	w.n = 0;
	w.n_dropped = 0;
	w.in_a_hurry = false;
	pthread_mutex_unlock(&w.lock);
	write_all(lines, n);
	tell_dropped(n_dropped);
	pthread_mutex_lock(&w.lock);
	w.n_written += n;
	pthread_cond_broadcast(&w.written);
}

static void *
run(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&w.lock);
	for (;;) {
		struct timespec until;

		w.is_asleep = true;
		while (w.n == 0 && w.n_dropped == 0 && !w.wants_stop)
			pthread_cond_wait(&w.wake, &w.lock);
		w.is_asleep = false;
		if (w.n == 0 && w.n_dropped == 0)
			break;
		write_lines();
		until = clock_in(GATHER_MS);
		while (!w.in_a_hurry && !w.wants_stop &&
		    pthread_cond_timedwait(&w.wake, &w.lock, &until) == 0)
			;
	}
	w.has_ended = true;
	pthread_cond_broadcast(&w.written);
	pthread_mutex_unlock(&w.lock);
	return NULL;
}

enum err
log_writer_start(void)
{
	CHECK(!w.runs);
	clock_cond_init(&w.wake);
	clock_cond_init(&w.written);
	w.lines = xmalloc(LOG_WRITER_BYTES);
	w.spare = xmalloc(LOG_WRITER_BYTES);
	w.n = 0;
	w.wants_stop = w.has_ended = false;
	if (pthread_create(&w.thread, NULL, run, NULL) != 0) {
		free(w.lines);
		free(w.spare);
		return ERR_INTERNAL;
	}
	pthread_mutex_lock(&w.lock);
	w.runs = true;
	pthread_mutex_unlock(&w.lock);
	return OK;
}

void
log_writer_stop(void)
{
	struct timespec until = clock_in(PATIENCE_MS);
	bool has_ended;

	if (!w.runs)
		return;
	pthread_mutex_lock(&w.lock);
	w.wants_stop = true;
	pthread_cond_signal(&w.wake);
	while (!w.has_ended &&
	    pthread_cond_timedwait(&w.written, &w.lock, &until) == 0)
		;
	has_ended = w.has_ended;
	w.runs = !has_ended;
	pthread_mutex_unlock(&w.lock);
	/* A thread that is stuck keeps its memory, and every later line. */
	if (!has_ended)
		return;
	pthread_join(w.thread, NULL);
	/* What came between its last look and now. */
	write_all(w.lines, w.n);
	tell_dropped(w.n_dropped);
	w.n = w.n_dropped = 0;
	pthread_cond_destroy(&w.wake);
	pthread_cond_destroy(&w.written);
	free(w.lines);
	free(w.spare);
}

void
log_writer_add(struct str line, bool is_urgent)
{
	size_t max = LOG_WRITER_BYTES - (is_urgent ? 0 : LOG_WRITER_RESERVE);
	bool is_taken;

	pthread_mutex_lock(&w.lock);
	if ((is_taken = w.runs)) {
		if (w.n + line.n > max) {
			w.n_dropped++;
		} else {
			memcpy(w.lines + w.n, line.p, line.n);
			w.n += line.n;
			w.n_added += line.n;
		}
		if (is_urgent || w.n > LOG_WRITER_BYTES / 2)
			w.in_a_hurry = true;
		if (w.is_asleep || w.in_a_hurry)
			pthread_cond_signal(&w.wake);
		w.is_asleep = false;
	}
	pthread_mutex_unlock(&w.lock);
	if (!is_taken)
		write_all(line.p, line.n);
}

void
log_writer_flush(void)
{
	struct timespec until = clock_in(PATIENCE_MS);
	uint64_t n;

	pthread_mutex_lock(&w.lock);
	n = w.n_added;
	if (w.runs) {
		w.in_a_hurry = true;
		pthread_cond_signal(&w.wake);
		while (w.n_written < n &&
		    pthread_cond_timedwait(&w.written, &w.lock, &until) == 0)
			;
	}
	pthread_mutex_unlock(&w.lock);
}
