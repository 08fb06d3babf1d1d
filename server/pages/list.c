#include "pages/list.h"

#include "base/arena.h"

int64_t
list_hue(int64_t id)
{
	return id % HUES;
}

int64_t
list_accent(int64_t organisation_id)
{
	return HUES + organisation_id;
}

int64_t
list_theme_hue(const struct theme *t)
{
	return t->organisation_colour.n > 0 ? list_accent(t->organisation_id)
					    : list_hue(t->id);
}

struct thread_row_views
list_threads(struct arena *a, const struct thread_items *items, bool with_theme)
{
	struct thread_row_view *rows;

	rows = arena_array(a, items->n, sizeof(*rows));
	for (size_t i = 0; i < items->n; i++) {
		const struct thread_item *t = &items->v[i];

		rows[i] = (struct thread_row_view){ .id = t->id,
			.n_answers = t->n_answers,
			.title = t->title,
			.author_name = t->author_name,
			.theme_name = with_theme ? t->theme_name : STR_NONE,
			.theme_slug = t->theme_slug,
			.active = moment(t->active_at),
			.is_closed = t->closed_at != 0 };
	}
	return (struct thread_row_views){ rows, items->n };
}

struct theme_card_views
list_themes(
    struct arena *a, const struct theme_list *list, int64_t organisation_id)
{
	struct theme_card_view *cards;
	size_t n = 0;

	cards = arena_array(a, list->n, sizeof(*cards));
	for (size_t i = 0; i < list->n; i++) {
		const struct theme *t = &list->v[i];

		if (organisation_id != 0 &&
		    t->organisation_id != organisation_id)
			continue;
		cards[n++] = (struct theme_card_view){ .slug = t->slug,
			.name = t->name,
			.about = t->about,
			.n_threads = t->n_threads,
			.n_answers = t->n_answers,
			.hue = list_theme_hue(t),
			.is_closed = t->closed_at != 0 };
	}
	return (struct theme_card_views){ cards, n };
}

enum err
list_number(
    const struct page_ctx *c, const char *field, int64_t fallback, int64_t *n)
{
	struct str text = http_form_get(c->query, field);

	if (!http_form_has(c->query, field))
		*n = fallback;
	else if (str_has_prefix(text, STR("0")) ||
	    parse_i64(text, 1, INT64_MAX, n) != OK)
		return ERR_NOT_FOUND;
	return OK;
}
