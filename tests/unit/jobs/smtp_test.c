/* What a mail server says, and what is made of it; one that means no good. */
#include "jobs/smtp_peer.h"

#include "base/clock.h"
#include "base/num.h"
#include "jobs/smtp.h"

enum { QUICK_MS = 400 };

static const struct smtp_letter letter = { .from = STR_INIT("p@praat.example"),
	.to = STR_INIT("anna@test.example"),
	.from_name = STR_INIT("Praat mee"),
	.language = STR_INIT("nl"),
	.subject = STR_INIT("Onderwerp"),
	.text = STR_INIT("Eén\n.\nTwee\n"),
	.html = STR_INIT("<p>Eén\n"),
	.at = 1795900297000,
	.id = STR_INIT("1.2") };

/* A letter to that peer, which may be slow. */
static enum err
send_letter(struct peer *p, const struct smtp_letter *l, struct smtp_answer *a)
{
	struct smtp_server server = { .url = str_of(p->url),
		.timeout_ms = 20 * QUICK_MS };
	struct smtp *s;
	enum err e;

	if (p->is_auth) {
		server.user = STR("praat");
		server.password = STR("geheim");
	}
	if (p->odd.line != NULL && (p->odd.reply == NULL || p->odd.is_flood))
		server.timeout_ms = QUICK_MS;
	assert_ok(smtp_open(&server, NULL, &s));
	e = smtp_send(s, l, a);
	smtp_close(s);
	return e;
}

static enum err
send_to(struct peer *p, struct smtp_answer *a)
{
	return send_letter(p, &letter, a);
}

/* What comes of a letter where one answer is another. */
static enum err
send_oddly(struct peer_odd odd, struct smtp_answer *a, const char *host)
{
	struct peer p = { .odd = odd };
	int64_t begun = clock_mono_us();
	enum err e;

	peer_start(&p, host);
	e = send_to(&p, a);
	peer_stop(&p);
	/* Whatever it does, it does not keep us. */
	assert_true(clock_mono_us() - begun < 10 * INT64_C(1000000));
	return e;
}

static void
a_letter_is_taken_on(void **state)
{
	struct peer p = { 0 };
	struct smtp_answer a;

	(void)state;
	peer_start(&p, "127.0.0.1");
	assert_ok(send_to(&p, &a));
	assert_int_equal(a.code, 250);
	assert_str(((struct str){ a.text, a.n }), "250 fine");
	peer_stop(&p);
}

static void
what_is_sent_is_what_was_meant(void **state)
{
	static const char *const lines[] = {
		"Date: Sat, 28 Nov 2026 21:11:37 +0000\r\n",
		"From: Praat mee\r\n <p@praat.example>\r\n",
		"To: <anna@test.example>\r\n", "Subject: Onderwerp\r\n",
		"Message-ID: <1.2@praat.example>\r\n",
		"Content-Language: nl\r\n",
		"Auto-Submitted: auto-generated\r\n",
		"Content-Type: multipart/alternative; boundary=",
		/* A line of one dot has two of them on the way. */
		"\r\n\r\nE=C3=A9n\r\n..\r\nTwee\r\n", "<p>E=C3=A9n\r\n"
	};
	struct peer p = { 0 };
	struct smtp_answer a;

	(void)state;
	peer_start(&p, "127.0.0.1");
	assert_ok(send_to(&p, &a));
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (str_find_str(buf_text(&p.mail), str_of(lines[i])) ==
		    p.mail.n)
			fail_msg("%s is not in " STR_FMT, lines[i],
			    STR_ARG(buf_text(&p.mail)));
	assert_str(buf_text(&p.heard),
	    "EHLO praat.example\nMAIL FROM:<p@praat.example>\n"
	    "RCPT TO:<anna@test.example>\nDATA\nQUIT\n");
	peer_stop(&p);
}

static void
an_address_of_another_script_stands_in_no_head(void **state)
{
	struct smtp_letter other = letter;
	struct peer p = { 0 };
	struct smtp_answer a;

	(void)state;
	other.to = STR("fatima@m\xc3\xbcnchen.example");
	peer_start(&p, "127.0.0.1");
	assert_ok(send_letter(&p, &other, &a));
	assert_true(
	    str_find_str(buf_text(&p.mail),
		STR("\r\nTo: undisclosed-recipients:;\r\n")) < p.mail.n);
	for (size_t i = 0; i < p.mail.n; i++)
		assert_true((unsigned char)p.mail.p[i] < 0x80);
	peer_stop(&p);
}

static void
a_refusal_is_one_of_the_letter_or_of_us(void **state)
{
	static const struct {
		struct peer_odd odd;
		enum err is;
		int code;
	} cases[] = {
		{ { "RCPT", "550 no such person\r\n", false, false },
		    ERR_DENIED, 550 },
		{ { "RCPT", "451 later\r\n", false, false }, ERR_LIMIT, 451 },
		{ { "DATA", "554 no\r\n", false, false }, ERR_DENIED, 554 },
		{ { ".", "554 spam\r\n", false, false }, ERR_DENIED, 554 },
		{ { ".", "452 full\r\n", false, false }, ERR_LIMIT, 452 },
		/* Of these no other letter would be taken. */
		{ { "MAIL", "550 who are you\r\n", false, false }, ERR_BUSY,
		    550 },
		{ { "MAIL", "451 later\r\n", false, false }, ERR_BUSY, 451 },
		{ { "", "554 go away\r\n", false, false }, ERR_BUSY, 554 },
		{ { "", "421 too busy\r\n", true, false }, ERR_BUSY, 421 },
	};
	struct smtp_answer a;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		assert_int_equal(
		    send_oddly(cases[i].odd, &a, "127.0.0.1"), cases[i].is);
		assert_int_equal(a.code, cases[i].code);
		assert_true(str_has_prefix(
		    str_of(cases[i].odd.reply), (struct str){ a.text, a.n }));
	}
}

static void
what_a_server_says_does_nothing_to_a_terminal(void **state)
{
	struct peer_odd odd = { "RCPT", "550 \x1b[2J\x9b\x07no\r\n", false,
		false };
	struct smtp_answer a;

	(void)state;
	assert_int_equal(send_oddly(odd, &a, "127.0.0.1"), ERR_DENIED);
	assert_str(((struct str){ a.text, a.n }), "550 ?[2J??no");
}

static void
a_server_that_means_no_good_keeps_nobody(void **state)
{
	static const struct peer_odd odd[] = {
		{ "", NULL, false, false },
		{ "", NULL, true, false },
		{ "EHLO", NULL, false, false },
		{ "MAIL", NULL, false, false },
		{ "RCPT", NULL, false, false },
		{ "DATA", NULL, false, false },
		{ ".", NULL, false, false },
		{ ".", NULL, true, false },
		{ "", "HTTP/1.1 400 Bad Request\r\n\r\n", true, false },
		{ "", "\xff\xfe\r\n\r\n\r\n", true, false },
		{ "", "220-again\r\n", false, true },
		{ "", "x", false, true },
		{ "EHLO", "250-again\r\n", false, true },
		{ "MAIL", "250-again\r\n", false, true },
		{ "RCPT", "9", false, true },
	};
	struct smtp_answer a;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
		if (send_oddly(odd[i], &a, "127.0.0.1") != ERR_BUSY)
			fail_msg("case %zu", i);
		assert_true(a.n <= SMTP_ANSWER_MAX);
	}
}

static void
nobody_waits_for_a_goodbye(void **state)
{
	struct smtp_answer a;

	(void)state;
	assert_ok(
	    send_oddly((struct peer_odd){ .line = "QUIT" }, &a, "127.0.0.1"));
	assert_int_equal(a.code, 250);
}

static void
nobody_there_is_no_talking(void **state)
{
	struct smtp_server server = { .url = STR("smtp://127.0.0.1:1") };
	struct smtp_answer a;
	struct smtp *s;

	(void)state;
	assert_ok(smtp_open(&server, NULL, &s));
	assert_int_equal(smtp_send(s, &letter, &a), ERR_BUSY);
	assert_int_equal(a.code, 0);
	assert_true(strlen(a.why) > 0);
	smtp_close(s);
}

static void
who_stops_gives_up(void **state)
{
	struct peer p = { .odd = { .line = "RCPT" } };
	int64_t begun = clock_mono_us();
	struct smtp_server server;
	struct smtp_answer a;
	atomic_bool is_stopping = true;
	struct smtp *s;

	(void)state;
	peer_start(&p, "127.0.0.1");
	server = (struct smtp_server){ .url = str_of(p.url) };
	assert_ok(smtp_open(&server, &is_stopping, &s));
	assert_int_equal(smtp_send(s, &letter, &a), ERR_BUSY);
	smtp_close(s);
	assert_true(clock_mono_us() - begun < 5 * INT64_C(1000000));
	peer_stop(&p);
}

static void
nothing_is_told_without_tls_but_to_this_computer(void **state)
{
	/* They are this computer, but that is not what they say. */
	static const char *const hosts[] = { "0.0.0.0", "127.0.0.0x1" };
	struct smtp_answer a;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
		struct peer p = { .is_auth = true };

		peer_start(&p, hosts[i]);
		assert_int_equal(send_to(&p, &a), ERR_BUSY);
		assert_str(buf_text(&p.heard), "EHLO praat.example\n");
		peer_stop(&p);
	}
}

static void
who_has_a_name_there_says_it(void **state)
{
	struct peer p = { .is_auth = true };
	struct smtp_answer a;

	(void)state;
	peer_start(&p, "localhost");
	assert_ok(send_to(&p, &a));
	assert_true(str_find_str(buf_text(&p.heard),
			STR("AUTH PLAIN\n" SECRET "\n")) < p.heard.n);
	peer_stop(&p);
	p = (struct peer){ .is_auth = true,
		.odd = { SECRET, "535 no\r\n", false, false } };
	peer_start(&p, "localhost");
	assert_int_equal(send_to(&p, &a), ERR_BUSY);
	assert_int_equal(a.code, 535);
	assert_true(str_find_str(buf_text(&p.heard), STR("MAIL")) == p.heard.n);
	peer_stop(&p);
}

static void
an_address_is_one_of_a_mail_server(void **state)
{
	static const char *const good[] = { "smtp://mail.example",
		"smtps://mail.example", "smtp://mail.example:587",
		"smtp://127.0.0.1:25", "smtps://[::1]:465",
		"smtp://[2001:db8::1]" };
	static const char *const bad[] = { "", "mail.example", "smtp://",
		"http://mail.example", "smtp://mail.example/", "smtp://a:0",
		"smtp://a:65536", "smtp://a:", "smtp://a:25x", "smtp://u@a",
		"smtp://a b", "smtp://a\r\nQUIT", "smtp://[::1", "smtp://[]x",
		"smtp:///a", "SMTP://a", "smtp://a?b", "smtp://a#b",
		"smtp://a%00b" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		if (!smtp_is_url(str_of(good[i])))
			fail_msg("%s", good[i]);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (smtp_is_url(str_of(bad[i])))
			fail_msg("%s", bad[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_letter_is_taken_on),
		cmocka_unit_test(what_is_sent_is_what_was_meant),
		cmocka_unit_test(
		    an_address_of_another_script_stands_in_no_head),
		cmocka_unit_test(a_refusal_is_one_of_the_letter_or_of_us),
		cmocka_unit_test(what_a_server_says_does_nothing_to_a_terminal),
		cmocka_unit_test(a_server_that_means_no_good_keeps_nobody),
		cmocka_unit_test(nobody_waits_for_a_goodbye),
		cmocka_unit_test(nobody_there_is_no_talking),
		cmocka_unit_test(who_stops_gives_up),
		cmocka_unit_test(
		    nothing_is_told_without_tls_but_to_this_computer),
		cmocka_unit_test(who_has_a_name_there_says_it),
		cmocka_unit_test(an_address_is_one_of_a_mail_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
