/*
 * post_cast.h: one thread and who is around it, for tests of a post's life.
 * Each of them ends with an audit: no step forgets a count, a place, the queue
 * or the words.
 */
#ifndef TESTS_FORUM_POST_CAST_H
#define TESTS_FORUM_POST_CAST_H

#include "forum/talk.h"

struct cast {
	struct house *h;
	int64_t member, other, moderator, admin;
	int64_t thread_id, opening_id; /* by other, shown */
};

static inline struct cast
cast_new(struct house *h, enum policy policy, int64_t policy_n)
{
	struct cast c = { .h = h };
	struct thread_page page;
	int64_t theme_id;

	house_organisation(h, "Bond", "");
	theme_id = house_theme(h, "Werk", "bond", policy, policy_n);
	c.member = house_account(h, "Lid");
	c.other = house_account(h, "Ander");
	c.moderator = house_account(h, "Moderator");
	c.admin = house_account(h, "Beheer");
	house_role(h, c.moderator, ROLE_MODERATOR, SCOPE_THEME, theme_id);
	house_role(h, c.admin, ROLE_ADMIN, SCOPE_SITE, 0);
	c.thread_id = talk_thread(h, c.moderator, "werk", "Titel", "opening");
	assert_ok(talk_read(h, 0, c.thread_id, 1, &page));
	c.opening_id = page.thread.opening.id;
	return c;
}

static inline int64_t
answer(const struct cast *c, int64_t author_id, const char *body)
{
	return talk_answer(c->h, author_id, c->thread_id, 0, body);
}

static inline enum post_state
state_of(const struct cast *c, int64_t post_id)
{
	return (enum post_state)talk_row(c->h, post_id).state;
}

/* What everyone counts in the thread. */
static inline int64_t
n_answers(const struct cast *c)
{
	struct thread_page page;

	assert_ok(talk_read(c->h, 0, c->thread_id, 1, &page));
	return page.thread.n_answers;
}

static inline int64_t
n_queued(const struct cast *c)
{
	struct viewer v = talk_viewer(c->h, c->admin);
	int64_t n;

	assert_ok(queue_count(c->h->read, c->h->arena, &v, &n));
	return n;
}

#endif
