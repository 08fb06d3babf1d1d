#include "forum/mail.h"

#include "base/clock.h"
#include "base/num.h"
#include "forum/post_text.h"
#include "query/mail.h"
#include "store/store.h"

static const int64_t LONGEST_MS = (int64_t)MAIL_DAYS * DAY_MS;

enum err
mail_queue(struct store_write *w, const struct mail_new *new)
{
	enum err e = q_mail_add(w,
	    &(struct mail_add_in){ .account_id = new->account_id,
		.kind = new->kind,
		.subject_id = new->subject_id,
		.language = new->language,
		.at = clock_now(),
		.is_for_confirmed = new->kind == MAIL_DECISION,
		.is_optional = new->is_optional });

	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
mail_waiting(struct store_read *r, struct arena *a, struct mail_waiting *out)
{
	struct mail_waiting_row row;
	enum err e = q_mail_waiting(r, a, &row);

	if (e == OK)
		*out = (struct mail_waiting){ row.n, row.due_at.v };
	return e;
}

/*
 * One's own words as they were decided on, or as a moderator edited them; where
 * there is no row of them, they are those that the post began with.
 */
static void
fill_decision(
    struct arena *a, const struct mail_told_row *row, struct mail *out)
{
	bool is_opening = row->opening_id.v == row->post_id.v;
	bool is_kept;

	out->decision = (enum decision_kind)row->decision.v;
	out->decided_at = row->decided_at.v;
	out->reason = row->reason.v;
	out->post_id = row->post_id.v;
	is_kept = row->decided_body.has && out->decision != DECISION_EDITED;
	if (is_opening && is_kept && row->decided_title.has)
		out->title = row->decided_title.v;
	else if (is_opening || row->opening_state.v == POST_SHOWN)
		out->title = row->title.v;
	out->body = is_kept ? row->decided_body.v : row->body.v;
	out->body_language = is_kept ? row->decided_language.v
				     : row->body_language.v;
	out->html = post_text_html(a, out->body);
}

/*
 * That of the page on which they asked for it, or that they have chosen; who
 * follows their browser is told in what they wrote in.
 */
static struct str
language_of(const struct mail_told_row *row, const struct mail *mail)
{
	if (row->asked_language.n > 0)
		return row->asked_language;
	return row->language.n > 0 ? row->language : mail->body_language;
}

static enum err
load(struct store_read *r, struct arena *a, int64_t id, struct mail *out)
{
	struct mail_told_row row;
	struct mail mail;
	enum err e;

	e = q_mail_told(r, a, &(struct mail_told_in){ .id = id }, &row);
	if (e != OK)
		return e;
	mail = (struct mail){ .id = id,
		.account_id = row.account_id,
		.kind = (enum mail_kind)row.kind,
		.created_at = row.created_at,
		.tries = row.tries,
		.name = row.name,
		.email = row.email };
	if (mail.kind == MAIL_DECISION)
		fill_decision(a, &row, &mail);
	mail.language = language_of(&row, &mail);
	*out = mail;
	return OK;
}

enum err
mail_take(struct store_write *w, struct arena *a, struct mail *out)
{
	int64_t now = clock_now();
	struct mail_due_row row;
	enum err e;

	e = q_mail_due(
	    store_reads(w), a, &(struct mail_due_in){ .now = now }, &row);
	if (e == OK)
		e = q_mail_claim(w,
		    &(struct mail_claim_in){
			.id = row.id, .due_at = now + MAIL_CLAIM_MS });
	return e == OK ? load(store_reads(w), a, row.id, out) : e;
}

enum err
mail_done(struct store_write *w, int64_t id)
{
	enum err e = q_mail_delete(w, &(struct mail_delete_in){ .id = id });

	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
mail_later(struct store_write *w, const struct mail *mail, bool *is_over)
{
	static const int64_t minutes[] = { 1, 5, 30, 120, 360 };
	size_t n = mail->tries < (int64_t)ARRAY_LEN(minutes)
	    ? (size_t)mail->tries
	    : ARRAY_LEN(minutes) - 1;
	int64_t due_at = clock_now() + minutes[n] * MINUTE_MS;
	enum err e;

	*is_over = due_at > mail->created_at + LONGEST_MS;
	if (*is_over)
		return mail_done(w, mail->id);
	e = q_mail_put_off(w,
	    &(struct mail_put_off_in){
		.id = mail->id, .due_at = due_at, .tries = mail->tries + 1 });
	return e == ERR_NOT_FOUND ? OK : e;
}

enum err
mail_sweep(struct store_write *w, int64_t max)
{
	return q_mail_forget(w,
	    &(struct mail_forget_in){
		.before = clock_now() - LONGEST_MS, .max = max });
}
