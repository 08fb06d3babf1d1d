#include "cmocka_all.h"

#include <string.h>

#include "assets.h"
#include "demo_texts.h"

static void
asset_has_a_name_that_changes_with_it(void **state)
{
	const struct asset *a = &asset_files[ASSET_STYLE_CSS];

	(void)state;
	assert_str(a->name, "style.css");
	assert_true(str_has_prefix(a->path, STR("/static/style.")));
	assert_true(str_has_suffix(a->path, STR(".css")));
	assert_int_equal(
	    a->path.n, strlen("/static/style.0123456789abcdef.css"));
	assert_str(a->content_type, "text/css; charset=utf-8");
	assert_true(str_find_str(a->bytes, STR("--paper")) < a->bytes.n);
}

static void
asset_is_found_by_its_path_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < ASSET_N; i++)
		assert_ptr_equal(
		    asset_find(asset_files[i].path), &asset_files[i]);
	assert_null(asset_find(STR("/static/style.css")));
	assert_null(asset_find(STR("style.css")));
	assert_null(asset_find(STR("")));
	assert_null(demo_text_find(STR("")));
}

static void
asset_of_a_stylesheet_stands_in_it(void **state)
{
	struct str css = asset_files[ASSET_STYLE_CSS].bytes;

	(void)state;
	assert_true(
	    str_find_str(
		css, STR("url(\"data:image/svg+xml,%3Csvg xmlns=%22")) < css.n);
	assert_int_equal(str_find_str(css, STR("url(\"tile.svg")), css.n);
}

static void
asset_of_a_stylesheet_has_no_comments(void **state)
{
	struct str css = asset_files[ASSET_STYLE_CSS].bytes;

	(void)state;
	assert_int_equal(str_find_str(css, STR("/*")), css.n);
	assert_int_equal(str_find_str(css, STR("\n\t")), css.n);
	assert_int_equal(str_find_str(css, STR("\n\n")), css.n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asset_has_a_name_that_changes_with_it),
		cmocka_unit_test(asset_is_found_by_its_path_only),
		cmocka_unit_test(asset_of_a_stylesheet_stands_in_it),
		cmocka_unit_test(asset_of_a_stylesheet_has_no_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
