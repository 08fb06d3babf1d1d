/*
 * view_mail.h: an e-mail to one person, of whatever kind.
 *
 * Its sentences are messages of the catalogue (mail.*) that the mail's kind
 * chose; they may name {name}, {site}, {title} and {at}.  A subject names
 * neither a thread nor a person: it stands on the screen of a locked phone.
 */
#ifndef RENDER_VIEW_MAIL_H
#define RENDER_VIEW_MAIL_H

#include <stddef.h>

#include "base/str.h"
#include "messages.h"
#include "render/lang.h"
#include "render/moment.h"
#include "text/html.h"

/* A sentence that leads somewhere. */
struct mail_link_view {
	enum msg label;
	struct str url; /* https://..., the whole address */
};

/* Something that a person wrote, and a line of ours before it. */
struct mail_words_view {
	enum msg label;
	struct str lang;       /* its tag; empty where we do not know */
	struct str text;       /* as it was typed; empty: there is nothing */
	struct safe_html html; /* the same; empty: no markdown, show the text */
};

struct mail_view {
	enum lang lang; /* the reader's */
	struct str site_name, site_url;
	/*
	 * Empty where we do not know that the address is theirs: else anybody
	 * could have us mail words of their choice to others.
	 */
	struct str name;
	struct str title; /* of a thread; empty: it has none yet */
	struct moment at; /* what {at} is in this mail */
	enum msg subject;
	struct {
		const enum msg *v;
		size_t n;
	} sentences;		       /* a paragraph each */
	struct mail_words_view reason; /* a moderator's */
	struct mail_words_view quote;  /* the reader's own */
	struct mail_link_view button;
	struct {
		const struct mail_link_view *v;
		size_t n;
	} links;      /* what else one may want; at the end */
	enum msg why; /* one gets this mail */
};

#endif
