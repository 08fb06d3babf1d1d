/*
 * tpl.h: what compiled templates call.
 *
 * tplc picks the macro by where an expression stands, the macro the function
 * by the type of its value; a type without a function does not compile, so
 * that a char * or a pointer never ends up in a page.
 */
#ifndef RENDER_TPL_H
#define RENDER_TPL_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "render/html.h"
#include "render/lang.h"
#include "render/moment.h"
#include "render/msg.h"
#include "render/number.h"
#include "render/render.h"
#include "text/html.h"

/* clang-format off */
#define TPL_NUMBERS \
	int: tpl_i64, unsigned: tpl_i64, long: tpl_i64, \
	unsigned long: tpl_i64, long long: tpl_i64, \
	unsigned long long: tpl_i64

/* Between tags. */
#define TPL_TEXT(out, r, v) _Generic((v), TPL_NUMBERS, \
	struct str: tpl_str, struct own: tpl_own, struct number: tpl_number, \
	struct safe_html: tpl_safe_html, struct moment: tpl_moment, \
	struct published: tpl_published, struct date: tpl_date) \
	((out), (r), (v))
/* In a quoted value, and in elements that hold text only. */
#define TPL_PLAIN(out, r, v) _Generic((v), TPL_NUMBERS, \
	struct str: tpl_str, struct own: tpl_own, struct number: tpl_number, \
	struct moment: tpl_moment_words, \
	struct date: tpl_date_words)((out), (r), (v))
/* An address, and a piece of one. */
#define TPL_URL(out, r, v) _Generic((v), struct str: tpl_url)((out), (r), (v))
#define TPL_URL_PART(out, r, v) _Generic((v), TPL_NUMBERS, \
	struct str: tpl_url_part)((out), (r), (v))

#define TPL_MSG_TEXT(out, r, msg, args, n) \
	msg_html((out), (r)->lang, (msg), (args), (n))
#define TPL_MSG_PLAIN(out, r, msg, args, n) \
	msg_words((out), (r)->lang, (msg), (args), (n))
/* clang-format on */

static inline void
tpl_i64(struct buf *out, const struct render *r, int64_t v)
{
	(void)r;
	buf_i64(out, v);
}

static inline void
tpl_str(struct buf *out, const struct render *r, struct str v)
{
	(void)r;
	html_text(out, v);
}

static inline void
tpl_own(struct buf *out, const struct render *r, struct own v)
{
	if (r->on_own != NULL)
		r->on_own(r->arg, out, &v);
	else
		html_text(out, v.text);
}

static inline void
tpl_safe_html(struct buf *out, const struct render *r, struct safe_html v)
{
	(void)r;
	buf_str(out, v.s);
}

static inline void
tpl_number(struct buf *out, const struct render *r, struct number v)
{
	number_text(out, r->lang, v.v);
}

static inline void
tpl_moment(struct buf *out, const struct render *r, struct moment v)
{
	moment_html(out, r->lang, v);
}

static inline void
tpl_published(struct buf *out, const struct render *r, struct published v)
{
	moment_published_html(out, r->lang, v);
}

static inline void
tpl_moment_words(struct buf *out, const struct render *r, struct moment v)
{
	moment_words(out, r->lang, v);
}

static inline void
tpl_date(struct buf *out, const struct render *r, struct date v)
{
	moment_date_html(out, r->lang, v);
}

static inline void
tpl_date_words(struct buf *out, const struct render *r, struct date v)
{
	moment_date_words(out, r->lang, v);
}

static inline void
tpl_url(struct buf *out, const struct render *r, struct str v)
{
	(void)r;
	html_url(out, v);
}

static inline void
tpl_url_part(struct buf *out, const struct render *r, struct str v)
{
	(void)r;
	html_url_part(out, v);
}

#endif
