/*
 * str.h: text to read.
 *
 * A struct str is UTF-8 unless its header says bytes, is not NUL terminated
 * and is never owned: somebody else keeps the memory alive.  { NULL, 0 } is
 * the empty text.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/attr.h"
#include "base/err.h"

struct str {
	const char *p;
	size_t n; /* bytes */
};

/* A literal, an empty text, and how to print one. */
#define STR(lit) ((struct str){ "" lit, sizeof(lit) - 1 })
#define STR_INIT(lit)                   \
	{                               \
		"" lit, sizeof(lit) - 1 \
	}
#define STR_NONE ((struct str){ NULL, 0 })
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).n == 0 ? "" : (s).p

/* A NUL-terminated text as struct str; NULL gives the empty text. */
static inline struct str
str_of(const char *z)
{
	return z == NULL ? STR_NONE : (struct str){ z, strlen(z) };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_has_prefix(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq((struct str){ s.p, prefix.n }, prefix);
}

/* s without its first n bytes; n may exceed the length. */
static inline struct str
str_skip(struct str s, size_t n)
{
	return n >= s.n ? STR_NONE : (struct str){ s.p + n, s.n - n };
}

/* Is it a letter or a digit of ASCII? */
static inline bool
char_is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9');
}

/* Equal but for the case of A-Z. */
bool str_eq_nocase(struct str a, struct str b);
bool str_has_suffix(struct str s, struct str suffix);
bool str_is_ascii(struct str s);
/* Like memcmp, the shorter first where one starts with the other. */
int str_cmp(struct str a, struct str b);

/* s without white space (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);
/* The place of the first c, or s.n where there is none. */
size_t str_find(struct str s, char c);
/* That of the first control character (below ' ', or 0x7f), not before from. */
size_t str_find_control(struct str s, size_t from);
/* The place of the first needle, or s.n where there is none. */
size_t str_find_str(struct str s, struct str needle);
/*
 * Take what stands before the first sep off the front of *rest, the sep too.
 * False when *rest was empty; *part is untouched then.
 */
bool str_cut(struct str *rest, char sep, struct str *part);

/*
 * A whole decimal number: an optional '-', digits, nothing else.
 *
 * ERR_INVALID	not a number, or outside min..max
 */
enum err
parse_i64(struct str s, int64_t min, int64_t max, int64_t *out) MUST_CHECK;

#endif
