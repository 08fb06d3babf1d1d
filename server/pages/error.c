/*
 * error.c: the page that says what went wrong and what to do about it.
 */
#include "base/num.h"
#include "pages/form.h"
#include "pages/frame.h"
#include "pages/routes.h"
#include "render/views.h"
#include "route/next.h"
#include "tpl/all.h"

/* What a person writes, of all the fields of our forms: worth keeping. */
static const char *const written[] = { "title", "body", "reason", "name",
	"about", "visiting_address", "postal_address", "website",
	"contact_person", "email", "phone", "colour", "policy_n", "tagline",
	"url", "time_zone", "assessed_on", "limits", "address" };

static void
say(struct error_view *v, enum msg heading, enum msg advice)
{
	v->heading = heading;
	v->advice = advice;
}

static void
say_status(struct error_view *v, int status)
{
	switch (status) {
	case 403:
		say(v, MSG_ERROR_DENIED_TITLE, MSG_ERROR_DENIED);
		break;
	case 404:
		say(v, MSG_ERROR_NOT_FOUND_TITLE, MSG_ERROR_NOT_FOUND);
		break;
	case 405:
		say(v, MSG_ERROR_METHOD_TITLE, MSG_ERROR_METHOD);
		break;
	case 409:
		say(v, MSG_ERROR_CONFLICT_TITLE, MSG_ERROR_CONFLICT);
		break;
	case 413:
		say(v, MSG_ERROR_TOO_LARGE_TITLE, MSG_ERROR_TOO_LARGE);
		break;
	case 429:
		say(v, MSG_ERROR_LIMIT_TITLE, MSG_ERROR_LIMIT);
		break;
	case 503:
		say(v, MSG_ERROR_BUSY_TITLE, MSG_ERROR_BUSY);
		break;
	default:
		if (status >= 500)
			say(v, MSG_ERROR_INTERNAL_TITLE, MSG_ERROR_INTERNAL);
		else
			say(v, MSG_ERROR_BAD_TITLE, MSG_ERROR_BAD);
	}
}

/* A password is typed anew, and who one is with it. */
static bool
has_password(const struct http_form *form)
{
	for (size_t i = 0; i < form->n; i++)
		if (str_find_str(form->v[i].name, STR("password")) !=
		    form->v[i].name.n)
			return true;
	return false;
}

static void
show_typed(struct page_ctx *c, struct error_view *v)
{
	struct typed_view *typed;
	size_t n = 0;

	typed = arena_array(c->arena, ARRAY_LEN(written), sizeof(*typed));
	for (size_t i = 0; i < ARRAY_LEN(written); i++) {
		struct str value = http_form_get(c->form, written[i]);

		if (value.n > 0)
			typed[n++] = (struct typed_view){
				frame_text(c, form_label(written[i])), value
			};
	}
	v->typed = (struct typed_views){ typed, n };
}

/*
 * The same form once more, with its key, so that what was kept after all is not
 * made twice.
 */
static void
show_again(struct page_ctx *c, struct error_view *v)
{
	const struct http_form *form = c->form;
	struct typed_view *fields;

	fields = arena_array(c->arena, form->n, sizeof(*fields));
	for (size_t i = 0; i < form->n; i++)
		fields[i] = (struct typed_view){ form->v[i].name,
			form->v[i].value };
	v->fields = (struct typed_views){ fields, form->n };
	v->again = c->req->query.n == 0
	    ? c->req->path
	    : arena_fmt(c->arena, STR_FMT "?" STR_FMT, STR_ARG(c->req->path),
		  STR_ARG(c->req->query));
}

static void
say_reason(struct error_view *v, const struct route_error *why)
{
	switch (why->reason) {
	case REASON_STATUS:
		say_status(v, why->status);
		break;
	case REASON_ORIGIN:
		say(v, MSG_ERROR_ORIGIN_TITLE, MSG_ERROR_ORIGIN);
		break;
	case REASON_SIGN_IN:
		say(v, MSG_ERROR_SIGN_IN_TITLE, MSG_ERROR_SIGN_IN);
		v->is_sign_in = true;
		break;
	case REASON_LIMIT:
		say(v, MSG_ERROR_LIMIT_TITLE, MSG_ERROR_LIMIT);
		v->retry_minutes = (why->retry_after_s + 59) / 60;
		break;
	case REASON_BUSY:
		say(v, MSG_ERROR_BUSY_TITLE, MSG_ERROR_BUSY);
		break;
	case REASON_UNKNOWN:
		say(v, MSG_ERROR_UNKNOWN_TITLE, MSG_ERROR_UNKNOWN);
		break;
	}
}

void
page_error(struct page_ctx *c, const struct route_error *why)
{
	struct error_view view = { .status = why->status };

	say_reason(&view, why);
	/* Whatever went wrong: nobody's words are lost by it. */
	if (!has_password(c->form)) {
		show_typed(c, &view);
		if (why->may_resend && c->form->n > 0)
			show_again(c, &view);
	}
	/* Back to the form: what is written in one has a page with it. */
	if (view.is_sign_in && view.typed.n > 0)
		/* From another language: what that page has with it. */
		view.next = next_or_front(http_form_has(c->query, "next")
			? http_form_get(c->query, "next")
			: c->req->path);
	frame_fill(c, &view.frame, frame_text(c, view.heading));
	view.frame.is_hidden = true;
	view.frame.next = view.next;
	view.frame.is_kept = view.typed.n > 0;
	if (c->req->method == HTTP_GET)
		view.frame.here = next_or_front(c->req->path);
	view.request_id = str_of(c->req->id);
	tpl_error(c->out, frame_render(c), &view);
}
