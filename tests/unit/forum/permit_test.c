/*
 * The whole of permit(): every standing in every state of a post, compared with
 * a table that was written before the code.
 */
#include "cmocka_all.h"

#include "base/num.h"
#include "forum/permit.h"

enum { ME = 7, OTHER = 8, ORGANISATION = 3, UMBRELLA = 2, THEME = 5 };

static const struct grant moderates_site = { ROLE_MODERATOR, SCOPE_SITE, 0 };
static const struct grant moderates_umbrella = { ROLE_MODERATOR,
	SCOPE_ORGANISATION, UMBRELLA };
static const struct grant moderates_organisation = { ROLE_MODERATOR,
	SCOPE_ORGANISATION, ORGANISATION };
static const struct grant moderates_theme = { ROLE_MODERATOR, SCOPE_THEME,
	THEME };
static const struct grant moderates_elsewhere[] = {
	{ ROLE_MODERATOR, SCOPE_THEME, THEME + 1 },
	{ ROLE_MODERATOR, SCOPE_THEME, ORGANISATION },
	{ ROLE_MODERATOR, SCOPE_ORGANISATION, THEME },
	{ ROLE_MODERATOR, SCOPE_ORGANISATION, 0 },
	{ ROLE_MODERATOR, SCOPE_THEME, 0 },
};
static const struct grant hosts = { ROLE_HOST, SCOPE_ORGANISATION,
	ORGANISATION };
static const struct grant hosts_umbrella = { ROLE_HOST, SCOPE_ORGANISATION,
	UMBRELLA };
static const struct grant hosts_elsewhere = { ROLE_HOST, SCOPE_ORGANISATION,
	ORGANISATION + 1 };
static const struct grant administers = { ROLE_ADMIN, SCOPE_SITE, 0 };

static const enum post_state states[] = { POST_HELD, POST_SHOWN, POST_REJECTED,
	POST_WITHDRAWN, POST_REMOVED };

static struct viewer
viewer_with(int64_t id, const struct grant *g, size_t n)
{
	return (struct viewer){ .account_id = id, .grants = g, .n_grants = n };
}

/* A post of author in a listed, open thread of somebody else. */
static struct subject
post_of(int64_t author_id, enum post_state state, bool is_placed)
{
	return (struct subject){ .organisation_id = ORGANISATION,
		.umbrella_id = UMBRELLA,
		.theme_id = THEME,
		.is_listed = true,
		.thread_author_id = 99,
		.opening_state = POST_SHOWN,
		.author_id = author_id,
		.state = state,
		.is_placed = is_placed };
}

/*
 * One letter a state (held, shown, rejected, withdrawn, removed): upper case
 * where it is permitted whether or not the post was placed, 'p' where only
 * because it was, '.' where never.
 */
struct row {
	enum action action;
	const char *visitor, *member, *author, *moderator, *admin;
	const char *author_moderator, *author_admin;
};

static const struct row table[] = {
	{ ACTION_SEE, ".Y.pp", ".Y.pp", "YYYYY", "YYYYY", "YYYYY", "YYYYY",
	    "YYYYY" },
	{ ACTION_READ, ".Y...", ".Y...", "YYYYY", "YYYYY", "YYYYY", "YYYYY",
	    "YYYYY" },
	{ ACTION_READ_HISTORY, ".....", ".....", "YYYYY", "YYYYY", "YYYYY",
	    "YYYYY", "YYYYY" },
	{ ACTION_ANSWER, ".....", ".Y...", ".Y...", ".Y...", ".Y...", ".Y...",
	    ".Y..." },
	{ ACTION_EDIT, ".....", ".....", "YYY..", ".....", ".....", "YYY..",
	    "YYY.." },
	{ ACTION_WITHDRAW, ".....", ".....", "YY...", ".....", ".....", "YY...",
	    "YY..." },
	{ ACTION_RESTORE, ".....", ".....", "...Y.", "....Y", "....Y", "...Y.",
	    "...YY" },
	{ ACTION_REMOVE, ".....", ".....", ".....", ".Y...", ".Y...", ".Y...",
	    ".Y..." },
	{ ACTION_MODERATE, ".....", ".....", ".....", "YYYYY", "YYYYY", "YYYYY",
	    "YYYYY" },
	{ ACTION_DECIDE, ".....", ".....", ".....", "YYYYY", "YYYYY", ".....",
	    "YYYYY" },
	{ ACTION_EDIT_SITE, ".....", ".....", ".....", ".....", "YYYYY",
	    ".....", "YYYYY" },
};

static void
expect(const char *who, const struct viewer *v, int64_t author_id,
    enum action action, const char *wanted)
{
	for (size_t i = 0; i < ARRAY_LEN(states); i++)
		for (int placed = 0; placed < 2; placed++) {
			struct subject s = post_of(
			    author_id, states[i], placed);
			bool want = wanted[i] == 'Y' ||
			    (wanted[i] == 'p' && placed);

			if (permit(v, action, &s) != want)
				fail_msg("%s, action %d, state %d, placed %d: "
					 "not %s",
				    who, (int)action, (int)states[i], placed,
				    want ? "permitted" : "refused");
		}
}

static void
each_standing_may_do_what_the_table_says(void **state)
{
	static const struct grant *const moderators[] = { &moderates_site,
		&moderates_umbrella, &moderates_organisation,
		&moderates_theme };
	struct viewer visitor = { 0 };
	struct viewer member = viewer_with(ME, NULL, 0);
	struct viewer admin = viewer_with(ME, &administers, 1);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(table); i++) {
		const struct row *r = &table[i];

		expect("visitor", &visitor, OTHER, r->action, r->visitor);
		/* Posts of nobody must not become the visitor's own. */
		expect(
		    "visitor, no author", &visitor, 0, r->action, r->visitor);
		expect("member", &member, OTHER, r->action, r->member);
		expect("author", &member, ME, r->action, r->author);
		expect("admin", &admin, OTHER, r->action, r->admin);
		expect("author who is admin", &admin, ME, r->action,
		    r->author_admin);
		for (size_t m = 0; m < ARRAY_LEN(moderators); m++) {
			struct viewer v = viewer_with(ME, moderators[m], 1);

			expect("moderator", &v, OTHER, r->action, r->moderator);
			expect("author who moderates", &v, ME, r->action,
			    r->author_moderator);
		}
	}
}

static void
a_role_elsewhere_or_of_a_host_gives_nothing_here(void **state)
{
	struct viewer roles[] = {
		viewer_with(
		    ME, moderates_elsewhere, ARRAY_LEN(moderates_elsewhere)),
		viewer_with(ME, &hosts, 1),
		viewer_with(ME, &hosts_umbrella, 1),
	};

	(void)state;
	for (size_t v = 0; v < ARRAY_LEN(roles); v++)
		for (size_t i = 0; i < ARRAY_LEN(table); i++) {
			expect("elsewhere", &roles[v], OTHER, table[i].action,
			    table[i].member);
			expect("elsewhere, author", &roles[v], ME,
			    table[i].action, table[i].author);
		}
}

static void
grants_without_an_account_give_nothing(void **state)
{
	struct viewer v = viewer_with(0, &administers, 1);
	struct subject s = post_of(OTHER, POST_HELD, false);

	(void)state;
	assert_false(permit(&v, ACTION_SEE, &s));
	assert_false(permit(&v, ACTION_EDIT_SITE, &s));
}

static void
an_unlisted_thread_hides_what_is_in_it(void **state)
{
	struct viewer member = viewer_with(ME, NULL, 0);
	struct viewer moderator = viewer_with(ME, &moderates_theme, 1);
	struct subject s = post_of(OTHER, POST_SHOWN, true);

	(void)state;
	s.is_listed = false;
	assert_false(permit(&member, ACTION_SEE, &s));
	assert_false(permit(&member, ACTION_READ, &s));
	assert_false(permit(&member, ACTION_ANSWER, &s));
	assert_true(permit(&moderator, ACTION_READ, &s));
	assert_false(permit(&moderator, ACTION_ANSWER, &s));
	s.thread_author_id = ME;
	assert_true(permit(&member, ACTION_READ, &s));
	s.thread_author_id = 0;
	assert_false(permit(&(struct viewer){ 0 }, ACTION_SEE, &s));
	s.author_id = ME;
	assert_true(permit(&member, ACTION_READ, &s));
}

static void
nobody_answers_below_an_opening_that_is_not_shown(void **state)
{
	struct viewer admin = viewer_with(ME, &administers, 1);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		struct subject s = post_of(OTHER, POST_SHOWN, true);

		s.opening_state = states[i];
		assert_int_equal(
		    permit(&admin, ACTION_ANSWER, &s), states[i] == POST_SHOWN);
	}
}

static void
what_is_closed_is_only_read_and_withdrawn(void **state)
{
	struct viewer author = viewer_with(ME, NULL, 0);
	struct viewer moderator = viewer_with(ME, &moderates_theme, 1);

	(void)state;
	for (int what = 0; what < 3; what++) {
		struct subject s = post_of(ME, POST_SHOWN, true);

		s.is_thread_closed = what == 0;
		s.is_theme_closed = what == 1;
		s.is_organisation_closed = what == 2;
		assert_true(permit(&author, ACTION_READ, &s));
		assert_true(permit(&author, ACTION_WITHDRAW, &s));
		assert_false(permit(&author, ACTION_EDIT, &s));
		assert_true(permit(&moderator, ACTION_EDIT, &s));
		assert_false(permit(&author, ACTION_ANSWER, &s));
		assert_false(permit(&moderator, ACTION_ANSWER, &s));
		assert_true(permit(&moderator, ACTION_REMOVE, &s));
		assert_true(permit(&moderator, ACTION_CLOSE_THREAD, &s));
		s.state = POST_WITHDRAWN;
		assert_false(permit(&author, ACTION_RESTORE, &s));
		assert_true(permit(&moderator, ACTION_RESTORE, &s));
	}
}

static void
a_thread_is_opened_by_whom_the_theme_says(void **state)
{
	struct viewer visitor = { 0 };
	struct viewer member = viewer_with(ME, NULL, 0);
	struct viewer moderator = viewer_with(ME, &moderates_theme, 1);
	struct viewer host = viewer_with(ME, &hosts, 1);
	struct viewer umbrella = viewer_with(ME, &hosts_umbrella, 1);
	struct viewer elsewhere = viewer_with(ME, &hosts_elsewhere, 1);
	struct viewer admin = viewer_with(ME, &administers, 1);
	struct subject s = { .organisation_id = ORGANISATION,
		.umbrella_id = UMBRELLA,
		.theme_id = THEME,
		.openers = OPENERS_MEMBERS };

	(void)state;
	assert_false(permit(&visitor, ACTION_OPEN_THREAD, &s));
	assert_true(permit(&member, ACTION_OPEN_THREAD, &s));
	s.openers = OPENERS_HOSTS;
	assert_false(permit(&member, ACTION_OPEN_THREAD, &s));
	assert_false(permit(&moderator, ACTION_OPEN_THREAD, &s));
	assert_false(permit(&elsewhere, ACTION_OPEN_THREAD, &s));
	assert_true(permit(&host, ACTION_OPEN_THREAD, &s));
	assert_true(permit(&umbrella, ACTION_OPEN_THREAD, &s));
	assert_true(permit(&admin, ACTION_OPEN_THREAD, &s));
	s.is_theme_closed = true;
	assert_false(permit(&admin, ACTION_OPEN_THREAD, &s));
	s.is_theme_closed = false;
	s.is_organisation_closed = true;
	assert_false(permit(&host, ACTION_OPEN_THREAD, &s));
}

static void
a_thread_is_closed_by_moderators_and_the_host_who_opened_it(void **state)
{
	struct viewer member = viewer_with(ME, NULL, 0);
	struct viewer moderator = viewer_with(ME, &moderates_theme, 1);
	struct viewer host = viewer_with(ME, &hosts, 1);
	struct subject s = post_of(OTHER, POST_SHOWN, true);

	(void)state;
	assert_true(permit(&moderator, ACTION_CLOSE_THREAD, &s));
	assert_false(permit(&host, ACTION_CLOSE_THREAD, &s));
	s.thread_author_id = s.author_id = ME;
	assert_true(permit(&host, ACTION_CLOSE_THREAD, &s));
	assert_false(permit(&member, ACTION_CLOSE_THREAD, &s));
}

static void
hosts_change_their_own_themes_and_organisations(void **state)
{
	static const enum action actions[] = { ACTION_EDIT_THEME,
		ACTION_ADD_THEME, ACTION_EDIT_ORGANISATION };
	struct viewer visitor = { 0 };
	struct viewer member = viewer_with(ME, NULL, 0);
	struct viewer moderator = viewer_with(ME, &moderates_site, 1);
	struct viewer host = viewer_with(ME, &hosts, 1);
	struct viewer elsewhere = viewer_with(ME, &hosts_elsewhere, 1);
	struct viewer admin = viewer_with(ME, &administers, 1);
	struct subject s = { .organisation_id = ORGANISATION,
		.umbrella_id = UMBRELLA,
		.theme_id = THEME };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		assert_false(permit(&visitor, actions[i], &s));
		assert_false(permit(&member, actions[i], &s));
		assert_false(permit(&moderator, actions[i], &s));
		assert_false(permit(&elsewhere, actions[i], &s));
		assert_true(permit(&host, actions[i], &s));
		assert_true(permit(&admin, actions[i], &s));
	}
	assert_false(permit(&host, ACTION_ADD_ORGANISATION, &s));
	assert_true(permit(&admin, ACTION_ADD_ORGANISATION, &s));
	s.is_organisation_closed = true;
	assert_false(permit(&admin, ACTION_ADD_THEME, &s));
	assert_true(permit(&host, ACTION_EDIT_ORGANISATION, &s));
}

/*
 * What is decided for anybody holds for every member without a role, but for
 * those who were noted: over all subjects with few ids, and all actions.
 */
static void
anybody_stands_for_all_but_the_others(void **state)
{
	enum { IDS = 3, FLAGS = 1 << 6 };
	size_t n_noted = 0;

	(void)state;
	for (int i = 0; i < IDS * IDS * FLAGS * (int)ARRAY_LEN(states); i++) {
		int bits = i % FLAGS, at = i / FLAGS;
		struct subject s = { .author_id = at % IDS * 10,
			.thread_author_id = at / IDS % IDS * 10,
			.state = states[at / IDS / IDS],
			.opening_state = (bits & 1) != 0 ? POST_SHOWN
							 : POST_HELD,
			.is_placed = (bits & 2) != 0,
			.is_listed = (bits & 4) != 0,
			.is_thread_closed = (bits & 8) != 0,
			.is_theme_closed = (bits & 16) != 0,
			.openers = (bits & 32) != 0 ? OPENERS_HOSTS
						    : OPENERS_MEMBERS };

		for (int a = ACTION_SEE; a <= ACTION_EDIT_SITE; a++) {
			struct others others = { .n = 0 };
			struct viewer anybody = viewer_anybody(
			    STR_NONE, STR_NONE, &others);
			bool may = permit(&anybody, (enum action)a, &s);

			for (int64_t id = 10; id <= IDS * 10; id += 10) {
				struct viewer v = viewer_with(id, NULL, 0);
				bool is_noted = false;

				for (size_t k = 0; k < others.n; k++)
					is_noted |= others.ids[k] == id;
				n_noted += is_noted;
				if (!is_noted)
					assert_int_equal(
					    permit(&v, (enum action)a, &s),
					    may);
			}
		}
	}
	assert_true(n_noted > 0);
}

static void
others_are_noted_once_and_to_a_bound(void **state)
{
	struct others others = { .n = 0 };
	struct viewer v = viewer_anybody(STR_NONE, STR_NONE, &others);

	(void)state;
	for (int64_t id = 0; id <= OTHERS_MAX; id++)
		viewer_note_other(&v, id);
	viewer_note_other(&v, OTHERS_MAX);
	assert_int_equal(others.n, OTHERS_MAX);
	assert_false(others.is_over);
	viewer_note_other(&v, OTHERS_MAX + 1);
	assert_true(others.is_over);
	viewer_note_approved(&v, 3);
	viewer_note_approved(&v, 2);
	assert_int_equal(others.n_approved, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_standing_may_do_what_the_table_says),
		cmocka_unit_test(
		    a_role_elsewhere_or_of_a_host_gives_nothing_here),
		cmocka_unit_test(grants_without_an_account_give_nothing),
		cmocka_unit_test(an_unlisted_thread_hides_what_is_in_it),
		cmocka_unit_test(
		    nobody_answers_below_an_opening_that_is_not_shown),
		cmocka_unit_test(what_is_closed_is_only_read_and_withdrawn),
		cmocka_unit_test(a_thread_is_opened_by_whom_the_theme_says),
		cmocka_unit_test(
		    a_thread_is_closed_by_moderators_and_the_host_who_opened_it),
		cmocka_unit_test(
		    hosts_change_their_own_themes_and_organisations),
		cmocka_unit_test(anybody_stands_for_all_but_the_others),
		cmocka_unit_test(others_are_noted_once_and_to_a_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
