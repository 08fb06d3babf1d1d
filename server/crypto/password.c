/*
 * password.c: what is left of a password when everything that a guesser tries
 * first has been taken out of it.
 */
#include "crypto/password.h"

#include <stdbool.h>
#include <string.h>

#include "base/num.h"
#include "base/utf8.h"

enum {
	LEFT_MIN = 8,	  /* characters that must be left */
	DISTINCT_MIN = 5, /* different characters */
	PERIOD_MIN = 8,	  /* bytes; a shorter piece repeated is no length */
	RUN_MIN = 3,	  /* characters that make a run */
	WORD_MIN = 3,	  /* characters of a name that are looked for */
	FOLDED_MAX = 3 * PASSWORD_MAX /* bytes that are looked at */
};

/* Orders that fingers and children know; each also backwards. */
static const char *const rows[] = {
	"abcdefghijklmnopqrstuvwxyz",
	"01234567890",
	"qwertyuiop",
	"asdfghjkl",
	"zxcvbnm",
	"azertyuiop",
	"qsdfghjklm",
	"wxcvbn",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
	"!@#$%^&*()",
};

/*
 * What Dutch, English and French speakers choose, without the padding; a word
 * stands before the words that it contains.
 */
static const char *const favourites[] = { "aanmelden", "administrator", "admin",
	"ajax", "amsterdam", "beheerder", "bismillah", "bonjour", "casablanca",
	"changeme", "chelsea", "computer", "dragon", "feyenoord", "football",
	"geheim", "gebruiker", "hallo", "holland", "iloveyou", "inloggen",
	"inshallah", "jetaime", "letmein", "liefde", "login", "maandag",
	"maroc", "marokko", "marrakech", "monkey", "motdepasse", "nederland",
	"paswoord", "password", "passw0rd", "p@ssw0rd", "pokemon", "princess",
	"prinses", "rotterdam", "salam", "schatje", "secret", "shadow",
	"soleil", "sunshine", "superman", "test", "utrecht", "vakantie",
	"voetbal", "wachtwoord", "welcome", "welkom", "winter", "zomer",
	"zondag" };

/* The text that is being looked at: pieces are taken out of it. */
struct rest {
	char p[FOLDED_MAX];
	size_t n;
};

static struct str
text_of(const struct rest *r)
{
	return (struct str){ r->p, r->n };
}

/* Leave a NUL where a piece was: its two sides shall not make a new one. */
static void
cut(struct rest *r, size_t at, size_t n)
{
	r->p[at] = '\0';
	memmove(r->p + at + 1, r->p + at + n, r->n - at - n);
	r->n -= n - 1;
}

static void
cut_word(struct rest *r, struct str word)
{
	size_t at;

	if (utf8_count(word) < WORD_MIN)
		return;
	while ((at = str_find_str(text_of(r), word)) < r->n)
		cut(r, at, word.n);
}

static bool
is_between_words(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '_' || c == '+' ||
	    c == '\'';
}

static void
cut_name(struct rest *r, struct str name)
{
	char joined[FOLDED_MAX];
	size_t n = 0, from = 0;

	cut_word(r, name);
	for (size_t i = 0; i < name.n && n < sizeof(joined); i++)
		if (!is_between_words(name.p[i]))
			joined[n++] = name.p[i];
	cut_word(r, (struct str){ joined, n });
	for (size_t i = 0; i <= name.n; i++) {
		if (i < name.n && !is_between_words(name.p[i]))
			continue;
		cut_word(r, (struct str){ name.p + from, i - from });
		from = i + 1;
	}
}

/* The length of the stretch of row, in either direction, that s begins with. */
static size_t
run_length(struct str s, struct str row)
{
	size_t best = 0;

	for (size_t i = 0; i < row.n; i++) {
		size_t up = 0, down = 0;

		while (up < s.n && i + up < row.n && s.p[up] == row.p[i + up])
			up++;
		while (down < s.n && down <= i && s.p[down] == row.p[i - down])
			down++;
		best = up > best ? up : best;
		best = down > best ? down : best;
	}
	return best;
}

static void
cut_runs(struct rest *r)
{
	for (size_t at = 0; at < r->n; at++) {
		size_t best = 0;

		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			size_t n = run_length(
			    str_skip(text_of(r), at), str_of(rows[i]));

			best = n > best ? n : best;
		}
		if (best >= RUN_MIN)
			cut(r, at, best);
	}
}

static bool
is_little(const struct rest *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++)
		n += r->p[i] != '\0' && ((unsigned char)r->p[i] & 0xc0) != 0x80;
	return n < LEFT_MIN;
}

static size_t
count_distinct(struct str s)
{
	uint32_t seen[DISTINCT_MIN], c;
	size_t n = 0, len, i;

	while (n < DISTINCT_MIN && (len = utf8_next(s, &c)) != 0) {
		for (i = 0; i < n && seen[i] != c; i++)
			;
		if (i == n)
			seen[n++] = c;
		s = str_skip(s, len);
	}
	return n;
}

/* Is s one piece of fewer than PERIOD_MIN bytes, over and over? */
static bool
is_periodic(struct str s)
{
	for (size_t period = 1; period < PERIOD_MIN && period < s.n; period++)
		if (memcmp(s.p, s.p + period, s.n - period) == 0)
			return true;
	return false;
}

enum password_weakness
password_weakness(struct str password, struct str folded,
    const struct str *names, size_t n_names)
{
	struct rest whole, rest;

	if (utf8_count(password) < PASSWORD_MIN)
		return PASSWORD_TOO_SHORT;
	if (password.n > PASSWORD_MAX)
		return PASSWORD_TOO_LONG;
	if (count_distinct(folded) < DISTINCT_MIN || is_periodic(folded))
		return PASSWORD_REPEATS;
	whole.n = folded.n < FOLDED_MAX ? folded.n : FOLDED_MAX;
	memcpy(whole.p, folded.p, whole.n);

	rest = whole;
	for (size_t i = 0; i < n_names; i++)
		cut_name(&rest, names[i]);
	if (is_little(&rest))
		return PASSWORD_NAME;
	for (size_t i = 0; i < ARRAY_LEN(favourites); i++)
		cut_word(&rest, str_of(favourites[i]));
	if (is_little(&rest))
		return PASSWORD_FAVOURITE;
	cut_runs(&whole);
	if (is_little(&whole))
		return PASSWORD_RUN;
	cut_runs(&rest);
	return is_little(&rest) ? PASSWORD_FAVOURITE : PASSWORD_GOOD;
}
