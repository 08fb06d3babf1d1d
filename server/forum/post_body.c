#include "forum/post_body.h"

#include "forum/post.h"
#include "forum/typed.h"
#include "text/markdown.h"

struct post_body
post_body_make(struct arena *a, struct str typed)
{
	struct post_body b = { .typed = typed };

	typed_text(a, typed,
	    &(struct typed_rule){ "body", 1, POST_BODY_CHARS_MAX }, &b.text,
	    &b.errors);
	typed_visible(a, b.text, "body", &b.errors);
	if (markdown_render(a, b.text, &b.html) != OK)
		form_errors_add(&b.errors, "body", MISTAKE_TOO_COMPLEX);
	return b;
}
