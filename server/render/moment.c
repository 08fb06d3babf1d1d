#include "render/moment.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "messages.h"
#include "render/msg.h"

static_assert(MSG_MONTH_12 == MSG_MONTH_1 + 11,
    "the months stand together in the catalogue");

enum { ZONE_BYTES_MAX = 64 };

static bool
is_zone_file(const char *path)
{
	char magic[4] = { 0 };
	FILE *f = fopen(path, "re");
	size_t n;

	if (f == NULL)
		return false;
	n = fread(magic, 1, sizeof(magic), f);
	fclose(f);
	return n == sizeof(magic) && memcmp(magic, "TZif", n) == 0;
}

enum err
moment_set_zone(struct str zone)
{
	char path[sizeof("/usr/share/zoneinfo/") + ZONE_BYTES_MAX];
	char name[ZONE_BYTES_MAX + 1];

	if (zone.n == 0 || zone.n > ZONE_BYTES_MAX || zone.p[0] == '/' ||
	    str_find(zone, '.') < zone.n || str_find(zone, '\0') < zone.n)
		return ERR_NOT_FOUND;
	snprintf(name, sizeof(name), STR_FMT, STR_ARG(zone));
	snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
	if (!is_zone_file(path) || setenv("TZ", name, 1) == -1)
		return ERR_NOT_FOUND;
	tzset();
	return OK;
}

/* Seconds since 1970, rounded down. */
static time_t
seconds(int64_t at)
{
	return (time_t)(at / SECOND_MS - (at % SECOND_MS < 0));
}

typedef void
msg_writer(struct buf *, enum lang, enum msg, const struct msg_arg *, size_t);

static void
write_words(struct buf *out, enum lang lang, int64_t at, enum msg pattern,
    msg_writer *writer)
{
	struct buf month = { 0 };
	char day[16], year[16], clock[16];
	time_t s = seconds(at);
	struct tm tm;

	if (localtime_r(&s, &tm) == NULL)
		return;
	snprintf(day, sizeof(day), "%d", tm.tm_mday);
	snprintf(year, sizeof(year), "%ld", tm.tm_year + 1900L);
	snprintf(clock, sizeof(clock), "%02d:%02d", tm.tm_hour, tm.tm_min);
	msg_text(&month, lang, (enum msg)(MSG_MONTH_1 + tm.tm_mon), NULL, 0);
	writer(out, lang, pattern,
	    (const struct msg_arg[]){
		MSG_ARG(ARG_DAY, str_of(day)),
		MSG_ARG(ARG_MONTH, buf_text(&month)),
		MSG_ARG(ARG_YEAR, str_of(year)),
		MSG_ARG(ARG_TIME, str_of(clock)),
	    },
	    4);
	buf_free(&month);
}

static void
begin_time(struct buf *out, int64_t at)
{
	buf_str(out, STR("<time datetime=\""));
	moment_iso(out, at);
	buf_str(out, STR("\">"));
}

static void
end_time(struct buf *out)
{
	buf_str(out, STR("</time>"));
}

void
moment_text(struct buf *out, enum lang lang, struct moment m)
{
	write_words(out, lang, m.at, MSG_MOMENT_FULL, msg_text);
}

void
moment_words(struct buf *out, enum lang lang, struct moment m)
{
	write_words(out, lang, m.at, MSG_MOMENT_FULL, msg_words);
}

void
moment_html(struct buf *out, enum lang lang, struct moment m)
{
	begin_time(out, m.at);
	moment_words(out, lang, m);
	end_time(out);
}

void
moment_date_text(struct buf *out, enum lang lang, struct date d)
{
	write_words(out, lang, d.at, MSG_MOMENT_DATE, msg_text);
}

void
moment_date_words(struct buf *out, enum lang lang, struct date d)
{
	write_words(out, lang, d.at, MSG_MOMENT_DATE, msg_words);
}

void
moment_date_html(struct buf *out, enum lang lang, struct date d)
{
	begin_time(out, d.at);
	moment_date_words(out, lang, d);
	end_time(out);
}

void
moment_iso(struct buf *out, int64_t at)
{
	time_t s = seconds(at);
	struct tm tm;

	if (gmtime_r(&s, &tm) != NULL)
		buf_fmt(out, "%04ld-%02d-%02dT%02d:%02d:%02dZ",
		    tm.tm_year + 1900L, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		    tm.tm_min, tm.tm_sec);
}
