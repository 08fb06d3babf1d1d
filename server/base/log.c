#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"

enum { LINE_MAX_BYTES = 2048 };

static const char *const level_names[] = { "debug", "info", "warn", "error" };

static _Atomic int lowest = LOG_LEVEL_INFO;
static _Thread_local const char *request_id;

void
log_set_level(enum log_level level)
{
	atomic_store(&lowest, (int)level);
}

enum err
log_level_parse(struct str name, enum log_level *out)
{
	for (size_t i = 0; i < ARRAY_LEN(level_names); i++)
		if (str_eq(name, str_of(level_names[i]))) {
			*out = (enum log_level)i;
			return OK;
		}
	return ERR_INVALID;
}

void
log_set_request(const char *id)
{
	request_id = id;
}

static size_t
clamp(int n, size_t room)
{
	return n < 0 ? 0 : (size_t)n < room ? (size_t)n : room - 1;
}

void
log_line(enum log_level level, const char *event, const char *fmt, ...)
{
	char line[LINE_MAX_BYTES];
	int64_t now = clock_now();
	time_t seconds = (time_t)(now / SECOND_MS);
	struct tm tm;
	va_list ap;
	size_t n;

	if ((int)level < atomic_load(&lowest))
		return;
	gmtime_r(&seconds, &tm);
	n = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%S", &tm);
	n += clamp(snprintf(line + n, sizeof(line) - n, ".%03dZ %s %s %s ",
		       (int)(now % SECOND_MS), level_names[level],
		       request_id == NULL ? "-" : request_id, event),
	    sizeof(line) - n);
	va_start(ap, fmt);
	n += clamp(
	    vsnprintf(line + n, sizeof(line) - n, fmt, ap), sizeof(line) - n);
	va_end(ap);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[n++] = '\n';
	/* One write a line, so that lines of several threads do not mix. */
	if (write(STDERR_FILENO, line, n) < 0)
		return;
}
