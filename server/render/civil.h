/*
 * civil.h: the day and the time on the clock of a moment.  gmtime_r() and
 * localtime_r() are right too, but take a lock and a microsecond, and a page
 * has a hundred moments.
 */
#ifndef RENDER_CIVIL_H
#define RENDER_CIVIL_H

#include <stdint.h>

struct civil {
	int64_t year;
	int month, day; /* 1 to 12, 1 to 31 */
	int hour, minute, second;
};

/* Of a moment in milliseconds, which is rounded down. */
struct civil civil_utc(int64_t at);

/*
 * The same on the clocks of the process's time zone.  One that changes twice
 * within a day of Greenwich, there and back, is not seen: none ever has.
 */
struct civil civil_local(int64_t at);

/* The time zone is another one now. */
void civil_zone_changed(void);

#endif
