#include "render/msg.h"

#include <string.h>

#include "base/check.h"
#include "render/html.h"
#include "render/msg_table.h"
#include "render/number.h"
#include "render/plural.h"

enum style { STYLE_TEXT, STYLE_WORDS, STYLE_HTML };

struct msg_args {
	const struct msg_arg *v;
	size_t n;
};

static const struct msg_arg *
find_arg(const struct msg_args *args, unsigned name)
{
	for (size_t i = 0; i < args->n; i++)
		if ((unsigned)args->v[i].name == name)
			return &args->v[i];
	return NULL;
}

static void
write_words(struct buf *out, struct str words, enum style style)
{
	if (style == STYLE_TEXT)
		buf_str(out, words);
	else
		html_text(out, words);
}

/*
 * Can these words and our sentence turn each other around?  Letters that run
 * from right to left all have bytes this high.
 */
static bool
needs_isolation(enum lang lang, struct str s)
{
	if (str_eq(lang_dir(lang), STR("rtl")))
		return true;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0xd6)
			return true;
	return false;
}

/*
 * What a person wrote keeps its own direction inside our sentence: in <bdi>, or
 * where there is no markup between U+2068 and U+2069.
 */
static void
write_str(struct buf *out, enum lang lang, struct str s, enum style style)
{
	bool is_isolated = style == STYLE_HTML || needs_isolation(lang, s);
	struct str begin = STR("\xe2\x81\xa8"), end = STR("\xe2\x81\xa9");

	if (style == STYLE_HTML) {
		begin = STR("<bdi>");
		end = STR("</bdi>");
	}
	if (is_isolated)
		buf_str(out, begin);
	write_words(out, s, style);
	if (is_isolated)
		buf_str(out, end);
}

static void
write_moment(struct buf *out, enum lang lang, struct moment m, enum style style)
{
	switch (style) {
	case STYLE_TEXT:
		moment_text(out, lang, m);
		return;
	case STYLE_WORDS:
		moment_words(out, lang, m);
		return;
	case STYLE_HTML:
		moment_html(out, lang, m);
		return;
	}
}

static void
write_date(struct buf *out, enum lang lang, struct date d, enum style style)
{
	switch (style) {
	case STYLE_TEXT:
		moment_date_text(out, lang, d);
		return;
	case STYLE_WORDS:
		moment_date_words(out, lang, d);
		return;
	case STYLE_HTML:
		moment_date_html(out, lang, d);
		return;
	}
}

static void
write_arg(struct buf *out, enum lang lang, const struct msg_arg *arg,
    enum style style)
{
	switch (arg->kind) {
	case MSG_KIND_NUMBER:
		number_text(out, lang, arg->number);
		return;
	case MSG_KIND_STR:
		write_str(out, lang, arg->str, style);
		return;
	case MSG_KIND_WORD:
		write_words(out, arg->str, style);
		return;
	case MSG_KIND_MOMENT:
		write_moment(out, lang, moment(arg->number), style);
		return;
	case MSG_KIND_DATE:
		write_date(out, lang, date(arg->number), style);
		return;
	case MSG_KIND_LINK:
		if (style != STYLE_HTML)
			return;
		buf_str(out, STR("<a href=\""));
		html_url(out, arg->str);
		buf_str(out, STR("\">"));
		return;
	}
}

static void
write_form(struct buf *out, enum lang lang, const struct msg_form *form,
    const struct msg_args *args, enum style style)
{
	struct str s = style == STYLE_TEXT ? form->text : form->html;
	size_t start = 0;

	for (size_t i = 0; form->has_params && i < s.n; i++) {
		const struct msg_arg *arg;

		if ((unsigned char)s.p[i] > MSG_CODE_LINK_END)
			continue;
		buf_add(out, s.p + start, i - start);
		arg = find_arg(args, (unsigned char)s.p[i + 1]);
		if (arg == NULL) /* only where the message was a variable */
			buf_str(out, STR("\xef\xbf\xbd"));
		else if (s.p[i] != MSG_CODE_LINK_END)
			write_arg(out, lang, arg, style);
		else if (style == STYLE_HTML)
			buf_str(out, STR("</a>"));
		start = ++i + 1;
	}
	buf_str(out, str_skip(s, start));
}

static void
write_msg(struct buf *out, enum lang lang, enum msg msg,
    const struct msg_args *args, enum style style)
{
	const struct msg_entry *e;
	const struct msg_arg *n;

	if (!lang_is_offered(lang))
		lang = LANG_NL;
	e = &msg_table[lang][msg];
	if (!e->is_plural) {
		write_form(out, lang, e->forms, args, style);
		return;
	}
	n = find_arg(args, ARG_N);
	CHECK(n != NULL && n->kind == MSG_KIND_NUMBER);
	if (n->number == 0 && e->zero != NULL)
		write_form(out, lang, e->zero, args, style);
	else
		write_form(out, lang,
		    &e->forms[plural_form(e->lang, n->number)], args, style);
}

void
msg_text(struct buf *out, enum lang lang, enum msg msg,
    const struct msg_arg *args, size_t n_args)
{
	write_msg(
	    out, lang, msg, &(struct msg_args){ args, n_args }, STYLE_TEXT);
}

void
msg_words(struct buf *out, enum lang lang, enum msg msg,
    const struct msg_arg *args, size_t n_args)
{
	write_msg(
	    out, lang, msg, &(struct msg_args){ args, n_args }, STYLE_WORDS);
}

void
msg_html(struct buf *out, enum lang lang, enum msg msg,
    const struct msg_arg *args, size_t n_args)
{
	write_msg(
	    out, lang, msg, &(struct msg_args){ args, n_args }, STYLE_HTML);
}
