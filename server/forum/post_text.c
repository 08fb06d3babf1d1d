#include "forum/post_text.h"

#include "base/utf8.h"
#include "forum/post.h"
#include "forum/typed.h"
#include "text/fold.h"
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

/*
 * A text of invisible characters has nothing to read.  Most have a letter of
 * ASCII, which is seen without folding anything.
 */
static void
refuse_invisible(struct arena *a, struct str s, const char *field,
    struct form_errors *errors)
{
	struct str key;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] > ' ' && s.p[i] < 0x7f)
			return;
	if (s.n > 0 && fold_name(a, s, &key) == OK && key.n == 0)
		form_errors_add(errors, field, MISTAKE_EMPTY);
}

enum err
post_text_check(struct arena *a, const struct post_text *typed, bool is_opening,
    struct post_text *out, struct form_errors *errors)
{
	struct post_text t = { .language = typed->language };

	if (is_opening) {
		typed_line(a, typed->title,
		    &(struct typed_rule){ "title", THREAD_TITLE_CHARS_MIN,
			THREAD_TITLE_CHARS_MAX },
		    &t.title, errors);
		refuse_invisible(a, t.title, "title", errors);
	}
	typed_text(a, typed->body,
	    &(struct typed_rule){ "body", 1, POST_BODY_CHARS_MAX }, &t.body,
	    errors);
	refuse_invisible(a, t.body, "body", errors);
	if (!is_language(typed->language))
		form_errors_add(errors, "language", MISTAKE_NOT_A_CHOICE);
	if (markdown_render(a, t.body, &t.html) != OK)
		form_errors_add(errors, "body", MISTAKE_TOO_COMPLEX);
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
