/*
 * frame.h: what every page shares: its language, its words, what stands round
 * it.
 *
 *	frame_fill(c, &view.frame, theme.name);
 *	frame_at(c, &view.frame, path);
 *	tpl_theme(c->out, frame_render(c), &view);
 */
#ifndef PAGES_FRAME_H
#define PAGES_FRAME_H

#include <stdint.h>

#include "messages.h"
#include "render/lang.h"
#include "render/render.h"
#include "render/view_frame.h"
#include "route/page.h"
#include "route/router.h"

/*
 * For struct router_config: the account's own language, else the one in the
 * cookie, else what Accept-Language prefers, else the site's, else Dutch.
 */
route_language_fn frame_choose_language;

/* The language of the page. */
enum lang frame_lang(const struct page_ctx *);
/* For templates: tpl_x(c->out, frame_render(c), &view). */
const struct render *frame_render(struct page_ctx *);

/* A message in that language, as plain text in the arena. */
struct str frame_text(struct page_ctx *, enum msg);
/* One with {name} only. */
struct str frame_named(struct page_ctx *, enum msg, struct str name);

/* What a page says to its reader alone. */
enum own_what {
	OWN_NAME,
	OWN_KEY, /* of a form */
	OWN_WAIT /* that a moderator reads it first, or nothing: once n posts
		  * of the reader's have been shown */
};
struct own frame_own(struct page_ctx *, enum own_what, int64_t n);
/* For struct router_config: the same words, escaped. */
route_own_fn frame_own_html;

/*
 * Everything that stands round a page.  title is plain text, without the
 * site's name.  Works for an error page too: without c->read there is no count
 * of what waits.  Until frame_at() says where the page is, nobody is brought
 * back to it, and it has no address for search engines.
 */
void frame_fill(struct page_ctx *, struct frame_view *, struct str title);

/*
 * The page's path on this site ("/t/7?page=2"), made of what the page knows and
 * not of what was asked for: a page that is kept for others names it.
 */
void frame_at(struct page_ctx *, struct frame_view *, struct str path);

/*
 * The stylesheet of the page: our own, or where organisations have colours
 * that and theirs (style.c), under a name of its own after each change.
 */
struct str frame_style(struct page_ctx *);

/* Both, for a page that search engines leave alone: a form, one's own page. */
void frame_fill_hidden(
    struct page_ctx *, struct frame_view *, enum msg title, struct str path);

#endif
