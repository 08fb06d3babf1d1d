/*
 * form.h: fields of a form or of a query string.
 */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

enum { HTTP_FORM_FIELDS_MAX = 256 };

struct http_field {
	struct str name, value;
};

struct http_form {
	struct http_field *v;
	size_t n;
};

/*
 * Read application/x-www-form-urlencoded text (URL standard, section 5.1), made
 * strict.  CR LF and CR become LF.
 *
 * ERR_INVALID	a broken %XX, or text that is not UTF-8 or has a control
 *		character (utf8_is_text)
 * ERR_LIMIT	more than HTTP_FORM_FIELDS_MAX fields
 */
enum err http_form_parse(
    struct arena *, struct str text, struct http_form *out) MUST_CHECK;

/* The first value of a field, trimmed of nothing; empty if there is none. */
struct str http_form_get(const struct http_form *, const char *name);
bool http_form_has(const struct http_form *, const char *name);

/* A path or a value with %XX for all that is not unreserved (RFC 3986). */
struct str http_url_encode(struct arena *, struct str s);

/*
 * Undo %XX in one path segment.
 *
 * ERR_INVALID	a broken %XX, not UTF-8, or NUL, '/' or a control character
 */
enum err
http_segment_decode(struct arena *, struct str s, struct str *out) MUST_CHECK;

#endif
