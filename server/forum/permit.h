/*
 * permit.h: who may do what: the one function that decides.
 *
 * Every page, list, count, search, mail and command asks permit(); a query
 * may leave out early what permit would refuse, never show what it would.
 */
#ifndef FORUM_PERMIT_H
#define FORUM_PERMIT_H

#include <stdbool.h>
#include <stdint.h>

#include "forum/viewer.h"

/* As stored in post.state and theme. */
enum post_state {
	POST_HELD = 0, /* waits for a moderator */
	POST_SHOWN = 1,
	POST_REJECTED = 2,  /* a moderator said no before it was shown */
	POST_WITHDRAWN = 3, /* by its author */
	POST_REMOVED = 4    /* by a moderator after it was shown */
};
enum policy { POLICY_OPEN = 0, POLICY_NEW_MEMBERS = 1, POLICY_ALL = 2 };
enum openers { OPENERS_MEMBERS = 0, OPENERS_HOSTS = 1 };

enum action {
	ACTION_SEE,	     /* thread, post: know that it exists: its place,
			      * as a stub where its words may not be read */
	ACTION_READ,	     /* thread: its title; post: its words */
	ACTION_READ_HISTORY, /* post: its earlier texts */
	ACTION_OPEN_THREAD,  /* theme */
	ACTION_ANSWER,	     /* thread; post: answer to it */
	ACTION_EDIT,	     /* post */
	ACTION_WITHDRAW,     /* post */
	ACTION_RESTORE,	     /* post: withdrawn by oneself; removed, by a
			      * moderator */
	ACTION_REMOVE,	     /* post */
	ACTION_CLOSE_THREAD, /* thread: close and open again */
	ACTION_MODERATE,     /* theme: its queue and its log */
	ACTION_DECIDE,	     /* post that waits */
	ACTION_EDIT_THEME,   /* theme: rename, close, open again */
	ACTION_ADD_THEME,    /* organisation */
	ACTION_EDIT_ORGANISATION, /* organisation: also close it */
	ACTION_ADD_ORGANISATION,  /* site */
	ACTION_EDIT_SITE	  /* site: settings, house rules, … */
};

/*
 * What the action is done to, with everything it stands in: of a post also its
 * thread, theme and organisation; what does not apply is 0.
 */
struct subject {
	int64_t organisation_id;
	int64_t umbrella_id; /* the organisation that it belongs to */
	int64_t theme_id;
	bool is_organisation_closed, is_theme_closed, is_thread_closed;
	enum openers openers;
	/* thread */
	bool is_listed;
	int64_t thread_author_id;
	enum post_state opening_state; /* of its opening post */
	/* post; for a thread: its opening post */
	int64_t author_id;
	enum post_state state;
	bool is_placed;
};

/*
 * A role covers its scope: of the site everything, of an organisation that one
 * and the members of its umbrella, of a theme that theme.  An administrator may
 * do what a moderator and a host of the site may.  Hosts are not moderators.
 *
 *		author		moderator	everyone else
 *	SEE	always		always		in a listed thread (or their
 *						own): SHOWN; WITHDRAWN and
 *						REMOVED if placed
 *	READ	always		always		the same, SHOWN
 *	HISTORY	always		always		never
 *	EDIT	HELD, SHOWN,	if author	never
 *		REJECTED
 *	WITHDRAW HELD, SHOWN	if author	never
 *	RESTORE	WITHDRAWN	REMOVED (*)	never
 *	REMOVE	never		SHOWN		never
 *	DECIDE	never		always (*)	never
 *
 * ANSWER: who is signed in, where the thread is listed, its opening post and
 * the post are SHOWN, and nothing is closed.
 *
 * Of what is closed (the thread, its theme, the organisation) nothing is edited
 * or restored but by its moderators, and nobody answers in it, not even who may
 * open it again; withdrawing one's own words is always possible.
 * (*) Not a post of one's own, but for administrators.
 *
 * A thread is closed by moderators, and by a host who opened it.  Themes and
 * organisations are changed by hosts and administrators; no theme is added to a
 * closed organisation and no thread to a closed theme.
 */
bool permit(const struct viewer *, enum action, const struct subject *);

/*
 * The same inside a write, for the account behind it as it is now; actor 0 is
 * the command line, which may do everything.
 *
 * ERR_DENIED	they may not, or there is no such account
 */
enum err permit_actor(struct store_write *, struct arena *, int64_t actor_id,
    enum action, const struct subject *) MUST_CHECK;

#endif
