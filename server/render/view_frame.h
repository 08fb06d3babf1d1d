/*
 * view_frame.h: what stands round every page, and the parts that several pages
 * show.
 */
#ifndef RENDER_VIEW_FRAME_H
#define RENDER_VIEW_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "render/lang.h"
#include "render/moment.h"
#include "render/own.h"
#include "text/html.h"

/* Where one is in the menu. */
enum menu_item {
	MENU_NONE,
	MENU_SEARCH,
	MENU_QUEUE,
	MENU_LOG,
	MENU_ACCOUNT,
	MENU_SIGN_IN,
	MENU_SIGN_UP
};

struct language_view {
	enum lang lang;
};

struct frame_view {
	enum lang lang;	  /* of the page */
	struct str title; /* of the page, without the site's name */
	struct str site_name, tagline;
	struct str description; /* for search engines, or empty */
	struct str canonical;	/* whole address, or empty */
	struct str style;	/* address of the stylesheet */
	struct str ago;		/* moment_ago() */
	int64_t accent; /* the hue that links and buttons have; 0: ours */
	bool is_front;	/* shows name and tagline large */
	bool is_hidden; /* not for search engines */
	bool is_bare;	/* a site that has nothing yet: no menu */
	enum menu_item menu;
	struct {
		const struct language_view *v;
		size_t n;
	} languages;	 /* that the site speaks */
	struct str here; /* path of this page: signing in returns to it */
	struct str next; /* or to this one, if it is not empty */
	/*
	 * Another language is the same page: has_form, with what stands in the
	 * form whose id is "form", or where something does the page form_at,
	 * which has it too; is_kept, in another window, so that what was typed
	 * stays where it is.
	 */
	bool has_form, is_kept;
	struct str form_at;
	/* who looks; a visitor has none of these */
	bool is_member, is_moderator, is_admin;
	struct own name;
	int64_t n_queued;
};

/* One step of the path to a page. */
struct crumb_view {
	struct str href, name;
};
struct crumb_views {
	const struct crumb_view *v;
	size_t n;
};

/* A thread in a list. */
struct thread_row_view {
	int64_t id, n_answers;
	struct str title; /* empty: may not be read */
	struct str author_name;
	struct str theme_name, theme_slug; /* empty name: not shown */
	struct moment active;
	bool is_closed;
};
struct thread_row_views {
	const struct thread_row_view *v;
	size_t n;
};

/* A theme as a card. */
struct theme_card_view {
	struct str slug, name, about;
	int64_t n_threads, n_answers, hue;
	bool is_closed;
};
struct theme_card_views {
	const struct theme_card_view *v;
	size_t n;
};

/* Numbered pages: first, neighbours, last. */
struct page_link_view {
	int64_t number;
	bool is_current;
	bool is_after_gap; /* numbers were left out before it */
};
struct page_link_views {
	const struct page_link_view *v;
	size_t n;
};

#endif
