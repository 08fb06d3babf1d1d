#include "render/number.h"

static struct str
separator(enum lang lang)
{
	switch (lang) {
	case LANG_EN:
		return STR(",");
	case LANG_FR:
		return STR("\xe2\x80\xaf"); /* narrow no-break space */
	case LANG_NL:
	case LANG_AR: /* as the Maghreb writes it */
	case LANG_N:
		break;
	}
	return STR(".");
}

void
number_text(struct buf *out, enum lang lang, int64_t v)
{
	char text[24];
	struct buf digits = BUF_OVER(text);
	size_t i = 0;

	buf_i64(&digits, v);
	if (v < 0) {
		/* or it would stand behind its number */
		if (lang == LANG_AR)
			buf_str(out, STR("\xe2\x80\x8e"));
		buf_char(out, digits.p[i++]);
	}
	for (; i < digits.n; i++) {
		buf_char(out, digits.p[i]);
		if (i + 1 < digits.n && (digits.n - i - 1) % 3 == 0)
			buf_str(out, separator(lang));
	}
}
