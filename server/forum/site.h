/*
 * site.h: the site's own settings and pages, and how a new one begins.
 */
#ifndef FORUM_SITE_H
#define FORUM_SITE_H

#include "forum/mistake.h"
#include "forum/viewer.h"
#include "text/html.h"

enum {
	SITE_NAME_CHARS_MAX = 80,
	SITE_TAGLINE_CHARS_MAX = 200,
	SITE_PAGE_CHARS_MAX = 50000
};

struct site {
	struct str name, tagline;
	struct str url;	      /* "https://praat.example", no slash behind;
			       * empty: unset, loopback only */
	struct str time_zone; /* "Europe/Amsterdam" */
	struct str language;  /* "nl" */
	struct str colours;   /* a name for the colours of all organisations
			       * as they are now; empty: none has one */
	bool is_demo;
	bool is_set_up; /* there is an administrator */
};

/* Is it a language that the site's own words are in? */
bool site_has_language(struct str);

/* ERR_NOT_FOUND: a database without a site in it. */
enum err
site_load(struct store_read *, struct arena *, struct site *) MUST_CHECK;

/*
 * For the other rules: what hangs from the whole site, such as who has which
 * role, is changed by one write after the other.
 *
 * ERR_NOT_FOUND	there is no site yet
 */
enum err site_lock(struct store_write *, struct arena *) MUST_CHECK;

/*
 * How much there is in it, and how new it is (0: nothing).  It counts: for the
 * command line.  ERR_NOT_FOUND.
 */
struct site_size {
	int64_t n_posts, n_threads, n_accounts, newest_at;
};
enum err site_measure(
    struct store_read *, struct arena *, struct site_size *) MUST_CHECK;

/* What a new site has by now, beside its administrator. */
struct site_progress {
	bool has_rules, has_contact, has_privacy, has_thread, has_members,
	    has_moderators;
};
enum err site_progress(
    struct store_read *, struct arena *, struct site_progress *) MUST_CHECK;

/* A first row and empty pages; for init and demo. ERR_CONFLICT: there is one.
 */
enum err site_create(struct store_write *, const struct site *) MUST_CHECK;

/*
 * Change the settings; permitted to administrators and the command line.
 *
 * ERR_DENIED
 * ERR_INVALID	*errors; url must be https://host[:port] or http://localhost…,
 *		time_zone one of the system's, language one we have
 */
enum err site_update(struct store_write *, struct arena *, int64_t actor_id,
    const struct site *, struct form_errors *) MUST_CHECK;

/* Would site_update take it?  ERR_INVALID: *errors. */
enum err site_check(
    struct arena *, const struct site *, struct form_errors *) MUST_CHECK;

/* "rules", "contact" or "privacy". ERR_NOT_FOUND. */
struct site_page {
	struct str name, body;
	struct safe_html html;
	int64_t updated_at;
};
enum err site_page_load(struct store_read *, struct arena *, struct str name,
    struct site_page *) MUST_CHECK;
/* The text as it would be kept and shown; ERR_INVALID: *errors, "body". */
enum err site_page_preview(struct arena *, struct str typed, struct str *body,
    struct safe_html *, struct form_errors *) MUST_CHECK;
/* ERR_NOT_FOUND, ERR_DENIED; ERR_INVALID: *errors, field "body". */
enum err
site_page_update(struct store_write *, struct arena *, int64_t actor_id,
    struct str name, struct str body, struct form_errors *) MUST_CHECK;

/*
 * A one-time token for the page on which the first administrator sets the
 * site up, valid for lifetime_ms.  Earlier ones end.
 */
enum err setup_token_create(struct store_write *, struct arena *,
    int64_t lifetime_ms, struct str *token) MUST_CHECK;
/* ERR_NOT_FOUND: unknown, used or too old. */
enum err setup_token_check(
    struct store_read *, struct arena *, struct str token) MUST_CHECK;
/* Use it up, inside the write that makes the administrator. ERR_NOT_FOUND. */
enum err setup_token_use(
    struct store_write *, struct arena *, struct str token) MUST_CHECK;

#endif
