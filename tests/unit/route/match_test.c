#include "cmocka_all.h"

#include "base/num.h"
#include "route/match.h"

static enum err
page(struct page_ctx *c)
{
	(void)c;
	return OK;
}

static const struct route routes[] = {
	{ HTTP_GET, "/", "front", page, WHO_ANYONE, LIMIT_NONE, POOL_PAGE,
	    false, false },
	{ HTTP_GET, "/t/:id", "thread", page, WHO_ANYONE, LIMIT_NONE, POOL_PAGE,
	    false, false },
	{ HTTP_GET, "/t/:id/answer", "answer", page, WHO_MEMBER, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_POST, "/t/:id/answer", "answer.post", page, WHO_MEMBER,
	    LIMIT_POST, POOL_PAGE, false, false },
	{ HTTP_GET, "/org/:slug", "organisation", page, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_GET, "/org/new", "new", page, WHO_ANYONE, LIMIT_NONE, POOL_PAGE,
	    false, false },
	{ HTTP_POST, "/sign-out", "sign_out", page, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, false, false },
};

static struct match
find(enum http_method method, const char *path)
{
	struct match_table *t = match_table_new(routes, ARRAY_LEN(routes));
	struct arena *a = arena_new(0);
	struct match m;

	match_find(t, a, method, str_of(path), &m);
	m.slug = STR_NONE; /* may stand in the arena */
	arena_free(a);
	match_table_free(t);
	return m;
}

static void
literals_and_parameters_are_found(void **state)
{
	static const struct {
		enum http_method method;
		const char *path, *name;
		int64_t id;
	} cases[] = {
		{ HTTP_GET, "/", "front", 0 },
		{ HTTP_HEAD, "/", "front", 0 },
		{ HTTP_GET, "/t/7", "thread", 7 },
		{ HTTP_GET, "/t/9223372036854775807", "thread", INT64_MAX },
		{ HTTP_GET, "/%74/7", "thread", 7 },
		{ HTTP_GET, "/t/7/answer", "answer", 7 },
		{ HTTP_POST, "/t/7/answer", "answer.post", 7 },
		{ HTTP_GET, "/org/de-brug-2", "organisation", 0 },
		{ HTTP_GET, "/org/new", "new", 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct match m = find(cases[i].method, cases[i].path);

		assert_non_null(m.route);
		assert_string_equal(m.route->name, cases[i].name);
		assert_true(m.id == cases[i].id);
	}
}

static void
what_looks_like_it_is_not_it(void **state)
{
	static const char *const paths[] = {
		"", "t/7", "//", "/t", "/t/", "/t/7/", "/t//7", "/t/0", "/t/07",
		"/t/+7", "/t/-7", "/t/7a", "/t/9223372036854775808", "/t/7%20",
		"/t/%37%00", "/T/7", "/t/7/answer/x", "/t/7%2fanswer", "/t/%zz",
		"/org/", "/org/De-Brug", "/org/a_b", "/org/a%2e", "/./",
		"/../t/7", "/t/7;x=y", "/a/b/c/d/e/f/g",
		"/org/"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct match m = find(HTTP_GET, paths[i]);

		if (m.route != NULL || m.has_get || m.has_post)
			fail_msg("\"%s\" was found", paths[i]);
	}
}

static void
another_method_is_told_which_there_are(void **state)
{
	struct match m = find(HTTP_POST, "/t/7");

	(void)state;
	assert_true(m.route == NULL && m.has_get && !m.has_post);
	m = find(HTTP_OTHER, "/t/7/answer");
	assert_true(m.route == NULL && m.has_get && m.has_post);
	m = find(HTTP_GET, "/sign-out");
	assert_true(m.route == NULL && !m.has_get && m.has_post);
}

static void
a_slug_is_given_as_it_stands(void **state)
{
	struct match_table *t = match_table_new(routes, ARRAY_LEN(routes));
	struct arena *a = arena_new(0);
	struct match m;

	(void)state;
	match_find(t, a, HTTP_GET, STR("/org/de%2Dbrug"), &m);
	assert_str(m.slug, "de-brug");
	arena_free(a);
	match_table_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(literals_and_parameters_are_found),
		cmocka_unit_test(what_looks_like_it_is_not_it),
		cmocka_unit_test(another_method_is_told_which_there_are),
		cmocka_unit_test(a_slug_is_given_as_it_stands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
