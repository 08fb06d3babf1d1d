#include "http/form.h"

#include <string.h>

#include "base/hex.h"
#include "base/utf8.h"

/* Undo %XX; what it gives is never longer.  ERR_INVALID: a broken one. */
static enum err
undo_percent(struct arena *a, struct str s, bool is_plus_space, struct str *out)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		int high, low;

		if (c == '%') {
			if (s.n - i < 3 || (high = hex_digit(s.p[i + 1])) < 0 ||
			    (low = hex_digit(s.p[i + 2])) < 0)
				return ERR_INVALID;
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+' && is_plus_space) {
			c = ' ';
		}
		p[n++] = c;
	}
	*out = (struct str){ p, n };
	return OK;
}

static enum err
decode_field(struct arena *a, struct str s, struct str *out)
{
	struct str text;
	char *p;
	size_t n = 0;

	if (undo_percent(a, s, true, &text) != OK || !utf8_is_text(text))
		return ERR_INVALID;
	p = (char *)text.p; /* ours, from undo_percent */
	for (size_t i = 0; i < text.n; i++) {
		if (p[i] == '\r' && i + 1 < text.n && p[i + 1] == '\n')
			i++;
		p[n++] = p[i] == '\r' ? '\n' : p[i];
	}
	*out = (struct str){ p, n };
	return OK;
}

static size_t
count_fields(struct str text)
{
	struct str pair;
	size_t n = 0;

	while (n <= HTTP_FORM_FIELDS_MAX && str_cut(&text, '&', &pair))
		n += pair.n != 0;
	return n;
}

enum err
http_form_parse(struct arena *a, struct str text, struct http_form *out)
{
	size_t count = count_fields(text);
	struct http_form form = { 0 };
	struct str pair, name;

	if (count > HTTP_FORM_FIELDS_MAX)
		return ERR_LIMIT;
	form.v = arena_array(a, count, sizeof(*form.v));
	while (str_cut(&text, '&', &pair)) {
		struct http_field *f = &form.v[form.n];

		if (pair.n == 0)
			continue;
		name = (struct str){ pair.p, str_find(pair, '=') };
		if (decode_field(a, name, &f->name) != OK ||
		    decode_field(a, str_skip(pair, name.n + 1), &f->value) !=
			OK)
			return ERR_INVALID;
		form.n++;
	}
	*out = form;
	return OK;
}

static const struct http_field *
find(const struct http_form *form, const char *name)
{
	struct str wanted = str_of(name);

	for (size_t i = 0; i < form->n; i++)
		if (str_eq(form->v[i].name, wanted))
			return &form->v[i];
	return NULL;
}

struct str
http_form_get(const struct http_form *form, const char *name)
{
	const struct http_field *f = find(form, name);

	return f == NULL ? STR_NONE : f->value;
}

bool
http_form_has(const struct http_form *form, const char *name)
{
	return find(form, name) != NULL;
}

static bool
is_unreserved(char c)
{
	return char_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

struct str
http_url_encode(struct arena *a, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *p = arena_array(a, s.n + 1, 3);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_unreserved(s.p[i])) {
			p[n++] = s.p[i];
			continue;
		}
		p[n++] = '%';
		p[n++] = hex[c >> 4];
		p[n++] = hex[c & 15];
	}
	return (struct str){ p, n };
}

enum err
http_segment_decode(struct arena *a, struct str s, struct str *out)
{
	struct str text;

	if (undo_percent(a, s, false, &text) != OK || !utf8_is_valid(text))
		return ERR_INVALID;
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f ||
		    text.p[i] == '/')
			return ERR_INVALID;
	*out = text;
	return OK;
}
