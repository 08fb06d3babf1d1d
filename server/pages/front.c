/*
 * front.c: what the site is, its newest threads, its organisations and their
 * themes.
 */
#include "forum/organisation.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/routes.h"
#include "pages/start.h"
#include "render/views.h"
#include "tpl/all.h"

enum {
	FRONT_THREADS = 12,
	FRONT_ORGANISATIONS = 60,
	FRONT_MEMBERS = 60, /* of one umbrella */
	FRONT_THEMES = 200
};

struct hosts {
	struct host_view v[FRONT_ORGANISATIONS];
	size_t n;
	bool has_themes;
};

static void
add_host(struct page_ctx *c, struct hosts *hosts, const struct organisation *o,
    size_t n_members, const struct theme_list *themes)
{
	if (o->closed_at != 0 || hosts->n == FRONT_ORGANISATIONS)
		return;
	hosts->v[hosts->n++] = (struct host_view){
		.slug = o->slug,
		.name = o->name,
		.n_members = (int64_t)n_members,
		.themes = list_themes(c->arena, themes, o->id),
	};
	hosts->has_themes |= hosts->v[hosts->n - 1].themes.n > 0;
}

/* Each umbrella with its members behind it. */
static enum err
list_hosts(struct page_ctx *c, struct hosts *hosts)
{
	struct organisation_list roots, members;
	struct theme_list themes;
	enum err e;

	e = theme_list(c->read, c->arena, 0, 0, FRONT_THEMES, &themes);
	if (e != OK)
		return e;
	e = organisation_list(
	    c->read, c->arena, 0, 0, FRONT_ORGANISATIONS, &roots);
	for (size_t i = 0; e == OK && i < roots.n; i++)
		organisation_list_ahead(c->read, roots.v[i].id, FRONT_MEMBERS);
	for (size_t i = 0; e == OK && i < roots.n; i++) {
		e = organisation_list(c->read, c->arena, roots.v[i].id, 0,
		    FRONT_MEMBERS, &members);
		if (e != OK)
			break;
		add_host(c, hosts, &roots.v[i], members.n, &themes);
		for (size_t j = 0; j < members.n; j++)
			add_host(c, hosts, &members.v[j], 0, &themes);
	}
	return e;
}

/* Nobody has set the site up, and there is nothing to read. */
static enum err
show_waiting(struct page_ctx *c)
{
	struct waiting_view view;

	frame_fill(c, &view.frame, frame_text(c, MSG_WAITING_TITLE));
	frame_at(c, &view.frame, STR("/"));
	view.frame.is_hidden = true;
	view.frame.is_bare = true;
	tpl_waiting(c->out, frame_render(c), &view);
	return OK;
}

/* GET / */
enum err
page_front(struct page_ctx *c)
{
	struct hosts *hosts = arena_alloc(c->arena, sizeof(*hosts));
	struct subject whole_site = { 0 };
	struct front_view view = { 0 };
	struct thread_items threads;
	enum err e;

	theme_list_ahead(c->read, 0, FRONT_THEMES);
	organisation_list_ahead(c->read, 0, FRONT_ORGANISATIONS);
	e = thread_list(c->read, c->arena, 0, (struct thread_key){ 0, 0 },
	    FRONT_THREADS, &threads);
	if (e == OK)
		e = list_hosts(c, hosts);
	if (e != OK)
		return e;
	/* The next thread may come from anywhere, listed here or not. */
	page_topic(c, TOPIC_SITE, 0);
	if (!c->site->is_set_up && hosts->n == 0 && threads.n == 0)
		return show_waiting(c);
	if ((e = start_count(c, &view.n_to_do)) != OK)
		return e;
	frame_fill(c, &view.frame, c->site->name);
	frame_at(c, &view.frame, STR("/"));
	view.frame.is_front = true;
	view.frame.tagline = c->site->tagline;
	view.frame.description = c->site->tagline;
	view.threads = list_threads(c->arena, &threads, true);
	view.hosts = (struct host_views){ hosts->v, hosts->n };
	view.has_themes = hosts->has_themes;
	view.may_add_organisation = permit(
	    c->viewer, ACTION_ADD_ORGANISATION, &whole_site);
	tpl_front(c->out, frame_render(c), &view);
	return OK;
}
