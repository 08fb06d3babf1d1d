/*
 * theme.c: a theme and its threads, most recently active first.
 */
#include "forum/theme.h"
#include "forum/moderation.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/policy.h"
#include "pages/routes.h"
#include "render/views.h"
#include "tpl/all.h"

enum { THEME_THREADS = 30 };

/* "?before=ACTIVE.ID"; without it begin with the newest. */
static enum err
read_before(const struct page_ctx *c, struct thread_key *key)
{
	struct str rest = http_form_get(c->query, "before"), active;

	*key = (struct thread_key){ 0, 0 };
	if (!http_form_has(c->query, "before"))
		return OK;
	if (!str_cut(&rest, '.', &active) ||
	    parse_i64(active, 1, INT64_MAX, &key->active_at) != OK ||
	    parse_i64(rest, 1, INT64_MAX, &key->id) != OK)
		return ERR_NOT_FOUND;
	return OK;
}

static enum err
show_threads(struct page_ctx *c, struct theme_view *v, int64_t theme_id)
{
	struct thread_items items;
	struct thread_key key;
	enum err e;

	e = read_before(c, &key);
	if (e == OK)
		e = thread_list(c->read, c->arena, theme_id, key,
		    THEME_THREADS + 1, &items);
	if (e != OK)
		return e;
	v->is_first = key.id == 0;
	if (items.n > THEME_THREADS) {
		const struct thread_item *last = &items.v[THEME_THREADS - 1];

		items.n = THEME_THREADS;
		v->older.active_at = last->active_at;
		v->older.id = last->id;
	}
	v->threads = list_threads(c->arena, &items, false);
	return OK;
}

static void
show_theme(struct page_ctx *c, struct theme_view *v, const struct theme *t)
{
	struct theme_list one = { (struct theme *)t, 1 };
	struct viewer member = viewer_as_member(c->viewer);
	struct subject subject;

	v->theme = *list_themes(c->arena, &one, 0).v;
	v->policy = policy_view(t);
	v->organisation_name = t->organisation_name;
	v->organisation_slug = t->organisation_slug;
	v->is_for_hosts = t->openers == OPENERS_HOSTS;
	theme_subject(t, &subject);
	v->may_open_thread = permit(&member, ACTION_OPEN_THREAD, &subject);
	v->is_organisation_closed = t->is_organisation_closed;
	v->may_edit = permit(c->viewer, ACTION_EDIT_THEME, &subject);
	v->may_moderate = permit(c->viewer, ACTION_MODERATE, &subject);
	v->n_queued = t->n_queued;
	page_topic(c, TOPIC_THEME, t->id);
}

/* GET /theme/:slug */
enum err
page_theme(struct page_ctx *c)
{
	struct theme_view view = { 0 };
	struct crumb_view crumb;
	struct theme theme;
	enum err e;

	e = theme_by_slug(c->read, c->arena, c->path.slug, &theme);
	if (e == OK)
		e = show_threads(c, &view, theme.id);
	if (e != OK)
		return e;
	show_theme(c, &view, &theme);
	frame_fill(c, &view.frame, theme.name);
	frame_at(c, &view.frame,
	    arena_fmt(c->arena, "/theme/" STR_FMT, STR_ARG(theme.slug)));
	view.frame.description = theme.about;
	view.frame.accent = view.theme.hue >= HUES ? view.theme.hue : 0;
	view.frame.is_hidden = !view.is_first;
	crumb = (struct crumb_view){
		arena_fmt(c->arena, "/org/" STR_FMT,
		    STR_ARG(theme.organisation_slug)),
		theme.organisation_name,
	};
	view.crumbs = (struct crumb_views){ &crumb, 1 };
	tpl_theme(c->out, frame_render(c), &view);
	return OK;
}
