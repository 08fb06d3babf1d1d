#include "forum/talk.h"

struct cast {
	struct house *h;
	int64_t member, host, moderator, admin, theme_id;
};

static struct cast
cast_new(struct house *h)
{
	struct cast c = { .h = h };
	int64_t bond = house_organisation(h, "Bond", "");

	c.theme_id = house_theme(h, "Werk", "bond", POLICY_OPEN, 0);
	c.member = house_account(h, "Lid");
	c.host = house_account(h, "Gastheer");
	c.moderator = house_account(h, "Moderator");
	c.admin = house_account(h, "Beheer");
	house_role(h, c.host, ROLE_HOST, SCOPE_ORGANISATION, bond);
	house_role(h, c.moderator, ROLE_MODERATOR, SCOPE_THEME, c.theme_id);
	house_role(h, c.admin, ROLE_ADMIN, SCOPE_SITE, 0);
	return c;
}

static enum err
try_thread(const struct cast *c, int64_t author_id, const char *theme_slug,
    const char *title, const char *body, struct form_errors *errors)
{
	struct talk t = { .arena = c->h->arena,
		.thread = { .author_id = author_id,
		    .theme_slug = str_of(theme_slug),
		    .title = str_of(title),
		    .body = post_body_make(c->h->arena, str_of(body)) } };
	enum err e = store_write(c->h->store, talk_write_thread, &t);

	if (errors != NULL)
		*errors = t.errors;
	return e;
}

static struct thread_items
list(const struct cast *c, int64_t theme_id, struct thread_key before,
    int64_t max)
{
	struct thread_items items;

	assert_ok(thread_list(
	    c->h->read, c->h->arena, theme_id, before, max, &items));
	return items;
}

static void
a_title_has_its_bounds(void **state)
{
	struct cast c = cast_new(*state);
	struct form_errors errors;
	struct thread_page page;
	char title[THREAD_TITLE_CHARS_MAX + 2] = { 0 };

	memset(title, 'x', sizeof(title) - 1);
	assert_int_equal(
	    try_thread(&c, c.member, "werk", title, "tekst", &errors),
	    ERR_INVALID);
	assert_string_equal(errors.v[0].field, "title");
	assert_int_equal(errors.v[0].mistake, MISTAKE_TOO_LONG);
	title[THREAD_TITLE_CHARS_MAX] = '\0';
	assert_ok(try_thread(&c, c.member, "werk", title, "tekst", NULL));
	assert_int_equal(
	    try_thread(&c, c.member, "werk", "ab", "", &errors), ERR_INVALID);
	assert_int_equal(errors.n, 2);
	assert_int_equal(errors.v[0].mistake, MISTAKE_TOO_SHORT);
	assert_string_equal(errors.v[1].field, "body");
	assert_int_equal(
	    try_thread(&c, c.member, "werk",
		"\xe2\x80\x8b\xe2\x80\x8b\xe2\x80\x8b", "tekst", &errors),
	    ERR_INVALID);
	assert_int_equal(errors.v[0].mistake, MISTAKE_EMPTY);
	/* Trimmed, on one line, and é as one character. */
	assert_ok(talk_read(c.h, 0,
	    talk_thread(c.h, c.member, "werk", "  Cafe\xcc\x81\nthee ", "x"), 1,
	    &page));
	assert_str(page.thread.title, "Caf\xc3\xa9 thee");
}

static enum err
add_theme_of_hosts(struct store_write *w, void *arg)
{
	struct house *h = arg;
	struct form_errors errors = { .n = 0 };
	struct str slug;
	int64_t id;

	return theme_create(w, h->arena, 0,
	    &(struct theme_form){ .name = STR("Berichten"),
		.organisation_slug = STR("bond"),
		.policy = POLICY_OPEN,
		.openers = OPENERS_HOSTS },
	    &id, &slug, &errors);
}

static void
who_may_open_a_thread_is_a_setting_of_the_theme(void **state)
{
	struct cast c = cast_new(*state);

	assert_int_equal(
	    try_thread(&c, 0, "werk", "Titel", "x", NULL), ERR_DENIED);
	assert_int_equal(try_thread(&c, c.member, "geen", "Titel", "x", NULL),
	    ERR_NOT_FOUND);
	assert_ok(try_thread(&c, c.member, "werk", "Titel", "x", NULL));
	assert_ok(store_write(c.h->store, add_theme_of_hosts, c.h));
	assert_int_equal(
	    try_thread(&c, c.member, "berichten", "Titel", "x", NULL),
	    ERR_DENIED);
	assert_ok(try_thread(&c, c.host, "berichten", "Titel", "x", NULL));
	assert_int_equal(
	    try_thread(&c, 999, "werk", "Titel", "x", NULL), ERR_NOT_FOUND);
}

static void
a_host_closes_what_they_opened_and_moderators_everything(void **state)
{
	struct cast c = cast_new(*state);
	int64_t of_host = talk_thread(c.h, c.host, "werk", "Host", "x"),
		of_member = talk_thread(c.h, c.member, "werk", "Lid", "x");
	struct viewer v = talk_viewer(c.h, c.moderator);
	struct decision_list log;
	struct thread t;

	assert_int_equal(
	    talk_set_closed(c.h, c.host, of_member, true), ERR_DENIED);
	assert_int_equal(
	    talk_set_closed(c.h, c.member, of_member, true), ERR_DENIED);
	assert_int_equal(
	    talk_set_closed(c.h, c.moderator, 999, true), ERR_NOT_FOUND);
	assert_ok(talk_set_closed(c.h, c.host, of_host, true));
	assert_ok(talk_set_closed(c.h, c.moderator, of_member, true));
	assert_ok(thread_head(c.h->read, c.h->arena, &v, of_member, &t));
	assert_true(t.closed_at > 0);
	assert_ok(talk_set_closed(c.h, c.moderator, of_member, false));
	assert_ok(talk_set_closed(c.h, c.moderator, of_member, false));
	assert_ok(thread_head(c.h->read, c.h->arena, &v, of_member, &t));
	assert_int_equal(t.closed_at, 0);
	assert_ok(decision_list(c.h->read, c.h->arena, &v, 0, 3, &log));
	assert_int_equal(log.v[0].kind, DECISION_THREAD_OPENED);
	assert_int_equal(log.v[1].kind, DECISION_THREAD_CLOSED);
	assert_int_equal(log.v[2].kind, DECISION_THREAD_CLOSED);
}

static void
lists_begin_with_the_most_recently_active(void **state)
{
	struct cast c = cast_new(*state);
	int64_t elsewhere = house_theme(c.h, "School", "bond", POLICY_OPEN, 0);
	int64_t one = talk_thread(c.h, c.member, "werk", "Een", "x"), two,
		three, id;
	struct thread_items items;

	clock_set(clock_now() + 1);
	two = talk_thread(c.h, c.member, "werk", "Twee", "x");
	clock_set(clock_now() + 1);
	three = talk_thread(c.h, c.member, "school", "Drie", "x");
	items = list(&c, 0, (struct thread_key){ 0, 0 }, 10);
	assert_int_equal(items.n, 3);
	assert_int_equal(items.v[0].id, three);
	assert_str(items.v[0].title, "Drie");
	assert_str(items.v[0].theme_slug, "school");
	assert_str(items.v[0].author_name, "Lid");
	clock_set(clock_now() + 1);
	id = talk_answer(c.h, c.member, one, 0, "antwoord");
	items = list(&c, c.theme_id, (struct thread_key){ 0, 0 }, 10);
	assert_int_equal(items.n, 2);
	assert_int_equal(items.v[0].id, one);
	assert_int_equal(items.v[0].n_answers, 1);
	assert_int_equal(items.v[1].id, two);
	items = list(&c, elsewhere, (struct thread_key){ 0, 0 }, 10);
	assert_int_equal(items.n, 1);
	/* Taking words back does not move a thread. */
	assert_ok(talk_withdraw(c.h, c.member, id));
	items = list(&c, 0, (struct thread_key){ 0, 0 }, 10);
	assert_int_equal(items.v[0].id, one);
	assert_int_equal(items.v[0].n_answers, 0);
}

static void
lists_go_on_behind_a_key(void **state)
{
	struct cast c = cast_new(*state);
	struct thread_key after = { 0, 0 };
	struct thread_items items;
	int64_t ids[5], by_id = 0;

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		ids[i] = talk_thread(c.h, c.member, "werk", "Titel", "x");
	for (size_t i = ARRAY_LEN(ids); i-- > 0;) {
		items = list(&c, 0, after, 1);
		assert_int_equal(items.n, 1);
		assert_int_equal(items.v[0].id, ids[i]);
		items = list(&c, c.theme_id, after, 1);
		assert_int_equal(items.v[0].id, ids[i]);
		after = (struct thread_key){ items.v[0].active_at,
			items.v[0].id };
	}
	assert_int_equal(list(&c, 0, after, 1).n, 0);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		assert_ok(
		    thread_list_by_id(c.h->read, c.h->arena, by_id, 1, &items));
		assert_int_equal(items.v[0].id, ids[i]);
		by_id = items.v[0].id;
	}
}

static void
a_post_that_waits_moves_nobodys_page(void **state)
{
	struct house *h = *state;
	struct cast c = cast_new(h);
	struct thread_page page, own;
	int64_t thread_id, held;

	house_theme(h, "Stil", "bond", POLICY_ALL, 0);
	thread_id = talk_thread(h, c.admin, "stil", "Titel", "x");
	for (int i = 0; i < THREAD_PAGE_POSTS + 1; i++)
		talk_answer(h, c.admin, thread_id, 0, "getoond");
	assert_ok(talk_read(h, c.member, thread_id, 1, &page));
	held = talk_answer(
	    h, c.member, thread_id, page.answers.v[9].id, "wacht");
	assert_ok(talk_read(h, 0, thread_id, 1, &page));
	assert_int_equal(page.answers.n, THREAD_PAGE_POSTS);
	assert_int_equal(page.n_pages, 2);
	/* Its author sees it where it will stand, on top of the fifty. */
	assert_ok(talk_read(h, c.member, thread_id, 1, &own));
	assert_int_equal(own.answers.n, THREAD_PAGE_POSTS + 1);
	assert_int_equal(own.answers.v[10].id, held);
	assert_int_equal(own.answers.v[10].depth, 2);
	assert_int_equal(own.answers.v[10].parent_id, own.answers.v[9].id);
	assert_false(own.answers.v[10].is_placed);
	assert_ok(talk_read(h, c.member, thread_id, 2, &own));
	assert_int_equal(own.answers.n, 1);
	talk_audit(h);
}

static void
what_waits_on_a_page_is_bounded(void **state)
{
	struct house *h = *state;
	struct cast c = cast_new(h);
	struct thread_page page;
	int64_t thread_id;

	house_theme(h, "Stil", "bond", POLICY_ALL, 0);
	thread_id = talk_thread(h, c.admin, "stil", "Titel", "x");
	talk_answer(h, c.admin, thread_id, 0, "getoond");
	for (int i = 0; i < THREAD_UNPLACED_MAX + 5; i++)
		talk_answer(h, c.member, thread_id, 0, "wacht");
	assert_ok(talk_read(h, c.admin, thread_id, 1, &page));
	assert_int_equal(page.answers.n, 1 + THREAD_UNPLACED_MAX);
	assert_ok(talk_read(h, c.member, thread_id, 1, &page));
	assert_int_equal(page.answers.n, 1 + THREAD_UNPLACED_MAX);
	assert_ok(talk_read(h, c.moderator, thread_id, 1, &page));
	assert_int_equal(page.answers.n, 1);
}

static void
a_badge_is_for_who_moderates_here(void **state)
{
	struct house *h = *state;
	struct cast c = cast_new(h);
	int64_t thread_id = talk_thread(h, c.moderator, "werk", "Titel", "x");
	int64_t elsewhere, other_id;
	struct thread_page page;
	struct post_one one;

	talk_answer(h, c.member, thread_id, 0, "lid");
	talk_answer(h, c.admin, thread_id, 0, "beheer");
	talk_answer(h, c.host, thread_id, 0, "gastheer");
	assert_ok(talk_read(h, 0, thread_id, 1, &page));
	assert_true(page.thread.opening.is_author_moderator);
	assert_false(page.answers.v[0].is_author_moderator);
	assert_true(page.answers.v[1].is_author_moderator);
	assert_false(page.answers.v[2].is_author_moderator);
	assert_ok(talk_post(h, 0, page.answers.v[1].id, &one));
	assert_true(one.post.is_author_moderator);
	house_theme(h, "School", "bond", POLICY_OPEN, 0);
	elsewhere = talk_thread(h, c.moderator, "school", "Titel", "x");
	assert_ok(talk_read(h, 0, elsewhere, 1, &page));
	assert_false(page.thread.opening.is_author_moderator);
	other_id = talk_answer(h, c.moderator, elsewhere, 0, "x");
	assert_ok(talk_post(h, 0, other_id, &one));
	assert_false(one.post.is_author_moderator);
}

static void
a_description_is_the_beginning_in_plain_words(void **state)
{
	struct cast c = cast_new(*state);
	struct thread_page page;

	assert_ok(talk_read(c.h, 0,
	    talk_thread(c.h, c.member, "werk", "Titel",
		"# Kop\n\nWie *kent* [dit](https://example.org/)?"),
	    1, &page));
	assert_str(page.thread.description, "Kop Wie kent dit?");
}

struct notes {
	struct topic v[8];
	size_t n;
};

static void
remember(void *arg, const struct topic *v, size_t n)
{
	struct notes *notes = arg;

	for (size_t i = 0; i < n && notes->n < ARRAY_LEN(notes->v); i++)
		notes->v[notes->n++] = v[i];
}

static bool
is_noted(const struct notes *notes, enum topic_kind kind, int64_t id)
{
	for (size_t i = 0; i < notes->n; i++)
		if (notes->v[i].kind == kind && notes->v[i].id == id)
			return true;
	return false;
}

static void
pages_that_change_are_noted(void **state)
{
	struct house *h = *state;
	struct cast c = cast_new(h);
	struct notes notes = { .n = 0 };
	int64_t umbrella = house_organisation(h, "Koepel", ""), theme_id,
		thread_id, id;

	house_organisation(h, "Buurt", "koepel");
	theme_id = house_theme(h, "Stil", "buurt", POLICY_ALL, 0);
	store_on_change(h->store, remember, &notes);
	/* What waits is on one person's page of the thread, in no list. */
	thread_id = talk_thread(h, c.member, "stil", "Titel", "x");
	assert_int_equal(notes.n, 2);
	assert_true(is_noted(&notes, TOPIC_THREAD, thread_id));
	assert_true(is_noted(&notes, TOPIC_QUEUE, 0));
	id = talk_answer(
	    h, c.admin, talk_thread(h, c.admin, "stil", "Titel", "x"), 0, "x");
	assert_true(is_noted(&notes, TOPIC_THREAD, thread_id + 1));
	assert_true(is_noted(&notes, TOPIC_THEME, theme_id));
	assert_true(is_noted(&notes, TOPIC_ORGANISATION, umbrella));
	assert_true(is_noted(&notes, TOPIC_ORGANISATION, umbrella + 1));
	notes.n = 0;
	assert_ok(talk_edit(h, c.admin, id, NULL, "y", NULL));
	assert_int_equal(notes.n, 1);
	assert_true(is_noted(&notes, TOPIC_THREAD, thread_id + 1));
	store_on_change(h->store, NULL, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(a_title_has_its_bounds),
		house_test(who_may_open_a_thread_is_a_setting_of_the_theme),
		house_test(
		    a_host_closes_what_they_opened_and_moderators_everything),
		house_test(lists_begin_with_the_most_recently_active),
		house_test(lists_go_on_behind_a_key),
		house_test(a_post_that_waits_moves_nobodys_page),
		house_test(what_waits_on_a_page_is_bounded),
		house_test(a_badge_is_for_who_moderates_here),
		house_test(a_description_is_the_beginning_in_plain_words),
		house_test(pages_that_change_are_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
