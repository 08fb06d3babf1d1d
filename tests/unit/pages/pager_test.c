#include "cmocka_all.h"

#include "base/arena.h"
#include "base/buf.h"
#include "pages/pager.h"

/* As it reads: numbers, "…" for a gap, brackets round the page one is on. */
static void
expect(int64_t page, int64_t n_pages, const char *text)
{
	struct arena *a = arena_new(0);
	struct page_link_views list = pager(a, page, n_pages);
	struct buf b = { 0 };

	for (size_t i = 0; i < list.n; i++) {
		const struct page_link_view *l = &list.v[i];

		buf_fmt(&b, l->is_current ? "%s%s[%d]" : "%s%s%d",
		    i > 0 ? " " : "", l->is_after_gap ? "… " : "",
		    (int)l->number);
	}
	buf_char(&b, '\0');
	assert_string_equal(b.p, text);
	buf_free(&b);
	arena_free(a);
}

static void
pager_shows_all_of_a_few_pages(void **state)
{
	(void)state;
	expect(1, 1, "[1]");
	expect(2, 3, "1 [2] 3");
	expect(4, 7, "1 2 3 [4] 5 6 7");
}

static void
pager_shows_first_neighbours_and_last(void **state)
{
	(void)state;
	expect(1, 2000, "[1] 2 3 … 2000");
	expect(700, 2000, "1 … 698 699 [700] 701 702 … 2000");
	expect(2000, 2000, "1 … 1998 1999 [2000]");
}

static void
pager_leaves_out_no_single_page(void **state)
{
	(void)state;
	expect(5, 9, "1 2 3 4 [5] 6 7 8 9");
	expect(6, 11, "1 … 4 5 [6] 7 8 … 11");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pager_shows_all_of_a_few_pages),
		cmocka_unit_test(pager_shows_first_neighbours_and_last),
		cmocka_unit_test(pager_leaves_out_no_single_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
