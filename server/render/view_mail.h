/*
 * view_mail.h: an e-mail to one person, of whatever kind.
 *
 * Its sentences are messages of the catalogue (mail.*) that the mail's kind
 * chose; they may name {site} and {at}.  A subject names neither a thread nor a
 * person, and the first lines name no thread: they stand on the screen of a
 * locked phone.
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

struct mail_view {
	enum lang lang; /* the reader's */
	struct str site_name, site_url;
	/*
	 * Empty where we do not know that the address is theirs: else anybody
	 * could have us mail words of their choice to others.
	 */
	struct str name;
	struct str title; /* of the thread that it is about; empty: none */
	struct moment at; /* what {at} is in this mail */
	enum msg subject; /* and heading */
	struct {
		const enum msg *v;
		size_t n;
	} sentences;	   /* a paragraph each */
	struct str reason; /* a moderator's words, or empty */
	struct mail_link_view button;
	/* The reader's own words, as they typed them; empty: none. */
	enum msg quote_label;
	struct str quote, quote_lang; /* quote_lang: its tag, or empty */
	struct safe_html quote_html;
	struct {
		const struct mail_link_view *v;
		size_t n;
	} links;      /* what else one may want */
	enum msg why; /* one gets this mail */
};

#endif
