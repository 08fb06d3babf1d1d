#include "pages/language.h"

#include "pages/form.h"
#include "pages/frame.h"
#include "render/lang.h"

static struct choice_views
choices(struct page_ctx *c, struct str chosen, bool is_of_pages)
{
	struct choice_view *v = arena_array(c->arena, LANG_N, sizeof(*v));
	size_t n = 0;

	for (int lang = 0; lang < LANG_N; lang++) {
		struct str tag = lang_tag((enum lang)lang);

		if (is_of_pages && !lang_is_offered((enum lang)lang))
			continue;
		v[n++] = (struct choice_view){ .value = tag,
			.label = lang_name((enum lang)lang),
			.is_chosen = str_eq(tag, chosen) };
	}
	return (struct choice_views){ v, n };
}

struct choice_views
language_of_words(struct page_ctx *c, struct str chosen)
{
	return choices(c, chosen, false);
}

struct choice_views
language_of_pages(struct page_ctx *c, struct str chosen)
{
	return choices(c, chosen, true);
}

struct str
language_typed(const struct page_ctx *c)
{
	enum lang lang;

	if (lang_parse(form_text(c, "language"), &lang) != OK)
		return c->language;
	return lang_tag(lang);
}
