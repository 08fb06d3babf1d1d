/*
 * site_page.c: what the site says about itself: house rules, contact, privacy.
 */
#include "forum/site.h"
#include "forum/permit.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/views.h"
#include "tpl/all.h"

static enum err
show(struct page_ctx *c, struct str name, enum msg title, enum msg empty)
{
	struct subject whole_site = { 0 };
	struct site_page_view view = { 0 };
	struct site_page page = { 0 };
	enum err e;

	e = site_page_load(c->read, c->arena, name, &page);
	if (e != OK && e != ERR_NOT_FOUND)
		return e;
	page_topic(c, TOPIC_SITE, 0);
	frame_fill(c, &view.frame, frame_text(c, title));
	frame_at(
	    c, &view.frame, arena_fmt(c->arena, "/" STR_FMT, STR_ARG(name)));
	view.name = name;
	view.title = title;
	view.empty = empty;
	view.html = page.html;
	view.language = c->site->language;
	view.is_written = page.html.s.n > 0;
	view.may_edit = permit(c->viewer, ACTION_EDIT_SITE, &whole_site);
	tpl_site_page(c->out, frame_render(c), &view);
	return OK;
}

/* GET /rules */
enum err
page_rules(struct page_ctx *c)
{
	return show(c, STR("rules"), MSG_LAYOUT_RULES, MSG_SITE_PAGE_NO_RULES);
}

/* GET /contact */
enum err
page_contact(struct page_ctx *c)
{
	return show(
	    c, STR("contact"), MSG_LAYOUT_CONTACT, MSG_SITE_PAGE_NO_CONTACT);
}

/* GET /privacy */
enum err
page_privacy(struct page_ctx *c)
{
	return show(
	    c, STR("privacy"), MSG_LAYOUT_PRIVACY, MSG_SITE_PAGE_NO_PRIVACY);
}
