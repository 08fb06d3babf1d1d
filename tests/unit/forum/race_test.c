/*
 * What people do to posts at the same moment: whoever is first, each is told
 * what is so, and every number that is kept agrees with what it counts.
 */
#include "forum/post_cast.h"
#include "forum/race.h"
#include "forum/search.h"

enum { ROUNDS = 20, ANSWERS = 12 };

static int64_t
held(const struct cast *c, const char *body)
{
	return answer(c, c->member, body);
}

/* Somebody who answers this post, with any text. */
static void
add_answer(struct race *r, const struct cast *c, int64_t parent_id,
    struct str body, struct str form_key)
{
	struct talk *t = race_add(r, talk_write_post, NULL);

	t->post = (struct post_new){ .author_id = c->member,
		.thread_id = c->thread_id,
		.parent_id = parent_id,
		.form_key = form_key,
		.body = post_body_make(t->arena, body) };
}

static struct talk *
add_decision(struct race *r, const struct cast *c, int64_t actor_id,
    int64_t post_id, enum verdict verdict)
{
	struct talk *t = race_add(r, talk_write_decide, NULL);

	t->decide = (struct decide){ .actor_id = actor_id,
		.post_id = post_id,
		.version = talk_row(c->h, post_id).version,
		.verdict = verdict,
		.reason = STR("reden") };
	return t;
}

static void
add_edit(
    struct race *r, const struct cast *c, int64_t post_id, const char *body)
{
	struct talk *t = race_add(r, talk_write_edit, NULL);
	struct post_one_row row = talk_row(c->h, post_id);

	t->edit = (struct post_edit){ .author_id = row.author_id,
		.post_id = post_id,
		.version = row.version,
		.body = post_body_make(t->arena, str_of(body)) };
}

static struct talk *
add_deed(struct race *r, store_fn *what, int64_t actor_id, int64_t post_id)
{
	struct talk *t = race_add(r, what, NULL);

	t->actor_id = actor_id;
	t->post_id = post_id;
	t->reason = STR("reden");
	return t;
}

static void
answers_to_one_post_each_have_their_place(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	int64_t parent_id = answer(&c, c.other, "vraag");
	struct race r;

	for (int i = 0; i < ANSWERS; i++) {
		race_begin(&r, c.h);
		while (r.n < RACERS_MAX)
			add_answer(&r, &c, r.n % 2 == 0 ? parent_id : 0,
			    STR("ja"), STR_NONE);
		race_run(&r);
		assert_int_equal(race_count(&r, OK), RACERS_MAX);
		race_end(&r);
	}
	assert_int_equal(n_answers(&c), 1 + ANSWERS * RACERS_MAX);
	talk_audit(c.h);
}

static void
one_form_sent_by_all_makes_one_post(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_begin(&r, c.h);
		while (r.n < RACERS_MAX)
			add_answer(&r, &c, 0, STR("ja"),
			    arena_fmt(c.h->arena, "key%d", i));
		race_run(&r);
		assert_int_equal(race_count(&r, OK), RACERS_MAX);
		for (size_t k = 1; k < r.n; k++)
			assert_int_equal(
			    r.v[k].talk.post_id, r.v[0].talk.post_id);
		race_end(&r);
	}
	talk_audit(c.h);
}

static void
two_decisions_on_one_post_are_one(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	struct talk *yes, *no;
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		int64_t id = held(&c, "wacht");
		enum post_state now;

		race_begin(&r, c.h);
		yes = add_decision(&r, &c, c.moderator, id, VERDICT_APPROVE);
		no = add_decision(&r, &c, c.admin, id, VERDICT_REJECT);
		race_run(&r);
		assert_int_equal(race_count(&r, OK), 1);
		assert_int_equal(race_count(&r, ERR_CONFLICT), 1);
		now = state_of(&c, id);
		assert_int_equal(
		    now, r.v[0].err == OK ? POST_SHOWN : POST_REJECTED);
		assert_int_equal(
		    (now == POST_SHOWN ? no : yes)->outcome.conflict,
		    DECIDE_DECIDED);
		assert_str((now == POST_SHOWN ? no : yes)->outcome.by,
		    now == POST_SHOWN ? "Moderator" : "Beheer");
		race_end(&r);
	}
	talk_audit(c.h);
}

/* Its author changes or withdraws what a moderator is about to decide on. */
static void
a_decision_is_on_what_its_author_left(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	struct race r;

	for (int i = 0; i < 2 * ROUNDS; i++) {
		int64_t id = held(&c, "wacht");
		bool is_edit = i % 2 == 0;
		struct talk *t;

		race_begin(&r, c.h);
		t = add_decision(&r, &c, c.moderator, id, VERDICT_APPROVE);
		if (is_edit)
			add_edit(&r, &c, id, "veranderd");
		else
			add_deed(&r, talk_write_withdraw, c.member, id);
		race_run(&r);
		if (r.v[0].err == OK) {
			/* The edit came too late, or the other went on. */
			assert_int_equal(
			    r.v[1].err, is_edit ? ERR_CONFLICT : OK);
		} else {
			assert_int_equal(r.v[0].err, ERR_CONFLICT);
			assert_int_equal(t->outcome.conflict,
			    is_edit ? DECIDE_CHANGED : DECIDE_GONE);
			assert_int_equal(r.v[1].err, OK);
		}
		race_end(&r);
	}
	talk_audit(c.h);
}

static void
an_edit_sent_twice_with_other_words_is_one_edit(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	int64_t id = answer(&c, c.member, "eerst");
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_begin(&r, c.h);
		add_edit(&r, &c, id, "dit");
		add_edit(&r, &c, id, "dat");
		race_run(&r);
		assert_int_equal(race_count(&r, OK), 1);
		assert_int_equal(race_count(&r, ERR_CONFLICT), 1);
		race_end(&r);
	}
	talk_audit(c.h);
}

/* Withdrawn and restored, removed and closed, the opening post too. */
static void
what_is_shown_and_hidden_is_counted(void **state)
{
	static store_fn *const deeds[] = { talk_write_withdraw,
		talk_write_restore, talk_write_remove };
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	int64_t ids[4] = { c.opening_id };
	struct race r;

	for (size_t i = 1; i < ARRAY_LEN(ids); i++)
		ids[i] = answer(&c, c.moderator, "woord");
	for (size_t i = 0; i < 4 * ROUNDS; i++) {
		race_begin(&r, c.h);
		for (; r.n + 1 < RACERS_MAX;)
			add_deed(&r, deeds[(i + r.n) % ARRAY_LEN(deeds)],
			    c.moderator, ids[r.n % ARRAY_LEN(ids)]);
		add_answer(&r, &c, 0, STR("ja"), STR_NONE);
		race_run(&r);
		race_end(&r);
	}
	talk_audit(c.h);
}

static void
one_moderator_has_a_post(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t id = held(&c, "wacht");
	struct talk *mine, *theirs;
	struct race r;

	for (int i = 0; i < 5 * ROUNDS; i++) {
		race_begin(&r, c.h);
		mine = add_deed(&r, talk_write_claim, c.moderator, id);
		theirs = add_deed(&r, talk_write_claim, c.admin, id);
		if (i > 0)
			add_deed(&r, talk_write_release,
			    i % 2 == 0 ? c.moderator : c.admin, id);
		race_run(&r);
		if (r.v[0].err != OK)
			assert_str(mine->by, "Beheer");
		if (r.v[1].err != OK)
			assert_str(theirs->by, "Moderator");
		assert_true(race_count(&r, OK) >= (i > 0 ? 2 : 1));
		race_end(&r);
		assert_ok(talk_release(c.h, c.moderator, id));
		assert_ok(talk_release(c.h, c.admin, id));
		assert_ok(
		    talk_claim(c.h, i % 2 == 0 ? c.admin : c.moderator, id));
	}
}

/* Threads of one theme have its counts in common, and their authors. */
static void
threads_of_one_theme_are_counted(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	struct theme theme;
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_begin(&r, c.h);
		while (r.n < RACERS_MAX) {
			struct talk *t = race_add(&r, talk_write_thread, NULL);

			t->thread = (struct thread_new){ .author_id = c.member,
				.theme_slug = STR("werk"),
				.title = STR("Titel"),
				.body = post_body_make(
				    t->arena, STR("woord")) };
		}
		race_run(&r);
		assert_int_equal(race_count(&r, OK), RACERS_MAX);
		race_end(&r);
	}
	assert_ok(theme_by_slug(c.h->read, c.h->arena, STR("werk"), &theme));
	assert_int_equal(theme.n_threads, 1 + ROUNDS * RACERS_MAX);
	talk_audit(c.h);
}

/* What two processes that index do, with what each has gathered. */
struct indexing {
	struct arena *arena;
	struct search_piece piece;
};

static enum err
write_words(struct store_write *w, void *arg)
{
	struct indexing *x = arg;

	return search_words_put(w, x->arena, &x->piece);
}

static void
no_words_are_left_behind(void **state)
{
	enum { POSTS = 4, INDEXERS = 3 };
	static struct indexing x[INDEXERS];
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	struct viewer visitor = { .account_id = 0 };
	int64_t ids[POSTS];
	struct search_hits hits;
	struct race r;

	for (size_t i = 0; i < POSTS; i++)
		ids[i] = answer(&c, c.member, "eerst");
	for (size_t i = 0; i < 10 * ROUNDS; i++) {
		char body[32];

		snprintf(body, sizeof(body), "woord%zu", i);
		race_begin(&r, c.h);
		for (size_t k = 0; k < INDEXERS; k++) {
			x[k].arena = race_add(&r, write_words, &x[k])->arena;
			assert_ok(search_words_gather(
			    c.h->read, x[k].arena, &x[k].piece));
		}
		for (size_t k = 0; k < POSTS; k++)
			add_edit(&r, &c, ids[k], body);
		race_run(&r);
		race_end(&r);
		talk_index(c.h);
		assert_ok(search(c.h->read, c.h->arena, &visitor, str_of(body),
		    0, 10, &hits));
		assert_int_equal(hits.n, POSTS);
		/* Half of them are due when the next round begins. */
		for (size_t k = 0; k < POSTS; k += 2)
			assert_ok(talk_edit(
			    c.h, c.member, ids[k], NULL, "tussendoor", NULL));
	}
	talk_audit(c.h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(answers_to_one_post_each_have_their_place),
		house_test(one_form_sent_by_all_makes_one_post),
		house_test(two_decisions_on_one_post_are_one),
		house_test(a_decision_is_on_what_its_author_left),
		house_test(an_edit_sent_twice_with_other_words_is_one_edit),
		house_test(what_is_shown_and_hidden_is_counted),
		house_test(one_moderator_has_a_post),
		house_test(threads_of_one_theme_are_counted),
		house_test(no_words_are_left_behind),
	};

	return cmocka_run_group_tests_name("race", tests, NULL, NULL);
}
