#include "cmocka_all.h"

#include "base/buf.h"
#include "base/num.h"
#include "forum/seen.h"
#include "pages/post.h"

struct fixture {
	struct arena *arena;
	struct viewer viewer;
	struct page_ctx page;
	struct thread thread;
	struct post_item items[3];
	struct post_items list;
};

/* An open thread with an answer (11), one on it (12), and one of 12 (99). */
static struct fixture *
fixture(void)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->arena = arena_new(0);
	f->page.arena = f->arena;
	f->page.viewer = &f->viewer;
	f->thread = (struct thread){
		.id = 7,
		.author_id = 1,
		.is_listed = true,
		.opening = { .id = 10,
		    .author_id = 1,
		    .state = POST_SHOWN,
		    .is_placed = true },
	};
	f->items[0] = (struct post_item){ .id = 11, .depth = 1 };
	f->items[1] = (struct post_item){
		.id = 12, .depth = 2, .parent_id = 11
	};
	f->items[2] = (struct post_item){
		.id = 13, .depth = 8, .parent_id = 99
	};
	for (size_t i = 0; i < 3; i++) {
		f->items[i].author_id = (int64_t)i + 2;
		f->items[i].author_name = STR("Noor");
		f->items[i].state = POST_SHOWN;
		f->items[i].is_placed = true;
		f->items[i].created_at = 1000;
	}
	f->list = (struct post_items){ f->items, 3 };
	return f;
}

static void
done(struct fixture *f)
{
	arena_free(f->arena);
	free(f);
}

static void
expect_str(struct str s, const char *want)
{
	assert_int_equal(s.n, strlen(want));
	assert_memory_equal(s.p, want, s.n);
}

static void
post_links_to_what_it_answers(void **state)
{
	struct fixture *f = fixture();
	struct post_views v = post_views(&f->page, &f->thread, &f->list);
	const struct post_view *below = &v.v[0].answers.v[0];

	(void)state;
	assert_int_equal(v.v[0].parent_id, 0);
	assert_int_equal(below->parent_id, 11);
	expect_str(below->parent_href, "#p11");
	expect_str(below->parent_name, "Noor");
	/* on another page of the thread */
	below = &below->answers.v[0];
	assert_int_equal(below->parent_id, 99);
	expect_str(below->parent_href, "/p/99");
	assert_int_equal(below->parent_name.n, 0);
	done(f);
}

static void
post_that_is_new_leads_to_the_next_one(void **state)
{
	struct fixture *f = fixture();
	struct seen seen = { .ids = { 11, 13, 99, 100 }, .n = 3 };
	struct post_view v[3];

	(void)state;
	f->page.seen = &seen;
	for (int i = 0; i < 3; i++)
		v[i] = post_view(&f->page, &f->thread, &f->items[i], &f->list);
	assert_true(v[0].is_fresh);
	expect_str(v[0].next_href, "#p13");
	assert_false(v[1].is_fresh);
	assert_int_equal(v[1].next_href.n, 0);
	/* on another page of the thread */
	assert_true(v[2].is_fresh);
	expect_str(v[2].next_href, "/p/99");
	/* the last one */
	seen.n = 2;
	v[2] = post_view(&f->page, &f->thread, &f->items[2], &f->list);
	assert_true(v[2].is_fresh);
	assert_int_equal(v[2].next_href.n, 0);
	done(f);
}

static void
post_stands_five_steps_in_at_most(void **state)
{
	struct fixture *f = fixture();
	struct post_views v = post_views(&f->page, &f->thread, &f->list);

	(void)state;
	assert_int_equal(v.v[0].step, 1);
	assert_int_equal(v.v[0].answers.v[0].step, 2);
	assert_int_equal(v.v[0].answers.v[0].answers.v[0].step, 5);
	done(f);
}

/* The tree of posts with these depths, as "id(...)". */
static void
tree_text(struct buf *b, const struct post_views *list)
{
	for (size_t i = 0; i < list->n; i++) {
		buf_i64(b, list->v[i].id);
		assert_int_equal(
		    list->v[i].n_below == 0, list->v[i].answers.n == 0);
		if (list->v[i].n_below == 0)
			continue;
		buf_str(b, STR("("));
		tree_text(b, &list->v[i].answers);
		buf_str(b, STR(")"));
	}
}

static void
post_has_below_it_what_answers_it(void **state)
{
	static const struct {
		int64_t depth[6];
		int64_t n_below; /* of the first */
		const char *want;
	} cases[] = {
		{ { 1, 1, 1, 1, 1, 1 }, 0, "123456" },
		{ { 1, 2, 3, 2, 1, 2 }, 3, "1(2(3)4)5(6)" },
		{ { 1, 2, 3, 4, 5, 6 }, 5, "1(2(3(4(56))))" },
		{ { 5, 9, 1, 7, 2, 2 }, 0, "123(456)" },
		/* a page that begins in the middle of a tree */
		{ { 3, 4, 2, 3, 1, 2 }, 1, "1(2)3(4)5(6)" },
	};
	struct post_item items[6] = { 0 };
	struct post_items list = { items, 6 };
	struct fixture *f = fixture();
	struct post_views v;
	char text[64];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf b = BUF_OVER(text);

		for (size_t k = 0; k < 6; k++)
			items[k] = (struct post_item){ .id = (int64_t)k + 1,
				.depth = cases[i].depth[k],
				.state = POST_SHOWN };
		v = post_views(&f->page, &f->thread, &list);
		assert_int_equal(v.v[0].n_below, cases[i].n_below);
		tree_text(&b, &v);
		expect_str(buf_text(&b), cases[i].want);
	}
	done(f);
}

static void
post_offers_a_visitor_to_answer_and_nothing_else(void **state)
{
	struct fixture *f = fixture();
	struct post_view v;

	(void)state;
	v = post_view(&f->page, &f->thread, &f->items[0], &f->list);
	assert_true(v.may_answer);
	assert_true(v.has_tools);
	assert_false(v.may_edit || v.may_withdraw || v.may_restore ||
	    v.may_remove || v.may_read_history || v.may_decide);
	f->thread.closed_at = 5;
	v = post_view(&f->page, &f->thread, &f->items[0], &f->list);
	assert_false(v.may_answer);
	assert_false(v.has_tools);
	done(f);
}

static void
post_offers_its_author_to_change_it(void **state)
{
	struct fixture *f = fixture();
	struct post_view v;

	(void)state;
	f->viewer.account_id = 2;
	v = post_view(&f->page, &f->thread, &f->items[0], &f->list);
	assert_true(v.may_edit && v.may_withdraw);
	assert_false(v.may_remove);
	v = post_view(&f->page, &f->thread, &f->items[1], &f->list);
	assert_false(v.may_edit || v.may_withdraw);
	done(f);
}

static void
post_that_is_gone_is_a_stub_to_others(void **state)
{
	struct fixture *f = fixture();
	struct post_view v;

	(void)state;
	f->items[0].state = POST_WITHDRAWN;
	v = post_view(&f->page, &f->thread, &f->items[0], &f->list);
	assert_true(v.is_stub);
	assert_true(v.is_withdrawn);
	assert_false(v.has_tools);
	done(f);
}

static void
post_initial_is_one_whole_character(void **state)
{
	(void)state;
	expect_str(post_initial(STR("Émile")), "É");
	expect_str(post_initial(STR("فاطمة")), "ف");
	expect_str(post_initial(STR_NONE), "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(post_links_to_what_it_answers),
		cmocka_unit_test(post_that_is_new_leads_to_the_next_one),
		cmocka_unit_test(post_stands_five_steps_in_at_most),
		cmocka_unit_test(post_has_below_it_what_answers_it),
		cmocka_unit_test(
		    post_offers_a_visitor_to_answer_and_nothing_else),
		cmocka_unit_test(post_offers_its_author_to_change_it),
		cmocka_unit_test(post_that_is_gone_is_a_stub_to_others),
		cmocka_unit_test(post_initial_is_one_whole_character),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
