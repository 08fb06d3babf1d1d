#include "pages/form.h"

#include <string.h>

#include "base/num.h"
#include "forum/form_key.h"
#include "pages/frame.h"
#include "route/next.h"

struct str
form_text(const struct page_ctx *c, const char *name)
{
	return http_form_get(c->form, name);
}

int64_t
form_number(const struct page_ctx *c, const char *name)
{
	int64_t n;

	if (parse_i64(str_trim(form_text(c, name)), 0, INT64_MAX, &n) != OK)
		return 0;
	return n;
}

bool
form_has(const struct page_ctx *c, const char *name)
{
	return http_form_has(c->form, name);
}

bool
form_is_sent(const struct page_ctx *c)
{
	return c->req->method == HTTP_POST;
}

struct str
form_next(const struct page_ctx *c)
{
	struct str next = form_is_sent(c) ? form_text(c, "next")
					  : http_form_get(c->query, "next");

	return next_or_front(next);
}

struct str
form_with_next(const struct page_ctx *c, struct str path)
{
	struct str next = form_next(c);

	if (str_eq(next, STR("/")))
		return path;
	return arena_fmt(c->arena, STR_FMT "%cnext=" STR_FMT, STR_ARG(path),
	    str_find(path, '?') == path.n ? '?' : '&',
	    STR_ARG(http_url_encode(c->arena, next)));
}

bool
form_is_refused(struct page_ctx *c, enum err e)
{
	if (e == ERR_INVALID)
		page_status(c, 422);
	else if (e == ERR_CONFLICT)
		page_status(c, 409);
	return e == ERR_INVALID || e == ERR_CONFLICT;
}

enum msg
form_label(const char *field)
{
	static const struct {
		const char *field;
		enum msg label;
	} labels[] = {
		{ "about", MSG_LABEL_ABOUT },
		{ "address", MSG_LABEL_ADDRESS },
		{ "assessed_on", MSG_LABEL_ASSESSED_ON },
		{ "body", MSG_LABEL_BODY },
		{ "colour", MSG_LABEL_COLOUR },
		{ "contact_person", MSG_LABEL_CONTACT_PERSON },
		{ "current", MSG_LABEL_CURRENT },
		{ "email", MSG_LABEL_EMAIL },
		{ "language", MSG_LABEL_LANGUAGE },
		{ "limits", MSG_LABEL_LIMITS },
		{ "name", MSG_LABEL_NAME },
		{ "openers", MSG_LABEL_OPENERS },
		{ "organisation_name", MSG_LABEL_ORGANISATION_NAME },
		{ "parent", MSG_LABEL_UMBRELLA },
		{ "password", MSG_LABEL_PASSWORD },
		{ "phone", MSG_LABEL_PHONE },
		{ "policy", MSG_LABEL_POLICY },
		{ "policy_n", MSG_LABEL_POLICY_N },
		{ "postal_address", MSG_LABEL_POSTAL_ADDRESS },
		{ "reason", MSG_LABEL_REASON },
		{ "site_name", MSG_LABEL_SITE_NAME },
		{ "status", MSG_LABEL_STATUS },
		{ "tagline", MSG_LABEL_TAGLINE },
		{ "theme_name", MSG_LABEL_THEME_NAME },
		{ "time_zone", MSG_LABEL_TIME_ZONE },
		{ "title", MSG_LABEL_TITLE },
		{ "url", MSG_LABEL_URL },
		{ "visiting_address", MSG_LABEL_VISITING_ADDRESS },
		{ "website", MSG_LABEL_WEBSITE },
	};

	for (size_t i = 0; i < ARRAY_LEN(labels); i++)
		if (strcmp(labels[i].field, field) == 0)
			return labels[i].label;
	return MSG_LABEL_FIELD;
}

static enum msg
sentence_of(enum mistake mistake, bool is_password)
{
	switch (mistake) {
	case MISTAKE_EMPTY:
		return MSG_FORM_EMPTY;
	case MISTAKE_TOO_LONG:
		return MSG_FORM_TOO_LONG;
	case MISTAKE_TOO_SHORT:
		return is_password ? MSG_FORM_PASSWORD_SHORT
				   : MSG_FORM_TOO_SHORT;
	case MISTAKE_NOT_TEXT:
		return MSG_FORM_NOT_TEXT;
	case MISTAKE_TAKEN:
		return MSG_FORM_TAKEN;
	case MISTAKE_NOT_EMAIL:
		return MSG_FORM_NOT_EMAIL;
	case MISTAKE_NOT_URL:
		return MSG_FORM_NOT_URL;
	case MISTAKE_NOT_SLUG:
		return MSG_FORM_NOT_SLUG;
	case MISTAKE_NOT_A_CHOICE:
		return MSG_FORM_NOT_A_CHOICE;
	case MISTAKE_WRONG_PASSWORD:
		return MSG_FORM_WRONG_PASSWORD;
	case MISTAKE_PASSWORD_REPEATS:
		return MSG_FORM_PASSWORD_REPEATS;
	case MISTAKE_PASSWORD_RUN:
		return MSG_FORM_PASSWORD_RUN;
	case MISTAKE_PASSWORD_NAME:
		return MSG_FORM_PASSWORD_NAME;
	case MISTAKE_PASSWORD_COMMON:
		return MSG_FORM_PASSWORD_COMMON;
	case MISTAKE_NOT_DATE:
		return MSG_FORM_NOT_DATE;
	case MISTAKE_NOT_COLOUR:
		return MSG_FORM_NOT_COLOUR;
	case MISTAKE_HARD_TO_READ:
		return MSG_FORM_HARD_TO_READ;
	case MISTAKE_TOO_COMPLEX:
		return MSG_FORM_TOO_COMPLEX;
	}
	return MSG_FORM_NOT_TEXT;
}

static struct str
sentence(struct page_ctx *c, const struct form_error *error)
{
	bool is_password = strcmp(error->field, "password") == 0;

	/* What cannot be chosen from a list has a sentence of its own. */
	if (strcmp(error->field, "policy_n") == 0)
		return frame_text(c, MSG_FORM_POLICY_N);
	if (strcmp(error->field, "time_zone") == 0)
		return frame_text(c, MSG_FORM_TIME_ZONE);
	return frame_text(c, sentence_of(error->mistake, is_password));
}

struct field_view
form_secret(
    struct page_ctx *c, const char *name, const struct form_errors *errors)
{
	struct field_view field = { STR_NONE, STR_NONE };

	for (size_t i = 0; errors != NULL && i < errors->n; i++)
		if (strcmp(errors->v[i].field, name) == 0)
			field.error = sentence(c, &errors->v[i]);
	return field;
}

struct field_view
form_field(struct page_ctx *c, const char *name, struct str initial,
    const struct form_errors *errors)
{
	struct field_view field = form_secret(c, name, errors);

	field.value = form_is_sent(c) ? form_text(c, name) : initial;
	return field;
}

void
form_frame(
    struct page_ctx *c, struct frame_view *f, enum msg title, struct str path)
{
	frame_fill_hidden(c, f, title, path);
	f->has_form = true;
}

struct form_view
form_view(
    struct page_ctx *c, struct str action, const struct form_errors *errors)
{
	struct form_view form = { .action = action,
		.key = form_text(c, "key") };
	struct mistake_view *v;

	if (form.key.n == 0 || form.key.n > FORM_KEY_BYTES_MAX)
		form.key = form_key_new(c->arena);
	if (errors == NULL)
		return form;
	v = arena_array(c->arena, errors->n, sizeof(*v));
	for (size_t i = 0; i < errors->n; i++)
		v[i] = (struct mistake_view){ str_of(errors->v[i].field),
			form_label(errors->v[i].field),
			sentence(c, &errors->v[i]) };
	form.mistakes.v = v;
	form.mistakes.n = errors->n;
	return form;
}

void
form_version(
    struct page_ctx *c, struct form_view *form, enum err why, int64_t version)
{
	bool is_overtaken = why == ERR_CONFLICT;

	form->is_changed = is_overtaken || form_has(c, "changed");
	form->version = form_is_sent(c) && !is_overtaken
	    ? form_number(c, "version")
	    : version;
	/* The old one may be what was refused: it made an earlier change. */
	if (is_overtaken)
		form->key = form_key_new(c->arena);
}

void
form_renew_key(struct page_ctx *c, struct form_view *form)
{
	form->key = form_key_new(c->arena);
	form->is_key_used = true;
	page_status(c, 422);
}
