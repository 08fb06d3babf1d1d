/*
 * form_fuzz.c: a form that is read is text, and encodes to a form that reads
 * the same.
 */
#include "base/buf.h"
#include "base/check.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "http/form.h"

static void
check_again(struct arena *a, const struct http_form *form)
{
	struct buf b = { 0 };
	struct http_form again;

	for (size_t i = 0; i < form->n; i++) {
		CHECK(utf8_is_text(form->v[i].name));
		CHECK(utf8_is_text(form->v[i].value));
		buf_str(&b, http_url_encode(a, form->v[i].name));
		buf_char(&b, '=');
		buf_str(&b, http_url_encode(a, form->v[i].value));
		buf_char(&b, '&');
	}
	CHECK(http_form_parse(a, buf_text(&b), &again) == OK);
	CHECK(again.n == form->n);
	for (size_t i = 0; i < form->n; i++) {
		CHECK(str_eq(again.v[i].name, form->v[i].name));
		CHECK(str_eq(again.v[i].value, form->v[i].value));
	}
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str s = { (const char *)data, n }, segment;
	struct arena *a = arena_new(0);
	struct http_form form;

	if (http_form_parse(a, s, &form) == OK) {
		CHECK(form.n <= HTTP_FORM_FIELDS_MAX);
		check_again(a, &form);
	}
	if (http_segment_decode(a, s, &segment) == OK) {
		CHECK(segment.n <= n && str_find(segment, '/') == segment.n);
		CHECK(http_segment_decode(a, http_url_encode(a, segment), &s) ==
			OK &&
		    str_eq(s, segment));
	}
	arena_free(a);
	return 0;
}
