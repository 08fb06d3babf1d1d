/*
 * style.c: the stylesheet of a site whose organisations have colours: the one
 * that all sites have, and theirs behind it.
 */
#include <inttypes.h>

#include "forum/accent.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/routes.h"

enum {
	HASH_BYTES = 16, /* of our own stylesheet, in its path */
	RULES = 1	 /* raised when the same colours give other rules */
};
static const char own_path[] = "/static/style.", new_path[] = "/static/";

/* "style-0123456789abcdef-0123456789abcdef-1" */
static struct str
name(struct page_ctx *c)
{
	struct str hash = str_skip(
	    asset_files[ASSET_STYLE_CSS].path, sizeof(own_path) - 1);

	hash.n = HASH_BYTES;
	return arena_fmt(c->arena, "style-" STR_FMT "-" STR_FMT "-%d",
	    STR_ARG(hash), STR_ARG(c->site->colours), RULES);
}

struct str
frame_style(struct page_ctx *c)
{
	if (c->site->colours.n == 0)
		return asset_files[ASSET_STYLE_CSS].path;
	return arena_fmt(c->arena, "%s" STR_FMT, new_path, STR_ARG(name(c)));
}

static void
add_rule(struct page_ctx *c, int64_t organisation_id, struct colour colour)
{
	struct str text = colour_text(c->arena, colour);

	buf_fmt(c->out,
	    ".hue%" PRId64 "{--hue:" STR_FMT ";--accent:" STR_FMT "}",
	    list_accent(organisation_id), STR_ARG(text), STR_ARG(text));
}

/* Who asks for more contrast has our own colours, which have it. */
static void
add_rules(struct page_ctx *c, const struct accent_list *list)
{
	buf_str(c->out, STR("@media(prefers-contrast:no-preference){"));
	for (size_t i = 0; i < list->n; i++)
		add_rule(c, list->v[i].organisation_id, list->v[i].light);
	buf_str(c->out, STR("@media(prefers-color-scheme:dark){"));
	for (size_t i = 0; i < list->n; i++)
		add_rule(c, list->v[i].organisation_id, list->v[i].dark);
	buf_str(c->out, STR("}}\n"));
}

/* GET /static/:slug */
enum err
page_style(struct page_ctx *c)
{
	bool is_current = str_eq(c->path.slug, name(c));
	struct accent_list list;
	enum err e;

	if (!str_has_prefix(c->path.slug, STR("style-")))
		return ERR_NOT_FOUND;
	if ((e = accent_list(c->read, c->arena, &list)) != OK)
		return e;
	http_response_set(
	    c->resp, "Content-Type", asset_files[ASSET_STYLE_CSS].content_type);
	http_response_set(c->resp, "Vary", STR("Accept-Encoding"));
	if (is_current)
		http_response_set(c->resp, "Cache-Control",
		    STR("public, max-age=31536000, immutable"));
	else
		/* A page from before a change: it gets what there is now. */
		page_private(c);
	page_topic(c, TOPIC_SITE, 0);
	buf_str(c->out, asset_files[ASSET_STYLE_CSS].bytes);
	if (list.n > 0)
		add_rules(c, &list);
	return OK;
}
