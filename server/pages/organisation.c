/*
 * organisation.c: the page of an organisation: who it is, how to reach it, its
 * themes and its members.
 */
#include "forum/organisation.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/routes.h"
#include "render/views.h"
#include "tpl/all.h"

enum { ORGANISATION_THEMES = 50, ORGANISATION_MEMBERS = 100 };

/* "https://delantaarn.example/" is shown as "delantaarn.example". */
static struct str
website_name(struct str s)
{
	size_t scheme = str_find_str(s, STR("://"));

	if (scheme < s.n)
		s = str_skip(s, scheme + 3);
	if (str_has_suffix(s, STR("/")))
		s.n--;
	return s;
}

/* An address to dial: "tel:+31205550123". */
static struct str
phone_href(struct arena *a, struct str phone)
{
	char *p = arena_alloc(a, phone.n + 4);
	size_t n = 4;

	memcpy(p, "tel:", 4);
	for (size_t i = 0; i < phone.n; i++)
		if (strchr("0123456789+", phone.p[i]) != NULL)
			p[n++] = phone.p[i];
	return (struct str){ p, n };
}

static void
show_contact(struct page_ctx *c, struct organisation_view *v,
    const struct organisation *o)
{
	v->visiting_address = o->visiting_address;
	v->postal_address = o->postal_address;
	v->website = o->website;
	v->website_name = website_name(o->website);
	v->contact_person = o->contact_person;
	v->email = o->email;
	v->phone = o->phone;
	v->phone_href = phone_href(c->arena, o->phone);
	v->has_contact = o->visiting_address.n + o->postal_address.n +
		o->website.n + o->contact_person.n + o->email.n + o->phone.n >
	    0;
}

static enum err
show_members(struct page_ctx *c, struct organisation_view *v, int64_t id)
{
	struct organisation_list list;
	struct organisation_link_view *links;
	enum err e;

	e = organisation_list(
	    c->read, c->arena, id, 0, ORGANISATION_MEMBERS, &list);
	if (e != OK)
		return e;
	links = arena_array(c->arena, list.n, sizeof(*links));
	for (size_t i = 0; i < list.n; i++)
		links[i] = (struct organisation_link_view){
			list.v[i].slug,
			list.v[i].name,
		};
	v->members = (struct organisation_link_views){ links, list.n };
	return OK;
}

static enum err
show_themes(struct page_ctx *c, struct organisation_view *v, int64_t id)
{
	struct theme_list list;
	int64_t after;
	enum err e;

	e = list_number(c, "after", 0, &after);
	if (e == OK)
		e = theme_list(c->read, c->arena, id, after,
		    ORGANISATION_THEMES + 1, &list);
	if (e != OK)
		return e;
	if (list.n > ORGANISATION_THEMES) {
		list.n = ORGANISATION_THEMES;
		v->more_themes_after = list.v[list.n - 1].id;
	}
	v->themes = list_themes(c->arena, &list, 0);
	return OK;
}

/* GET /org/:slug */
enum err
page_organisation(struct page_ctx *c)
{
	struct organisation_view view = { 0 };
	struct organisation o;
	struct subject subject;
	enum err e;

	e = organisation_by_slug(c->read, c->arena, c->path.slug, &o);
	if (e == OK)
		e = show_members(c, &view, o.id);
	if (e == OK)
		e = show_themes(c, &view, o.id);
	if (e != OK)
		return e;
	page_topic(c, TOPIC_ORGANISATION, o.id);
	frame_fill(c, &view.frame, o.name);
	frame_at(c, &view.frame,
	    arena_fmt(c->arena, "/org/" STR_FMT, STR_ARG(o.slug)));
	view.frame.description = frame_named(
	    c, MSG_ORGANISATION_DESCRIPTION, o.name);
	if (o.colour.n > 0)
		view.frame.accent = list_accent(o.id);
	view.slug = o.slug;
	view.name = o.name;
	view.is_closed = o.closed_at != 0;
	view.umbrella_name = o.parent_name;
	view.umbrella_slug = o.parent_slug;
	view.html = o.html;
	view.language = c->site->language;
	show_contact(c, &view, &o);
	organisation_subject(&o, &subject);
	view.may_edit = permit(c->viewer, ACTION_EDIT_ORGANISATION, &subject);
	view.may_add_theme = permit(c->viewer, ACTION_ADD_THEME, &subject);
	tpl_organisation(c->out, frame_render(c), &view);
	return OK;
}
