/* What members have seen is kept, without anybody waiting for it. */
#include "forum/talk.h"

#include <time.h>

#include "forum/seen.h"
#include "jobs/notes.h"

enum { TOO_MANY = 10, STEP_NS = 10 * 1000 * 1000, PATIENCE_S = 60 };

struct scene {
	struct house *h;
	int64_t reader, thread_id;
	struct notes *notes;
};

static void
begin(struct scene *s, struct house *h)
{
	int64_t author;

	*s = (struct scene){ .h = h };
	house_organisation(h, "Bond", "");
	house_theme(h, "Werk", "bond", POLICY_OPEN, 0);
	author = house_account(h, "Bo");
	s->reader = house_account(h, "Anna");
	s->thread_id = talk_thread(h, author, "werk", "Titel", "Begin");
	talk_answer(h, author, s->thread_id, 0, "Een");
	assert_ok(notes_start(h->store, &s->notes));
}

static struct seen
look(const struct scene *s)
{
	struct seen seen;

	assert_ok(
	    seen_read(s->h->read, s->h->arena, s->reader, s->thread_id, &seen));
	return seen;
}

static struct notes_stats
all_done(const struct scene *s)
{
	struct timespec step = { .tv_nsec = STEP_NS };
	struct notes_stats stats;
	time_t until = time(NULL) + PATIENCE_S;

	for (;;) {
		notes_stats(s->notes, &stats);
		if (stats.n_waiting == 0)
			return stats;
		assert_true(time(NULL) < until);
		nanosleep(&step, NULL);
	}
}

static void
a_note_is_kept_by_itself(void **state)
{
	struct scene s;
	struct seen seen;

	begin(&s, *state);
	seen = look(&s);
	assert_true(seen.is_due);
	notes_add(s.notes, &seen.note);
	assert_int_equal(all_done(&s).n_kept, 1);
	assert_false(look(&s).is_due);
	notes_stop(s.notes);
}

static void
what_waits_is_kept_at_the_end(void **state)
{
	struct scene s;
	struct seen seen;

	begin(&s, *state);
	seen = look(&s);
	notes_add(s.notes, &seen.note);
	notes_stop(s.notes);
	assert_false(look(&s).is_due);
}

static void
of_what_one_sees_in_a_second_the_last_is_kept(void **state)
{
	struct scene s;
	struct seen_note note;

	begin(&s, *state);
	note = look(&s).note;
	for (note.number = 1; note.number < 4; note.number++)
		notes_add(s.notes, &note);
	note.number = 0;
	notes_add(s.notes, &note);
	note.account_id++;
	notes_add(s.notes, &note);
	assert_int_equal(all_done(&s).n_kept, 2);
	assert_int_equal(all_done(&s).n_lost, 0);
	talk_answer(s.h, note.account_id - 2, s.thread_id, 0, "Twee");
	talk_answer(s.h, note.account_id - 2, s.thread_id, 0, "Drie");
	assert_false(look(&s).is_due);
	notes_stop(s.notes);
}

static void
what_finds_no_room_is_lost_and_counted(void **state)
{
	struct scene s;
	struct seen_note note;

	begin(&s, *state);
	note = look(&s).note;
	/* Of the others there is no such thread, which is nothing. */
	for (int i = 0; i < NOTES_MAX + TOO_MANY; i++, note.thread_id++)
		notes_add(s.notes, &note);
	assert_int_equal(all_done(&s).n_lost, TOO_MANY);
	assert_int_equal(all_done(&s).n_kept, NOTES_MAX);
	assert_false(look(&s).is_due);
	/* There is room again. */
	notes_add(s.notes, &note);
	assert_int_equal(all_done(&s).n_kept, NOTES_MAX + 1);
	notes_stop(s.notes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(a_note_is_kept_by_itself),
		house_test(what_waits_is_kept_at_the_end),
		house_test(of_what_one_sees_in_a_second_the_last_is_kept),
		house_test(what_finds_no_room_is_lost_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
