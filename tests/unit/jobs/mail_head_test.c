/* A mail's head: every text in its own line, whatever is in it. */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "jobs/mail_head.h"

static char space[8192];

static struct str
subject(struct str text)
{
	static struct buf b = BUF_OVER(space);

	buf_clear(&b);
	mail_head_text(&b, "Subject", text);
	return buf_text(&b);
}

static void
plain_words_stay_plain(void **state)
{
	(void)state;
	assert_str(subject(STR("Your post was published")),
	    "Subject: Your post was published");
	assert_str(subject(STR("")), "Subject: ");
	/* But not what a reader would decode. */
	assert_str(subject(STR("=?x")), "Subject: =?UTF-8?Q?=3D=3Fx?=");
}

static void
other_words_are_encoded(void **state)
{
	(void)state;
	assert_str(subject(STR("Je bent één")),
	    "Subject: =?UTF-8?Q?Je_bent_=C3=A9=C3=A9n?=");
}

static void
nothing_breaks_out_of_its_line(void **state)
{
	static const char *const breaks[] = { "a\r\nBcc: x@y.example",
		"a\nBcc: x", "a\rb", "a\r\n\r\nbody", "\x01\x7f" };

	(void)state;
	for (size_t i = 0; i < sizeof(breaks) / sizeof(*breaks); i++) {
		struct str s = subject(str_of(breaks[i]));

		assert_int_equal(str_find_control(s, 0), s.n);
	}
	assert_str(subject(STR("a\r\nBcc")), "Subject: =?UTF-8?Q?a__Bcc?=");
	assert_int_equal(
	    str_find_control(subject((struct str){ "a\0b", 3 }), 0),
	    sizeof("Subject: =?UTF-8?Q?a_b?=") - 1);
}

/* Decode what encode_words() has written, and look at its form. */
static void
decode(struct str line, struct buf *out)
{
	struct str part, word;

	line = str_skip(line, sizeof("Subject: ") - 1);
	while (line.n > 0) {
		size_t end = str_find_str(line, STR("\r\n "));

		part = (struct str){ line.p, end };
		line = str_skip(line, end + 3);
		assert_true(part.n <= 75);
		assert_true(str_has_prefix(part, STR("=?UTF-8?Q?")));
		assert_true(str_has_suffix(part, STR("?=")));
		word = str_skip((struct str){ part.p, part.n - 2 }, 10);
		assert_true(word.n > 0);
		size_t from = out->n;

		for (size_t i = 0; i < word.n; i++) {
			char hex[3] = { 0 };

			if (word.p[i] != '=') {
				buf_char(
				    out, word.p[i] == '_' ? ' ' : word.p[i]);
				continue;
			}
			memcpy(hex, word.p + i + 1, 2);
			buf_char(out, (char)strtol(hex, NULL, 16));
			i += 2;
		}
		/* No character is split between two of them. */
		assert_true(utf8_is_valid(
		    (struct str){ out->p + from, out->n - from }));
	}
}

static void
long_texts_are_folded_between_characters(void **state)
{
	static const char *const letters[] = { "a", "é", "م", "漢", "😀", "-" };

	(void)state;
	for (size_t k = 0; k < sizeof(letters) / sizeof(*letters); k++)
		for (int n = 61; n < 90; n++) {
			struct buf text = { 0 }, back = { 0 };
			struct str s;

			for (int i = 0; i < n; i++)
				buf_str(&text, str_of(letters[k]));
			s = subject(buf_text(&text));
			/* The first line has the name before it. */
			assert_true(str_find(s, '\r') <= 76);
			decode(s, &back);
			assert_int_equal(back.n, text.n);
			assert_memory_equal(back.p, text.p, text.n);
			buf_free(&text);
			buf_free(&back);
		}
}

static void
a_mailbox_has_its_name_before_it(void **state)
{
	struct buf b = { 0 };

	(void)state;
	mail_head_mailbox(&b, "From", STR("Praat mee"), STR("p@praat.example"));
	assert_str(buf_text(&b), "From: Praat mee\r\n <p@praat.example>");
	buf_clear(&b);
	mail_head_mailbox(
	    &b, "From", STR("\"Bond\" <x@y>, z"), STR("p@praat.example"));
	assert_str(buf_text(&b),
	    "From: =?UTF-8?Q?=22Bond=22_=3Cx=40y=3E=2C_z?=\r\n "
	    "<p@praat.example>");
	buf_free(&b);
}

static void
a_date_is_one_of_the_calendar(void **state)
{
	struct buf b = { 0 };

	(void)state;
	mail_head_date(&b, 0);
	assert_str(buf_text(&b), "Date: Thu, 1 Jan 1970 00:00:00 +0000");
	buf_clear(&b);
	mail_head_date(&b, 1795900297000);
	assert_str(buf_text(&b), "Date: Sat, 28 Nov 2026 21:11:37 +0000");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_words_stay_plain),
		cmocka_unit_test(other_words_are_encoded),
		cmocka_unit_test(nothing_breaks_out_of_its_line),
		cmocka_unit_test(long_texts_are_folded_between_characters),
		cmocka_unit_test(a_mailbox_has_its_name_before_it),
		cmocka_unit_test(a_date_is_one_of_the_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
