#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log_writer.h"
#include "base/num.h"

enum { LINE_MAX_BYTES = 2048, SECOND_BYTES = 32 };

struct line {
	char text[LINE_MAX_BYTES];
	size_t n, n_begin; /* all of it; what is our own text */
	enum log_level level;
};

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

/* The date is printed once a second; most lines have the one before theirs. */
static struct str
second_text(int64_t seconds)
{
	static _Thread_local char text[SECOND_BYTES];
	static _Thread_local size_t n;
	static _Thread_local int64_t of;
	time_t t = (time_t)seconds;
	struct tm tm;

	if (n == 0 || of != seconds) {
		gmtime_r(&t, &tm);
		n = strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
		of = seconds;
	}
	return (struct str){ text, n };
}

/* As much of the text as fits; one byte is kept for the end of the line. */
static void
put(struct line *l, struct str s)
{
	size_t room = sizeof(l->text) - 1 - l->n;

	if (s.n > room)
		s.n = room;
	memcpy(l->text + l->n, s.p, s.n);
	l->n += s.n;
}

/* Time, level, request and event: what every line begins with. */
static void
begin(struct line *l, enum log_level level, const char *event)
{
	int64_t now = clock_now();
	int ms = (int)(now % SECOND_MS);
	char fraction[] = { '.', (char)('0' + ms / 100),
		(char)('0' + ms / 10 % 10), (char)('0' + ms % 10), 'Z', ' ' };

	l->n = 0;
	l->level = level;
	put(l, second_text(now / SECOND_MS));
	put(l, (struct str){ fraction, sizeof(fraction) });
	put(l, str_of(level_names[level]));
	put(l, STR(" "));
	put(l, request_id == NULL ? STR("-") : str_of(request_id));
	put(l, STR(" "));
	put(l, str_of(event));
	put(l, STR(" "));
	l->n_begin = l->n;
}

static void
end(struct line *l)
{
	struct str text = { l->text, l->n };

	for (size_t i = l->n_begin; (i = str_find_control(text, i)) < l->n;)
		l->text[i] = '?';
	l->text[l->n++] = '\n';
	log_writer_add(
	    (struct str){ l->text, l->n }, l->level == LOG_LEVEL_ERROR);
}

static bool
is_wanted(enum log_level level)
{
	return (int)level >= atomic_load(&lowest);
}

void
log_line(enum log_level level, const char *event, const char *fmt, ...)
{
	struct line l;
	va_list ap;
	int n;

	if (!is_wanted(level))
		return;
	begin(&l, level, event);
	va_start(ap, fmt);
	n = vsnprintf(l.text + l.n, sizeof(l.text) - l.n, fmt, ap);
	va_end(ap);
	if (n > 0)
		l.n += (size_t)n < sizeof(l.text) - l.n
		    ? (size_t)n
		    : sizeof(l.text) - l.n - 1;
	end(&l);
}

void
log_text(enum log_level level, const char *event, struct str text)
{
	struct line l;

	if (!is_wanted(level))
		return;
	begin(&l, level, event);
	put(&l, text);
	end(&l);
}
