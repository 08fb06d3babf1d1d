/*
 * fold_fuzz.c: folding what is folded changes nothing, and a name that is kept
 * has the key of the name that was typed.
 */
#include "base/check.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "text/fold.h"

typedef enum err fold(struct arena *, struct str, struct str *);

static struct str
folded_twice(struct arena *a, fold *f, struct str s)
{
	struct str once = STR_NONE, twice = STR_NONE;

	CHECK(f(a, s, &once) == OK);
	CHECK(utf8_is_valid(once));
	CHECK(f(a, once, &twice) == OK);
	CHECK(str_eq(once, twice));
	return once;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str s = { (const char *)data, n }, name, shown, slug;
	struct arena *a = arena_new(0);

	if (!utf8_is_valid(s)) {
		CHECK(fold_name(a, s, &name) == ERR_INVALID);
		CHECK(str_eq(fold_slug(a, s, 20), STR("x")));
		arena_free(a);
		return 0;
	}
	name = folded_twice(a, fold_name, s);
	shown = folded_twice(a, fold_display, s);
	folded_twice(a, fold_search, s);
	CHECK(fold_name(a, shown, &shown) == OK);
	CHECK(str_eq(name, shown));

	slug = fold_slug(a, s, 20);
	CHECK(slug.n >= 1 && slug.n <= 20);
	CHECK(slug.p[0] != '-' && slug.p[slug.n - 1] != '-');
	for (size_t i = 0; i < slug.n; i++)
		CHECK((slug.p[i] >= 'a' && slug.p[i] <= 'z') ||
		    (slug.p[i] >= '0' && slug.p[i] <= '9') ||
		    (slug.p[i] == '-' && slug.p[i + 1] != '-'));
	arena_free(a);
	return 0;
}
