#include "jobs/mail_head.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "render/civil.h"

/*
 * A line with encoded words has at most 76 characters, a word 75; what is plain
 * stays so where it needs no folding.
 */
enum { LINE_MAX_CHARS = 76, PLAIN_MAX = 60 };
#define WORD_BEGIN "=?UTF-8?Q?"
#define WORD_END "?="

/* One character of a text, in a form that may stand in any encoded word. */
static void
encode(struct buf *out, struct str c)
{
	if (c.n == 1 && char_is_alnum(c.p[0])) {
		buf_char(out, c.p[0]);
	} else if (c.n == 1 && ((unsigned char)c.p[0] <= ' ' || *c.p == 0x7f)) {
		buf_char(out, '_');
	} else {
		for (size_t i = 0; i < c.n; i++)
			buf_fmt(out, "=%02X", (unsigned char)c.p[i]);
	}
}

/* Encoded words; the line that they begin on has so many characters. */
static void
encode_words(struct buf *out, struct str text, size_t used)
{
	char space[16];
	struct buf one = BUF_OVER(space);
	uint32_t code_point;
	size_t n;

	buf_str(out, STR(WORD_BEGIN));
	used += sizeof(WORD_BEGIN) - 1;
	for (; text.n > 0; text = str_skip(text, n), used += one.n) {
		n = utf8_next(text, &code_point);
		n = n == 0 ? 1 : n;
		one.n = 0;
		encode(&one, (struct str){ text.p, n });
		if (used + one.n + sizeof(WORD_END) - 1 > LINE_MAX_CHARS) {
			buf_str(out, STR(WORD_END "\r\n " WORD_BEGIN));
			used = sizeof(" " WORD_BEGIN) - 1;
		}
		buf_str(out, buf_text(&one));
	}
	buf_str(out, STR(WORD_END));
}

/* May it stand there as it is?  also: what may, beside letters and digits. */
static bool
is_plain(struct str text, struct str also)
{
	for (size_t i = 0; i < text.n; i++)
		if (!char_is_alnum(text.p[i]) &&
		    str_find(also, text.p[i]) == also.n)
			return false;
	return text.n <= PLAIN_MAX;
}

static void
put(struct buf *out, const char *name, struct str text, struct str also)
{
	size_t from = out->n;

	buf_fmt(out, "%s: ", name);
	if (is_plain(text, also))
		buf_str(out, text);
	else
		encode_words(out, text, out->n - from);
}

void
mail_head_text(struct buf *out, const char *name, struct str text)
{
	/* Without '=' and '?': nothing that looks like an encoded word. */
	put(out, name, text, STR(" !\"#$%&'()*+,-./:;<>@[\\]^_`{|}~"));
}

void
mail_head_mailbox(
    struct buf *out, const char *name, struct str who, struct str address)
{
	put(out, name, who, STR(" "));
	/* On a line of its own: it may be as long as that. */
	buf_fmt(out, "\r\n <" STR_FMT ">", STR_ARG(address));
}

void
mail_head_date(struct buf *out, int64_t at)
{
	static const char days[][4] = { "Thu", "Fri", "Sat", "Sun", "Mon",
		"Tue", "Wed" };
	static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	struct civil c = civil_utc(at);

	buf_fmt(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000",
	    days[at / DAY_MS % 7], c.day, months[c.month - 1], (int)c.year,
	    c.hour, c.minute, c.second);
}
