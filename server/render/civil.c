#include "render/civil.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#include "base/clock.h"

enum {
	MINUTE_S = 60,
	HOUR_S = 60 * MINUTE_S,
	DAY_S = 24 * HOUR_S,
	/* The calendar repeats after 400 years. */
	CYCLE_DAYS = 400 * 365 + 97,
	CENTURY_DAYS = 100 * 365 + 24,
	FOUR_YEARS_DAYS = 4 * 365 + 1,
	/* From 1 March of the year 0, where a leap day ends a year, to 1970. */
	DAYS_TO_1970 = 719468,
	N_DAYS = 64 /* that a thread remembers; a power of two */
};

/* Zones that the process has had. */
static atomic_uint zone_number;

/* Most of them begin and end with one offset of the zone, in seconds. */
struct day {
	int64_t number; /* since 1970 */
	int64_t begin, end;
	bool is_known;
};

void
civil_zone_changed(void)
{
	atomic_fetch_add(&zone_number, 1);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static struct civil
civil_of(int64_t seconds)
{
	int64_t days = floor_div(seconds, DAY_S) + DAYS_TO_1970,
		cycle = floor_div(days, CYCLE_DAYS), year, month;
	int s = (int)(seconds - floor_div(seconds, DAY_S) * DAY_S);

	days -= cycle * CYCLE_DAYS;
	/* Years of 365 days, once the leap days before have been taken out. */
	year = (days - days / (FOUR_YEARS_DAYS - 1) + days / CENTURY_DAYS -
		   days / (CYCLE_DAYS - 1)) /
	    365;
	days -= year * 365 + year / 4 - year / 100;
	/* From March on every five months have 153 days. */
	month = (days * 5 + 2) / 153;
	return (struct civil){
		.year = cycle * 400 + year + (month >= 10),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(days - (month * 153 + 2) / 5 + 1),
		.hour = s / HOUR_S,
		.minute = s / MINUTE_S % 60,
		.second = s % 60,
	};
}

struct civil
civil_utc(int64_t at)
{
	return civil_of(floor_div(at, SECOND_MS));
}

/* Days from the year 0 to the first day of a year after it. */
static int64_t
days_before(int64_t year)
{
	int64_t y = year - 1;

	return year * 365 + y / 4 - y / 100 + y / 400;
}

/* Seconds that the clocks of the zone are ahead of UTC. */
static int64_t
offset_at(int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL || tm.tm_year < -1900 + 1)
		return 0;
	return (days_before(tm.tm_year + 1900) - days_before(1970) +
		   tm.tm_yday) *
	    DAY_S +
	    tm.tm_hour * HOUR_S + tm.tm_min * MINUTE_S + tm.tm_sec - seconds;
}

struct civil
civil_local(int64_t at)
{
	static _Thread_local struct day days[N_DAYS];
	static _Thread_local unsigned known_zone;
	int64_t seconds = floor_div(at, SECOND_MS),
		number = floor_div(seconds, DAY_S), first = number * DAY_S;
	struct day *d = &days[(uint64_t)number % N_DAYS];
	unsigned zone = atomic_load(&zone_number);

	if (known_zone != zone)
		for (int i = 0; i < N_DAYS; i++)
			days[i].is_known = false;
	known_zone = zone;
	if (!d->is_known || d->number != number)
		*d = (struct day){ number, offset_at(first),
			offset_at(first + DAY_S - 1), true };
	return civil_of(
	    seconds + (d->begin == d->end ? d->begin : offset_at(seconds)));
}
