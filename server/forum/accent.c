#include "forum/accent.h"

#include <inttypes.h>

#include "base/buf.h"
#include "crypto/crypto.h"
#include "query/organisation.h"
#include "query/site.h"

enum { NAME_BYTES = 8 };

/* --tint of style.css. */
const struct colour accent_ground_light = { 0xe2, 0xf0, 0xed };
const struct colour accent_ground_dark = { 0x17, 0x33, 0x2f };

static struct colour
on_light(struct colour c)
{
	return colour_apart(c, accent_ground_light, ACCENT_CONTRAST);
}

void
accent_typed(struct arena *a, struct str typed, struct str *out,
    struct form_errors *errors)
{
	struct str s = str_trim(typed);
	struct colour c;

	*out = STR_NONE;
	if (s.n == 0)
		return;
	if (colour_parse(s, &c) != OK)
		form_errors_add(errors, "colour", MISTAKE_NOT_COLOUR);
	else if (colour_contrast(c, accent_ground_light) < ACCENT_CONTRAST)
		form_errors_add(errors, "colour", MISTAKE_HARD_TO_READ);
	else
		*out = colour_text(a, c);
}

struct str
accent_proposal(struct arena *a, struct str typed)
{
	struct colour c;

	if (colour_parse(str_trim(typed), &c) != OK)
		return STR_NONE;
	return colour_text(a, on_light(c));
}

enum err
accent_list(struct store_read *r, struct arena *a, struct accent_list *out)
{
	struct organisation_colours_list rows;
	struct accent *v;
	struct colour c;
	size_t n = 0;
	enum err e;

	e = q_organisation_colours(r, a,
	    &(struct organisation_colours_in){ .max = ACCENTS_MAX }, &rows);
	if (e != OK)
		return e;
	v = arena_array(a, rows.n, sizeof(*v));
	for (size_t i = 0; i < rows.n; i++)
		if (colour_parse(rows.v[i].colour, &c) == OK)
			v[n++] = (struct accent){ rows.v[i].id, on_light(c),
				colour_apart(
				    c, accent_ground_dark, ACCENT_CONTRAST) };
	*out = (struct accent_list){ v, n };
	return OK;
}

enum err
accent_renew(struct store_write *w, struct arena *a)
{
	struct organisation_colours_list rows;
	struct buf all = { 0 };
	struct str name = STR_NONE;
	enum err e;

	e = q_organisation_colours(store_reads(w), a,
	    &(struct organisation_colours_in){ .max = ACCENTS_MAX }, &rows);
	if (e != OK)
		return e;
	for (size_t i = 0; i < rows.n; i++)
		buf_fmt(&all, "%" PRId64 STR_FMT "\n", rows.v[i].id,
		    STR_ARG(rows.v[i].colour));
	if (rows.n > 0) {
		name = crypto_digest_str(a, buf_text(&all));
		name = crypto_hex(a, (struct str){ name.p, NAME_BYTES });
	}
	buf_free(&all);
	return q_site_colours(w, &(struct site_colours_in){ .colours = name });
}
