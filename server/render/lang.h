/*
 * lang.h: the languages that people read and write here.
 */
#ifndef RENDER_LANG_H
#define RENDER_LANG_H

#include <stdbool.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

/* What people write may be in any of these; the site speaks those offered. */
enum lang { LANG_NL, LANG_EN, LANG_FR, LANG_AR, LANG_N };

/* Is there a catalogue for it in web/locales/? */
bool lang_is_offered(enum lang);

/* Its tag ("nl"), its own name for itself, and "ltr" or "rtl". */
struct str lang_tag(enum lang);
struct str lang_name(enum lang);
struct str lang_dir(enum lang);

/*
 * The language of a tag such as "nl", "NL" or "nl-BE".
 *
 * ERR_NOT_FOUND	none of ours
 */
enum err lang_parse(struct str tag, enum lang *) MUST_CHECK;

/*
 * The offered language that an Accept-Language field prefers (RFC 9110, section
 * 12.5.4; of equal weights the first).  "*" is the first offered language that
 * the field does not name.
 *
 * ERR_NOT_FOUND	the field accepts none of them, or is empty
 */
enum err lang_negotiate(struct str header, enum lang *) MUST_CHECK;

#endif
