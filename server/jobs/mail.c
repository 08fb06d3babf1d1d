#include "jobs/mail.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "forum/mail.h"
#include "forum/site.h"
#include "forum/token.h"
#include "jobs/mail_fill.h"
#include "jobs/mail_text.h"
#include "store/store.h"

static_assert((int)SMTP_TIMEOUT_MS < (int)MAIL_CLAIM_MS,
    "who sends a mail has it for as long as that may take");

/* So long nothing is sent where the server cannot be talked to. */
enum { PAUSE_MS = MINUTE_MS };

struct mailer {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	atomic_bool is_stopping; /* changed with the lock */
	struct store *store;
	struct store_read *read;
	struct arena *arena;
	struct mail_sender sender;
	int64_t quiet_until;
	_Atomic uint64_t n_sent, n_failed, n_dropped, n_waiting;
};

/* One mail, from the queue to what became of it. */
struct task {
	struct arena *arena;
	struct mail mail;
	struct str token;
	bool is_over;
};

/* Who asked for a new password an hour ago has asked again, or has found it. */
static bool
is_too_late(const struct mail *mail)
{
	return mail->kind == MAIL_PASSWORD &&
	    mail->created_at + TOKEN_PASSWORD_MS <= clock_now();
}

/* What its link needs is made with it: no secret waits in the queue. */
static enum err
take(struct store_write *w, void *arg)
{
	struct token_new token = { 0 };
	struct task *t = arg;
	enum err e;

	t->token = STR_NONE;
	if ((e = mail_take(w, t->arena, &t->mail)) != OK)
		return e;
	if (is_too_late(&t->mail))
		return OK;
	token.account_id = t->mail.account_id;
	if (t->mail.kind == MAIL_CONFIRM) {
		token.kind = TOKEN_CONFIRM;
		token.lifetime_ms = TOKEN_CONFIRM_MS;
	} else if (t->mail.kind == MAIL_PASSWORD) {
		token.kind = TOKEN_PASSWORD;
		token.lifetime_ms = TOKEN_PASSWORD_MS;
	} else {
		return OK;
	}
	return token_create(w, t->arena, &token, &t->token);
}

static enum err
done(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mail_done(w, t->mail.id);
}

static enum err
later(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mail_later(w, &t->mail, &t->is_over);
}

enum err
mail_send(struct arena *a, struct smtp *smtp, struct str from, struct str to,
    const struct mail_view *view, struct str id, struct smtp_answer *answer)
{
	struct mail_text text;

	mail_text(a, view, &text);
	return smtp_send(smtp,
	    &(struct smtp_letter){ .from = from,
		.to = to,
		.from_name = view->site_name,
		.language = lang_tag(view->lang),
		.subject = text.subject,
		.text = text.text,
		.html = text.html,
		.at = clock_now(),
		.id = id },
	    answer);
}

/*
 * Whatever is not kept here is sent once more when its claim has run out.  An
 * author is owed the reasons of a decision: a server that refuses them may have
 * been set up wrongly, and is asked again.
 */
static void
settle(struct mailer *m, struct task *t, enum err sent,
    const struct smtp_answer *answer)
{
	enum err e;

	t->is_over = sent == ERR_DENIED && t->mail.kind != MAIL_DECISION;
	e = store_write(m->store, sent == OK || t->is_over ? done : later, t);
	if (sent == OK) {
		m->n_sent++;
		LOG_INFO("mail.sent", "mail=%" PRId64 " kind=%d", t->mail.id,
		    (int)t->mail.kind);
	} else {
		m->n_failed++;
		m->n_dropped += e == OK && t->is_over;
		LOG_WARN("mail.failed",
		    "mail=%" PRId64 " kind=%d tries=%" PRId64
		    " code=%d over=%d: %s",
		    t->mail.id, (int)t->mail.kind, t->mail.tries + 1,
		    answer->code, (int)t->is_over, answer->why);
	}
	if (sent == ERR_BUSY)
		m->quiet_until = clock_now() + PAUSE_MS;
}

static enum err
give_up(struct mailer *m, struct task *t, const char *why)
{
	enum err e = store_write(m->store, done, t);

	LOG_WARN("mail.dropped", "mail=%" PRId64 " kind=%d: %s", t->mail.id,
	    (int)t->mail.kind, why);
	m->n_dropped += e == OK;
	return e;
}

static enum err
send_one(struct mailer *m, struct smtp *smtp, const struct site *site)
{
	struct task t = { .arena = m->arena };
	struct smtp_answer answer;
	struct mail_view view;
	struct str id;
	enum err e;

	if ((e = store_write(m->store, take, &t)) != OK)
		return e;
	if (is_too_late(&t.mail))
		return give_up(m, &t, "too late");
	if (mail_fill(m->arena, &t.mail, site, t.token, &view) != OK)
		return give_up(m, &t, "there are no words for it");
	id = arena_fmt(
	    m->arena, "%" PRId64 ".%" PRId64, t.mail.id, t.mail.created_at);
	e = mail_send(
	    m->arena, smtp, m->sender.from, t.mail.email, &view, id, &answer);
	settle(m, &t, e, &answer);
	return e == ERR_DENIED || e == ERR_LIMIT ? OK : e;
}

/* A clock that was set back does not make it longer. */
static bool
is_quiet(const struct mailer *m, int64_t now)
{
	return now < m->quiet_until && now >= m->quiet_until - PAUSE_MS;
}

/* How much waits, and is something of it due? */
static bool
is_due(struct mailer *m)
{
	struct mail_waiting waiting;

	arena_reset(m->arena);
	if (mail_waiting(m->read, m->arena, &waiting) != OK)
		return false;
	m->n_waiting = (uint64_t)waiting.n;
	return waiting.n > 0 && waiting.due_at <= clock_now();
}

static bool
may_send(struct mailer *m, struct site *site)
{
	arena_reset(m->arena);
	return !m->is_stopping && !is_quiet(m, clock_now()) &&
	    site_load(m->read, m->arena, site) == OK && site->url.n > 0;
}

/* All that is due. */
static void
send_due(struct mailer *m)
{
	struct smtp *smtp = NULL;
	struct site site;

	while (may_send(m, &site)) {
		if (smtp == NULL &&
		    smtp_open(&m->sender.server, &m->is_stopping, &smtp) != OK)
			break;
		if (send_one(m, smtp, &site) != OK)
			break;
	}
	if (smtp == NULL)
		return;
	smtp_close(smtp);
	/* All certificates that the system trusts were in memory. */
	memory_give_back();
}

/* Sleep a second; false when it is time to stop. */
static bool
wait_a_second(struct mailer *m)
{
	struct timespec until = clock_in(SECOND_MS);

	pthread_mutex_lock(&m->lock);
	while (!m->is_stopping &&
	    pthread_cond_timedwait(&m->wake, &m->lock, &until) != ETIMEDOUT)
		;
	pthread_mutex_unlock(&m->lock);
	return !m->is_stopping;
}

static void *
run(void *arg)
{
	struct mailer *m = arg;

	do
		if (is_due(m))
			send_due(m);
	while (wait_a_second(m));
	return NULL;
}

static void
mailer_free(struct mailer *m)
{
	store_read_close(m->read);
	arena_free(m->arena);
	pthread_cond_destroy(&m->wake);
	pthread_mutex_destroy(&m->lock);
	free(m);
}

enum err
mailer_start(
    struct store *store, const struct mail_sender *sender, struct mailer **out)
{
	struct mailer *m = xcalloc(1, sizeof(*m));
	enum err e = store_read_open(store, &m->read);
	int failed;

	m->store = store;
	m->sender = *sender;
	m->arena = arena_new(0);
	pthread_mutex_init(&m->lock, NULL);
	clock_cond_init(&m->wake);
	if (e == OK &&
	    (failed = pthread_create(&m->thread, NULL, run, m)) != 0) {
		LOG_ERROR("jobs.start", "errno=%d", failed);
		e = ERR_INTERNAL;
	}
	if (e != OK)
		mailer_free(m);
	else
		*out = m;
	return e;
}

void
mailer_stop(struct mailer *m)
{
	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	m->is_stopping = true;
	pthread_cond_signal(&m->wake);
	pthread_mutex_unlock(&m->lock);
	pthread_join(m->thread, NULL);
	mailer_free(m);
}

void
mailer_stats(const struct mailer *m, struct mailer_stats *out)
{
	*out = (struct mailer_stats){ 0 };
	if (m == NULL)
		return;
	out->n_sent = m->n_sent;
	out->n_failed = m->n_failed;
	out->n_dropped = m->n_dropped;
	out->n_waiting = m->n_waiting;
}
