/*
 * fold.c: what utf8proc knows of Unicode, and the few habits of Arabic and
 * Latin script that no normal form covers.
 */
#include "text/fold.h"

#include <stdbool.h>

#include <utf8proc.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/num.h"
#include "base/utf8.h"

typedef utf8proc_int32_t code_point;

/* Code points being worked on, in the arena. */
struct points {
	code_point *p;
	size_t n;
};

/* s is valid UTF-8. */
static struct points
decoded(struct arena *a, struct str s)
{
	struct points points = { arena_array(a, s.n + 1, sizeof(code_point)),
		0 };
	uint32_t c = 0;

	while (s.n > 0) {
		s = str_skip(s, utf8_next(s, &c));
		points.p[points.n++] = (code_point)c;
	}
	return points;
}

static struct str
encoded(struct arena *a, struct points points)
{
	char *text = arena_array(a, points.n + 1, 4);
	size_t n = 0;

	for (size_t i = 0; i < points.n; i++)
		n += (size_t)utf8proc_encode_char(
		    points.p[i], (utf8proc_uint8_t *)text + n);
	return (struct str){ text, n };
}

static bool
is_space(code_point c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return category == UTF8PROC_CATEGORY_ZS ||
	    category == UTF8PROC_CATEGORY_ZL ||
	    category == UTF8PROC_CATEGORY_ZP || (c >= '\t' && c <= '\r') ||
	    c == 0x85;
}

/*
 * Format and control characters and letters without a shape.  The Arabic signs
 * for numbers and the end of a verse are format characters that one sees.
 */
static bool
is_invisible(code_point c)
{
	utf8proc_category_t category = utf8proc_category(c);
	bool is_sign = (c >= 0x0600 && c <= 0x0605) || c == 0x06dd;

	return (category == UTF8PROC_CATEGORY_CF && !is_sign) ||
	    category == UTF8PROC_CATEGORY_CC || c == 0x034f || c == 0x115f ||
	    c == 0x1160 || c == 0x17b4 || c == 0x17b5 || c == 0x3164 ||
	    c == 0xffa0;
}

static bool
is_joiner(code_point c)
{
	return c == 0x200c || c == 0x200d;
}

/* Each run of white space becomes one space; none at the ends. */
static void
squeeze(struct points *points)
{
	size_t n = 0;

	for (size_t i = 0; i < points->n; i++) {
		code_point c = points->p[i];

		if (!is_space(c))
			points->p[n++] = c;
		else if (n > 0 && points->p[n - 1] != ' ')
			points->p[n++] = ' ';
	}
	if (n > 0 && points->p[n - 1] == ' ')
		n--;
	points->n = n;
}

/* Joiners between two characters stay where that is asked for. */
static void
drop_invisible(struct points *points, bool keep_joiners)
{
	size_t n = 0;

	for (size_t i = 0; i < points->n; i++) {
		code_point c = points->p[i];
		bool is_between = n > 0 && i + 1 < points->n &&
		    !is_space(points->p[n - 1]) &&
		    !is_joiner(points->p[n - 1]) &&
		    !is_space(points->p[i + 1]) &&
		    !is_invisible(points->p[i + 1]);

		if (is_space(c) || !is_invisible(c) ||
		    (keep_joiners && is_joiner(c) && is_between))
			points->p[n++] = c;
	}
	points->n = n;
}

/* The code points of valid UTF-8 in the form that the options ask for. */
static struct points
formed(struct arena *a, struct str s, utf8proc_option_t o)
{
	const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.p;
	utf8proc_ssize_t n, n_bytes = (utf8proc_ssize_t)s.n;
	code_point *p;

	n = utf8proc_decompose(bytes, n_bytes, NULL, 0, o);
	CHECK(n >= 0);
	p = arena_array(a, (size_t)n + 1, sizeof(*p));
	CHECK(utf8proc_decompose(bytes, n_bytes, p, n, o) == n);
	n = utf8proc_normalize_utf32(p, n, o);
	CHECK(n >= 0);
	return (struct points){ p, (size_t)n };
}

/*
 * s without what nobody sees, in its canonical form.  That comes before the
 * rest: the letter and the mark on two sides of an invisible character may be
 * one, and case folding looks at marks in their order.
 */
static enum err
canonical(struct arena *a, struct str s, bool keep_joiners, struct str *out)
{
	struct points points;

	if (!utf8_is_valid(s))
		return ERR_INVALID;
	points = decoded(a, s);
	drop_invisible(&points, keep_joiners);
	points = formed(
	    a, encoded(a, points), UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	*out = encoded(a, points);
	return OK;
}

enum err
fold_display(struct arena *a, struct str s, struct str *out)
{
	struct points points;
	enum err e;

	if ((e = canonical(a, s, true, &s)) != OK)
		return e;
	points = decoded(a, s);
	squeeze(&points);
	*out = encoded(a, points);
	return OK;
}

enum {
	KEY = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
	    UTF8PROC_CASEFOLD | UTF8PROC_IGNORE
};

enum err
fold_name(struct arena *a, struct str s, struct str *out)
{
	struct points points;
	enum err e;

	if ((e = canonical(a, s, false, &s)) != OK)
		return e;
	points = formed(a, s, (utf8proc_option_t)KEY);
	squeeze(&points);
	*out = encoded(a, points);
	return OK;
}

/*
 * Letters that a reader takes for others and no normal form does.  What is
 * written with a mark of its own (alif with hamza, e with acute) has lost the
 * mark before it comes here.
 */
static const struct {
	code_point from, to[2]; /* 0: none */
} alike[] = {
	{ 0x00e6, { 'a', 'e' } },  /* ash */
	{ 0x00f0, { 'd', 0 } },	   /* eth */
	{ 0x00f8, { 'o', 0 } },	   /* o with stroke */
	{ 0x00fe, { 't', 'h' } },  /* thorn */
	{ 0x0111, { 'd', 0 } },	   /* d with stroke */
	{ 0x0127, { 'h', 0 } },	   /* h with stroke */
	{ 0x0131, { 'i', 0 } },	   /* dotless i */
	{ 0x0142, { 'l', 0 } },	   /* l with stroke */
	{ 0x0153, { 'o', 'e' } },  /* as in oeuvre */
	{ 0x0629, { 0x0647, 0 } }, /* ta marbuta: ha */
	{ 0x0640, { 0, 0 } },	   /* tatweel */
	{ 0x0649, { 0x064a, 0 } }, /* alif maqsura: ya */
	{ 0x0671, { 0x0627, 0 } }, /* alif wasla: alif */
	{ 0x06a9, { 0x0643, 0 } }, /* Persian kaf */
	{ 0x06cc, { 0x064a, 0 } }, /* Persian ya */
};

static bool
is_word_character(code_point c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return true;
	default:
		return false;
	}
}

/* Write what c is looked up as: at most two code points. */
static size_t
put_alike(code_point c, code_point out[2])
{
	size_t n = 0;

	if (c >= 0x0660 && c <= 0x0669)
		c -= 0x0660 - '0';
	else if (c >= 0x06f0 && c <= 0x06f9)
		c -= 0x06f0 - '0';
	for (size_t i = 0; i < ARRAY_LEN(alike); i++) {
		if (alike[i].from != c)
			continue;
		while (n < 2 && alike[i].to[n] != 0) {
			out[n] = alike[i].to[n];
			n++;
		}
		return n;
	}
	out[0] = is_word_character(c) ? c : ' ';
	return 1;
}

/* The same as below for what most texts are made of, many times as fast. */
static struct str
search_ascii(struct arena *a, struct str s)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			p[n++] = c;
		else if (c != 0x7f && (c >= ' ' || (c >= '\t' && c <= '\r')) &&
		    n > 0 && p[n - 1] != ' ')
			p[n++] = ' ';
	}
	if (n > 0 && p[n - 1] == ' ')
		n--;
	return (struct str){ p, n };
}

/*
 * The words that s begins with, one behind the other, that are ASCII or that
 * are not: nothing is folded across a space.
 */
static struct str
run_of(struct str s, bool *is_plain)
{
	size_t n = 0, end;

	for (;; n = end + 1) {
		bool is_same;

		end = n + str_find(str_skip(s, n), ' ');
		is_same = str_is_ascii((struct str){ s.p + n, end - n });
		if (n == 0)
			*is_plain = is_same;
		else if (is_same != *is_plain)
			return (struct str){ s.p, n };
		if (end == s.n)
			return s;
	}
}

static enum err
search_any(struct arena *a, struct str s, struct str *out)
{
	struct points points, words = { NULL, 0 };
	enum err e;

	if ((e = canonical(a, s, false, &s)) != OK)
		return e;
	points = formed(a, s, (utf8proc_option_t)(KEY | UTF8PROC_STRIPMARK));
	words.p = arena_array(a, points.n + 1, 2 * sizeof(*words.p));
	for (size_t i = 0; i < points.n; i++)
		words.n += put_alike(points.p[i], words.p + words.n);
	squeeze(&words);
	*out = encoded(a, words);
	return OK;
}

enum err
fold_search(struct arena *a, struct str s, struct str *out)
{
	struct buf words = { 0 };
	enum err e = OK;

	if (str_is_ascii(s)) {
		*out = search_ascii(a, s);
		return OK;
	}
	while (e == OK && s.n > 0) {
		bool is_plain;
		struct str run = run_of(s, &is_plain), folded = STR_NONE;

		s = str_skip(s, run.n);
		if (is_plain)
			folded = search_ascii(a, run);
		else
			e = search_any(a, run, &folded);
		if (folded.n > 0 && words.n > 0)
			buf_char(&words, ' ');
		buf_str(&words, folded);
	}
	if (e == OK)
		*out = arena_str(a, buf_text(&words));
	buf_free(&words);
	return e;
}

struct str
fold_slug(struct arena *a, struct str name, size_t max)
{
	char *p = arena_alloc(a, max + 1);
	struct str key;
	size_t n = 0;

	if (fold_search(a, name, &key) != OK)
		key = STR_NONE;
	for (size_t i = 0; i < key.n && n < max; i++) {
		char c = key.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			p[n++] = c;
		else if (n > 0 && p[n - 1] != '-')
			p[n++] = '-';
	}
	while (n > 0 && p[n - 1] == '-')
		n--;
	return n == 0 ? STR("x") : (struct str){ p, n };
}
