#include "route/next.h"

#include <string.h>

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

bool
next_is_ours(struct str s)
{
	size_t path = 0;

	if (s.n == 0 || s.n > NEXT_BYTES_MAX || s.p[0] != '/')
		return false;
	/* The path: words between single slashes; no word begins with '.'. */
	for (; path < s.n && !is_one_of(s.p[path], "?#"); path++) {
		char c = s.p[path], before = path > 0 ? s.p[path - 1] : 'x';

		if (!char_is_alnum(c) && !is_one_of(c, "/-_."))
			return false;
		if (before == '/' && is_one_of(c, "/."))
			return false;
	}
	/* What follows cannot change the host. */
	for (size_t i = path; i < s.n; i++)
		if (!char_is_alnum(s.p[i]) && !is_one_of(s.p[i], "?#=&%+-_.~"))
			return false;
	return true;
}

struct str
next_or_front(struct str next)
{
	return next_is_ours(next) ? next : STR("/");
}
