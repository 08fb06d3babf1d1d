/*
 * mail.h: mail that waits to be sent.
 *
 * A row says whom and of what, never the words: they are read when it is sent,
 * and so is what a link needs made then.  jobs/mail.h sends them.
 */
#ifndef FORUM_MAIL_H
#define FORUM_MAIL_H

#include "forum/moderation.h"

/* As stored in mail.kind. */
enum mail_kind {
	MAIL_CONFIRM = 1,  /* is this address yours? */
	MAIL_PASSWORD = 2, /* choose a new password */
	MAIL_TAKEN = 3,	   /* somebody signs up with it: you have an account */
	MAIL_DECISION = 4  /* of a moderator, about a post of theirs */
};

struct mail_new {
	int64_t account_id;
	enum mail_kind kind;
	int64_t subject_id;  /* MAIL_DECISION: its id */
	struct str language; /* of the page on which it was asked for; empty:
			      * the account's own */
	bool is_optional;    /* not to who does not want to hear of a post that
			      * is placed */
};

/*
 * Have something mailed, in the write of what it tells of.  Whom there is
 * nothing to be mailed (a demo account; of a decision, an address that was not
 * confirmed) is OK.
 */
enum err mail_queue(struct store_write *, const struct mail_new *) MUST_CHECK;

/*
 * For the job that sends them, one after the other: wait, take, and say what
 * became of it.
 *
 * Who takes one has MAIL_CLAIM_MS for it; so long no other process does.  One
 * that was sent, but of which that could not be kept any more, is sent again.
 */
enum { MAIL_CLAIM_MS = 10 * 60 * 1000, MAIL_DAYS = 3 };

/* How many wait, and when the first is due; 0: none does. */
struct mail_waiting {
	int64_t n, due_at;
};
enum err mail_waiting(
    struct store_read *, struct arena *, struct mail_waiting *) MUST_CHECK;

/* What a mail tells, and whom. */
struct mail {
	int64_t id, account_id;
	enum mail_kind kind;
	int64_t created_at, tries; /* tries: that failed */
	struct str name, email;
	struct str language; /* one that a person writes; empty: the site's */
	/*
	 * MAIL_DECISION: the words of theirs that it is about, or that a
	 * moderator made of them.
	 */
	enum decision_kind decision;
	int64_t decided_at, post_id;
	struct str title; /* empty: not theirs to read any more */
	struct str reason, body, body_language;
	struct safe_html html;
};
/*
 * Take the one that is longest due, as it is to be told now.
 *
 * ERR_NOT_FOUND	none is due, or others have it
 */
enum err
mail_take(struct store_write *, struct arena *, struct mail *) MUST_CHECK;

/* It was sent, or never can be.  One that is no more is fine. */
enum err mail_done(struct store_write *, int64_t id) MUST_CHECK;
/*
 * It could not be sent now: again in a minute, in five, and so on; *is_over:
 * but not after MAIL_DAYS, so that it was dropped.
 */
enum err
mail_later(struct store_write *, const struct mail *, bool *is_over) MUST_CHECK;

/*
 * Delete what nobody has tried to send for MAIL_DAYS, at most max.  For a job.
 *
 * ERR_NOT_FOUND	there was none
 */
enum err mail_sweep(struct store_write *, int64_t max) MUST_CHECK;

#endif
