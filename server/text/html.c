#include "text/html.h"

static struct str
escaped(char c)
{
	switch (c) {
	case '&':
		return STR("&amp;");
	case '<':
		return STR("&lt;");
	case '>':
		return STR("&gt;");
	case '"':
		return STR("&quot;");
	default:
		return STR_NONE;
	}
}

void
html_escape(struct buf *b, struct str text)
{
	size_t from = 0;

	for (size_t i = 0; i < text.n; i++) {
		struct str s = escaped(text.p[i]);

		if (s.n == 0)
			continue;
		buf_add(b, text.p + from, i - from);
		buf_str(b, s);
		from = i + 1;
	}
	if (from < text.n)
		buf_add(b, text.p + from, text.n - from);
}
