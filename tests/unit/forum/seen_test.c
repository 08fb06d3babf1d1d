/* What is new to a member, and their marks. */
#include "forum/talk.h"

#include "forum/seen.h"

struct cast {
	struct house *h;
	int64_t anna, bo, moderator, theme_id, thread_id;
};

static struct cast
cast_new(struct house *h)
{
	struct cast c = { .h = h };

	house_organisation(h, "Bond", "");
	c.theme_id = house_theme(h, "Werk", "bond", POLICY_OPEN, 0);
	house_theme(h, "Zorg", "bond", POLICY_ALL, 0);
	c.anna = house_account(h, "Anna");
	c.bo = house_account(h, "Bo");
	c.moderator = house_account(h, "Moderator");
	house_role(h, c.moderator, ROLE_MODERATOR, SCOPE_SITE, 0);
	c.thread_id = talk_thread(h, c.bo, "werk", "Titel", "Begin");
	return c;
}

static struct seen
look(const struct cast *c, int64_t account_id)
{
	struct seen s;

	assert_ok(
	    seen_read(c->h->read, c->h->arena, account_id, c->thread_id, &s));
	return s;
}

struct notes {
	struct seen_note v[SEEN_NOTES_MAX];
	size_t n;
};

static enum err
write_notes(struct store_write *w, void *arg)
{
	const struct notes *notes = arg;

	return seen_put(w, notes->v, notes->n);
}

static void
put(const struct cast *c, struct seen_note note)
{
	struct notes notes = { .v = { note }, .n = 1 };

	assert_ok(store_write(c->h->store, write_notes, &notes));
}

/* Look at the thread, and the job notes it. */
static struct seen
visit(const struct cast *c, int64_t account_id)
{
	struct seen s = look(c, account_id);

	if (s.is_due)
		put(c, s.note);
	return s;
}

static void
later(int64_t minutes)
{
	clock_set(clock_now() + minutes * MINUTE_MS);
}

static void
on_the_first_visit_nothing_is_new(void **state)
{
	struct cast c = cast_new(*state);
	struct seen s;

	talk_answer(c.h, c.bo, c.thread_id, 0, "Een");
	s = visit(&c, c.anna);
	assert_int_equal(s.n, 0);
	assert_true(s.is_due);
	assert_int_equal(s.note.number, 1);
	s = visit(&c, c.anna);
	assert_int_equal(s.n, 0);
	assert_false(s.is_due);
	/* Also where there was nothing to see. */
	c.thread_id = talk_thread(c.h, c.bo, "werk", "Ander", "Begin");
	s = visit(&c, c.anna);
	assert_true(s.is_due);
	assert_int_equal(s.note.number, 0);
	assert_false(look(&c, c.anna).is_due);
}

static void
what_others_wrote_since_is_new_for_half_an_hour(void **state)
{
	struct cast c = cast_new(*state);
	int64_t first, second;
	struct seen s;

	talk_answer(c.h, c.bo, c.thread_id, 0, "Een");
	visit(&c, c.anna);
	later(1);
	first = talk_answer(c.h, c.bo, c.thread_id, 0, "Twee");
	talk_answer(c.h, c.anna, c.thread_id, 0, "Van mijzelf");
	for (int i = 0; i < 3; i++) {
		s = visit(&c, c.anna);
		assert_int_equal(s.n, 1);
		assert_int_equal(s.ids[0], first);
		assert_int_equal(s.is_due, i == 0);
		assert_false(s.is_more);
		later(14);
	}
	/* What comes meanwhile is added to it, and begins the half hour anew.
	 */
	later(-14);
	second = talk_answer(c.h, c.bo, c.thread_id, 0, "Vier");
	s = visit(&c, c.anna);
	assert_int_equal(s.n, 2);
	later(29);
	s = visit(&c, c.anna);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.ids[1], second);
	later(1);
	s = visit(&c, c.anna);
	assert_int_equal(s.n, 0);
	assert_false(s.is_due);
	/* Another's mark is their own, and in another thread. */
	assert_int_equal(visit(&c, c.moderator).n, 0);
	c.thread_id = talk_thread(c.h, c.bo, "werk", "Ander", "Begin");
	assert_int_equal(visit(&c, c.anna).n, 0);
}

static void
only_what_everyone_may_read_is_new(void **state)
{
	struct cast c = cast_new(*state);
	int64_t held, refused, gone;

	c.thread_id = talk_thread(c.h, c.moderator, "zorg", "Titel", "Begin");
	held = talk_answer(c.h, c.bo, c.thread_id, 0, "Wacht");
	refused = talk_answer(c.h, c.bo, c.thread_id, 0, "Mag niet");
	gone = talk_answer(c.h, c.bo, c.thread_id, 0, "Weg");
	visit(&c, c.anna);
	visit(&c, c.moderator);
	assert_ok(talk_reject(c.h, c.moderator, refused));
	assert_int_equal(visit(&c, c.anna).n, 0);
	assert_int_equal(visit(&c, c.moderator).n, 0);
	/* Written before they were there, and shown since. */
	assert_ok(talk_approve(c.h, c.moderator, held));
	assert_ok(talk_approve(c.h, c.moderator, gone));
	assert_int_equal(look(&c, c.anna).n, 2);
	assert_int_equal(look(&c, c.moderator).n, 2);
	assert_int_equal(look(&c, c.bo).n, 0);
	assert_ok(talk_remove(c.h, c.moderator, gone));
	assert_int_equal(visit(&c, c.anna).n, 1);
	assert_int_equal(visit(&c, c.anna).ids[0], held);
	/* What is shown once more keeps its number. */
	later(31);
	assert_ok(talk_restore(c.h, c.moderator, gone));
	assert_int_equal(visit(&c, c.anna).n, 0);
	assert_ok(talk_withdraw(c.h, c.bo, held));
	assert_ok(talk_restore(c.h, c.bo, held));
	assert_int_equal(visit(&c, c.anna).n, 0);
}

static void
of_what_is_not_listed_nothing_is_said(void **state)
{
	struct cast c = cast_new(*state);
	int64_t hidden = talk_thread(c.h, c.bo, "zorg", "Wacht", "Begin");
	struct seen s;

	assert_int_equal(
	    seen_read(c.h->read, c.h->arena, c.bo, hidden, &s), ERR_NOT_FOUND);
	assert_int_equal(
	    seen_read(c.h->read, c.h->arena, c.bo, hidden + 100, &s),
	    ERR_NOT_FOUND);
}

static void
it_is_told_in_the_order_of_the_tree(void **state)
{
	struct cast c = cast_new(*state);
	int64_t a, b, below_a;
	struct seen s;

	a = talk_answer(c.h, c.bo, c.thread_id, 0, "A");
	visit(&c, c.anna);
	b = talk_answer(c.h, c.bo, c.thread_id, 0, "B");
	below_a = talk_answer(c.h, c.bo, c.thread_id, a, "Onder A");
	s = look(&c, c.anna);
	assert_int_equal(s.n, 2);
	assert_int_equal(s.ids[0], below_a);
	assert_int_equal(s.ids[1], b);
}

static void
it_does_not_grow_with_the_thread(void **state)
{
	struct cast c = cast_new(*state);
	int64_t first = 0;
	struct seen s;

	visit(&c, c.anna);
	for (int i = 0; i < SEEN_MAX; i++) {
		int64_t id = talk_answer(c.h, c.bo, c.thread_id, 0, "Meer");

		first = i == 0 ? id : first;
	}
	s = look(&c, c.anna);
	assert_int_equal(s.n, SEEN_MAX);
	assert_int_equal(s.ids[0], first);
	assert_false(s.is_more);
	talk_answer(c.h, c.bo, c.thread_id, 0, "Nog een");
	s = visit(&c, c.anna);
	assert_int_equal(s.n, SEEN_MAX);
	assert_true(s.is_more);
	assert_int_equal(s.note.number, SEEN_MAX + 1);
	later(30);
	assert_int_equal(visit(&c, c.anna).n, 0);
}

static void
notes_come_late_twice_or_never(void **state)
{
	struct cast c = cast_new(*state);
	struct seen_note old, new, nobodys;

	visit(&c, c.anna);
	later(60);
	talk_answer(c.h, c.bo, c.thread_id, 0, "Een");
	old = look(&c, c.anna).note;
	talk_answer(c.h, c.bo, c.thread_id, 0, "Twee");
	new = look(&c, c.anna).note;
	/* The first of them never. */
	put(&c, new);
	assert_int_equal(look(&c, c.anna).n, 2);
	put(&c, new);
	put(&c, old);
	assert_int_equal(look(&c, c.anna).n, 2);
	assert_false(look(&c, c.anna).is_due);
	later(30);
	assert_int_equal(look(&c, c.anna).n, 0);
	/* Of what is gone by then: the others are kept all the same. */
	nobodys = new;
	nobodys.account_id = 1000;
	put(&c, nobodys);
	nobodys = new;
	nobodys.thread_id = 1000;
	put(&c, nobodys);
}

static enum err
write_sweep(struct store_write *w, void *arg)
{
	(void)arg;
	return seen_sweep(w, 1);
}

static enum err
sweep_one(const struct cast *c)
{
	return store_write(c->h->store, write_sweep, NULL);
}

static void
after_a_year_it_is_forgotten(void **state)
{
	struct cast c = cast_new(*state);

	visit(&c, c.anna);
	later(1);
	visit(&c, c.bo);
	visit(&c, c.moderator);
	clock_set(clock_now() + INT64_C(365) * DAY_MS);
	assert_ok(sweep_one(&c));
	assert_int_equal(sweep_one(&c), ERR_NOT_FOUND);
	assert_true(look(&c, c.anna).is_due);
	assert_false(look(&c, c.bo).is_due);
	later(1);
	assert_ok(sweep_one(&c));
	assert_ok(sweep_one(&c));
	assert_int_equal(sweep_one(&c), ERR_NOT_FOUND);
	assert_true(look(&c, c.bo).is_due);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(on_the_first_visit_nothing_is_new),
		house_test(what_others_wrote_since_is_new_for_half_an_hour),
		house_test(only_what_everyone_may_read_is_new),
		house_test(of_what_is_not_listed_nothing_is_said),
		house_test(it_is_told_in_the_order_of_the_tree),
		house_test(it_does_not_grow_with_the_thread),
		house_test(notes_come_late_twice_or_never),
		house_test(after_a_year_it_is_forgotten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
