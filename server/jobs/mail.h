/*
 * mail.h: the thread that sends mail (forum/mail.h): what waits leaves within a
 * second or so, one after the other.
 *
 * What the server never will take is dropped, but a decision; what it does not
 * take now is tried again, ever later; a link to a new password that nobody
 * could send for an hour is no more.  Where there is no talking to it, all mail
 * waits for a minute.  Several processes may send for one site.
 */
#ifndef JOBS_MAIL_H
#define JOBS_MAIL_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "jobs/smtp.h"

struct arena;
struct mail_view;
struct mailer;
struct store;

/* Who sends; the texts outlive the thread. */
struct mail_sender {
	struct smtp_server server;
	struct str from; /* an address of forum/typed.h */
};

/*
 * Start it.  The store outlives it.  A site without a url mails nothing, until
 * it has one.
 *
 * ERR_INTERNAL	no thread, no handle, or libcurl cannot do it; logged
 */
enum err mailer_start(
    struct store *, const struct mail_sender *, struct mailer **out) MUST_CHECK;

/* Give up what it is sending (smtp_open()): it goes out later.  NULL is fine.
 */
void mailer_stop(struct mailer *);

/*
 * Since it was started: letters sent, attempts that failed, letters given up;
 * and how many waited when it last looked.  Of NULL all are 0.
 */
struct mailer_stats {
	uint64_t n_sent, n_failed, n_dropped;
	uint64_t n_waiting;
};
void mailer_stats(const struct mailer *, struct mailer_stats *);

/*
 * One mail to somebody, now, on the calling thread; as smtp_send() does.  id is
 * its name, of letters and digits.
 */
enum err
mail_send(struct arena *, struct smtp *, struct str from, struct str to,
    const struct mail_view *, struct str id, struct smtp_answer *) MUST_CHECK;

#endif
