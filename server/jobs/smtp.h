/*
 * smtp.h: hands mail to a mail server, by libcurl.
 *
 * Each letter has a connection of its own, so that none waits for the end of
 * another's.  The server is believed nothing but its codes: its certificate is
 * checked, it has SMTP_TIMEOUT_MS for a letter, and SMTP is all it may speak.
 */
#ifndef JOBS_SMTP_H
#define JOBS_SMTP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/* Long: whoever gives up while a server looks at a mail sends it twice. */
enum { SMTP_TIMEOUT_MS = 180 * 1000 };

/* Empty texts are what is not set. */
struct smtp_server {
	struct str url; /* smtp://host[:port] or smtps://host[:port] */
	struct str user, password;
	struct str ca_file;
	int64_t timeout_ms; /* 0: SMTP_TIMEOUT_MS */
};

/*
 * Is it an address of a mail server?  smtp:// goes by STARTTLS or not at all,
 * but for a host that is this computer: "localhost", 127.x.y.z or [::1].
 */
bool smtp_is_url(struct str url);

struct smtp;

/*
 * For one thread.  Who is_stopping gives up what it is doing within a second,
 * or within five where the server may have the letter already; NULL: never.
 * The texts of the server are copied.
 *
 * ERR_INTERNAL	libcurl cannot do it; logged
 */
enum err smtp_open(const struct smtp_server *, const atomic_bool *is_stopping,
    struct smtp **out) MUST_CHECK;
/* NULL is fine. */
void smtp_close(struct smtp *);

/* A server that knows no SMTPUTF8 refuses a to of other letters than ASCII. */
struct smtp_letter {
	struct str from, to; /* addresses of forum/typed.h */
	struct str from_name, language;
	struct str subject, text, html;
	int64_t at;
	struct str id; /* of letters and digits: sent twice, it has one name */
};

/*
 * What the server said last, cut, '?' for what is not plain ASCII; for people,
 * never for the log: it may repeat an address.  code 0: nothing.  why: in words
 * of libcurl; a literal.
 */
enum { SMTP_ANSWER_MAX = 400 };
struct smtp_answer {
	int code;
	char text[SMTP_ANSWER_MAX];
	size_t n;
	const char *why;
};

/*
 * On OK the server has taken it on.
 *
 * ERR_DENIED	it never will take this one
 * ERR_LIMIT	it does not take this one now
 * ERR_BUSY	there is no talking to it: no connection, no TLS, another
 *		password, another sender, no answer in time
 */
enum err smtp_send(
    struct smtp *, const struct smtp_letter *, struct smtp_answer *) MUST_CHECK;

#endif
