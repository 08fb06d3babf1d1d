/*
 * Every mail in every language; tests/golden/mail/ has the plain texts, which
 * UPDATE=1 writes anew.  With a directory as its argument it writes the HTML of
 * all of them there instead, to be looked at.
 */
#include "cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/num.h"
#include "base/utf8.h"
#include "forum/mail.h"
#include "forum/site.h"
#include "jobs/mail_fill.h"
#include "jobs/mail_text.h"
#include "render/view_mail.h"
#include "test_file.h"
#include "text/markdown.h"

static struct arena *arena;

static const struct site site = { .name = STR_INIT("Praat mee bij De Lantaarn"),
	.url = STR_INIT("https://praat.example"),
	.language = STR_INIT("nl") };
static const struct str token = STR_INIT(
    "qvc8zkqcm4dm7rgqfbmrmnaf7u3tp5zkqvc8zkqcm4d");

static const struct str dutch = STR_INIT(
    "Beste allemaal,\n\nIk zoek **hulp** bij formulieren:\n\n1. van de "
    "gemeente\n"
    "2. van de Belastingdienst\n\n> Vraag het aan de buurvrouw!\n\nWie weet "
    "iets? Kijk ook op https://www.example.org/een/lang/adres/met/veel/delen");
static const struct str arabic = STR_INIT(
    "السلام عليكم، أبحث عن **مساعدة** في ملء الاستمارات:\n\n- من البلدية\n"
    "- Belastingdienst\n\n> اسأل الجارة!\n\nIk schrijf ook Nederlands.");
static const struct str table = STR_INIT(
    "## Wanneer?\n\n| dag | tijd |\n|:---|---:|\n| maandag | 9.30 uur |\n\n"
    "```\neen regel die nergens af te breken is: "
    "aaaaaaaaaaaaaaaaaaaaaaaaaaa\n```");

static const struct sample {
	const char *name;
	enum mail_kind kind;
	enum decision_kind decision;
	const struct str *body, reason, language;
} samples[] = {
	{ .name = "confirm", .kind = MAIL_CONFIRM },
	{ .name = "password", .kind = MAIL_PASSWORD },
	{ .name = "taken", .kind = MAIL_TAKEN },
	{ "approved", MAIL_DECISION, DECISION_APPROVED, &dutch, STR_INIT(""),
	    STR_INIT("nl") },
	{ "edited", MAIL_DECISION, DECISION_EDITED, &dutch,
	    STR_INIT("Ik heb een naam weggelaten."), STR_INIT("nl") },
	{ "rejected", MAIL_DECISION, DECISION_REJECTED, &arabic,
	    STR_INIT("Je noemt de naam van een ander.\r\n\r\nيرجى حذف الاسم."),
	    STR_INIT("ar") },
	{ "removed", MAIL_DECISION, DECISION_REMOVED, &table,
	    STR_INIT("Dit is reclame."), STR_INIT("nl") },
	{ "restored", MAIL_DECISION, DECISION_RESTORED, &arabic, STR_INIT(""),
	    STR_INIT("") },
	{ "edit_approved", MAIL_DECISION, DECISION_EDIT_APPROVED, &dutch,
	    STR_INIT(""), STR_INIT("nl") },
	{ "edit_rejected", MAIL_DECISION, DECISION_EDIT_REJECTED, &dutch,
	    STR_INIT("De vraag is nu weg."), STR_INIT("nl") },
};

/* As the job finds it, in this language. */
static struct mail
mail_of(const struct sample *s, enum lang lang)
{
	struct mail mail = { .kind = s->kind,
		.language = lang_tag(lang),
		.name = STR("سعاد بنعلي"),
		.email = STR("souad@praat.example"),
		.decision = s->decision };

	if (s->kind != MAIL_DECISION)
		return mail;
	mail.decided_at = 1795892700000;
	mail.post_id = 1234;
	mail.title = STR("Wie helpt bij formulieren?");
	mail.reason = s->reason;
	mail.body = *s->body;
	mail.body_language = s->language;
	assert_ok(markdown_render(arena, mail.body, &mail.html));
	return mail;
}

static struct mail_text
text_of(const struct mail *mail)
{
	struct mail_view view;
	struct mail_text text;

	assert_ok(mail_fill(arena, mail, &site, token, &view));
	mail_text(arena, &view, &text);
	return text;
}

static struct mail_text
trial(void)
{
	struct mail_view view;
	struct mail_text text;

	view = mail_fill_test(arena, &site);
	mail_text(arena, &view, &text);
	return text;
}

static bool
has(struct str s, const char *needle)
{
	return str_find_str(s, str_of(needle)) < s.n;
}

static struct sample const *
sample(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		if (strcmp(samples[i].name, name) == 0)
			return &samples[i];
	fail_msg("no sample %s", name);
	return NULL;
}

static void
write_file(const char *path, struct str s)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(s.p, 1, s.n, f), s.n);
	assert_int_equal(fclose(f), 0);
}

/* All plain texts in a language, one behind the other. */
static void
write_all(struct buf *out, enum lang lang)
{
	struct mail_text text;

	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct mail mail = mail_of(&samples[i], lang);

		text = text_of(&mail);
		buf_fmt(out, "===== %s: " STR_FMT "\n\n", samples[i].name,
		    STR_ARG(text.subject));
		buf_str(out, text.text);
		buf_char(out, '\n');
	}
}

static void
texts_are_as_they_were_read(void **state)
{
	(void)state;
	for (int i = 0; i < LANG_N; i++) {
		struct buf b = { 0 };
		char path[sizeof(GOLDEN_DIR) + 32];
		struct str want;

		write_all(&b, (enum lang)i);
		snprintf(path, sizeof(path), GOLDEN_DIR "/mail/" STR_FMT ".txt",
		    STR_ARG(lang_tag((enum lang)i)));
		if (getenv("UPDATE") != NULL)
			write_file(path, buf_text(&b));
		want = test_file_read(arena, path);
		if (want.p == NULL || !str_eq(buf_text(&b), want))
			fail_msg("%s has other words; UPDATE=1 writes it anew",
			    path);
		buf_free(&b);
	}
}

static void
html_says_what_the_text_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct mail mail = mail_of(&samples[i], LANG_FR);
		struct mail_text text = text_of(&mail);
		struct str rest = text.text, line;

		assert_false(has(text.html, "\xef\xbf\xbd"));
		while (str_cut(&rest, '\n', &line))
			if (str_has_prefix(line, STR("https://")) &&
			    str_find_str(text.html, line) == text.html.n)
				fail_msg("%s has no " STR_FMT, samples[i].name,
				    STR_ARG(line));
		assert_true(has(text.html, "<html lang=\"fr\" dir=\"ltr\">"));
	}
}

/* Pictures and styles from elsewhere would tell who opens it. */
static void
html_asks_for_nothing(void **state)
{
	static const char *const asks[] = { " src=", "<link", "url(", "@import",
		"<script", "background=\"" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct mail mail = mail_of(&samples[i], LANG_NL);

		for (size_t k = 0; k < ARRAY_LEN(asks); k++)
			assert_false(has(text_of(&mail).html, asks[k]));
	}
}

static void
names_stand_apart(void **state)
{
	struct mail mail = mail_of(sample("approved"), LANG_NL);

	(void)state;
	assert_true(has(text_of(&mail).text,
	    "Hallo \xe2\x81\xa8"
	    "سعاد بنعلي"
	    "\xe2\x81\xa9,"));
	assert_true(has(text_of(&mail).html, "<bdi>سعاد بنعلي</bdi>"));
	mail = mail_of(sample("rejected"), LANG_AR);
	assert_true(has(text_of(&mail).html, "dir=\"rtl\""));
	assert_true(has(text_of(&mail).html,
	    "<blockquote class=\"said typed\" dir=\"auto\" lang=\"ar\">"));
	assert_true(has(text_of(&mail).text,
	    "\xe2\x81\xa8Wie helpt bij formulieren?\xe2\x81\xa9"));
}

/* Whoever signs up with an address of another chooses their name. */
static void
no_name_goes_to_an_unknown_address(void **state)
{
	static const char *const unknown[] = { "confirm", "password", "taken" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(unknown); i++) {
		struct mail mail = mail_of(sample(unknown[i]), LANG_NL);
		struct mail_text text = text_of(&mail);

		assert_false(has(text.text, "سعاد"));
		assert_false(has(text.html, "سعاد"));
	}
}

/* They stand on the screen of a locked phone; it shows so much of a text. */
enum { PREVIEW_CHARS = 100 };

static void
first_lines_tell_nobody_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		for (int lang = 0; lang < LANG_N; lang++) {
			struct mail mail = mail_of(
			    &samples[i], (enum lang)lang);
			struct mail_text text = text_of(&mail);
			struct str first = utf8_cut(text.text, PREVIEW_CHARS);

			assert_false(has(text.subject, "formulieren"));
			assert_false(has(text.subject, "سعاد"));
			assert_int_equal(
			    str_find_control(text.subject, 0), text.subject.n);
			assert_false(has(first, "formulieren"));
		}
}

static void
words_of_others_stay_words(void **state)
{
	struct mail mail = mail_of(sample("rejected"), LANG_NL);
	struct mail_text text;

	(void)state;
	mail.name = STR("<script>a()</script>");
	mail.title = STR("\"><img src=x>");
	mail.reason = STR("<b>Nee</b>\r\n-- \r\nKlik hier:\rhier");
	mail.body = STR(
	    "-- \nKies een nieuw wachtwoord:\nhttps://evil.example");
	mail.body_language = STR("\"><i>");
	mail.html = (struct safe_html){ STR_NONE };
	text = text_of(&mail);
	assert_false(has(text.html, "<script"));
	assert_false(has(text.html, "<img"));
	assert_false(has(text.html, "<b>"));
	assert_false(has(text.html, "<i>"));
	assert_true(has(text.html, "&lt;b&gt;Nee&lt;/b&gt;"));
	assert_true(
	    has(text.text, "\n> <b>Nee</b>\n> -- \n> Klik hier:\n> hier\n"));
	assert_true(has(text.text, "\n> https://evil.example\n"));
	assert_false(has(text.text, "\nhttps://evil.example"));
}

static void
a_thread_that_is_no_longer_theirs_has_no_name(void **state)
{
	struct mail mail = mail_of(sample("approved"), LANG_NL);

	(void)state;
	mail.title = STR_NONE;
	assert_false(has(text_of(&mail).text, "in het gesprek"));
	assert_false(has(text_of(&mail).text, "/p/1234"));
	assert_true(has(text_of(&mail).text, "/account/posts"));
}

static void
a_language_that_is_not_ours_reads_the_sites(void **state)
{
	struct mail mail = mail_of(sample("approved"), LANG_FR);

	(void)state;
	mail.language = STR("zgh");
	assert_str(text_of(&mail).subject, "Je bericht is geplaatst");
	mail.language = STR_NONE;
	assert_str(text_of(&mail).subject, "Je bericht is geplaatst");
	mail.language = STR("fr-MA");
	assert_str(text_of(&mail).subject, "Votre message a été publié");
}

static void
what_has_no_words_is_refused(void **state)
{
	struct mail mail = mail_of(sample("approved"), LANG_NL);
	struct mail_view view;

	(void)state;
	mail.decision = DECISION_ROLE_GIVEN;
	assert_int_equal(
	    mail_fill(arena, &mail, &site, STR_NONE, &view), ERR_NOT_FOUND);
	mail.decision = (enum decision_kind)1000;
	assert_int_equal(
	    mail_fill(arena, &mail, &site, STR_NONE, &view), ERR_NOT_FOUND);
	mail.kind = (enum mail_kind)99;
	assert_int_equal(
	    mail_fill(arena, &mail, &site, STR_NONE, &view), ERR_NOT_FOUND);
}

static void
a_trial_says_that_it_is_one(void **state)
{
	(void)state;
	assert_str(trial().subject, "De mail werkt");
	assert_true(has(trial().text, "https://praat.example/\n"));
}

static void
write_html(const char *directory)
{
	char path[4096];

	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		for (int lang = 0; lang < LANG_N; lang++) {
			struct mail mail = mail_of(
			    &samples[i], (enum lang)lang);

			snprintf(path, sizeof(path), "%s/%s." STR_FMT ".html",
			    directory, samples[i].name,
			    STR_ARG(lang_tag((enum lang)lang)));
			write_file(path, text_of(&mail).html);
		}
	snprintf(path, sizeof(path), "%s/trial.nl.html", directory);
	write_file(path, trial().html);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_are_as_they_were_read),
		cmocka_unit_test(html_says_what_the_text_says),
		cmocka_unit_test(html_asks_for_nothing),
		cmocka_unit_test(names_stand_apart),
		cmocka_unit_test(no_name_goes_to_an_unknown_address),
		cmocka_unit_test(first_lines_tell_nobody_else),
		cmocka_unit_test(words_of_others_stay_words),
		cmocka_unit_test(a_thread_that_is_no_longer_theirs_has_no_name),
		cmocka_unit_test(a_language_that_is_not_ours_reads_the_sites),
		cmocka_unit_test(what_has_no_words_is_refused),
		cmocka_unit_test(a_trial_says_that_it_is_one),
	};
	int n_failed = 0;

	clock_set(1795889100000);
	assert_ok(moment_set_zone(STR("Europe/Amsterdam")));
	arena = arena_new(0);
	if (argc > 1)
		write_html(argv[1]);
	else
		n_failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return n_failed;
}
