/*
 * start.c: what there is to do on a new site, for its administrators, until it
 * is done.  What has been done is read from the site itself.
 */
#include "forum/site.h"
#include "forum/theme.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "pages/start.h"
#include "render/views.h"
#include "tpl/all.h"

enum { STEPS = 7 };

/* The form for a first thread, or where a theme is made first. */
static enum err
first_thread(struct page_ctx *c, struct str *href)
{
	struct theme_list list;
	enum err e = theme_list(c->read, c->arena, 0, 0, 1, &list);

	if (e == OK)
		*href = list.n == 0
		    ? STR("/org/new")
		    : arena_fmt(c->arena, "/theme/" STR_FMT "/new",
			  STR_ARG(list.v[0].slug));
	return e;
}

static struct start_step_view
step(const char *href, enum msg title, enum msg why, bool is_done)
{
	return (struct start_step_view){ .href = str_of(href),
		.title = title,
		.why = why,
		.is_done = is_done };
}

static enum err
list_steps(struct page_ctx *c, struct start_step_view v[STEPS])
{
	struct site_progress p;
	enum err e = site_progress(c->read, c->arena, &p);

	if (e != OK)
		return e;
	v[0] = step("/settings/rules", MSG_START_RULES, MSG_START_RULES_WHY,
	    p.has_rules);
	v[1] = step("/settings/contact", MSG_START_CONTACT,
	    MSG_START_CONTACT_WHY, p.has_contact);
	v[2] = step("/settings/privacy", MSG_START_PRIVACY,
	    MSG_START_PRIVACY_WHY, p.has_privacy);
	v[3] = step("", MSG_START_THREAD, MSG_START_THREAD_WHY, p.has_thread);
	v[4] = step(
	    "/settings", MSG_START_URL, MSG_START_URL_WHY, c->site->url.n > 0);
	v[5] = step("", MSG_START_INVITE, MSG_START_INVITE_WHY, p.has_members);
	v[5].address = c->base_url;
	v[6] = step("", MSG_START_MODERATORS, MSG_START_MODERATORS_WHY,
	    p.has_moderators);
	v[6].command = STR("praatmee user role … --data … --give moderator");
	return first_thread(c, &v[3].href);
}

static int64_t
count_left(const struct start_step_view steps[STEPS])
{
	int64_t n = 0;

	for (int i = 0; i < STEPS; i++)
		n += !steps[i].is_done;
	return n;
}

enum err
start_count(struct page_ctx *c, int64_t *n_left)
{
	struct start_step_view steps[STEPS];
	enum err e = OK;

	*n_left = 0;
	if (viewer_is_admin(c->viewer) && (e = list_steps(c, steps)) == OK)
		*n_left = count_left(steps);
	return e;
}

/* GET /start */
enum err
page_start(struct page_ctx *c)
{
	struct start_step_view steps[STEPS];
	struct start_view view = { 0 };
	enum err e;

	if ((e = list_steps(c, steps)) != OK)
		return e;
	view.steps.v = steps;
	view.steps.n = STEPS;
	view.n_left = count_left(steps);
	frame_fill_hidden(c, &view.frame, MSG_START_TITLE, STR("/start"));
	tpl_start(c->out, frame_render(c), &view);
	return OK;
}
