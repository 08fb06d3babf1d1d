/*
 * An audit that finds nothing must be able to find something: each fault is
 * planted once and has to be named.
 */
#include "forum/talk.h"

#include "query/place.h"
#include "query/queue.h"
#include "query/revision.h"
#include "query/search.h"
#include "query/thread.h"

static enum err
miscount_answers(struct store_write *w, void *arg)
{
	(void)arg;
	return q_thread_count(w,
	    &(struct thread_count_in){
		.thread_id = 1, .more_answers = 1, .is_listed = true });
}

static enum err
unlist(struct store_write *w, void *arg)
{
	(void)arg;
	return q_thread_count(w, &(struct thread_count_in){ .thread_id = 1 });
}

static enum err
miscount_theme(struct store_write *w, void *arg)
{
	(void)arg;
	return q_post_count_theme(w,
	    &(struct post_count_theme_in){ .theme_id = 1, .more_threads = 1 });
}

static enum err
miscount_queue(struct store_write *w, void *arg)
{
	(void)arg;
	return q_post_count_theme(w,
	    &(struct post_count_theme_in){ .theme_id = 1, .more_queued = -1 });
}

static enum err
miscount_page(struct store_write *w, void *arg)
{
	(void)arg;
	return q_place_resize(
	    w, &(struct place_resize_in){ .thread_id = 1, .n_posts = 7 });
}

static enum err
miscount_part(struct store_write *w, void *arg)
{
	(void)arg;
	return q_place_part_resize(
	    w, &(struct place_part_resize_in){ .thread_id = 1, .n_pages = 3 });
}

static enum err
miscount_pages(struct store_write *w, void *arg)
{
	(void)arg;
	return q_place_count(w, &(struct place_count_in){ .thread_id = 1 });
}

static enum err
forget_words(struct store_write *w, void *arg)
{
	(void)arg;
	return q_search_drop(w, &(struct search_drop_in){ .post_id = 1 });
}

static enum err
forget_queue(struct store_write *w, void *arg)
{
	return q_queue_remove(
	    w, &(struct queue_remove_in){ .post_id = *(int64_t *)arg });
}

static enum err
lose_place(struct store_write *w, void *arg)
{
	(void)arg;
	return q_post_set_state(w,
	    &(struct post_set_state_in){ .post_id = 1, .state = POST_SHOWN });
}

static enum err
mistake_revision(struct store_write *w, void *arg)
{
	enum err e = q_revision_add_first(
	    w, &(struct revision_add_first_in){ .post_id = 1 });

	(void)arg;
	if (e != OK)
		return e;
	return q_revision_turn(w,
	    &(struct revision_turn_in){ .post_id = 1,
		.number = 1,
		.was = REVISION_CURRENT,
		.state = REVISION_EARLIER });
}

static enum err
miscount_approved(struct store_write *w, void *arg)
{
	(void)arg;
	return q_post_author_approved(
	    w, &(struct post_author_approved_in){ .account_id = 1 });
}

/* The lines of an audit after this fault was planted in a small forum. */
static void
each_fault_is_named(void **state)
{
	static const struct {
		store_fn *plant;
		const char *line;
	} faults[] = {
		{ miscount_answers, "thread 1: n_answers is 2, should be 1" },
		{ unlist, "thread 1: is_listed is 0, should be 1" },
		{ miscount_theme, "theme 1: n_threads is 2, should be 1" },
		{ miscount_queue, "theme 1: n_queued is 0, should be 1" },
		{ miscount_page,
		    "page of thread 1: n_posts is 7, should be 1" },
		{ miscount_part,
		    "part of thread 1: n_pages is 3, should be 1" },
		{ miscount_pages, "thread 1: n_pages is 2, should be 1" },
		{ forget_words, "post 1: has_words is 0, should be 1" },
		{ forget_queue, "post 3: is_queued is 0, should be 1" },
		{ lose_place, "post 1: is_placed is 0, should be 1" },
		{ mistake_revision,
		    "post 1: the state of its revision is 3, should be 1" },
		{ miscount_approved,
		    "account 1: n_approved is 3, should be 2" },
	};

	house_tear_down(state);
	for (size_t i = 0; i < ARRAY_LEN(faults); i++) {
		struct str problems;
		struct house *h;
		int64_t author, held, theme_id;

		house_set_up(state);
		h = *state;
		house_organisation(h, "Bond", "");
		theme_id = house_theme(h, "Werk", "bond", POLICY_ALL, 0);
		author = house_account(h, "Lid");
		house_role(h, author, ROLE_MODERATOR, SCOPE_THEME, theme_id);
		talk_thread(h, author, "werk", "Titel", "tekst");
		talk_answer(h, author, 1, 0, "antwoord");
		held = talk_answer(h, house_account(h, "Ander"), 1, 0, "wacht");
		talk_audit(h);
		assert_ok(store_write(h->store, faults[i].plant, &held));
		assert_ok(audit_counts(h->read, h->arena, &problems));
		if (str_find_str(problems, str_of(faults[i].line)) ==
		    problems.n)
			fail_msg("\"%s\" is not among\n" STR_FMT,
			    faults[i].line, STR_ARG(problems));
		if (i + 1 < ARRAY_LEN(faults))
			house_tear_down(state);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(each_fault_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
