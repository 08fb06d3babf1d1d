/*
 * thread.c: a page of a thread: its opening post, fifty answers in the order of
 * their tree, and the form to answer in.
 */
#include <inttypes.h>

#include "forum/form_key.h"
#include "forum/seen.h"
#include "forum/theme.h"
#include "forum/thread.h"
#include "pages/frame.h"
#include "pages/list.h"
#include "pages/pager.h"
#include "pages/policy.h"
#include "pages/post.h"
#include "pages/routes.h"
#include "render/views.h"
#include "tpl/all.h"

static void
show_fresh(
    struct page_ctx *c, struct fresh_view *v, const struct post_items *answers)
{
	const struct seen *seen = c->seen;

	if (seen == NULL)
		return;
	*v = (struct fresh_view){ (int64_t)seen->n, seen->is_more,
		post_href(c, seen->ids[0], answers) };
}

static void
show_thread(
    struct page_ctx *c, struct thread_view *v, const struct thread_page *page)
{
	const struct thread *t = &page->thread;
	struct viewer member = viewer_as_member(c->viewer);
	struct subject subject;

	v->id = t->id;
	v->n_answers = t->n_answers;
	v->title = t->title;
	v->is_closed = t->closed_at != 0;
	v->is_theme_closed = t->is_theme_closed;
	v->is_organisation_closed = t->is_organisation_closed;
	v->page = page->page;
	v->n_pages = page->n_pages;
	v->pages = pager(c->arena, page->page, page->n_pages);
	v->opening = post_view(c, t, &t->opening, NULL);
	v->answers = post_views(c, t, &page->answers);
	show_fresh(c, &v->fresh, &page->answers);
	thread_subject(t, &subject);
	v->may_answer = permit(&member, ACTION_ANSWER, &subject);
	v->may_close = permit(c->viewer, ACTION_CLOSE_THREAD, &subject);
	v->frame.has_form = v->frame.is_member && v->may_answer;
	v->frame.form_at = v->composer.action;
}

/* Where the thread stands: its theme and organisation. */
static enum err
show_place(struct page_ctx *c, struct thread_view *v, const struct thread *t)
{
	struct crumb_view *crumbs;
	struct theme theme;
	enum err e;

	e = theme_by_id(c->read, c->arena, t->theme_id, &theme);
	if (e != OK)
		return e;
	v->theme_name = t->theme_name;
	v->theme_slug = t->theme_slug;
	v->theme_about = theme.about;
	v->hue = list_theme_hue(&theme);
	v->composer = (struct composer_view){
		.action = arena_fmt(c->arena, "/t/%" PRId64 "/answer", t->id),
		.key = frame_own(c, OWN_KEY, 0),
		.wait = frame_own(
		    c, OWN_WAIT, policy_waits_until(c->viewer, &theme)),
	};
	v->policy = policy_view(&theme);
	v->organisation_name = t->organisation_name;
	v->organisation_slug = t->organisation_slug;
	crumbs = arena_array(c->arena, 2, sizeof(*crumbs));
	crumbs[0] = (struct crumb_view){
		arena_fmt(
		    c->arena, "/org/" STR_FMT, STR_ARG(t->organisation_slug)),
		t->organisation_name,
	};
	crumbs[1] = (struct crumb_view){
		arena_fmt(c->arena, "/theme/" STR_FMT, STR_ARG(t->theme_slug)),
		t->theme_name,
	};
	v->crumbs = (struct crumb_views){ crumbs, 2 };
	return OK;
}

static void
show_frame(
    struct page_ctx *c, struct thread_view *v, const struct thread_page *page)
{
	const struct thread *t = &page->thread;
	struct str path = arena_fmt(c->arena, "/t/%" PRId64, t->id);

	if (page->page > 1)
		path = arena_fmt(c->arena, STR_FMT "?page=%" PRId64,
		    STR_ARG(path), page->page);
	frame_fill(c, &v->frame,
	    t->title.n > 0 ? t->title : frame_text(c, MSG_THREAD_UNTITLED));
	frame_at(c, &v->frame, path);
	v->frame.description = t->description;
	v->frame.is_hidden = !t->is_listed;
	v->frame.accent = v->hue >= HUES ? v->hue : 0;
}

/* GET /t/:id */
enum err
page_thread(struct page_ctx *c)
{
	struct thread_view view = { 0 };
	struct thread_page page;
	int64_t number;
	enum err e;

	e = list_number(c, "page", 1, &number);
	if (e == OK)
		e = thread_read(
		    c->read, c->arena, c->viewer, c->path.id, number, &page);
	if (e == OK)
		e = show_place(c, &view, &page.thread);
	if (e != OK)
		return e;
	page_topic(c, TOPIC_THREAD, page.thread.id);
	show_frame(c, &view, &page);
	show_thread(c, &view, &page);
	tpl_thread(c->out, frame_render(c), &view);
	return OK;
}
