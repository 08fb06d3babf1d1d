#include "render/moment.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "messages.h"
#include "render/civil.h"
#include "render/msg.h"
#include "render/plural.h"

static_assert(MSG_MONTH_12 == MSG_MONTH_1 + 11,
    "the months stand together in the catalogue");

enum { ZONE_BYTES_MAX = 64, MONTH_BYTES_MAX = 64 };

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
	civil_zone_changed();
	return OK;
}

static void
two_digits(char *p, int v)
{
	p[0] = (char)('0' + v / 10);
	p[1] = (char)('0' + v % 10);
}

static struct str
print_i64(struct buf *b, int64_t v)
{
	buf_i64(b, v);
	return buf_text(b);
}

/* The first of the month is an ordinal in French. */
static struct str
print_day(struct buf *b, enum lang lang, int day)
{
	buf_i64(b, day);
	if (lang == LANG_FR && day == 1)
		buf_str(b, STR("er"));
	return buf_text(b);
}

typedef void
msg_writer(struct buf *, enum lang, enum msg, const struct msg_arg *, size_t);

static void
write_words(struct buf *out, enum lang lang, int64_t at, enum msg pattern,
    msg_writer *writer)
{
	struct civil t = civil_local(at);
	char month_text[MONTH_BYTES_MAX], day_text[8], year_text[24];
	struct buf month = BUF_OVER(month_text), day = BUF_OVER(day_text),
		   year = BUF_OVER(year_text);
	char clock[] = "hh:mm";

	two_digits(clock, t.hour);
	two_digits(clock + 3, t.minute);
	msg_text(&month, lang, (enum msg)(MSG_MONTH_1 + t.month - 1), NULL, 0);
	writer(out, lang, pattern,
	    (const struct msg_arg[]){
		MSG_WORD(ARG_DAY, print_day(&day, lang, t.day)),
		MSG_WORD(ARG_MONTH, buf_text(&month)),
		MSG_WORD(ARG_YEAR, print_i64(&year, t.year)),
		MSG_WORD(ARG_TIME, str_of(clock)),
	    },
	    4);
}

static void
begin_time(struct buf *out, struct str property, int64_t at)
{
	buf_str(out, STR("<time"));
	buf_str(out, property);
	buf_str(out, STR(" datetime=\""));
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
	begin_time(out, STR_NONE, m.at);
	moment_words(out, lang, m);
	end_time(out);
}

void
moment_published_html(struct buf *out, enum lang lang, struct published p)
{
	begin_time(out, STR(" itemprop=\"datePublished\""), p.at);
	moment_words(out, lang, moment(p.at));
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
	begin_time(out, STR_NONE, d.at);
	moment_date_words(out, lang, d);
	end_time(out);
}

static void
write_forms(struct buf *out, enum lang lang, enum msg msg, int64_t n_max)
{
	for (int64_t n = 1; n <= n_max; n++) {
		if (n > 1 && plural_form(lang, n) == plural_form(lang, n - 1))
			continue;
		buf_char(out, n == 1 ? ';' : '|');
		buf_i64(out, n);
		buf_char(out, ' ');
		msg_text(out, lang, msg,
		    (const struct msg_arg[]){ MSG_ARG(ARG_N, n) }, 1);
	}
}

/* Written once, and read for ever after. */
static struct buf ago[LANG_N];
static pthread_once_t ago_once = PTHREAD_ONCE_INIT;

static void
write_ago(void)
{
	for (int i = 0; i < LANG_N; i++) {
		enum lang lang = (enum lang)i;

		msg_text(&ago[i], lang, MSG_AGO_NOW, NULL, 0);
		write_forms(&ago[i], lang, MSG_AGO_MINUTE, 59);
		write_forms(&ago[i], lang, MSG_AGO_HOUR, 23);
		write_forms(&ago[i], lang, MSG_AGO_DAY, 6);
		write_forms(&ago[i], lang, MSG_AGO_WEEK, 5);
	}
}

struct str
moment_ago(enum lang lang)
{
	pthread_once(&ago_once, write_ago);
	return buf_text(&ago[lang]);
}

void
moment_iso(struct buf *out, int64_t at)
{
	struct civil t = civil_utc(at);
	char text[] = "-mm-ddThh:mm:ssZ";

	for (int64_t y = 1000; y > 1 && t.year < y && t.year >= 0; y /= 10)
		buf_char(out, '0');
	buf_i64(out, t.year);
	two_digits(text + 1, t.month);
	two_digits(text + 4, t.day);
	two_digits(text + 7, t.hour);
	two_digits(text + 10, t.minute);
	two_digits(text + 13, t.second);
	buf_add(out, text, sizeof(text) - 1);
}
