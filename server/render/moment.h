/*
 * moment.h: points in time as people read them.
 *
 * Shared HTML carries absolute moments; the script makes "3 uur geleden" of
 * them.  Words and order come from the catalogues (moment.*, month.*).
 */
#ifndef RENDER_MOMENT_H
#define RENDER_MOMENT_H

#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "render/lang.h"

/* "23 november 2026 om 21:11" and "23 november 2026"; milliseconds UTC. */
struct moment {
	int64_t at;
};
struct date {
	int64_t at;
};
/* A moment that what it stands in was published; search engines read it. */
struct published {
	int64_t at;
};

static inline struct moment
moment(int64_t at)
{
	return (struct moment){ at };
}

static inline struct date
date(int64_t at)
{
	return (struct date){ at };
}

static inline struct published
published(int64_t at)
{
	return (struct published){ at };
}

/*
 * Show moments in this time zone of the system, such as "Europe/Amsterdam",
 * from now on.  For the whole process: call it at start, before there are
 * threads.
 *
 * ERR_NOT_FOUND	the system has no such zone
 */
enum err moment_set_zone(struct str zone) MUST_CHECK;

/* As plain text; as words escaped for HTML; as those inside a <time>. */
void moment_text(struct buf *, enum lang, struct moment);
void moment_words(struct buf *, enum lang, struct moment);
void moment_html(struct buf *, enum lang, struct moment);
void moment_published_html(struct buf *, enum lang, struct published);
void moment_date_text(struct buf *, enum lang, struct date);
void moment_date_words(struct buf *, enum lang, struct date);
void moment_date_html(struct buf *, enum lang, struct date);

/*
 * The words of the script: "nu", and after each ";" those of minutes, hours,
 * days and weeks, each with the first number that it is for: "1 1 minuut
 * geleden|2 2 minuten geleden", where the other number is to be replaced.  They
 * are the same for as long as the process lives.
 */
struct str moment_ago(enum lang);

/* "2026-11-23T20:11:00Z", for feeds, sitemaps and attributes. */
void moment_iso(struct buf *, int64_t at);

#endif
