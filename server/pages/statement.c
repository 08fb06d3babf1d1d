/*
 * statement.c: what the site says about its accessibility, in the reader's
 * language, and the form in which an administrator fills that in.
 */
#include "forum/statement.h"
#include "forum/permit.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/views.h"
#include "tpl/all.h"

struct statement_job {
	struct arena *arena;
	int64_t actor_id;
	struct statement_form form;
	struct form_errors errors;
};

static enum msg
sentence_of(enum statement_status status)
{
	switch (status) {
	case STATEMENT_NOT_ASSESSED:
		break;
	case STATEMENT_A:
		return MSG_ACCESSIBILITY_A;
	case STATEMENT_B:
		return MSG_ACCESSIBILITY_B;
	case STATEMENT_C:
		return MSG_ACCESSIBILITY_C;
	case STATEMENT_D:
		return MSG_ACCESSIBILITY_D;
	}
	return MSG_ACCESSIBILITY_NOT_ASSESSED;
}

/* GET /accessibility */
enum err
page_accessibility(struct page_ctx *c)
{
	struct subject whole_site = { 0 };
	struct statement_view view = { 0 };
	struct statement s;
	enum err e;

	if ((e = statement_load(c->read, c->arena, &s)) != OK)
		return e;
	page_topic(c, TOPIC_SITE, 0);
	frame_fill(c, &view.frame, frame_text(c, MSG_LAYOUT_ACCESSIBILITY));
	frame_at(c, &view.frame, STR("/accessibility"));
	view.status = sentence_of(s.status);
	view.assessed_at = s.assessed_at;
	view.limits = s.html;
	view.language = c->site->language;
	view.has_limits = s.limits.n > 0;
	view.email = s.email;
	view.address = s.address;
	view.is_public_body = s.is_public_body;
	view.may_edit = permit(c->viewer, ACTION_EDIT_SITE, &whole_site);
	tpl_statement(c->out, frame_render(c), &view);
	return OK;
}

static struct choice_views
statuses(struct page_ctx *c, struct str chosen)
{
	struct choice_view *v = arena_array(
	    c->arena, STATEMENT_STATUSES, sizeof(*v));

	for (int i = 0; i < STATEMENT_STATUSES; i++) {
		v[i].value = arena_fmt(c->arena, "%d", i);
		v[i].label = frame_text(
		    c, sentence_of((enum statement_status)i));
		v[i].is_chosen = str_eq(v[i].value, chosen);
	}
	return (struct choice_views){ v, STATEMENT_STATUSES };
}

static enum err
show(struct page_ctx *c, const struct form_errors *errors)
{
	struct statement_form_view view = { 0 };
	struct statement s;
	enum err e;

	if ((e = statement_load(c->read, c->arena, &s)) != OK)
		return e;
	view.form = form_view(c, STR("/settings/accessibility"), errors);
	form_frame(c, &view.frame, MSG_LAYOUT_ACCESSIBILITY, view.form.action);
	view.status = form_field(
	    c, "status", arena_fmt(c->arena, "%d", (int)s.status), errors);
	view.choices = statuses(c, view.status.value);
	view.assessed_on = form_field(c, "assessed_on", s.assessed_on, errors);
	view.limits = form_field(c, "limits", s.limits, errors);
	view.email = form_field(c, "email", s.email, errors);
	view.address = form_field(c, "address", s.address, errors);
	view.is_public_body = form_is_sent(c) ? form_has(c, "public_body")
					      : s.is_public_body;
	tpl_statement_form(c->out, frame_render(c), &view);
	return OK;
}

/* GET /settings/accessibility */
enum err
page_statement(struct page_ctx *c)
{
	return show(c, NULL);
}

static enum err
write_statement(struct store_write *w, void *arg)
{
	struct statement_job *job = arg;

	job->errors.n = 0;
	return statement_update(
	    w, job->arena, job->actor_id, &job->form, &job->errors);
}

/* POST /settings/accessibility */
enum err
page_statement_post(struct page_ctx *c)
{
	struct statement_job job = { .arena = c->arena,
		.actor_id = c->viewer->account_id,
		.form = { .status = form_text(c, "status"),
		    .is_public_body = form_has(c, "public_body"),
		    .assessed_on = form_text(c, "assessed_on"),
		    .limits = form_text(c, "limits"),
		    .email = form_text(c, "email"),
		    .address = form_text(c, "address") } };
	enum err e;

	e = page_write(c, write_statement, &job);
	if (form_is_refused(c, e))
		return show(c, &job.errors);
	if (e != OK)
		return e;
	page_redirect(c, STR("/accessibility"));
	return OK;
}
