#include "forum/moderation.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "forum/post_stored.h"
#include "query/moderation.h"
#include "query/revision.h"
#include "store/store.h"

/* It does not wait (any more): say what happened to it. */
static enum err
explain_gone(struct store_write *w, struct arena *a,
    const struct post_stored *p, struct decide_outcome *out)
{
	struct moderation_last_row last;
	enum err e;

	if (p->row.state == POST_WITHDRAWN) {
		out->conflict = DECIDE_GONE;
		return ERR_CONFLICT;
	}
	e = q_moderation_last(store_reads(w), a,
	    &(struct moderation_last_in){ .post_id = p->row.id }, &last);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	out->conflict = e == OK ? DECIDE_DECIDED : DECIDE_CHANGED;
	out->by = e == OK ? last.actor_name.v : STR_NONE;
	return ERR_CONFLICT;
}

/* Is it still what the moderator saw, and theirs to decide? */
static enum err
check_waiting(struct store_write *w, struct arena *a, const struct decide *d,
    const struct post_stored *p, struct decide_outcome *out)
{
	struct moderation_waiting_row row;
	enum err e;

	e = q_moderation_waiting(store_reads(w), a,
	    &(struct moderation_waiting_in){ .post_id = d->post_id }, &row);
	if (e == ERR_NOT_FOUND)
		return explain_gone(w, a, p, out);
	if (e != OK)
		return e;
	if (row.claimed_by.has && row.claimed_by.v != d->actor_id &&
	    row.claimed_until.v > clock_now()) {
		out->conflict = DECIDE_CLAIMED;
		out->by = row.claimed_name.v;
		return ERR_CONFLICT;
	}
	if (p->row.version != d->version) {
		out->conflict = DECIDE_CHANGED;
		return ERR_CONFLICT;
	}
	return OK;
}

/* The text that its author asks to be shown, without its HTML. */
static enum err
asked_text(struct store_write *w, struct arena *a, const struct post_stored *p,
    struct post_text *out)
{
	struct revision_by_number_row row;
	enum err e;

	if (p->row.pending == 0) {
		*out = (struct post_text){ .title = p->row.title,
			.language = p->row.language,
			.body = p->row.body };
		return OK;
	}
	e = q_revision_by_number(store_reads(w), a,
	    &(struct revision_by_number_in){
		.post_id = p->row.id, .number = p->row.pending },
	    &row);
	if (e == OK)
		*out = (struct post_text){ .title = row.title.v,
			.language = row.language,
			.body = row.body };
	return e;
}

/* The moderator's own version of it; the author's is kept. */
static enum err
approve_edited(struct store_write *w, struct arena *a, const struct decide *d,
    struct post_stored *p, struct form_errors *errors)
{
	struct post_text asked, text;
	struct post_typed typed;
	enum err e;

	if ((e = asked_text(w, a, p, &asked)) != OK)
		return e;
	typed = (struct post_typed){
		.title = d->title, .language = asked.language, .body = &d->body
	};
	e = post_text_check(a, &typed, p->is_opening, &text, errors);
	if (e == OK && p->row.pending != 0)
		e = post_stored_settle(w, p, REVISION_EARLIER);
	if (e != OK ||
	    (e = post_stored_keep(w, p, &text, REVISION_CURRENT,
		 (struct post_author){ d->actor_id, true })) != OK)
		return e;
	return post_stored_put(w, p, &text, p->row.last_revision, true);
}

static enum err
approve_edit(struct store_write *w, struct arena *a, const struct decide *d,
    struct post_stored *p)
{
	int64_t number = p->row.pending;
	struct post_text text;
	enum err e;

	if ((e = asked_text(w, a, p, &text)) != OK ||
	    (e = post_stored_settle(w, p, REVISION_CURRENT)) != OK)
		return e;
	text.html = str_eq(d->body.text, text.body)
	    ? d->body.html
	    : post_text_html(a, text.body);
	return post_stored_put(w, p, &text, number, false);
}

static enum err
approve(struct store_write *w, struct arena *a, const struct decide *d,
    struct post_stored *p, enum decision_kind *kind, struct form_errors *errors)
{
	enum err e = OK;

	*kind = p->row.pending != 0 ? DECISION_EDIT_APPROVED
				    : DECISION_APPROVED;
	if (d->is_edited) {
		*kind = DECISION_EDITED;
		e = approve_edited(w, a, d, p, errors);
	} else if (p->row.pending != 0) {
		e = approve_edit(w, a, d, p);
	}
	if (e != OK || p->row.state == POST_SHOWN)
		return e;
	return post_stored_turn(w, a, p, POST_SHOWN);
}

static enum err
reject(struct store_write *w, struct arena *a, struct post_stored *p,
    enum decision_kind *kind)
{
	enum err e;

	if (p->row.pending != 0) {
		*kind = DECISION_EDIT_REJECTED;
		return post_stored_settle(w, p, REVISION_REJECTED);
	}
	*kind = DECISION_REJECTED;
	if ((e = post_stored_keep_first(w, p)) != OK)
		return e;
	e = q_revision_turn(w,
	    &(struct revision_turn_in){ .post_id = p->row.id,
		.number = p->row.revision,
		.was = REVISION_CURRENT,
		.state = REVISION_REJECTED });
	return e == OK ? post_stored_turn(w, a, p, POST_REJECTED) : e;
}

/* Find it, and see that this moderator may decide on it now. */
static enum err
open_waiting(struct store_write *w, struct arena *a, const struct decide *d,
    struct post_stored *p, struct decide_outcome *out)
{
	struct viewer actor;
	enum err e;

	e = viewer_load(store_reads(w), a, d->actor_id, &actor);
	if (e != OK || (e = post_stored_load(w, a, d->post_id, p)) != OK)
		return e;
	if (!permit(&actor, ACTION_MODERATE, &p->subject))
		return ERR_NOT_FOUND;
	if (!permit(&actor, ACTION_DECIDE, &p->subject))
		return ERR_DENIED;
	*out = (struct decide_outcome){ .thread_id = p->row.thread_id };
	return check_waiting(w, a, d, p, out);
}

enum err
moderation_decide(struct store_write *w, struct arena *a,
    const struct decide *d, struct decide_outcome *out,
    struct form_errors *errors)
{
	bool is_no = d->verdict == VERDICT_REJECT;
	enum decision_kind kind;
	struct post_stored p;
	struct str reason;
	int64_t revision;
	enum err e;

	if ((e = open_waiting(w, a, d, &p, out)) != OK ||
	    (e = post_text_reason(a, d->reason, is_no, &reason, errors)) != OK)
		return e;
	revision = p.row.pending != 0 ? p.row.pending : p.row.revision;
	e = is_no ? reject(w, a, &p, &kind)
		  : approve(w, a, d, &p, &kind, errors);
	if (e != OK || (e = post_stored_unqueue(w, &p)) != OK)
		return e;
	LOG_INFO("moderation.decide", "post=%" PRId64 " kind=%d", d->post_id,
	    (int)kind);
	e = decision_add(w,
	    &(struct decision_new){ .actor_id = d->actor_id,
		.kind = kind,
		.post_id = d->post_id,
		.account_id = p.row.author_id,
		.revision = revision,
		.reason = reason });
	return e == OK ? post_stored_count(w, &p) : e;
}
