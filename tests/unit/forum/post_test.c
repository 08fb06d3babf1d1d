#include "forum/post_cast.h"

#include "query/revision.h"

static void
the_policy_decides_what_is_held(void **state)
{
	static const struct {
		enum policy policy;
		enum post_state member, moderator;
	} table[] = {
		{ POLICY_OPEN, POST_SHOWN, POST_SHOWN },
		{ POLICY_NEW_MEMBERS, POST_HELD, POST_SHOWN },
		{ POLICY_ALL, POST_HELD, POST_SHOWN },
	};
	struct house *h = *state;
	struct cast c = cast_new(h, POLICY_OPEN, 0);
	int64_t thread_id;

	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		char name[] = "Thema 0", slug[] = "thema-0";

		name[6] = slug[6] = (char)('0' + i);
		house_theme(h, name, "bond", table[i].policy, 3);
		thread_id = talk_thread(h, c.admin, slug, "Titel", "tekst");
		assert_int_equal(
		    state_of(&c, talk_answer(h, c.member, thread_id, 0, "m")),
		    table[i].member);
		assert_int_equal(
		    state_of(&c, talk_answer(h, c.admin, thread_id, 0, "m")),
		    table[i].moderator);
	}
	assert_int_equal(n_queued(&c), 2);
	talk_audit(h);
}

static void
a_member_is_new_until_enough_posts_were_shown(void **state)
{
	struct cast c = cast_new(*state, POLICY_NEW_MEMBERS, 2);
	int64_t one = answer(&c, c.member, "een"),
		two = answer(&c, c.member, "twee"), three;

	assert_int_equal(state_of(&c, two), POST_HELD);
	assert_ok(talk_approve(c.h, c.moderator, one));
	assert_ok(talk_reject(c.h, c.moderator, two));
	three = answer(&c, c.member, "drie");
	assert_int_equal(state_of(&c, three), POST_HELD);
	assert_ok(talk_approve(c.h, c.moderator, three));
	assert_int_equal(
	    state_of(&c, answer(&c, c.member, "vier")), POST_SHOWN);
	/* Showing again what was shown before counts once. */
	assert_ok(talk_withdraw(c.h, c.member, three));
	assert_ok(talk_restore(c.h, c.member, three));
	assert_int_equal(talk_viewer(c.h, c.member).n_approved, 3);
	talk_audit(c.h);
}

static void
a_held_post_is_shown_when_it_is_approved(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t id = answer(&c, c.member, "hallo");

	assert_int_equal(state_of(&c, id), POST_HELD);
	assert_int_equal(n_answers(&c), 0);
	assert_int_equal(n_queued(&c), 1);
	talk_audit(c.h);
	assert_ok(talk_approve(c.h, c.moderator, id));
	assert_int_equal(state_of(&c, id), POST_SHOWN);
	assert_int_equal(n_answers(&c), 1);
	assert_int_equal(n_queued(&c), 0);
	talk_audit(c.h);
}

static void
a_rejected_post_that_is_changed_waits_again(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	struct viewer moderator = talk_viewer(c.h, c.moderator);
	int64_t id = answer(&c, c.member, "hallo");
	struct queue_item item;
	bool is_held = false;

	assert_ok(talk_reject(c.h, c.moderator, id));
	assert_int_equal(state_of(&c, id), POST_REJECTED);
	talk_audit(c.h);
	assert_int_equal(talk_withdraw(c.h, c.member, id), ERR_DENIED);
	assert_ok(talk_edit(c.h, c.member, id, NULL, "beter", &is_held));
	assert_true(is_held);
	assert_int_equal(state_of(&c, id), POST_HELD);
	assert_ok(queue_one(c.h->read, c.h->arena, &moderator, id, &item));
	assert_int_equal(item.reason, QUEUE_AGAIN);
	assert_str(item.body, "beter");
	talk_audit(c.h);
	assert_ok(talk_approve(c.h, c.moderator, id));
	assert_str(talk_row(c.h, id).body, "beter");
	talk_audit(c.h);
}

static void
an_edit_of_a_held_post_stands_at_once(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t id = answer(&c, c.member, "een");
	struct post_one_row row;
	bool is_held = false;

	assert_ok(talk_edit(c.h, c.member, id, NULL, "twee", &is_held));
	assert_true(is_held);
	row = talk_row(c.h, id);
	assert_str(row.body, "twee");
	assert_int_equal(row.pending, 0);
	assert_false(row.edited_at.has);
	assert_int_equal(n_queued(&c), 1);
	talk_audit(c.h);
}

static void
an_edit_without_a_policy_that_holds_stands_at_once(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	int64_t id = answer(&c, c.member, "een");
	bool is_held = true;

	assert_ok(talk_edit(c.h, c.member, id, NULL, "twee", &is_held));
	assert_false(is_held);
	assert_str(talk_row(c.h, id).body, "twee");
	assert_true(talk_row(c.h, id).edited_at.has);
	talk_audit(c.h);
}

static void
an_edit_of_a_shown_post_waits_and_the_old_text_stays(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t id = answer(&c, c.member, "oud");
	struct post_one one;
	bool is_held = false;

	assert_ok(talk_approve(c.h, c.moderator, id));
	assert_ok(talk_edit(c.h, c.member, id, NULL, "nieuw", &is_held));
	assert_true(is_held);
	talk_audit(c.h);

	assert_ok(talk_post(c.h, 0, id, &one));
	assert_str(one.body, "oud");
	assert_false(one.post.is_edit_pending);
	assert_ok(talk_post(c.h, c.other, id, &one));
	assert_str(one.body, "oud");
	assert_ok(talk_post(c.h, c.member, id, &one));
	assert_str(one.body, "nieuw");
	assert_true(one.post.is_edit_pending);
	assert_true(
	    str_find_str(one.post.html.s, STR("oud")) < one.post.html.s.n);

	/* A second edit takes the place of the first. */
	assert_ok(talk_edit(c.h, c.member, id, NULL, "nieuwst", NULL));
	assert_int_equal(n_queued(&c), 1);
	talk_audit(c.h);
	assert_ok(talk_approve(c.h, c.moderator, id));
	assert_ok(talk_post(c.h, 0, id, &one));
	assert_str(one.body, "nieuwst");
	assert_true(one.post.edited_at > 0);
	talk_audit(c.h);
}

static void
an_edit_that_is_rejected_leaves_the_old_text(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	struct viewer member = talk_viewer(c.h, c.member);
	int64_t id = answer(&c, c.member, "oud");
	struct revision_list texts;

	assert_ok(talk_approve(c.h, c.moderator, id));
	assert_ok(talk_edit(c.h, c.member, id, NULL, "nieuw", NULL));
	assert_ok(talk_reject(c.h, c.moderator, id));
	assert_int_equal(state_of(&c, id), POST_SHOWN);
	assert_str(talk_row(c.h, id).body, "oud");
	assert_int_equal(n_answers(&c), 1);
	talk_audit(c.h);
	/* The next edit does not take the number of the rejected one. */
	assert_ok(talk_edit(c.h, c.member, id, NULL, "nogmaals", NULL));
	assert_ok(
	    revision_list(c.h->read, c.h->arena, &member, id, 0, 10, &texts));
	assert_int_equal(texts.n, 3);
	assert_int_equal(texts.v[0].state, REVISION_PENDING);
	assert_int_equal(texts.v[1].state, REVISION_REJECTED);
	assert_int_equal(texts.v[2].state, REVISION_CURRENT);
	talk_audit(c.h);
}

/* Until another text comes it stands in the post alone. */
static void
a_first_text_is_a_revision_when_another_comes(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	struct viewer member = talk_viewer(c.h, c.member);
	int64_t id = answer(&c, c.member, "een");
	struct revision_by_number_in first = { .post_id = id, .number = 1 };
	struct revision_by_number_row row;
	struct revision_list texts;

	assert_int_equal(
	    q_revision_by_number(c.h->read, c.h->arena, &first, &row),
	    ERR_NOT_FOUND);
	for (int n = 1; n <= 3; n++) {
		assert_ok(revision_list(
		    c.h->read, c.h->arena, &member, id, 0, 10, &texts));
		assert_int_equal(texts.n, n);
		for (int i = 0; i < n; i++) {
			assert_int_equal(texts.v[i].number, n - i);
			assert_int_equal(texts.v[i].state,
			    i == 0 ? REVISION_CURRENT : REVISION_EARLIER);
			assert_str(texts.v[i].editor_name, "Lid");
		}
		assert_str(texts.v[n - 1].html.s, "<p>een</p>\n");
		assert_int_equal(texts.v[n - 1].created_at, clock_now());
		talk_audit(c.h);
		assert_ok(talk_edit(c.h, c.member, id, NULL, "meer", NULL));
	}
	assert_ok(
	    revision_list(c.h->read, c.h->arena, &member, id, 1, 10, &texts));
	assert_int_equal(texts.n, 0);
	assert_ok(q_revision_by_number(c.h->read, c.h->arena, &first, &row));
	assert_str(row.body, "een");
}

static void
a_title_waits_with_its_opening_post(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t thread_id = talk_thread(
	    c.h, c.member, "werk", "Oude titel", "tekst");
	struct thread_page page;
	struct post_one one;
	int64_t id;

	assert_int_equal(talk_read(c.h, 0, thread_id, 1, &page), ERR_NOT_FOUND);
	assert_ok(talk_read(c.h, c.member, thread_id, 1, &page));
	id = page.thread.opening.id;
	assert_ok(talk_approve(c.h, c.moderator, id));
	assert_ok(talk_edit(c.h, c.member, id, "Nieuwe titel", "tekst", NULL));
	assert_ok(talk_read(c.h, 0, thread_id, 1, &page));
	assert_str(page.thread.title, "Oude titel");
	assert_ok(talk_post(c.h, c.member, id, &one));
	assert_str(one.title, "Nieuwe titel");
	assert_str(one.thread.title, "Oude titel");
	assert_ok(talk_approve(c.h, c.moderator, id));
	assert_ok(talk_read(c.h, 0, thread_id, 1, &page));
	assert_str(page.thread.title, "Nieuwe titel");
	talk_audit(c.h);
}

static void
an_edit_of_a_post_that_changed_meanwhile_is_refused(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	int64_t id = answer(&c, c.member, "een");
	struct talk t = { .arena = c.h->arena,
		.edit = { .author_id = c.member,
		    .post_id = id,
		    .version = talk_row(c.h, id).version,
		    .body = post_body_make(c.h->arena, STR("twee")),
		    .form_key = STR("sleutel") } };

	assert_ok(store_write(c.h->store, talk_write_edit, &t));
	/* The same form again is the same edit. */
	assert_ok(store_write(c.h->store, talk_write_edit, &t));
	t.edit.form_key = STR("andere");
	t.edit.body = post_body_make(c.h->arena, STR("drie"));
	assert_int_equal(
	    store_write(c.h->store, talk_write_edit, &t), ERR_CONFLICT);
	assert_str(talk_row(c.h, id).body, "twee");
}

static void
a_form_sent_twice_makes_one_post(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	struct talk t = { .arena = c.h->arena,
		.post = { .author_id = c.member,
		    .thread_id = c.thread_id,
		    .body = post_body_make(c.h->arena, STR("dubbel")),
		    .form_key = STR("k1") },
		.thread = { .author_id = c.member,
		    .theme_slug = STR("werk"),
		    .title = STR("Dubbel"),
		    .body = post_body_make(c.h->arena, STR("dubbel")),
		    .form_key = STR("k2") } };
	int64_t id, thread_id;

	assert_ok(store_write(c.h->store, talk_write_post, &t));
	id = t.post_id;
	assert_ok(store_write(c.h->store, talk_write_post, &t));
	assert_int_equal(t.post_id, id);
	assert_int_equal(n_answers(&c), 1);
	t.post.body = post_body_make(c.h->arena, STR("andere woorden"));
	assert_int_equal(
	    store_write(c.h->store, talk_write_post, &t), ERR_CONFLICT);

	assert_ok(store_write(c.h->store, talk_write_thread, &t));
	thread_id = t.thread_id;
	id = t.post_id;
	assert_ok(store_write(c.h->store, talk_write_thread, &t));
	assert_int_equal(t.thread_id, thread_id);
	assert_int_equal(t.post_id, id);
	t.thread.title = STR("Anders");
	assert_int_equal(
	    store_write(c.h->store, talk_write_thread, &t), ERR_CONFLICT);
}

/* What post_create makes of an answer. */
static enum err
try_answer(const struct cast *c, int64_t author_id, int64_t parent_id,
    struct str body, struct form_errors *errors)
{
	struct talk t = { .arena = c->h->arena,
		.post = { .author_id = author_id,
		    .thread_id = c->thread_id,
		    .parent_id = parent_id,
		    .body = post_body_make(c->h->arena, body) } };
	enum err e = store_write(c->h->store, talk_write_post, &t);

	if (errors != NULL)
		*errors = t.errors;
	return e;
}

/* The writer renders nothing: what was made of the text comes with it. */
static void
a_text_is_rendered_before_it_is_written(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	struct talk t = { .arena = c.h->arena,
		.post = { .author_id = c.member,
		    .thread_id = c.thread_id,
		    .body = post_body_make(c.h->arena, STR(" *een*\n")) } };

	assert_str(t.post.body.html.s, "<p><em>een</em></p>\n");
	t.post.body.html = post_body_make(c.h->arena, STR("twee")).html;
	assert_ok(store_write(c.h->store, talk_write_post, &t));
	assert_str(talk_row(c.h, t.post_id).body, " *een*");
	assert_str(talk_row(c.h, t.post_id).html, "<p>twee</p>\n");
}

static void
nobody_answers_what_is_closed_or_not_shown(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t held = answer(&c, c.member, "wacht"), shown, elsewhere;

	assert_int_equal(
	    try_answer(&c, c.other, held, STR("ja"), NULL), ERR_NOT_FOUND);
	assert_int_equal(
	    try_answer(&c, c.member, held, STR("ja"), NULL), ERR_DENIED);
	assert_int_equal(
	    try_answer(&c, c.member, 999, STR("ja"), NULL), ERR_NOT_FOUND);
	assert_int_equal(try_answer(&c, 0, 0, STR("ja"), NULL), ERR_DENIED);
	elsewhere = talk_answer(c.h, c.admin,
	    talk_thread(c.h, c.admin, "werk", "Elders", "x"), 0, "y");
	assert_int_equal(try_answer(&c, c.member, elsewhere, STR("ja"), NULL),
	    ERR_NOT_FOUND);
	shown = answer(&c, c.moderator, "open");
	assert_ok(talk_withdraw(c.h, c.moderator, shown));
	assert_int_equal(
	    try_answer(&c, c.member, shown, STR("ja"), NULL), ERR_DENIED);
	assert_int_equal(
	    talk_set_closed(c.h, c.member, c.thread_id, true), ERR_DENIED);
	assert_ok(talk_set_closed(c.h, c.moderator, c.thread_id, true));
	assert_ok(talk_set_closed(c.h, c.moderator, c.thread_id, true));
	assert_int_equal(
	    try_answer(&c, c.moderator, 0, STR("ja"), NULL), ERR_DENIED);
	assert_int_equal(
	    talk_edit(c.h, c.member, held, NULL, "x", NULL), ERR_DENIED);
	assert_ok(talk_set_closed(c.h, c.moderator, c.thread_id, false));
	assert_ok(try_answer(&c, c.moderator, 0, STR("ja"), NULL));
	talk_audit(c.h);
}

static void
a_body_has_its_bounds(void **state)
{
	struct cast c = cast_new(*state, POLICY_OPEN, 0);
	struct form_errors errors;
	struct buf b = { 0 };

	for (int i = 0; i < POST_BODY_CHARS_MAX; i++)
		buf_str(&b, STR("é"));
	assert_ok(try_answer(&c, c.member, 0, buf_text(&b), NULL));
	buf_char(&b, 'x');
	assert_int_equal(
	    try_answer(&c, c.member, 0, buf_text(&b), &errors), ERR_INVALID);
	assert_string_equal(errors.v[0].field, "body");
	assert_int_equal(errors.v[0].mistake, MISTAKE_TOO_LONG);
	buf_free(&b);
	assert_int_equal(
	    try_answer(&c, c.member, 0, STR(" \n\t "), &errors), ERR_INVALID);
	assert_int_equal(errors.v[0].mistake, MISTAKE_EMPTY);
	assert_int_equal(try_answer(&c, c.member, 0,
			     STR("\xe2\x80\x8b\xe2\x80\x8b"), &errors),
	    ERR_INVALID);
	assert_int_equal(errors.v[0].mistake, MISTAKE_EMPTY);
	assert_int_equal(
	    try_answer(&c, c.member, 0, STR("a\xff"), &errors), ERR_INVALID);
	assert_int_equal(errors.v[0].mistake, MISTAKE_NOT_TEXT);
	talk_audit(c.h);
}

static void
one_sees_what_was_decided_on_ones_own_posts(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t waiting = answer(&c, c.member, "wacht *even*"),
		rejected = answer(&c, c.member, "nee");
	struct own_posts own;

	assert_ok(talk_reject(c.h, c.moderator, rejected));
	assert_ok(post_list_own(c.h->read, c.h->arena, c.member, 0, 10, &own));
	assert_int_equal(own.n, 2);
	assert_int_equal(own.v[0].id, rejected);
	assert_int_equal(own.v[0].decision, DECISION_REJECTED);
	assert_str(own.v[0].reason, "reden");
	assert_int_equal(own.v[1].id, waiting);
	assert_int_equal(own.v[1].decided_at, 0);
	assert_str(own.v[1].excerpt, "wacht even");
	assert_str(own.v[1].title, "Titel");
	assert_ok(
	    post_list_own(c.h->read, c.h->arena, c.member, rejected, 10, &own));
	assert_int_equal(own.n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(the_policy_decides_what_is_held),
		house_test(a_member_is_new_until_enough_posts_were_shown),
		house_test(a_held_post_is_shown_when_it_is_approved),
		house_test(a_rejected_post_that_is_changed_waits_again),
		house_test(an_edit_of_a_held_post_stands_at_once),
		house_test(an_edit_without_a_policy_that_holds_stands_at_once),
		house_test(
		    an_edit_of_a_shown_post_waits_and_the_old_text_stays),
		house_test(an_edit_that_is_rejected_leaves_the_old_text),
		house_test(a_first_text_is_a_revision_when_another_comes),
		house_test(a_title_waits_with_its_opening_post),
		house_test(an_edit_of_a_post_that_changed_meanwhile_is_refused),
		house_test(a_form_sent_twice_makes_one_post),
		house_test(a_text_is_rendered_before_it_is_written),
		house_test(nobody_answers_what_is_closed_or_not_shown),
		house_test(a_body_has_its_bounds),
		house_test(one_sees_what_was_decided_on_ones_own_posts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
