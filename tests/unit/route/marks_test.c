/* Marks at what is new, and the page that members share where nothing is. */
#include "route/small_site.h"

#include "forum/talk.h"

enum { NOTES_MAX = 16 };

struct scene {
	struct fixture *f;
	int64_t author, thread_id;
	const char *path;
	struct notes {
		struct seen_note v[NOTES_MAX];
		size_t n;
	} notes;
};

static void
note(void *arg, const struct seen_note *said)
{
	struct scene *s = arg;

	assert_true(s->notes.n < NOTES_MAX);
	s->notes.v[s->notes.n++] = *said;
}

static void
begin(struct scene *s, void **state)
{
	struct fixture *f = *state;

	*s = (struct scene){ .f = f };
	house_organisation(f->house, "Bond", "");
	house_theme(f->house, "Werk", "bond", POLICY_OPEN, 0);
	s->author = house_account(f->house, "Bo");
	s->thread_id = talk_thread(f->house, s->author, "werk", "Titel", "Zo");
	s->path = "/marked/1";
	assert_int_equal(s->thread_id, 1);
	router_on_seen(f->router, note, s);
}

static enum err
write_notes(struct store_write *w, void *arg)
{
	const struct notes *notes = arg;

	return seen_put(w, notes->v, notes->n);
}

/* The job does its work; so long ago they were made. */
static void
put(struct scene *s, int64_t minutes)
{
	for (size_t i = 0; i < s->notes.n; i++)
		s->notes.v[i].at -= minutes * MINUTE_MS;
	assert_ok(store_write(s->f->house->store, write_notes, &s->notes));
	s->notes.n = 0;
}

static void
say(struct scene *s)
{
	talk_answer(s->f->house, s->author, s->thread_id, 0, "Nieuws");
}

static void
where_nothing_is_new_the_page_is_shared(void **state)
{
	struct fixture *f = *state;
	const char *anna, *dirk;
	struct scene s;

	begin(&s, state);
	anna = signed_in(f, "Anna", 0);
	dirk = signed_in(f, "Dirk", 0);
	say(&s);
	assert_false(ask_as(f, s.path, anna));
	assert_int_equal(s.notes.n, 1);
	assert_int_equal(s.notes.v[0].number, 1);
	assert_true(ask_as(f, s.path, anna));
	assert_str(unpacked(f), "member: 0 new");
	/* What is known of one is not known of the other, who is asked too. */
	assert_false(ask_as(f, s.path, dirk));
	assert_int_equal(s.notes.n, 2);
	assert_true(ask_as(f, s.path, dirk));
	assert_int_equal(s.notes.n, 2);
	/* Nor of another page of the thread: that is made, for both. */
	assert_false(ask_as(f, "/marked/1?page=2", anna));
	assert_true(ask_as(f, "/marked/1?page=2", dirk));
	assert_true(ask_as(f, "/marked/1?page=2", anna));
	assert_int_equal(s.notes.n, 2);
}

static void
who_has_something_new_has_a_page_of_their_own(void **state)
{
	struct fixture *f = *state;
	const char *anna, *dirk, *moderator;
	struct scene s;

	begin(&s, state);
	anna = signed_in(f, "Anna", 0);
	dirk = signed_in(f, "Dirk", 0);
	moderator = signed_in(f, "Mo", ROLE_MODERATOR);
	ask_as(f, s.path, anna);
	ask_as(f, s.path, moderator);
	put(&s, 60);
	assert_true(ask_as(f, s.path, anna));
	say(&s);
	for (int i = 0; i < 3; i++) {
		assert_false(ask_as(f, s.path, anna));
		assert_str(unpacked(f), "member: 1 new");
		assert_false(ask_as(f, s.path, moderator));
		assert_str(unpacked(f), "member: 1 new");
		/* They never were here. */
		assert_int_equal(ask_as(f, s.path, dirk), i > 0);
		assert_str(unpacked(f), "member: 0 new");
		assert_int_equal(ask_as(f, s.path, NULL), i > 0);
		assert_str(unpacked(f), "visitor: 0 new");
	}
	assert_int_equal(s.notes.n, 7);
	put(&s, 29);
	assert_false(ask_as(f, s.path, anna));
	assert_str(unpacked(f), "member: 1 new");
	assert_int_equal(s.notes.n, 0);
}

static void
after_the_visit_the_page_is_shared_again(void **state)
{
	struct fixture *f = *state;
	const char *anna;
	struct scene s;

	begin(&s, state);
	anna = signed_in(f, "Anna", 0);
	ask_as(f, s.path, anna);
	put(&s, 60);
	say(&s);
	assert_false(ask_as(f, s.path, anna));
	put(&s, 30);
	assert_false(ask_as(f, s.path, anna));
	assert_str(unpacked(f), "member: 0 new");
	assert_true(ask_as(f, s.path, anna));
	/* Until the next answer; one's own is none. */
	say(&s);
	assert_false(ask_as(f, s.path, anna));
	assert_str(unpacked(f), "member: 1 new");
	put(&s, 30);
	ask_as(f, s.path, anna);
	assert_true(ask_as(f, s.path, anna));
	s.author = s.author + 1; /* Anna */
	say(&s);
	assert_false(ask_as(f, s.path, anna));
	assert_str(unpacked(f), "member: 0 new");
	assert_int_equal(s.notes.n, 1);
	assert_true(ask_as(f, s.path, anna));
}

static void
who_reads_no_page_has_seen_nothing(void **state)
{
	struct fixture *f = *state;
	const char *anna;
	struct scene s;

	begin(&s, state);
	anna = signed_in(f, "Anna", 0);
	assert_false(ask_as(f, s.path, NULL));
	/* The head alone; a thread that is not there; another page. */
	for (int i = 0; i < 2; i++) {
		request(f, HTTP_HEAD, s.path);
		header(f, "cookie", anna);
		header(f, "accept-encoding", "gzip");
		assert_false(send(f));
		assert_int_equal(f->resp.status, 200);
		assert_false(ask_as(f, "/marked/8", anna));
		assert_int_equal(f->resp.status, 404);
		ask_as(f, "/shared", anna);
	}
	assert_int_equal(s.notes.n, 0);
	/* Without anybody who keeps notes it goes as well. */
	router_on_seen(f->router, NULL, NULL);
	assert_false(ask_as(f, s.path, anna));
	assert_int_equal(f->resp.status, 200);
	assert_int_equal(s.notes.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(where_nothing_is_new_the_page_is_shared),
		site_test(who_has_something_new_has_a_page_of_their_own),
		site_test(after_the_visit_the_page_is_shared_again),
		site_test(who_reads_no_page_has_seen_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
