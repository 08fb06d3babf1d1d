#include "forum/post_text.h"

#include "base/utf8.h"
#include "forum/post.h"
#include "forum/typed.h"
#include "text/markdown.h"

/* Letters, digits and hyphens, such as "nl" or "ar-MA"; '' is unknown. */
static bool
is_language(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i], lower = (char)(c | 0x20);

		if (c != '-' && (c < '0' || c > '9') &&
		    (lower < 'a' || lower > 'z'))
			return false;
	}
	return s.n <= LANGUAGE_BYTES_MAX;
}

enum err
post_text_check(struct arena *a, const struct post_typed *typed,
    bool is_opening, struct post_text *out, struct form_errors *errors)
{
	const struct post_body *body = typed->body;
	struct post_text t = { .language = typed->language,
		.body = body->text,
		.html = body->html };

	if (is_opening) {
		typed_line(a, typed->title,
		    &(struct typed_rule){ "title", THREAD_TITLE_CHARS_MIN,
			THREAD_TITLE_CHARS_MAX },
		    &t.title, errors);
		typed_visible(a, t.title, "title", errors);
	}
	for (size_t i = 0; i < body->errors.n; i++)
		form_errors_add(
		    errors, body->errors.v[i].field, body->errors.v[i].mistake);
	if (!is_language(typed->language))
		form_errors_add(errors, "language", MISTAKE_NOT_A_CHOICE);
	if (errors->n > 0)
		return ERR_INVALID;
	*out = t;
	return OK;
}

struct safe_html
post_text_html(struct arena *a, struct str body)
{
	struct safe_html html = { STR_NONE };

	/* Too complex for a renderer that has become stricter: no HTML. */
	if (markdown_render(a, body, &html) != OK)
		html = (struct safe_html){ STR_NONE };
	return html;
}

enum err
post_text_reason(struct arena *a, struct str typed, bool is_needed,
    struct str *out, struct form_errors *errors)
{
	typed_text(a, typed,
	    &(struct typed_rule){ "reason", is_needed, REASON_CHARS_MAX }, out,
	    errors);
	return errors->n == 0 ? OK : ERR_INVALID;
}

struct str
post_text_excerpt(struct arena *a, struct str body, size_t n)
{
	/* Marks and addresses of links take room and are not shown. */
	return markdown_excerpt(a, utf8_cut(body, 4 * n), n);
}
