/*
 * msg.h: the words of the site, in the reader's language.
 *
 * Messages come from web/locales/; see the README.md there.  A language that
 * is not offered reads Dutch.
 *
 *	msg_text(&subject, lang, MSG_THREAD_COUNT,
 *	    (const struct msg_arg[]){ MSG_ARG(ARG_N, n_posts) }, 1);
 */
#ifndef RENDER_MSG_H
#define RENDER_MSG_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "messages.h"
#include "render/lang.h"
#include "render/moment.h"

/* A parameter's value; made by MSG_ARG, MSG_WORD and MSG_LINK. */
enum msg_arg_kind {
	MSG_KIND_NUMBER,
	MSG_KIND_STR,
	MSG_KIND_WORD,
	MSG_KIND_MOMENT,
	MSG_KIND_DATE,
	MSG_KIND_LINK
};

struct msg_arg {
	enum arg name;
	enum msg_arg_kind kind;
	int64_t number; /* or the moment */
	struct str str; /* or the address */
};

/*
 * A value by its type: a number is written with its thousands apart, text is
 * escaped and isolated, so that an Arabic name stands right in a Dutch
 * sentence. A plural message needs the number ARG_N.
 */
/* clang-format off */
#define MSG_ARG(name, v) _Generic((v), struct str: msg_arg_str, \
	struct moment: msg_arg_moment, struct date: msg_arg_date, \
	default: msg_arg_number)((name), (v))
/* clang-format on */
/* A text of our own in the language of the sentence, which needs no isolation.
 */
#define MSG_WORD(name, word) msg_arg_word((name), (word))
/* The address of {name}words{/name}. */
#define MSG_LINK(name, url) msg_arg_link((name), (url))

/* As plain text; escaped for HTML without markup; as HTML with its links. */
void msg_text(struct buf *, enum lang, enum msg, const struct msg_arg *args,
    size_t n_args);
void msg_words(struct buf *, enum lang, enum msg, const struct msg_arg *args,
    size_t n_args);
void msg_html(struct buf *, enum lang, enum msg, const struct msg_arg *args,
    size_t n_args);

static inline struct msg_arg
msg_arg_number(enum arg name, int64_t v)
{
	return (struct msg_arg){ name, MSG_KIND_NUMBER, v, STR_NONE };
}

static inline struct msg_arg
msg_arg_str(enum arg name, struct str v)
{
	return (struct msg_arg){ name, MSG_KIND_STR, 0, v };
}

static inline struct msg_arg
msg_arg_word(enum arg name, struct str v)
{
	return (struct msg_arg){ name, MSG_KIND_WORD, 0, v };
}

static inline struct msg_arg
msg_arg_moment(enum arg name, struct moment v)
{
	return (struct msg_arg){ name, MSG_KIND_MOMENT, v.at, STR_NONE };
}

static inline struct msg_arg
msg_arg_date(enum arg name, struct date v)
{
	return (struct msg_arg){ name, MSG_KIND_DATE, v.at, STR_NONE };
}

static inline struct msg_arg
msg_arg_link(enum arg name, struct str url)
{
	return (struct msg_arg){ name, MSG_KIND_LINK, 0, url };
}

#endif
