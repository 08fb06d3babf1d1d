#include "render/plural.h"

static size_t
arabic(uint64_t n)
{
	if (n <= 2)
		return n;
	if (n % 100 >= 3 && n % 100 <= 10)
		return 3;
	return n % 100 >= 11 ? 4 : 5;
}

static size_t
french(uint64_t n)
{
	if (n <= 1)
		return 0;
	return n % 1000000 == 0 ? 1 : 2;
}

size_t
plural_form(enum lang lang, int64_t number)
{
	uint64_t n = number < 0 ? ~(uint64_t)number + 1 : (uint64_t)number;

	switch (lang) {
	case LANG_FR:
		return french(n);
	case LANG_AR:
		return arabic(n);
	case LANG_NL:
	case LANG_EN:
	case LANG_N:
		break;
	}
	return n == 1 ? 0 : 1;
}
