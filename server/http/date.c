#include "http/date.h"

#include <string.h>

#include "base/check.h"
#include "base/clock.h"

/* Written by hand because strftime() asks the locale, and every answer has one.
 */
static void
digits(char *out, int n, int v)
{
	for (int i = n - 1; i >= 0; i--, v /= 10)
		out[i] = (char)('0' + v % 10);
}

static void
print(char out[HTTP_DATE_LEN + 1], time_t seconds)
{
	static const char days[] = "ThuFriSatSunMonTueWed";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm;

	CHECK(seconds >= 0 && gmtime_r(&seconds, &tm) != NULL &&
	    tm.tm_year < 9999 - 1900 + 1);
	memcpy(out, "Www, dd Mmm yyyy hh:mm:ss GMT", HTTP_DATE_LEN + 1);
	memcpy(out, days + 3 * (seconds / 86400 % 7), 3);
	digits(out + 5, 2, tm.tm_mday);
	memcpy(out + 8, months + 3 * (size_t)tm.tm_mon, 3);
	digits(out + 12, 4, tm.tm_year + 1900);
	digits(out + 17, 2, tm.tm_hour);
	digits(out + 20, 2, tm.tm_min);
	digits(out + 23, 2, tm.tm_sec);
}

void
http_date_print(char out[HTTP_DATE_LEN + 1], int64_t at)
{
	/* Thousands of answers in a second have the same date. */
	static _Thread_local char text[HTTP_DATE_LEN + 1];
	static _Thread_local time_t of = -1;
	time_t seconds = (time_t)(at / SECOND_MS);

	CHECK(at >= 0);
	if (of != seconds)
		print(text, seconds);
	of = seconds;
	memcpy(out, text, sizeof(text));
}
