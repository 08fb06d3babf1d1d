#include "text/link.h"

#include <string.h>

#include "text/html.h"

/* Take prefix off the front of *s, in any case of letters. */
static bool
skip_prefix(struct str *s, struct str prefix)
{
	if (s->n < prefix.n ||
	    !str_eq_nocase((struct str){ s->p, prefix.n }, prefix))
		return false;
	*s = str_skip(*s, prefix.n);
	return true;
}

/* A browser leaves these out before it looks at an address. */
static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return true;
	return false;
}

static bool
is_web_safe(struct str rest)
{
	size_t n = 0;

	while (n < rest.n && strchr("/?#\\", rest.p[n]) == NULL) {
		if (rest.p[n] == '@' || rest.p[n] == ' ')
			return false;
		n++;
	}
	return n > 0 && rest.p[0] != ':';
}

static bool
is_mail_safe(struct str rest)
{
	for (size_t i = 0; i + 2 < rest.n; i++)
		if (rest.p[i] == '%' &&
		    (rest.p[i + 1] == '0' || rest.p[i + 1] == '1' ||
			str_eq_nocase(
			    (struct str){ rest.p + i + 1, 2 }, STR("7f"))))
			return false;
	return str_find(rest, '@') < rest.n;
}

bool
link_is_safe(struct str address)
{
	if (address.n > LINK_MAX || has_control(address))
		return false;
	if (skip_prefix(&address, STR("https://")) ||
	    skip_prefix(&address, STR("http://")))
		return is_web_safe(address);
	return skip_prefix(&address, STR("mailto:")) && is_mail_safe(address);
}

/* RFC 3986, sections 2.2 and 2.3, and '%', but for brackets. */
static bool
may_stand_in_url(char c)
{
	return char_is_alnum(c) ||
	    (c != '\0' && strchr("-_.~!*'();:@&=+$,/?#%", c) != NULL);
}

void
link_print(struct buf *b, struct str address)
{
	for (size_t i = 0; i < address.n; i++) {
		if (may_stand_in_url(address.p[i]))
			html_escape(b, (struct str){ address.p + i, 1 });
		else
			buf_fmt(b, "%%%02X", (unsigned char)address.p[i]);
	}
}
