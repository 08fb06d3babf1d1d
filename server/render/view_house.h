/*
 * view_house.h: the forms in which organisations, themes and the site itself
 * are made and changed.
 */
#ifndef RENDER_VIEW_HOUSE_H
#define RENDER_VIEW_HOUSE_H

#include "render/view_form.h"
#include "render/view_frame.h"

struct organisation_form_view {
	struct frame_view frame;
	struct form_view form;
	bool is_new;
	struct str slug;	       /* where it is */
	struct choice_views umbrellas; /* of a new one */
	struct field_view umbrella, name, body, visiting_address,
	    postal_address, website, contact_person, email, phone;
	struct field_view colour;
	struct str colour_seen;	    /* "#rrggbb" to show, or empty */
	struct str colour_proposal; /* one that can be read, or empty */
	bool is_closed;
};

struct theme_form_view {
	struct frame_view frame;
	struct form_view form;
	bool is_new;
	struct str slug, organisation_name, organisation_slug;
	struct field_view name, about, policy, policy_n, openers;
	bool is_policy_open, is_policy_new, is_policy_all; /* chosen */
	bool is_for_hosts;
	bool is_closed;
};

struct settings_view {
	struct frame_view frame;
	struct form_view form;
	bool is_saved;
	struct field_view name, tagline, url, time_zone, language;
	struct choice_views languages;
};

struct site_page_form_view {
	struct frame_view frame;
	struct form_view form;
	struct str name; /* "rules" */
	struct str back; /* its page */
	struct field_view body;
	bool is_example; /* nobody wrote it yet */
	bool has_preview;
	struct safe_html preview;
};

struct statement_form_view {
	struct frame_view frame;
	struct form_view form;
	struct choice_views choices;
	struct field_view status, assessed_on, limits, email, address;
	bool is_public_body;
};

/* The steps in which a new site is set up, each a page of one form. */
enum setup_step { SETUP_SITE = 1, SETUP_FIRST = 2, SETUP_YOU = 3 };

struct setup_view {
	struct frame_view frame;
	struct form_view form;
	struct str token;
	enum setup_step step;
	struct field_view name, email, password, site_name, url, time_zone,
	    language, organisation_name, theme_name;
	bool has_more; /* what stands behind "more" has a mistake */
	struct choice_views languages;
};

/* Its address does not work, or no more. */
struct setup_closed_view {
	struct frame_view frame;
	bool is_set_up;
};

#endif
