#include "jobs/mail_text.h"

#include <stdbool.h>

#include "base/arena.h"
#include "base/num.h"
#include "render/msg.h"
#include "render/render.h"
#include "render/view_mail.h"
#include "tpl/all.h"

/* Every sentence is given all that one may name. */
static void
print(struct buf *out, const struct mail_view *v, enum msg msg)
{
	const struct msg_arg args[] = { MSG_ARG(ARG_NAME, v->name),
		MSG_ARG(ARG_SITE, v->site_name), MSG_ARG(ARG_TITLE, v->title),
		MSG_ARG(ARG_AT, v->at) };

	msg_text(out, v->lang, msg, args, ARRAY_LEN(args));
}

static void
paragraph(struct buf *out, const struct mail_view *v, enum msg msg)
{
	print(out, v, msg);
	buf_str(out, STR("\n\n"));
}

/* A line of ours that ends with a colon. */
static void
announce(struct buf *out, const struct mail_view *v, enum msg msg)
{
	print(out, v, msg);
	msg_text(out, v->lang, MSG_TEXT_COLON, NULL, 0);
	buf_char(out, '\n');
}

/* An address has a line to itself, so that all of it can be followed. */
static void
lead(struct buf *out, const struct mail_view *v, struct mail_link_view link)
{
	announce(out, v, link.label);
	buf_str(out, link.url);
	buf_str(out, STR("\n\n"));
}

/* What somebody wrote: no line of it can pass for one of ours. */
static void
quote(struct buf *out, const struct mail_view *v, enum msg label,
    struct str words)
{
	bool is_start = true;

	words = str_trim(words);
	if (words.n == 0)
		return;
	announce(out, v, label);
	for (size_t i = 0; i < words.n; i++) {
		char c = words.p[i];
		bool is_end = c == '\n' || c == '\r';

		if (c == '\r' && words.p[i + 1] == '\n')
			continue;
		if (is_start)
			buf_str(out, is_end ? STR(">") : STR("> "));
		buf_char(out, is_end ? '\n' : c);
		is_start = is_end;
	}
	buf_str(out, STR("\n\n"));
}

static void
write_text(struct buf *out, const struct mail_view *v)
{
	paragraph(out, v, v->subject);
	paragraph(out, v,
	    v->name.n > 0 ? MSG_MAIL_GREETING : MSG_MAIL_GREETING_PLAIN);
	for (size_t i = 0; i < v->sentences.n; i++)
		paragraph(out, v, v->sentences.v[i]);
	if (v->title.n > 0)
		paragraph(out, v, MSG_MAIL_ABOUT);
	quote(out, v, MSG_MAIL_REASON, v->reason);
	lead(out, v, v->button);
	quote(out, v, v->quote_label, v->quote);
	/* By this line mail programs know what is not the mail itself. */
	buf_str(out, STR("-- \n"));
	paragraph(out, v, v->why);
	for (size_t i = 0; i < v->links.n; i++)
		lead(out, v, v->links.v[i]);
	buf_str(out, v->site_name);
	buf_char(out, '\n');
	buf_str(out, v->site_url);
	buf_char(out, '\n');
}

static struct str
keep(struct arena *a, struct buf *b)
{
	struct str s = arena_str(a, buf_text(b));

	buf_clear(b);
	return s;
}

void
mail_text(struct arena *a, const struct mail_view *v, struct mail_text *out)
{
	struct buf b = { 0 };

	print(&b, v, v->subject);
	for (size_t i = 0; (i = str_find_control(buf_text(&b), i)) < b.n;)
		b.p[i] = ' ';
	out->subject = keep(a, &b);
	write_text(&b, v);
	out->text = keep(a, &b);
	tpl_mail(&b, &(struct render){ .lang = v->lang }, v);
	out->html = keep(a, &b);
	buf_free(&b);
}
