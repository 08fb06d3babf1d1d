#include "forum/talk.h"

#include <pthread.h>

/* Two themes of one organisation, each with a moderator. */
struct cast {
	struct house *h;
	int64_t member, mod_work, mod_school, mod_both, admin;
	int64_t thread_id; /* on work, where everything is held */
};

static struct cast
cast_new(struct house *h)
{
	struct cast c = { .h = h };
	int64_t work, school;

	house_organisation(h, "Bond", "");
	work = house_theme(h, "Werk", "bond", POLICY_ALL, 0);
	school = house_theme(h, "School", "bond", POLICY_ALL, 0);
	c.member = house_account(h, "Lid");
	c.mod_work = house_account(h, "Werkmoderator");
	c.mod_school = house_account(h, "Schoolmoderator");
	c.mod_both = house_account(h, "Sitemoderator");
	c.admin = house_account(h, "Beheer");
	house_role(h, c.mod_work, ROLE_MODERATOR, SCOPE_THEME, work);
	house_role(h, c.mod_school, ROLE_MODERATOR, SCOPE_THEME, school);
	house_role(h, c.mod_both, ROLE_MODERATOR, SCOPE_SITE, 0);
	house_role(h, c.admin, ROLE_ADMIN, SCOPE_SITE, 0);
	c.thread_id = talk_thread(h, c.mod_work, "werk", "Titel", "opening");
	return c;
}

static int64_t
held(const struct cast *c, const char *body)
{
	return talk_answer(c->h, c->member, c->thread_id, 0, body);
}

static struct queue_items
queue_of(const struct cast *c, int64_t account_id)
{
	struct viewer v = talk_viewer(c->h, account_id);
	struct queue_items items;

	assert_ok(queue_list(c->h->read, c->h->arena, &v,
	    (struct queue_key){ 0, 0 }, 10, &items));
	return items;
}

static int64_t
count_of(const struct cast *c, int64_t account_id)
{
	struct viewer v = talk_viewer(c->h, account_id);
	int64_t n;

	assert_ok(queue_count(c->h->read, c->h->arena, &v, &n));
	return n;
}

static void
moderators_have_the_queue_of_their_themes(void **state)
{
	struct cast c = cast_new(*state);
	int64_t work = held(&c, "werk"), school;
	struct viewer member = talk_viewer(c.h, c.member);
	struct queue_items items;
	struct queue_item item;

	clock_set(clock_now() + 1);
	talk_thread(c.h, c.member, "school", "Over school", "school");
	items = queue_of(&c, c.mod_school);
	assert_int_equal(items.n, 1);
	assert_str(items.v[0].title, "Over school");
	assert_true(items.v[0].is_opening);
	school = items.v[0].post_id;
	items = queue_of(&c, c.mod_work);
	assert_int_equal(items.n, 1);
	assert_int_equal(items.v[0].post_id, work);
	items = queue_of(&c, c.mod_both);
	assert_int_equal(items.n, 2);
	assert_int_equal(items.v[0].post_id, work);
	assert_int_equal(queue_of(&c, c.admin).n, 2);
	assert_int_equal(count_of(&c, c.mod_school), 1);
	assert_int_equal(count_of(&c, c.admin), 2);
	assert_int_equal(count_of(&c, c.member), 0);
	assert_int_equal(queue_list(c.h->read, c.h->arena, &member,
			     (struct queue_key){ 0, 0 }, 10, &items),
	    ERR_DENIED);
	assert_int_equal(queue_one(c.h->read, c.h->arena, &member, work, &item),
	    ERR_NOT_FOUND);
	assert_int_equal(talk_approve(c.h, c.mod_work, school), ERR_NOT_FOUND);
	assert_int_equal(talk_claim(c.h, c.mod_work, school), ERR_NOT_FOUND);
	assert_int_equal(talk_approve(c.h, c.member, work), ERR_NOT_FOUND);
}

static void
a_moderator_of_the_umbrella_has_the_queue_of_its_members(void **state)
{
	struct house *h = *state;
	int64_t umbrella = house_organisation(h, "Koepel", ""), theme_id;
	int64_t of_umbrella, of_member, other, author;
	struct cast c = { .h = h };

	house_organisation(h, "Buurt", "koepel");
	house_theme(h, "Werk", "buurt", POLICY_ALL, 0);
	theme_id = house_theme(h, "Elders", "buurt", POLICY_ALL, 0);
	of_umbrella = house_account(h, "Koepelmoderator");
	of_member = house_account(h, "Buurtmoderator");
	other = house_account(h, "Ergens");
	author = house_account(h, "Lid");
	house_role(
	    h, of_umbrella, ROLE_MODERATOR, SCOPE_ORGANISATION, umbrella);
	house_role(
	    h, of_member, ROLE_MODERATOR, SCOPE_ORGANISATION, umbrella + 1);
	house_role(h, other, ROLE_MODERATOR, SCOPE_THEME, theme_id);
	talk_thread(h, author, "werk", "Titel", "tekst");
	assert_int_equal(queue_of(&c, of_umbrella).n, 1);
	assert_int_equal(count_of(&c, of_umbrella), 1);
	assert_int_equal(queue_of(&c, of_member).n, 1);
	assert_int_equal(count_of(&c, of_member), 1);
	assert_int_equal(queue_of(&c, other).n, 0);
	assert_int_equal(count_of(&c, other), 0);
}

static void
the_queue_goes_on_behind_a_key(void **state)
{
	struct cast c = cast_new(*state);
	struct viewer v = talk_viewer(c.h, c.mod_work);
	struct queue_key after = { 0, 0 };
	struct queue_items items;
	int64_t ids[5];

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		ids[i] = held(&c, "wacht");
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		assert_ok(
		    queue_list(c.h->read, c.h->arena, &v, after, 1, &items));
		assert_int_equal(items.n, 1);
		assert_int_equal(items.v[0].post_id, ids[i]);
		after = (struct queue_key){ items.v[0].queued_at,
			items.v[0].post_id };
	}
	assert_ok(queue_list(c.h->read, c.h->arena, &v, after, 1, &items));
	assert_int_equal(items.n, 0);
}

static void
an_item_has_its_context(void **state)
{
	struct cast c = cast_new(*state);
	struct viewer v = talk_viewer(c.h, c.mod_work);
	int64_t parent = talk_answer(
	    c.h, c.mod_work, c.thread_id, 0, "een vraag");
	int64_t id = talk_answer(
	    c.h, c.member, c.thread_id, parent, "het antwoord");
	struct queue_item item;

	assert_ok(queue_one(c.h->read, c.h->arena, &v, id, &item));
	assert_int_equal(item.reason, QUEUE_ALL_FIRST);
	assert_str(item.title, "Titel");
	assert_str(item.author_name, "Lid");
	assert_str(item.parent_author, "Werkmoderator");
	assert_true(str_find_str(item.parent_html.s, STR("een vraag")) <
	    item.parent_html.s.n);
	assert_str(item.body, "het antwoord");
	assert_str(item.current_html.s, "");
	assert_ok(talk_approve(c.h, c.mod_work, id));
	assert_ok(talk_edit(c.h, c.member, id, NULL, "beter antwoord", NULL));
	assert_ok(queue_one(c.h->read, c.h->arena, &v, id, &item));
	assert_int_equal(item.reason, QUEUE_EDIT);
	assert_str(item.body, "beter antwoord");
	assert_true(str_find_str(item.current_html.s, STR("het antwoord")) <
	    item.current_html.s.n);
	assert_int_equal(item.author_n_approved, 1);
}

static void
a_claim_keeps_others_away_until_it_runs_out(void **state)
{
	struct cast c = cast_new(*state);
	struct viewer v = talk_viewer(c.h, c.admin);
	struct decide_outcome outcome;
	int64_t id = held(&c, "wacht");
	struct queue_item item;
	struct talk t = {
		.arena = c.h->arena, .actor_id = c.mod_both, .post_id = id
	};

	assert_ok(talk_claim(c.h, c.mod_work, id));
	assert_int_equal(
	    store_write(c.h->store, talk_write_claim, &t), ERR_CONFLICT);
	assert_str(t.by, "Werkmoderator");
	assert_ok(queue_one(c.h->read, c.h->arena, &v, id, &item));
	assert_int_equal(item.claimed_by, c.mod_work);
	assert_int_equal(
	    talk_decide(c.h, c.mod_both, id, VERDICT_APPROVE, &outcome),
	    ERR_CONFLICT);
	assert_int_equal(outcome.conflict, DECIDE_CLAIMED);
	assert_str(outcome.by, "Werkmoderator");
	assert_int_equal(outcome.thread_id, c.thread_id);
	/* Giving back what somebody else has changes nothing. */
	assert_ok(talk_release(c.h, c.mod_both, id));
	assert_int_equal(talk_claim(c.h, c.mod_both, id), ERR_CONFLICT);
	clock_set(clock_now() + CLAIM_MS);
	assert_ok(queue_one(c.h->read, c.h->arena, &v, id, &item));
	assert_int_equal(item.claimed_by, 0);
	assert_ok(talk_claim(c.h, c.mod_both, id));
	assert_ok(talk_release(c.h, c.mod_both, id));
	assert_ok(talk_approve(c.h, c.mod_work, id));
	assert_int_equal(talk_claim(c.h, c.mod_work, id), ERR_NOT_FOUND);
}

static void
what_changed_under_ones_hands_is_told(void **state)
{
	struct cast c = cast_new(*state);
	struct decide_outcome outcome;
	int64_t changed = held(&c, "een"), decided = held(&c, "twee"),
		gone = held(&c, "drie");
	struct talk t = { .arena = c.h->arena,
		.decide = { .actor_id = c.mod_work,
		    .post_id = changed,
		    .version = talk_row(c.h, changed).version } };

	assert_ok(talk_edit(c.h, c.member, changed, NULL, "anders", NULL));
	assert_int_equal(
	    store_write(c.h->store, talk_write_decide, &t), ERR_CONFLICT);
	assert_int_equal(t.outcome.conflict, DECIDE_CHANGED);
	assert_int_equal(talk_row(c.h, changed).state, POST_HELD);

	assert_ok(talk_reject(c.h, c.mod_both, decided));
	assert_int_equal(
	    talk_decide(c.h, c.mod_work, decided, VERDICT_APPROVE, &outcome),
	    ERR_CONFLICT);
	assert_int_equal(outcome.conflict, DECIDE_DECIDED);
	assert_str(outcome.by, "Sitemoderator");
	assert_int_equal(talk_row(c.h, decided).state, POST_REJECTED);

	assert_ok(talk_withdraw(c.h, c.member, gone));
	assert_int_equal(
	    talk_decide(c.h, c.mod_work, gone, VERDICT_APPROVE, &outcome),
	    ERR_CONFLICT);
	assert_int_equal(outcome.conflict, DECIDE_GONE);
	assert_int_equal(talk_row(c.h, gone).state, POST_WITHDRAWN);
	talk_audit(c.h);
}

static void
to_reject_one_gives_a_reason(void **state)
{
	struct cast c = cast_new(*state);
	int64_t id = held(&c, "nee");
	struct talk t = { .arena = c.h->arena,
		.decide = { .actor_id = c.mod_work,
		    .post_id = id,
		    .version = talk_row(c.h, id).version,
		    .verdict = VERDICT_REJECT,
		    .reason = STR(" \n ") } };

	assert_int_equal(
	    store_write(c.h->store, talk_write_decide, &t), ERR_INVALID);
	assert_string_equal(t.errors.v[0].field, "reason");
	assert_int_equal(talk_row(c.h, id).state, POST_HELD);
	talk_audit(c.h);
}

static void
nobody_decides_on_their_own_but_administrators(void **state)
{
	struct cast c = cast_new(*state);
	int64_t mine = talk_answer(c.h, c.member, c.thread_id, 0, "van mij");
	struct viewer v;
	struct queue_item item;

	house_role(c.h, c.member, ROLE_MODERATOR, SCOPE_SITE, 0);
	v = talk_viewer(c.h, c.member);
	assert_int_equal(talk_approve(c.h, c.member, mine), ERR_DENIED);
	assert_int_equal(queue_of(&c, c.member).n, 0);
	assert_int_equal(
	    queue_one(c.h->read, c.h->arena, &v, mine, &item), ERR_NOT_FOUND);
	house_role(c.h, c.member, ROLE_ADMIN, SCOPE_SITE, 0);
	assert_int_equal(queue_of(&c, c.member).n, 1);
	assert_ok(talk_approve(c.h, c.member, mine));
}

static void
edit_then_approve_keeps_the_original(void **state)
{
	struct cast c = cast_new(*state);
	struct viewer member = talk_viewer(c.h, c.member);
	int64_t id = held(&c, "met een grof woord");
	struct revision_list texts;
	struct decision_list log;
	struct post_one one;

	assert_int_equal(
	    talk_approve_as(c.h, c.mod_work, id, NULL, ""), ERR_INVALID);
	talk_audit(c.h);
	assert_ok(talk_approve_as(c.h, c.mod_work, id, NULL, "netjes"));
	talk_audit(c.h);
	assert_ok(talk_post(c.h, 0, id, &one));
	assert_str(one.body, "netjes");
	assert_true(one.post.is_edited_by_moderator);
	assert_ok(
	    revision_list(c.h->read, c.h->arena, &member, id, 0, 10, &texts));
	assert_int_equal(texts.n, 2);
	assert_int_equal(texts.v[0].state, REVISION_CURRENT);
	assert_true(texts.v[0].is_by_moderator);
	assert_str(texts.v[0].editor_name, "Werkmoderator");
	assert_int_equal(texts.v[1].state, REVISION_EARLIER);
	assert_true(
	    str_find_str(texts.v[1].html.s, STR("grof")) < texts.v[1].html.s.n);

	/* The same with an edit that waits. */
	assert_ok(talk_edit(c.h, c.member, id, NULL, "weer grof", NULL));
	assert_ok(talk_approve_as(c.h, c.mod_work, id, NULL, "weer netjes"));
	talk_audit(c.h);
	assert_ok(talk_post(c.h, 0, id, &one));
	assert_str(one.body, "weer netjes");
	assert_ok(
	    revision_list(c.h->read, c.h->arena, &member, id, 0, 10, &texts));
	assert_int_equal(texts.n, 4);

	/* What the author writes next is the author's alone. */
	assert_ok(talk_edit(c.h, c.member, id, NULL, "mijn woorden", NULL));
	assert_ok(talk_approve(c.h, c.mod_work, id));
	assert_ok(talk_post(c.h, 0, id, &one));
	assert_false(one.post.is_edited_by_moderator);
	member = talk_viewer(c.h, c.mod_work);
	assert_ok(decision_list(c.h->read, c.h->arena, &member, 0, 10, &log));
	assert_true(log.n >= 3);
	assert_int_equal(log.v[0].kind, DECISION_EDIT_APPROVED);
	assert_int_equal(log.v[1].kind, DECISION_EDITED);
	assert_int_equal(log.v[2].kind, DECISION_EDITED);
	assert_str(log.v[2].account_name, "Lid");
	talk_audit(c.h);
}

/* Two moderators at the same moment; each saw the same version. */
struct racer {
	struct store *store;
	struct talk talk;
	enum err e;
};

static void *
race(void *arg)
{
	struct racer *r = arg;

	r->e = store_write(r->store, talk_write_decide, &r->talk);
	return NULL;
}

static void
of_two_moderators_at_once_one_decides(void **state)
{
	struct cast c = cast_new(*state);

	for (int round = 0; round < 20; round++) {
		int64_t id = held(&c, "wie het eerst komt");
		struct racer r[2] = { { .store = c.h->store },
			{ .store = c.h->store } };
		pthread_t threads[2];
		int winner;

		for (int i = 0; i < 2; i++) {
			r[i].talk = (struct talk){ .arena = arena_new(0),
				.decide = { .actor_id = i == 0 ? c.mod_work
							       : c.mod_both,
				    .post_id = id,
				    .version = talk_row(c.h, id).version,
				    .verdict = i == 0 ? VERDICT_APPROVE
						      : VERDICT_REJECT,
				    .reason = STR("reden") } };
		}
		for (int i = 0; i < 2; i++)
			assert_int_equal(
			    pthread_create(&threads[i], NULL, race, &r[i]), 0);
		for (int i = 0; i < 2; i++)
			pthread_join(threads[i], NULL);
		winner = r[0].e == OK ? 0 : 1;
		assert_int_equal(r[winner].e, OK);
		assert_int_equal(r[1 - winner].e, ERR_CONFLICT);
		assert_int_equal(
		    r[1 - winner].talk.outcome.conflict, DECIDE_DECIDED);
		assert_str(r[1 - winner].talk.outcome.by,
		    winner == 0 ? "Werkmoderator" : "Sitemoderator");
		assert_int_equal(talk_row(c.h, id).state,
		    winner == 0 ? POST_SHOWN : POST_REJECTED);
		arena_free(r[0].talk.arena);
		arena_free(r[1].talk.arena);
	}
	talk_audit(c.h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(moderators_have_the_queue_of_their_themes),
		house_test(
		    a_moderator_of_the_umbrella_has_the_queue_of_its_members),
		house_test(the_queue_goes_on_behind_a_key),
		house_test(an_item_has_its_context),
		house_test(a_claim_keeps_others_away_until_it_runs_out),
		house_test(what_changed_under_ones_hands_is_told),
		house_test(to_reject_one_gives_a_reason),
		house_test(nobody_decides_on_their_own_but_administrators),
		house_test(edit_then_approve_keeps_the_original),
		house_test(of_two_moderators_at_once_one_decides),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
