/*
 * good: run the good templates and compare what they give with NAME.expect.
 *
 *	good DIR [NAME]
 *
 * With a NAME it prints what that template gives.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "messages.h"
#include "render/moment.h"
#include "render/render.h"
#include "tpl/all.h"

static const struct item_view items[] = {
	{ 1, STR_INIT("<één>"), STR_INIT("/x?a&b"), true },
	{ 2, STR_INIT("b"), STR_INIT("/"), false },
	{ 3, STR_INIT("c"), STR_INIT("/"), false },
};

static const struct golden_view view = {
	.title = STR_INIT("Jan & \"<Piet>\"/é"),
	.url = STR_INIT("https://x.example/?a=1&b=\"2\""),
	.words = STR_INIT("\njavascript:alert('</textarea>')"),
	.html = { STR_INIT("<em>as it is</em>") },
	.n = 1234567,
	.at = INT64_C(1795464660000),
	.size = 7,
	.yes = true,
	.message = MSG_PLAIN,
	.items = { items, ARRAY_LEN(items) },
};

static void
wrapped(struct buf *out, const struct render *r, const struct golden_view *v)
{
	tpl_wrapped(out, r, v);
	/* the same in a layout that this is not in */
	tpl_layout_begin(out, r, STR("t"), false);
	tpl_layout_end(out, r, STR("t"), false);
}

static void
words(struct buf *out, const struct render *r, const struct golden_view *v)
{
	const struct render french = { .lang = LANG_FR };

	tpl_words(out, r, v);
	tpl_words(out, &french, v);
}

static const struct {
	const char *name;
	void (*run)(
	    struct buf *, const struct render *, const struct golden_view *);
} templates[] = {
	{ "text", tpl_text },
	{ "address", tpl_address },
	{ "branches", tpl_branches },
	{ "words", words },
	{ "wrapped", wrapped },
};

static bool
is_as_expected(const char *dir, const char *name, struct str got)
{
	char path[1024], want[16384];
	size_t n;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s.expect", dir, name);
	if ((f = fopen(path, "rb")) == NULL) {
		printf("%s: cannot be read\n", path);
		return false;
	}
	n = fread(want, 1, sizeof(want), f);
	fclose(f);
	if (str_eq(got, (struct str){ want, n }))
		return true;
	printf("%s differs; it gives:\n" STR_FMT, name, STR_ARG(got));
	return false;
}

int
main(int argc, char **argv)
{
	const struct render r = { .lang = LANG_NL };
	struct buf out = { 0 };
	int failed = 0;

	if (argc < 2 || moment_set_zone(STR("Europe/Amsterdam")) != OK)
		return 2;
	for (size_t i = 0; i < ARRAY_LEN(templates); i++) {
		buf_clear(&out);
		templates[i].run(&out, &r, &view);
		if (argc == 2)
			failed += !is_as_expected(
			    argv[1], templates[i].name, buf_text(&out));
		else if (strcmp(argv[2], templates[i].name) == 0)
			fwrite(out.p, 1, out.n, stdout);
	}
	buf_free(&out);
	return failed != 0;
}
