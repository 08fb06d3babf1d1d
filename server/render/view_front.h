/*
 * view_front.h: the front page, the page of an organisation, the site's own
 * pages.
 */
#ifndef RENDER_VIEW_FRONT_H
#define RENDER_VIEW_FRONT_H

#include "messages.h"
#include "render/view_frame.h"

struct organisation_link_view {
	struct str slug, name;
};
struct organisation_link_views {
	const struct organisation_link_view *v;
	size_t n;
};

/* An organisation with its themes. */
struct host_view {
	struct str slug, name;
	int64_t n_members; /* of an umbrella */
	struct theme_card_views themes;
};
struct host_views {
	const struct host_view *v;
	size_t n;
};

struct front_view {
	struct frame_view frame;
	struct thread_row_views threads;
	struct host_views hosts;
	bool may_add_organisation, has_themes;
	int64_t n_to_do; /* of start.html, for administrators */
};

/* The front page of a site that nobody has set up yet. */
struct waiting_view {
	struct frame_view frame;
};

struct organisation_view {
	struct frame_view frame;
	struct str slug, name;
	bool is_closed;
	struct str umbrella_slug, umbrella_name; /* empty: none */
	struct organisation_link_views members;
	struct theme_card_views themes;
	int64_t more_themes_after; /* 0: these are all */
	struct safe_html html;
	struct str language; /* of html */
	struct str visiting_address, postal_address, website, website_name,
	    contact_person, email, phone, phone_href;
	bool has_contact;
	bool may_edit, may_add_theme;
};

/* House rules, contact, privacy. */
struct site_page_view {
	struct frame_view frame;
	struct str name;
	enum msg title, empty;
	struct safe_html html;
	struct str language; /* of html */
	bool is_written;
	bool may_edit;
};

/* What there is to do on a new site. */
struct start_step_view {
	struct str href; /* empty: on no page */
	enum msg title, why;
	bool is_done;
	struct str address, command; /* to copy, or empty */
};
struct start_view {
	struct frame_view frame;
	struct {
		const struct start_step_view *v;
		size_t n;
	} steps;
	int64_t n_left;
};

/* What the site says about its accessibility. */
struct statement_view {
	struct frame_view frame;
	enum msg status;
	int64_t assessed_at; /* 0: not yet */
	struct safe_html limits;
	struct str language; /* of limits */
	bool has_limits;
	struct str email, address;
	bool is_public_body;
	bool may_edit;
};

#endif
