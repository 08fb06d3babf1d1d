/*
 * edit.c: changing what one wrote.
 */
#include "forum/post.h"
#include "forum/theme.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/language.h"
#include "pages/routes.h"
#include "render/view_compose.h"
#include "tpl/all.h"

struct edit_job {
	struct arena *arena;
	struct post_edit edit;
	bool is_held;
	struct form_errors errors;
};

static enum err
write_edit(struct store_write *w, void *arg)
{
	struct edit_job *job = arg;

	job->errors.n = 0;
	return post_edit(
	    w, job->arena, &job->edit, &job->is_held, &job->errors);
}

/* why: what saving gave. */
static enum err
show(struct page_ctx *c, const struct post_one *one, struct compose_view *v,
    enum err why, const struct form_errors *errors)
{
	const struct post_item *post = &one->post;
	enum err e;

	v->thread_id = one->thread.id;
	v->thread_title = one->thread.title;
	v->theme_name = one->thread.theme_name;
	v->theme_slug = one->thread.theme_slug;
	v->post_id = post->id;
	v->has_title = post->depth == 0;
	v->keeps_old = post->state == POST_SHOWN;
	v->form = form_view(
	    c, arena_fmt(c->arena, "/p/%" PRId64 "/edit", post->id), errors);
	form_frame(c, &v->frame, MSG_COMPOSE_EDIT, v->form.action);
	form_version(c, &v->form, why, post->version);
	if (v->form.is_changed) {
		e = post_preview(c->arena, one->body, &v->current,
		    &(struct form_errors){ 0 });
		if (e != OK)
			return e;
	}
	v->title = form_field(c, "title", one->title, errors);
	v->body = form_field(c, "body", one->body, errors);
	v->language = form_field(c, "language", post->language, errors);
	v->languages = language_of_words(c, v->language.value);
	tpl_compose(c->out, frame_render(c), v);
	return OK;
}

static enum err
find(struct page_ctx *c, struct post_one *one, bool *may)
{
	struct subject subject;
	enum err e;

	e = post_read(c->read, c->arena, c->viewer, c->path.id, one);
	if (e != OK)
		return e;
	thread_post_subject(&one->thread, &one->post, &subject);
	*may = permit(c->viewer, ACTION_EDIT, &subject);
	return OK;
}

/* The form again, because of e. */
static enum err
show_again(struct page_ctx *c, struct post_one *one, enum err e,
    const struct form_errors *errors)
{
	struct compose_view view = { 0 };
	enum err found = OK;
	bool may;

	if (e == ERR_INVALID) {
		page_status(c, 422);
	} else if (e == ERR_DENIED) {
		page_status(c, 403);
		view.is_denied = true;
	} else if (e == ERR_CONFLICT) {
		page_status(c, 409);
		found = find(c, one, &may);
	} else {
		return e;
	}
	return found == OK ? show(c, one, &view, e, errors) : found;
}

static enum err
show_preview(struct page_ctx *c, const struct post_one *one)
{
	struct form_errors errors = { 0 };
	struct compose_view view = { 0 };
	enum err e;

	e = post_preview(
	    c->arena, form_text(c, "body"), &view.preview, &errors);
	if (!form_is_refused(c, e) && e != OK)
		return e;
	view.has_preview = e == OK;
	return show(c, one, &view, OK, &errors);
}

/* GET /p/:id/edit */
enum err
page_edit(struct page_ctx *c)
{
	struct compose_view view = { 0 };
	struct post_one one;
	bool may;
	enum err e;

	e = find(c, &one, &may);
	if (e != OK)
		return e;
	return may ? show(c, &one, &view, OK, NULL) : ERR_DENIED;
}

/* POST /p/:id/edit */
enum err
page_edit_post(struct page_ctx *c)
{
	struct edit_job job = { .arena = c->arena };
	struct post_one one;
	bool may;
	enum err e;

	e = find(c, &one, &may);
	if (e != OK)
		return e;
	if (form_has(c, "preview"))
		return show_preview(c, &one);
	job.edit = (struct post_edit){ .author_id = c->viewer->account_id,
		.post_id = c->path.id,
		.version = form_number(c, "version"),
		.title = form_text(c, "title"),
		.body = post_body_make(c->arena, form_text(c, "body")),
		.language = language_typed(c),
		.form_key = form_text(c, "key") };
	e = page_write(c, write_edit, &job);
	if (e != OK)
		return show_again(c, &one, e, &job.errors);
	page_redirect(c, arena_fmt(c->arena, "/p/%" PRId64, c->path.id));
	return OK;
}
