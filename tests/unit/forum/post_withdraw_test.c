#include "forum/post_cast.h"

static void
withdrawing_leaves_a_stub_and_restoring_shows_it_again(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t id = answer(&c, c.member, "geheim"), below;
	struct thread_page page;

	assert_ok(talk_approve(c.h, c.moderator, id));
	below = talk_answer(c.h, c.moderator, c.thread_id, id, "antwoord");
	assert_ok(talk_withdraw(c.h, c.member, id));
	talk_audit(c.h);
	assert_int_equal(n_answers(&c), 1);
	assert_ok(talk_read(c.h, 0, c.thread_id, 1, &page));
	assert_int_equal(page.answers.n, 2);
	assert_int_equal(page.answers.v[0].state, POST_WITHDRAWN);
	assert_str(page.answers.v[0].html.s, "");
	assert_str(page.answers.v[0].author_name, "");
	assert_int_equal(page.answers.v[0].author_id, 0);
	assert_int_equal(page.answers.v[1].id, below);
	assert_int_equal(
	    talk_edit(c.h, c.member, id, NULL, "x", NULL), ERR_DENIED);
	assert_int_equal(talk_restore(c.h, c.other, id), ERR_DENIED);
	assert_int_equal(talk_restore(c.h, c.moderator, id), ERR_DENIED);
	assert_ok(talk_restore(c.h, c.member, id));
	assert_int_equal(state_of(&c, id), POST_SHOWN);
	assert_int_equal(n_answers(&c), 2);
	talk_audit(c.h);
}

static void
withdrawing_what_waits_takes_it_out_of_the_queue(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	struct viewer moderator = talk_viewer(c.h, c.moderator);
	int64_t held = answer(&c, c.member, "nooit getoond"),
		edited = answer(&c, c.member, "oud");
	struct queue_item item;

	assert_ok(talk_approve(c.h, c.moderator, edited));
	assert_ok(talk_edit(c.h, c.member, edited, NULL, "nieuw", NULL));
	assert_ok(talk_withdraw(c.h, c.member, held));
	assert_ok(talk_withdraw(c.h, c.member, edited));
	assert_int_equal(n_queued(&c), 0);
	talk_audit(c.h);
	assert_ok(talk_restore(c.h, c.member, held));
	assert_int_equal(state_of(&c, held), POST_HELD);
	assert_ok(queue_one(c.h->read, c.h->arena, &moderator, held, &item));
	assert_int_equal(item.reason, QUEUE_RESTORED);
	assert_ok(talk_restore(c.h, c.member, edited));
	assert_int_equal(state_of(&c, edited), POST_SHOWN);
	assert_ok(queue_one(c.h->read, c.h->arena, &moderator, edited, &item));
	assert_int_equal(item.reason, QUEUE_EDIT);
	assert_str(talk_row(c.h, edited).body, "oud");
	talk_audit(c.h);
}

static void
a_thread_whose_opening_is_gone_stays_while_it_has_answers(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	struct thread_page page;
	int64_t id = answer(&c, c.member, "antwoord");

	assert_ok(talk_withdraw(c.h, c.moderator, c.opening_id));
	talk_audit(c.h);
	assert_ok(talk_read(c.h, 0, c.thread_id, 1, &page));
	assert_str(page.thread.title, "");
	assert_str(page.thread.description, "");
	assert_str(page.thread.opening.html.s, "");
	assert_int_equal(page.answers.n, 1);
	assert_ok(talk_withdraw(c.h, c.member, id));
	talk_audit(c.h);
	assert_int_equal(
	    talk_read(c.h, 0, c.thread_id, 1, &page), ERR_NOT_FOUND);
	assert_ok(talk_restore(c.h, c.moderator, c.opening_id));
	assert_ok(talk_read(c.h, 0, c.thread_id, 1, &page));
	assert_str(page.thread.title, "Titel");
	talk_audit(c.h);
}

static void
ones_own_answer_outlives_the_thread_around_it(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t id = answer(&c, c.member, "wacht");
	struct thread_page page;
	struct post_one one;

	assert_ok(talk_withdraw(c.h, c.moderator, c.opening_id));
	assert_int_equal(
	    talk_read(c.h, c.member, c.thread_id, 1, &page), ERR_NOT_FOUND);
	assert_ok(talk_post(c.h, c.member, id, &one));
	assert_str(one.body, "wacht");
	assert_str(one.thread.title, "");
	assert_str(one.thread.opening.html.s, "");
	assert_str(one.thread.opening.author_name, "");
	assert_int_equal(
	    talk_post(c.h, c.member, c.opening_id, &one), ERR_NOT_FOUND);
	assert_int_equal(talk_post(c.h, c.other, id, &one), ERR_NOT_FOUND);
	assert_ok(talk_withdraw(c.h, c.member, id));
	talk_audit(c.h);
}

static void
a_moderator_removes_with_a_reason_and_restores(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	struct talk t = { .arena = c.h->arena, .actor_id = c.moderator };
	struct post_one one;
	int64_t id = answer(&c, c.member, "grof");

	t.post_id = id;
	assert_int_equal(
	    store_write(c.h->store, talk_write_remove, &t), ERR_INVALID);
	assert_int_equal(talk_remove(c.h, c.member, id), ERR_DENIED);
	assert_ok(talk_remove(c.h, c.moderator, id));
	assert_int_equal(talk_remove(c.h, c.moderator, id), ERR_DENIED);
	assert_int_equal(n_answers(&c), 0);
	assert_ok(talk_post(c.h, c.other, id, &one));
	assert_str(one.body, "");
	assert_ok(talk_post(c.h, c.member, id, &one));
	assert_str(one.body, "grof");
	assert_int_equal(talk_restore(c.h, c.member, id), ERR_DENIED);
	talk_audit(c.h);
	assert_ok(talk_restore(c.h, c.moderator, id));
	assert_int_equal(state_of(&c, id), POST_SHOWN);
	talk_audit(c.h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(
		    withdrawing_leaves_a_stub_and_restoring_shows_it_again),
		house_test(withdrawing_what_waits_takes_it_out_of_the_queue),
		house_test(
		    a_thread_whose_opening_is_gone_stays_while_it_has_answers),
		house_test(ones_own_answer_outlives_the_thread_around_it),
		house_test(a_moderator_removes_with_a_reason_and_restores),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
