#include "forum/talk.h"

#include "forum/place.h"
#include "query/place.h"
#include "query/thread.h"

/* More pages than one part has. */
enum { RANDOM_POSTS = 6500 };

/* A small linear congruential generator: the same tree in every run. */
static uint32_t
roll(uint32_t *seed, uint32_t n)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % n;
}

struct tree {
	struct arena *arena;
	int64_t author_id, thread_id;
	int64_t ids[RANDOM_POSTS];
	size_t n, until;
	uint32_t seed;
};

/*
 * Some posts at random places, in one write.  Not all of them: PostgreSQL keeps
 * every version of a row that a transaction changes until its end.
 */
static enum err
grow(struct store_write *w, void *arg)
{
	struct tree *t = arg;
	struct form_errors errors = { 0 };
	enum post_state state;
	enum err e = OK;

	for (; e == OK && t->n < t->until; t->n++) {
		uint32_t at = roll(&t->seed, (uint32_t)t->n + 1);
		struct post_new new = { .author_id = t->author_id,
			.thread_id = t->thread_id,
			.parent_id = at == 0 ? 0 : t->ids[at - 1],
			.body = post_body_make(t->arena, STR("woord")) };

		e = post_create(
		    w, t->arena, &new, &t->ids[t->n], &state, &errors);
	}
	return e;
}

static struct tree *
tree_new(struct house *h)
{
	struct tree *t = arena_alloc(h->arena, sizeof(*t));

	house_organisation(h, "Bond", "");
	house_theme(h, "Werk", "bond", POLICY_OPEN, 0);
	t->arena = h->arena;
	t->author_id = house_account(h, "Amina");
	t->thread_id = talk_thread(h, t->author_id, "werk", "Boom", "wortel");
	return t;
}

/* All posts in tree order, straight from the index. */
static struct thread_answers_list
in_order(struct house *h, int64_t thread_id)
{
	struct thread_answers_list all;

	assert_ok(q_thread_answers(h->read, h->arena,
	    &(struct thread_answers_in){ .thread_id = thread_id,
		.from_path = STR("\0"),
		.max = RANDOM_POSTS + 1 },
	    &all));
	return all;
}

/* A permalink names the page that shows the post. */
static void
check_permalinks(struct house *h, const struct thread_page *page, int64_t k)
{
	struct post_one one;

	for (size_t i = 0; i < page->answers.n; i += 7) {
		assert_ok(talk_post(h, 0, page->answers.v[i].id, &one));
		assert_int_equal(one.page, k);
	}
}

/*
 * Each answer stands in the branch of the one it answers, behind that one's
 * earlier answers.
 */
static void
check_order(const struct thread_answers_list *all, int64_t opening_id)
{
	int64_t branch[POST_DEPTH_MAX + 1] = { opening_id };
	int64_t last_child[POST_DEPTH_MAX + 1] = { 0 };

	for (size_t i = 0; i < all->n; i++) {
		const struct thread_answers_row *row = &all->v[i];
		int64_t depth = row->depth;

		assert_in_range(depth, 1, POST_DEPTH_MAX);
		if (depth < POST_DEPTH_MAX) {
			assert_int_equal(row->parent_id.v, branch[depth - 1]);
			last_child[depth] = 0;
		}
		assert_true(row->id > last_child[depth - 1]);
		last_child[depth - 1] = row->id;
		branch[depth] = row->id;
	}
}

static void
pages_of_a_random_tree_are_its_order_in_runs_of_fifty(void **state)
{
	struct house *h = *state;
	struct tree *t = tree_new(h);
	struct place_parts_list parts;
	struct thread_answers_list all;
	struct thread_page page;
	size_t seen = 0;
	int64_t n_pages = 1;

	while (t->n < RANDOM_POSTS) {
		t->until = t->n + 100;
		assert_ok(store_write(h->store, grow, t));
	}
	talk_audit(h);
	all = in_order(h, t->thread_id);
	assert_int_equal(all.n, RANDOM_POSTS);
	assert_ok(talk_read(h, 0, t->thread_id, 1, &page));
	check_order(&all, page.thread.opening.id);
	for (int64_t k = 1; k <= n_pages; k++) {
		assert_ok(talk_read(h, 0, t->thread_id, k, &page));
		n_pages = page.n_pages;
		assert_true(page.answers.n <= THREAD_PAGE_POSTS);
		assert_true(page.answers.n > 0);
		for (size_t i = 0; i < page.answers.n; i++) {
			const struct post_item *item = &page.answers.v[i];

			assert_int_equal(item->id, all.v[seen].id);
			assert_int_equal(item->number, i + 1);
			seen++;
		}
		check_permalinks(h, &page, k);
	}
	assert_int_equal(seen, RANDOM_POSTS);
	assert_true(n_pages >= RANDOM_POSTS / THREAD_PAGE_POSTS);
	assert_ok(q_place_parts(h->read, h->arena,
	    &(struct place_parts_in){ .thread_id = t->thread_id, .max = 9 },
	    &parts));
	assert_in_range(parts.n, 2, 4);
	assert_int_equal(page.thread.n_answers, RANDOM_POSTS);
	assert_int_equal(
	    talk_read(h, 0, t->thread_id, n_pages + 1, &page), ERR_NOT_FOUND);
	assert_int_equal(
	    talk_read(h, 0, t->thread_id, 0, &page), ERR_NOT_FOUND);
}

static void
a_permalink_of_the_opening_post_is_page_one(void **state)
{
	struct house *h = *state;
	struct tree *t = tree_new(h);
	struct thread_page page;
	struct post_one one;

	assert_ok(talk_read(h, 0, t->thread_id, 1, &page));
	assert_ok(talk_post(h, 0, page.thread.opening.id, &one));
	assert_int_equal(one.page, 1);
	assert_int_equal(one.post.depth, 0);
	assert_int_equal(one.post.id, page.thread.opening.id);
}

static void
a_thread_that_only_grows_has_full_pages(void **state)
{
	struct house *h = *state;
	struct tree *t = tree_new(h);
	struct thread_page page;

	for (int i = 0; i < 101; i++)
		talk_answer(h, t->author_id, t->thread_id, 0, "achteraan");
	assert_ok(talk_read(h, 0, t->thread_id, 1, &page));
	assert_int_equal(page.n_pages, 3);
	assert_int_equal(page.answers.n, 50);
	assert_ok(talk_read(h, 0, t->thread_id, 3, &page));
	assert_int_equal(page.answers.n, 1);
	talk_audit(h);
}

static void
a_full_page_is_split_in_the_middle(void **state)
{
	struct house *h = *state;
	struct tree *t = tree_new(h);
	struct thread_page page;
	int64_t first = talk_answer(h, t->author_id, t->thread_id, 0, "eerste");

	for (int i = 0; i < 149; i++)
		talk_answer(h, t->author_id, t->thread_id, 0, "achteraan");
	talk_answer(h, t->author_id, t->thread_id, first, "ertussen");
	assert_ok(talk_read(h, 0, t->thread_id, 1, &page));
	assert_int_equal(page.n_pages, 4);
	assert_int_equal(page.answers.n, 25);
	assert_int_equal(page.answers.v[1].parent_id, first);
	assert_ok(talk_read(h, 0, t->thread_id, 2, &page));
	assert_int_equal(page.answers.n, 26);
	assert_ok(talk_read(h, 0, t->thread_id, 3, &page));
	assert_int_equal(page.answers.n, 50);
	talk_audit(h);
}

static void
a_deeper_answer_stands_flat_under_the_last_level(void **state)
{
	struct house *h = *state;
	struct tree *t = tree_new(h);
	int64_t ids[POST_DEPTH_MAX + 4], parent = 0;
	struct thread_page page;

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		ids[i] = parent = talk_answer(
		    h, t->author_id, t->thread_id, parent, "dieper");
	assert_ok(talk_read(h, 0, t->thread_id, 1, &page));
	assert_int_equal(page.answers.n, ARRAY_LEN(ids));
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		const struct post_item *item = &page.answers.v[i];

		assert_int_equal(item->id, ids[i]);
		assert_int_equal(item->parent_id, i == 0 ? 0 : ids[i - 1]);
		assert_int_equal(item->depth,
		    i < POST_DEPTH_MAX ? (int)i + 1 : POST_DEPTH_MAX);
	}
	talk_audit(h);
}

static void
paths_compare_as_the_tree_does(void **state)
{
	struct house *h = *state;
	struct str one = place_below(h->arena, STR_NONE, 1),
		   below = place_below(h->arena, one, 70000),
		   two = place_below(h->arena, STR_NONE, 2),
		   many = place_below(h->arena, STR_NONE, 256);

	assert_int_equal(one.n, PLACE_LEVEL_BYTES);
	assert_true(str_cmp(STR_NONE, one) < 0);
	assert_true(str_cmp(one, below) < 0);
	assert_true(str_cmp(below, two) < 0);
	assert_true(str_cmp(two, many) < 0);
	assert_true(str_cmp(many, place_behind_all()) < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(paths_compare_as_the_tree_does),
		house_test(a_thread_that_only_grows_has_full_pages),
		house_test(a_full_page_is_split_in_the_middle),
		house_test(a_deeper_answer_stands_flat_under_the_last_level),
		house_test(a_permalink_of_the_opening_post_is_page_one),
		house_test(
		    pages_of_a_random_tree_are_its_order_in_runs_of_fifty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
