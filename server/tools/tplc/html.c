#include <ctype.h>
#include <string.h>

#include "tools/tplc/tplc.h"

static bool
is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static bool
is_void(const char *name)
{
	static const char *const names[] = { "area", "base", "br", "col",
		"embed", "hr", "img", "input", "link", "meta", "source",
		"track", "wbr", NULL };

	return is_one_of(name, names);
}

static bool
is_raw(const char *name)
{
	return strcmp(name, "script") == 0 || strcmp(name, "style") == 0;
}

static bool
holds_text_only(const char *name)
{
	static const char *const names[] = { "title", "textarea", "option",
		NULL };

	return is_one_of(name, names);
}

static enum html_value
value_of(const char *attr)
{
	static const char *const urls[] = { "href", "src", "action",
		"formaction", "cite", "poster", "data", "manifest", "ping",
		"background", "longdesc", "xlink:href", NULL };
	static const char *const code[] = { "style", "srcdoc", "srcset",
		"imagesrcset", "http-equiv", "is", NULL };

	if (strncmp(attr, "on", 2) == 0 || is_one_of(attr, code))
		return VALUE_CODE;
	return is_one_of(attr, urls) ? VALUE_URL_START : VALUE_PLAIN;
}

static void
add_char(struct tplc *t, char *name, char c)
{
	size_t n = strlen(name);

	if (n + 1 >= TPLC_NAME_MAX)
		tplc_fail(t, "a name longer than %d", TPLC_NAME_MAX - 1);
	name[n] = (char)tolower((unsigned char)c);
	name[n + 1] = '\0';
}

static const char *
top(const struct html *h)
{
	return h->n_open == 0 ? "" : h->open[h->n_open - 1].name;
}

static bool
is_inside(const struct html *h, const char *name)
{
	for (int i = 0; i < h->n_open; i++)
		if (strcmp(h->open[i].name, name) == 0)
			return true;
	return false;
}

bool
html_is_text_only(const struct html *h)
{
	return holds_text_only(top(h));
}

bool
html_may_squeeze(const struct html *h)
{
	return h->at.state != HTML_IN_VALUE && h->at.state != HTML_IN_RAW &&
	    h->at.state != HTML_IN_COMMENT && !is_inside(h, "pre") &&
	    !is_inside(h, "textarea");
}

static void
begin_tag(struct tplc *t)
{
	struct html *h = &t->html;

	h->tag = (struct html_element){ .line = t->line };
	h->is_end_tag = h->has_slash = false;
	h->at.state = HTML_IN_TAG_NAME;
	h->at.tag_serial = ++h->last_serial;
}

static void
step_text(struct tplc *t, const char *p)
{
	struct html *h = &t->html;
	bool is_end = p[1] == '/';

	if (*p != '<')
		return;
	if (html_is_text_only(h) &&
	    (!is_end || strncmp(p + 2, top(h), strlen(top(h))) != 0))
		tplc_fail(t, "<%s> holds text only", top(h));
	if (strncmp(p, "<!--", 4) == 0)
		h->at.state = HTML_IN_COMMENT;
	else if (p[1] == '!')
		h->at.state = HTML_IN_DOCTYPE;
	else if (isalpha((unsigned char)p[1 + is_end]))
		begin_tag(t);
	else
		tplc_fail(t, "a '<' that begins no tag is written &lt;");
}

static void
end_element(struct tplc *t)
{
	struct html *h = &t->html;
	const char *name = h->tag.name;

	if (h->n_open <= h->floor)
		tplc_fail(
		    t, "</%s> closes nothing that this block opened", name);
	if (strcmp(top(h), name) != 0)
		tplc_fail(t, "</%s> where <%s> of line %d is open", name,
		    top(h), h->open[h->n_open - 1].line);
	h->n_open--;
}

/* The '>' of a tag. */
static void
end_tag(struct tplc *t)
{
	struct html *h = &t->html;
	const char *name = h->tag.name;

	h->at.state = HTML_IN_TEXT;
	if (h->is_end_tag) {
		end_element(t);
		return;
	}
	if (is_void(name))
		return;
	if (h->has_slash) {
		if (!is_inside(h, "svg"))
			tplc_fail(
			    t, "<%s/> does not close itself in HTML", name);
		return;
	}
	if (h->n_open == TPLC_ELEMENTS_MAX)
		tplc_fail(t, "elements nested too deep");
	h->open[h->n_open++] = h->tag;
	if (is_raw(name))
		h->at.state = HTML_IN_RAW;
}

/* Between the '<' and the '>', outside a value. */
static void
step_tag(struct tplc *t, char c)
{
	struct html *h = &t->html;
	enum html_state state = h->at.state;

	if (c == '>') {
		end_tag(t);
	} else if (h->has_slash) {
		tplc_fail(t, "'/' in <%s>", h->tag.name);
	} else if (state == HTML_IN_TAG_NAME && c == '/' &&
	    h->tag.name[0] == '\0') {
		h->is_end_tag = true;
	} else if (state == HTML_IN_TAG_NAME &&
	    (isalnum((unsigned char)c) || c == '-')) {
		add_char(t, h->tag.name, c);
	} else if (isspace((unsigned char)c)) {
		h->at.state = HTML_IN_SPACE;
	} else if (c == '/') {
		h->has_slash = true;
	} else if (h->is_end_tag) {
		tplc_fail(t, "</%s> takes no attributes", h->tag.name);
	} else if (state == HTML_IN_ATTR_NAME && c == '=') {
		h->at.state = HTML_AT_VALUE;
	} else if (!isalnum((unsigned char)c) && strchr("-_:", c) == NULL) {
		tplc_fail(t, "'%c' in <%s>", c, h->tag.name);
	} else if (state == HTML_IN_SPACE || state == HTML_IN_ATTR_NAME) {
		if (state == HTML_IN_SPACE)
			h->attr[0] = '\0';
		h->at.state = HTML_IN_ATTR_NAME;
		add_char(t, h->attr, c);
	} else {
		tplc_fail(t, "a space is missing in <%s>", h->tag.name);
	}
}

static void
begin_value(struct tplc *t, char c)
{
	struct html *h = &t->html;

	if (c != '"')
		tplc_fail(t, "the value of '%s' needs double quotes", h->attr);
	h->at.state = HTML_IN_VALUE;
	h->at.value = value_of(h->attr);
	h->at.value_serial = ++h->last_serial;
	h->url[0] = '\0';
	if (strcmp(h->attr, "http-equiv") == 0)
		tplc_fail(t, "http-equiv is sent as a header instead");
}

void
html_check_url(const struct tplc *t)
{
	static const char *const begins[] = { "/", "#", "?", "https://",
		"http://", "mailto:", "tel:", "data:image/" };
	const char *url = t->html.url;

	if (url[0] == '\0')
		return;
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++)
		if (strncmp(url, begins[i], strlen(begins[i])) == 0)
			return;
	tplc_fail(t,
	    "an address begins with / # ? https: mailto: tel: or "
	    "data:image/");
}

static void
step_value(struct tplc *t, char c)
{
	struct html *h = &t->html;
	size_t n = strlen(h->url);

	if (c == '"') {
		html_check_url(t);
		h->at.state = HTML_BEHIND_VALUE;
		return;
	}
	if (h->at.value == VALUE_URL_START)
		h->at.value = VALUE_URL_REST;
	else if (h->at.value != VALUE_URL_REST || n == 0)
		return;
	if (n + 1 < sizeof(h->url)) {
		h->url[n] = (char)tolower((unsigned char)c);
		h->url[n + 1] = '\0';
	}
}

static void
step_raw(struct tplc *t, const char *p)
{
	const char *name = top(&t->html);
	size_t n = strlen(name);

	if (p[0] == '<' && p[1] == '/' && strncmp(p + 2, name, n) == 0 &&
	    !isalnum((unsigned char)p[2 + n]))
		begin_tag(t);
}

void
html_step(struct tplc *t)
{
	struct html *h = &t->html;
	const char *p = t->src + t->pos;

	switch (h->at.state) {
	case HTML_IN_TEXT:
		step_text(t, p);
		return;
	case HTML_IN_TAG_NAME:
	case HTML_IN_SPACE:
	case HTML_IN_ATTR_NAME:
	case HTML_BEHIND_VALUE:
		step_tag(t, *p);
		return;
	case HTML_AT_VALUE:
		begin_value(t, *p);
		return;
	case HTML_IN_VALUE:
		step_value(t, *p);
		return;
	case HTML_IN_RAW:
		step_raw(t, p);
		return;
	case HTML_IN_COMMENT:
		if (*p == '>' && t->pos >= 2 && strncmp(p - 2, "-->", 3) == 0)
			h->at.state = HTML_IN_TEXT;
		return;
	case HTML_IN_DOCTYPE:
		if (*p == '>')
			h->at.state = HTML_IN_TEXT;
		return;
	}
}

void
html_at_block(struct tplc *t)
{
	struct html *h = &t->html;

	switch (h->at.state) {
	case HTML_IN_VALUE:
		html_check_url(t);
		h->url[0] = '\0';
		return;
	case HTML_IN_TEXT:
	case HTML_IN_SPACE:
	case HTML_BEHIND_VALUE:
		return;
	case HTML_IN_TAG_NAME:
	case HTML_IN_ATTR_NAME:
		if (h->has_slash || h->is_end_tag)
			break;
		h->at.state = HTML_BEHIND_VALUE;
		return;
	case HTML_IN_RAW:
		tplc_fail(t, "no tag may enter <%s>", top(h));
	case HTML_IN_COMMENT:
		tplc_fail(t, "no tag may enter an HTML comment");
	case HTML_AT_VALUE:
	case HTML_IN_DOCTYPE:
		break;
	}
	tplc_fail(t, "no block may stand here");
}

static bool
is_between_attrs(const struct html_place *at)
{
	return at->state == HTML_IN_SPACE || at->state == HTML_BEHIND_VALUE;
}

struct html_place
html_merge(const struct tplc *t, struct html_place a, struct html_place b)
{
	bool is_same = a.state == b.state;

	if (is_between_attrs(&a) && is_between_attrs(&b))
		is_same = a.tag_serial == b.tag_serial;
	else if (a.state == HTML_IN_VALUE)
		is_same = is_same && a.value_serial == b.value_serial;
	if (!is_same)
		tplc_fail(
		    t, "the block ends in another HTML state than it began");
	if (a.state != b.state)
		a.state = HTML_BEHIND_VALUE;
	if (a.state == HTML_IN_VALUE && a.value != b.value)
		a.value = VALUE_URL_EITHER;
	return a;
}
