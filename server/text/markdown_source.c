#include "text/markdown_source.h"

#include <stdint.h>

#include "base/utf8.h"
#include "text/markdown.h"

enum { OWN_SPACES = 16 }; /* md4c indents code in pieces of so many */

enum err
markdown_source(struct arena *a, struct str text, struct str *out)
{
	if (text.n > MARKDOWN_TEXT_MAX || !utf8_is_text(text))
		return ERR_INVALID;
	*out = arena_fmt(a, STR_FMT "%s", STR_ARG(text),
	    str_has_suffix(text, STR("\n")) ? "" : "\n");
	return OK;
}

bool
markdown_is_inside(struct str source, const MD_CHAR *piece, MD_SIZE n)
{
	uintptr_t at = (uintptr_t)piece, begin = (uintptr_t)source.p;

	if (at < begin || at > begin + source.n)
		return n <= OWN_SPACES;
	return n <= source.n - (at - begin);
}
