/*
 * view_account.h: signing up, signing in, and what one can set for oneself.
 */
#ifndef RENDER_VIEW_ACCOUNT_H
#define RENDER_VIEW_ACCOUNT_H

#include "messages.h"
#include "render/moment.h"
#include "render/view_form.h"
#include "render/view_frame.h"

struct sign_in_view {
	struct frame_view frame;
	struct form_view form;
	struct field_view email, password;
	struct str next;      /* where to go then, or empty */
	bool is_refused;      /* the address or the password was wrong */
	bool has_just_joined; /* comes from signing up */
	bool has_mail;	      /* and was mailed then */
	bool is_demo;	      /* tell how to try it */
};

struct sign_up_view {
	struct frame_view frame;
	struct form_view form;
	struct field_view name, email, password;
	struct str next;
};

struct forgot_view {
	struct frame_view frame;
	bool has_mail; /* a link can be mailed */
	bool is_sent;
	struct form_view form;
	struct field_view email;
	struct str administrator; /* whom to ask; empty: the contact page */
	bool is_address;	  /* an e-mail address */
};

struct account_view {
	struct frame_view frame;
	struct str name, email;
	struct date since;
	struct choice_views languages;
	bool has_mail; /* the site mails this member */
	bool has_confirmed, mail_placed;
	bool is_saved, is_sent, has_new_password;
};

struct password_view {
	struct frame_view frame;
	struct form_view form;
	struct str email; /* for password managers */
	struct field_view current, password;
};

/* Where a mailed link leads to. */
struct new_password_view {
	struct frame_view frame;
	struct form_view form;
	struct str token;
	struct str email; /* for password managers */
	struct field_view password;
};
struct confirm_address_view {
	struct frame_view frame;
	struct form_view form;
	struct str token;
	struct str name, email;
	bool is_done;
};
struct link_closed_view {
	struct frame_view frame;
	bool is_password; /* else: to confirm an address */
};

struct own_post_view {
	int64_t id, thread_id;
	struct str title, excerpt;
	struct moment at, decided;
	bool is_held, is_shown, is_rejected, is_withdrawn, is_removed;
	bool is_opening, is_edit_pending;
	bool has_decision;
	enum msg decision;
	struct str reason;
};
struct own_posts_view {
	struct frame_view frame;
	struct {
		struct own_post_view *v;
		size_t n;
	} posts;
	bool is_first;
	int64_t older; /* before this id; 0: none */
};

#endif
