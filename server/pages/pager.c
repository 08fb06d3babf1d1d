#include "pages/pager.h"

enum { BESIDE = 2, LINKS_MAX = 2 * BESIDE + 5 };

static bool
is_shown(int64_t number, int64_t page, int64_t n_pages)
{
	if (number == 1 || number == n_pages)
		return true;
	if (number >= page - BESIDE && number <= page + BESIDE)
		return true;
	/* Three dots would take the place of this one number. */
	return (number == 2 && page - BESIDE == 3) ||
	    (number == n_pages - 1 && page + BESIDE == n_pages - 2);
}

struct page_link_views
pager(struct arena *a, int64_t page, int64_t n_pages)
{
	struct page_link_view *v = arena_array(a, LINKS_MAX, sizeof(*v));
	int64_t number = 1, last = 0;
	size_t n = 0;

	while (number <= n_pages) {
		if (is_shown(number, page, n_pages)) {
			v[n++] = (struct page_link_view){ number,
				number == page, number > last + 1 };
			last = number++;
		} else if (number < page - BESIDE) {
			number = page - BESIDE;
		} else {
			number = n_pages;
		}
	}
	return (struct page_link_views){ v, n };
}
