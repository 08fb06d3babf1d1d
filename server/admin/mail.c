/*
 * mail.c: what the settings say of mail, and `praatmee mail test`.
 */
#include "admin/mail.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/commands.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "crypto/crypto.h"
#include "forum/site.h"
#include "forum/typed.h"
#include "jobs/mail_fill.h"
#include "sandbox/sandbox.h"

enum { PASSWORD_FILE_MAX = 1024 };

/* The first line of a file. */
static enum exit_code
read_password(struct call *c, struct str file, struct str *out)
{
	const char *path = arena_z(c->arena, file);
	char text[PASSWORD_FILE_MAX];
	struct str line;
	ssize_t n;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return call_fail(c, EXIT_FAILED, "smtp-password-file: %s: %s",
		    path, strerror(errno));
	n = read(fd, text, sizeof(text));
	close(fd);
	line = (struct str){ text, n < 0 ? 0 : (size_t)n };
	line.n = str_find(line, '\n');
	line = str_trim(line);
	if (line.n > 0 && n < PASSWORD_FILE_MAX && utf8_is_text(line))
		*out = arena_str(c->arena, line);
	crypto_wipe(text, sizeof(text));
	if (out->n == 0)
		return call_fail(c, EXIT_FAILED,
		    "smtp-password-file: the first line of %s is no password",
		    path);
	return EXIT_DONE;
}

/* An address that every mail server takes: of ASCII alone. */
static bool
is_sender(struct call *c, struct str address)
{
	static const struct typed_rule rule = { "mail-from", 1,
		EMAIL_BYTES_MAX };
	struct form_errors errors = { .n = 0 };
	struct str email;

	typed_email(c->arena, address, &rule, &email, &errors);
	return errors.n == 0 && str_eq(email, address) && str_is_ascii(address);
}

enum exit_code
call_mail(struct call *c, struct mail_sender *out, bool *is_set)
{
	const struct settings *s = &c->settings;
	struct mail_sender sender = { .server = { .url = s->smtp,
					  .user = s->smtp_user,
					  .ca_file = s->smtp_ca_file },
		.from = s->mail_from };
	enum exit_code code;

	*is_set = s->smtp.n != 0;
	if (!*is_set)
		return EXIT_DONE;
	if (!smtp_is_url(s->smtp))
		return call_fail(c, EXIT_USAGE,
		    "smtp: \"" STR_FMT "\" is not smtp://HOST[:PORT] or "
		    "smtps://HOST[:PORT]",
		    STR_ARG(s->smtp));
	if (!is_sender(c, s->mail_from))
		return call_fail(c, EXIT_USAGE,
		    "mail-from: \"" STR_FMT "\" is not an e-mail address of "
		    "plain letters, such as praat@example.org",
		    STR_ARG(s->mail_from));
	if ((s->smtp_user.n != 0) != (s->smtp_password_file.n != 0))
		return call_fail(c, EXIT_USAGE,
		    "smtp-user and smtp-password-file go together: set both");
	if (s->smtp_user.n != 0 &&
	    (code = read_password(c, s->smtp_password_file,
		 &sender.server.password)) != EXIT_DONE)
		return code;
	*out = sender;
	return EXIT_DONE;
}

/* Where it is to go, as an address is kept. */
static enum exit_code
read_recipient(struct call *c, struct str *to)
{
	static const struct typed_rule rule = { "--to", 1, EMAIL_BYTES_MAX };
	struct form_errors errors = { .n = 0 };

	typed_email(
	    c->arena, options_get(&c->options, "to"), &rule, to, &errors);
	return errors.n == 0 ? EXIT_DONE : call_mistakes(c, &errors);
}

static enum exit_code
report(struct call *c, enum err e, const struct smtp_answer *answer)
{
	if (answer->n > 0)
		printf("The mail server said: %.*s\n", (int)answer->n,
		    answer->text);
	if (e == OK) {
		printf("It has taken the mail on.\n");
		return EXIT_DONE;
	}
	return call_fail(c, EXIT_FAILED, "%s: %s",
	    e == ERR_BUSY ? "there is no sending mail by this server"
			  : "the mail server refuses this mail",
	    answer->why);
}

static enum exit_code
run_test(struct call *c)
{
	struct mail_sender sender;
	struct smtp_answer answer;
	struct smtp *smtp = NULL;
	struct mail_view view;
	enum exit_code code;
	struct site site;
	struct str to, id;
	bool is_set;
	enum err e;

	sandbox_hide();
	if ((code = call_mail(c, &sender, &is_set)) != EXIT_DONE ||
	    (code = read_recipient(c, &to)) != EXIT_DONE ||
	    (code = call_open(c)) != EXIT_DONE)
		return code;
	if (!is_set)
		return call_fail(c, EXIT_USAGE,
		    "the settings name no mail server: see smtp in praatmee "
		    "serve --help");
	if ((e = site_load(c->read, c->arena, &site)) != OK)
		return call_err(c, e, "reading the site");
	if (site.url.n == 0)
		return call_fail(c, EXIT_USAGE,
		    "the site has no address (url) yet, so that no mail could "
		    "lead to it");
	if ((e = smtp_open(&sender.server, NULL, &smtp)) != OK)
		return call_err(c, e, "speaking SMTP");
	view = mail_fill_test(c->arena, &site);
	id = arena_fmt(c->arena, "test.%" PRId64, clock_now());
	e = mail_send(c->arena, smtp, sender.from, to, &view, id, &answer);
	smtp_close(smtp);
	return report(c, e, &answer);
}

static const struct option test_options[] = {
	{ "to", "ADDRESS", "whom to send it" }, { NULL, NULL, NULL }
};

const struct command mail_commands[] = { { "mail test", "",
					     "send a mail to try the settings",
					     test_options, 0, run_test },
	{ NULL, NULL, NULL, NULL, 0, NULL } };
