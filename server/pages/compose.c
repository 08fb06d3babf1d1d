/*
 * compose.c: writing something new: a thread in a theme, an answer in a thread.
 * Changing what is there is edit.c's.
 */
#include "forum/post.h"
#include "forum/theme.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/language.h"
#include "pages/policy.h"
#include "pages/routes.h"
#include "render/view_compose.h"
#include "tpl/all.h"

struct thread_job {
	struct arena *arena;
	struct thread_new new;
	int64_t thread_id, post_id;
	struct form_errors errors;
};

struct answer_job {
	struct arena *arena;
	struct post_new new;
	int64_t post_id;
	enum post_state state;
	struct form_errors errors;
};

static enum err
write_thread(struct store_write *w, void *arg)
{
	struct thread_job *job = arg;

	job->errors.n = 0;
	return thread_create(w, job->arena, &job->new, &job->thread_id,
	    &job->post_id, &job->errors);
}

static enum err
write_answer(struct store_write *w, void *arg)
{
	struct answer_job *job = arg;

	job->errors.n = 0;
	return post_create(
	    w, job->arena, &job->new, &job->post_id, &job->state, &job->errors);
}

/* The theme of the path, and whether a thread may be opened in it. */
static enum err
theme_place(struct page_ctx *c, struct compose_view *v, bool *may)
{
	struct subject subject;
	struct theme theme;
	enum err e;

	e = theme_by_slug(c->read, c->arena, c->path.slug, &theme);
	if (e != OK)
		return e;
	theme_subject(&theme, &subject);
	*may = permit(c->viewer, ACTION_OPEN_THREAD, &subject);
	*v = (struct compose_view){ .has_title = true,
		.theme_name = theme.name,
		.theme_slug = theme.slug,
		.will_wait = policy_waits(c->viewer, &theme) };
	return OK;
}

/* The thread and the post that is answered: of the path, or of "parent". */
static enum err
answer_place(struct page_ctx *c, int64_t thread_id, int64_t parent_id,
    struct compose_view *v, bool *may)
{
	struct subject subject;
	struct post_one parent;
	struct thread thread;
	struct post_item *post;
	struct theme theme;
	enum err e;

	if (parent_id != 0) {
		e = post_read(c->read, c->arena, c->viewer, parent_id, &parent);
		if (e == OK && thread_id != 0 && parent.thread.id != thread_id)
			e = ERR_NOT_FOUND;
		if (e != OK)
			return e;
		thread = parent.thread;
		post = &parent.post;
	} else {
		e = thread_head(
		    c->read, c->arena, c->viewer, thread_id, &thread);
		if (e != OK)
			return e;
		post = &thread.opening;
	}
	e = theme_by_id(c->read, c->arena, thread.theme_id, &theme);
	if (e != OK)
		return e;
	thread_post_subject(&thread, post, &subject);
	*may = permit(c->viewer, ACTION_ANSWER, &subject);
	*v = (struct compose_view){ .thread_id = thread.id,
		.thread_title = thread.title,
		.theme_name = thread.theme_name,
		.theme_slug = thread.theme_slug,
		.parent_id = post->depth == 0 ? 0 : post->id,
		.parent_author = post->author_name,
		.parent_language = post->language,
		.parent_html = post->html,
		.will_wait = policy_waits(c->viewer, &theme) };
	return OK;
}

static struct str
compose_action(struct page_ctx *c, const struct compose_view *v)
{
	if (v->has_title)
		return arena_fmt(
		    c->arena, "/theme/" STR_FMT "/new", STR_ARG(v->theme_slug));
	if (v->parent_id != 0)
		return arena_fmt(
		    c->arena, "/p/%" PRId64 "/answer", v->parent_id);
	return arena_fmt(c->arena, "/t/%" PRId64 "/answer", v->thread_id);
}

static enum err
show(struct page_ctx *c, struct compose_view *v, bool is_key_used,
    const struct form_errors *errors)
{
	v->form = form_view(c, compose_action(c, v), errors);
	form_frame(c, &v->frame,
	    v->has_title ? MSG_COMPOSE_NEW_THREAD : MSG_COMPOSE_ANSWER,
	    v->form.action);
	if (is_key_used)
		form_renew_key(c, &v->form);
	v->title = form_field(c, "title", STR_NONE, errors);
	v->body = form_field(c, "body", STR_NONE, errors);
	v->language = form_field(c, "language", c->language, errors);
	/* The box below a thread does not ask. */
	if (v->language.value.n == 0)
		v->language.value = c->language;
	v->languages = language_of_words(c, v->language.value);
	tpl_compose(c->out, frame_render(c), v);
	return OK;
}

/* What the form would give, above the form. */
static enum err
show_preview(struct page_ctx *c, struct compose_view *v)
{
	struct form_errors errors = { 0 };
	enum err e;

	e = post_preview(c->arena, form_text(c, "body"), &v->preview, &errors);
	if (!form_is_refused(c, e) && e != OK)
		return e;
	v->has_preview = e == OK;
	return show(c, v, false, &errors);
}

/* Is it for who typed it to mend, in the form? */
static bool
is_shown_again(enum err e)
{
	return e == ERR_INVALID || e == ERR_DENIED || e == ERR_CONFLICT;
}

/* The form again, because of e. */
static enum err
show_again(struct page_ctx *c, struct compose_view *v, enum err e,
    const struct form_errors *errors)
{
	if (!is_shown_again(e))
		return e;
	if (e == ERR_INVALID) {
		page_status(c, 422);
	} else if (e == ERR_DENIED) {
		v->is_denied = true;
		page_status(c, 403);
	}
	return show(c, v, e == ERR_CONFLICT, errors);
}

/* GET /theme/:slug/new */
enum err
page_new_thread(struct page_ctx *c)
{
	struct compose_view view;
	bool may;
	enum err e;

	e = theme_place(c, &view, &may);
	if (e != OK)
		return e;
	return may ? show(c, &view, false, NULL) : ERR_DENIED;
}

/* POST /theme/:slug/new */
enum err
page_new_thread_post(struct page_ctx *c)
{
	struct thread_job job = { .arena = c->arena };
	struct compose_view view;
	bool may;
	enum err e;

	e = theme_place(c, &view, &may);
	if (e != OK)
		return e;
	if (form_has(c, "preview"))
		return show_preview(c, &view);
	job.new = (struct thread_new){ .author_id = c->viewer->account_id,
		.theme_slug = c->path.slug,
		.title = form_text(c, "title"),
		.body = post_body_make(c->arena, form_text(c, "body")),
		.language = language_typed(c),
		.form_key = form_text(c, "key") };
	e = page_write(c, write_thread, &job);
	if (e != OK)
		return show_again(c, &view, e, &job.errors);
	page_redirect(c, arena_fmt(c->arena, "/t/%" PRId64, job.thread_id));
	return OK;
}

static enum err
answer_form(struct page_ctx *c, int64_t thread_id, int64_t parent_id)
{
	struct compose_view view;
	bool may;
	enum err e;

	e = answer_place(c, thread_id, parent_id, &view, &may);
	if (e != OK)
		return e;
	return may ? show(c, &view, false, NULL) : ERR_DENIED;
}

/*
 * Whether it may be is decided where it is written; what it would stand in is
 * read for a form that is shown again.
 */
static enum err
answer(struct page_ctx *c, int64_t thread_id, int64_t parent_id)
{
	struct answer_job job = { .arena = c->arena };
	struct compose_view view;
	enum err e, seen;
	bool may;

	if (form_has(c, "preview")) {
		e = answer_place(c, thread_id, parent_id, &view, &may);
		return e == OK ? show_preview(c, &view) : e;
	}
	job.new = (struct post_new){ .author_id = c->viewer->account_id,
		.thread_id = thread_id,
		.parent_id = parent_id,
		.body = post_body_make(c->arena, form_text(c, "body")),
		.language = language_typed(c),
		.form_key = form_text(c, "key") };
	e = page_write(c, write_answer, &job);
	if (e == OK) {
		page_redirect(
		    c, arena_fmt(c->arena, "/p/%" PRId64, job.post_id));
		return OK;
	}
	if (!is_shown_again(e))
		return e;
	seen = answer_place(c, thread_id, parent_id, &view, &may);
	return seen == OK ? show_again(c, &view, e, &job.errors) : seen;
}

/* GET /t/:id/answer */
enum err
page_answer_thread(struct page_ctx *c)
{
	return answer_form(c, c->path.id, 0);
}

/* POST /t/:id/answer */
enum err
page_answer_thread_post(struct page_ctx *c)
{
	return answer(c, c->path.id, form_number(c, "parent"));
}

/* GET /p/:id/answer */
enum err
page_answer(struct page_ctx *c)
{
	return answer_form(c, 0, c->path.id);
}

/* POST /p/:id/answer */
enum err
page_answer_post(struct page_ctx *c)
{
	return answer(c, 0, c->path.id);
}
