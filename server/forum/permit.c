#include "forum/permit.h"

#include "store/store.h"

/* What the rules ask about a viewer before a subject. */
struct standing {
	bool is_signed_in, is_author, is_moderator, is_host, is_admin;
};

static bool
covers(const struct grant *g, const struct subject *s)
{
	switch (g->scope) {
	case SCOPE_SITE:
		return true;
	case SCOPE_ORGANISATION:
		return g->scope_id != 0 &&
		    (g->scope_id == s->organisation_id ||
			g->scope_id == s->umbrella_id);
	case SCOPE_THEME:
		return g->scope_id != 0 && g->scope_id == s->theme_id;
	}
	return false;
}

static struct standing
standing_of(const struct viewer *v, const struct subject *s)
{
	struct standing st = { .is_signed_in = v->account_id != 0 };

	if (!st.is_signed_in)
		return st;
	viewer_note_other(v, s->author_id);
	st.is_author = s->author_id == v->account_id;
	st.is_admin = viewer_is_admin(v);
	st.is_moderator = st.is_host = st.is_admin;
	for (size_t i = 0; i < v->n_grants; i++) {
		const struct grant *g = &v->grants[i];

		if (!covers(g, s))
			continue;
		st.is_moderator = st.is_moderator || g->role == ROLE_MODERATOR;
		st.is_host = st.is_host || g->role == ROLE_HOST;
	}
	return st;
}

static bool
is_closed(const struct subject *s)
{
	return s->is_organisation_closed || s->is_theme_closed ||
	    s->is_thread_closed;
}

/* May people who are neither its author nor moderators see or read it? */
static bool
is_open_to(const struct viewer *v, enum action action, const struct subject *s)
{
	if (!s->is_listed) {
		viewer_note_other(v, s->thread_author_id);
		if (v->account_id == 0 || v->account_id != s->thread_author_id)
			return false;
	}
	switch (s->state) {
	case POST_SHOWN:
		return true;
	case POST_WITHDRAWN:
	case POST_REMOVED:
		return action == ACTION_SEE && s->is_placed;
	case POST_HELD:
	case POST_REJECTED:
		return false;
	}
	return false;
}

static bool
may_edit(const struct standing *st, const struct subject *s)
{
	if (!st->is_author || (is_closed(s) && !st->is_moderator))
		return false;
	return s->state == POST_HELD || s->state == POST_SHOWN ||
	    s->state == POST_REJECTED;
}

/* As a moderator, on a post; on their own an administrator alone. */
static bool
may_judge(const struct standing *st)
{
	return st->is_moderator && (!st->is_author || st->is_admin);
}

static bool
may_restore(const struct standing *st, const struct subject *s)
{
	if (is_closed(s) && !st->is_moderator)
		return false;
	if (s->state == POST_WITHDRAWN)
		return st->is_author;
	return s->state == POST_REMOVED && may_judge(st);
}

bool
permit(const struct viewer *v, enum action action, const struct subject *s)
{
	struct standing st = standing_of(v, s);

	switch (action) {
	case ACTION_SEE:
	case ACTION_READ:
		return st.is_author || st.is_moderator ||
		    is_open_to(v, action, s);
	case ACTION_READ_HISTORY:
		return st.is_author || st.is_moderator;
	case ACTION_OPEN_THREAD:
		return st.is_signed_in && !is_closed(s) &&
		    (s->openers == OPENERS_MEMBERS || st.is_host);
	case ACTION_ANSWER:
		return st.is_signed_in && s->is_listed &&
		    s->opening_state == POST_SHOWN && s->state == POST_SHOWN &&
		    !is_closed(s);
	case ACTION_EDIT:
		return may_edit(&st, s);
	case ACTION_WITHDRAW:
		return st.is_author &&
		    (s->state == POST_HELD || s->state == POST_SHOWN);
	case ACTION_RESTORE:
		return may_restore(&st, s);
	case ACTION_REMOVE:
		return st.is_moderator && s->state == POST_SHOWN;
	case ACTION_CLOSE_THREAD:
		return st.is_moderator ||
		    (st.is_host && s->thread_author_id == v->account_id);
	case ACTION_MODERATE:
		return st.is_moderator;
	case ACTION_DECIDE:
		return may_judge(&st);
	case ACTION_EDIT_THEME:
	case ACTION_EDIT_ORGANISATION:
		return st.is_host;
	case ACTION_ADD_THEME:
		return st.is_host && !s->is_organisation_closed;
	case ACTION_ADD_ORGANISATION:
	case ACTION_EDIT_SITE:
		return st.is_admin;
	}
	return false;
}

enum err
permit_actor(struct store_write *w, struct arena *a, int64_t actor_id,
    enum action action, const struct subject *s)
{
	struct viewer actor;
	enum err e;

	if (actor_id == 0)
		return OK;
	e = viewer_load(store_reads(w), a, actor_id, &actor);
	if (e != OK)
		return e == ERR_NOT_FOUND ? ERR_DENIED : e;
	return permit(&actor, action, s) ? OK : ERR_DENIED;
}
