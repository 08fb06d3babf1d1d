/*
 * A long walk without a plan: people, members and moderators, do thousands of
 * things in a random order in themes of every policy, while moderators change
 * the rules.  Whatever they are told, no count, place, queue or word by which a
 * post is found is ever wrong, and nobody who may not read a text finds it.
 */
#include "forum/search.h"
#include "forum/talk.h"

enum { STEPS = 12000, STEPS_BETWEEN_AUDITS = 400 };
enum { PEOPLE = 5, THEMES = 3, THREADS_MAX = 5, POSTS_MAX = 2000 };

struct walk {
	struct house *h;
	uint64_t random;
	int64_t people[PEOPLE]; /* the last two: a moderator, an admin */
	int64_t threads[THREADS_MAX], posts[POSTS_MAX];
	size_t n_threads, n_posts;
	int n_done; /* steps that were not refused */
};

static const char *const themes[THEMES] = { "alles", "nieuw", "open" };
static const enum policy policies[THEMES] = { POLICY_ALL, POLICY_NEW_MEMBERS,
	POLICY_OPEN };

/* xorshift64: the same walk on every machine. */
static size_t
below(struct walk *w, size_t n)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return (size_t)(w->random % n);
}

static int64_t
somebody(struct walk *w)
{
	return w->people[below(w, PEOPLE)];
}

/* Any post; 0 where there is none yet. */
static int64_t
some_post(struct walk *w)
{
	return w->n_posts == 0 ? 0 : w->posts[below(w, w->n_posts)];
}

/* Only its author and moderators may do more than answer: mostly ask them. */
static int64_t
somebody_fit(struct walk *w, int64_t post_id)
{
	return below(w, 4) == 0 ? somebody(w)
				: talk_row(w->h, post_id).author_id;
}

static enum err
open_thread(struct walk *w)
{
	struct talk t = { .arena = w->h->arena,
		.thread = { .author_id = somebody(w),
		    .theme_slug = str_of(themes[below(w, THEMES)]),
		    .title = STR("Titel"),
		    .body = post_body_make(w->h->arena, STR("opening")) } };
	enum err e;

	if (w->n_threads == THREADS_MAX || w->n_posts == POSTS_MAX)
		return ERR_LIMIT;
	e = store_write(w->h->store, talk_write_thread, &t);
	if (e == OK) {
		w->threads[w->n_threads++] = t.thread_id;
		w->posts[w->n_posts++] = t.post_id;
	}
	return e;
}

static enum err
answer(struct walk *w)
{
	int64_t parent = below(w, 3) == 0 ? 0 : some_post(w);
	struct talk t = { .arena = w->h->arena,
		.post = { .author_id = somebody(w),
		    .parent_id = parent,
		    .body = post_body_make(w->h->arena, STR("antwoord")) } };
	enum err e;

	if (w->n_threads == 0 || w->n_posts == POSTS_MAX)
		return ERR_LIMIT;
	t.post.thread_id = parent == 0 ? w->threads[below(w, w->n_threads)]
				       : talk_row(w->h, parent).thread_id;
	e = store_write(w->h->store, talk_write_post, &t);
	if (e == OK)
		w->posts[w->n_posts++] = t.post_id;
	return e;
}

static enum err
decide(struct walk *w, int64_t post_id)
{
	int64_t moderator = w->people[PEOPLE - 2 + below(w, 2)];

	switch (below(w, 4)) {
	case 0:
		return talk_reject(w->h, moderator, post_id);
	case 1:
		return talk_approve_as(
		    w->h, moderator, post_id, "Beter", "beter");
	default:
		return talk_approve(w->h, moderator, post_id);
	}
}

static enum err
set_policy(struct store_write *w, void *arg)
{
	struct talk *t = arg;
	struct theme theme;
	struct form_errors errors = { 0 };
	enum err e;

	e = theme_by_slug(
	    store_reads(w), t->arena, t->thread.theme_slug, &theme);
	if (e != OK)
		return e;
	return theme_update(w, t->arena, 0, theme.slug, theme.version,
	    &(struct theme_form){ .name = theme.name,
		.policy = (enum policy)t->post_id,
		.policy_n = 2 },
	    &errors);
}

static enum err
change_rules(struct walk *w)
{
	struct talk t = { .arena = w->h->arena,
		.thread.theme_slug = str_of(themes[below(w, THEMES)]),
		.post_id = policies[below(w, THEMES)] };

	if (w->n_threads > 0 && below(w, 4) != 0)
		return talk_set_closed(w->h, w->people[PEOPLE - 1],
		    w->threads[below(w, w->n_threads)], below(w, 4) == 0);
	return store_write(w->h->store, set_policy, &t);
}

static enum err
step(struct walk *w)
{
	size_t what = below(w, 100);
	int64_t post_id = some_post(w);

	if (post_id == 0 || what < 3)
		return open_thread(w);
	if (what < 25)
		return answer(w);
	if (what < 40)
		return talk_edit(w->h, somebody_fit(w, post_id), post_id,
		    "Anders", "anders", NULL);
	if (what < 52)
		return talk_withdraw(w->h, somebody_fit(w, post_id), post_id);
	if (what < 67)
		return talk_restore(w->h, somebody_fit(w, post_id), post_id);
	if (what < 72)
		return talk_remove(w->h, w->people[PEOPLE - 2], post_id);
	if (what < 75)
		return talk_claim(w->h, w->people[PEOPLE - 2], post_id);
	if (what < 97)
		return decide(w, post_id);
	return change_rules(w);
}

/* What a visitor reads, counts and finds is what everyone may see. */
static void
look_as_visitor(struct walk *w)
{
	struct viewer visitor = talk_viewer(w->h, 0);
	struct thread_items list;
	struct search_hits hits;

	assert_ok(thread_list(w->h->read, w->h->arena, 0,
	    (struct thread_key){ 0, 0 }, THREADS_MAX + 1, &list));
	for (size_t i = 0; i < list.n; i++) {
		struct thread_page page;
		int64_t n_shown = 0;

		for (int64_t n = 1;; n++) {
			if (talk_read(w->h, 0, list.v[i].id, n, &page) != OK)
				fail_msg("a listed thread has no page");
			for (size_t j = 0; j < page.answers.n; j++) {
				const struct post_item *p = &page.answers.v[j];

				assert_true(p->is_placed);
				assert_int_equal(
				    p->html.s.n != 0, p->state == POST_SHOWN);
				n_shown += p->state == POST_SHOWN;
			}
			if (n == page.n_pages)
				break;
		}
		assert_int_equal(n_shown, page.thread.n_answers);
		assert_int_equal(n_shown, list.v[i].n_answers);
		assert_int_equal(
		    list.v[i].title.n != 0, list.v[i].state == POST_SHOWN);
	}
	assert_ok(search(w->h->read, w->h->arena, &visitor, STR("beter"), 0,
	    POSTS_MAX, &hits));
	for (size_t i = 0; i < hits.n; i++)
		assert_int_equal(
		    talk_row(w->h, hits.v[i].post_id).state, POST_SHOWN);
}

static void
walk_begin(struct walk *w, struct house *h, uint64_t seed)
{
	static const char *const names[PEOPLE] = { "Een", "Twee", "Drie",
		"Moderator", "Beheer" };
	static const char *const theme_names[THEMES] = { "Alles", "Nieuw",
		"Open" };

	*w = (struct walk){ .h = h, .random = seed };
	house_organisation(h, "Bond", "");
	for (size_t i = 0; i < THEMES; i++)
		house_theme(h, theme_names[i], "bond", policies[i], 2);
	for (size_t i = 0; i < PEOPLE; i++)
		w->people[i] = house_account(h, names[i]);
	house_role(h, w->people[PEOPLE - 2], ROLE_MODERATOR, SCOPE_SITE, 0);
	house_role(h, w->people[PEOPLE - 1], ROLE_ADMIN, SCOPE_SITE, 0);
}

static void
no_order_of_doing_things_breaks_a_count(void **state)
{
	struct walk w;

	walk_begin(&w, *state, UINT64_C(0x9e3779b97f4a7c15));
	for (int i = 1; i <= STEPS; i++) {
		clock_set(clock_now() + 1000);
		w.n_done += step(&w) == OK;
		arena_reset(w.h->arena);
		if (i % STEPS_BETWEEN_AUDITS != 0)
			continue;
		/* The index is behind by all that happened since. */
		look_as_visitor(&w);
		talk_audit(w.h);
		look_as_visitor(&w);
		arena_reset(w.h->arena);
	}
	/* Most of a walk that is refused everything proves nothing. */
	assert_true(w.n_done > STEPS / 5);
	assert_true(w.n_posts > 400);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(no_order_of_doing_things_breaks_a_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
