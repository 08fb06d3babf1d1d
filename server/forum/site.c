#include "forum/site.h"

#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/num.h"
#include "forum/moderation.h"
#include "forum/permit.h"
#include "forum/token.h"
#include "forum/typed.h"
#include "query/site.h"
#include "store/store.h"
#include "text/markdown.h"

static const char *const page_names[] = { "rules", "contact", "privacy" };
static const char *const languages[] = { "nl", "en", "fr", "ar" };

bool
site_has_language(struct str language)
{
	for (size_t i = 0; i < ARRAY_LEN(languages); i++)
		if (str_eq(language, str_of(languages[i])))
			return true;
	return false;
}

enum err
site_load(struct store_read *r, struct arena *a, struct site *out)
{
	struct site_row_row row;
	enum err e;

	if ((e = q_site_row(r, a, &row)) != OK)
		return e;
	*out = (struct site){
		.name = row.name,
		.tagline = row.tagline,
		.url = row.url,
		.time_zone = row.time_zone,
		.language = row.language,
		.colours = row.colours,
		.is_demo = row.is_demo,
		.is_set_up = row.n_admins > 0,
	};
	return OK;
}

enum err
site_lock(struct store_write *w, struct arena *a)
{
	struct site_lock_row row;

	return q_site_lock(store_reads(w), a, &row);
}

enum err
site_measure(struct store_read *r, struct arena *a, struct site_size *out)
{
	struct site_size_row row;
	enum err e = q_site_size(r, a, &row);

	if (e != OK)
		return e;
	*out = (struct site_size){ row.n_posts, row.n_threads, row.n_accounts,
		row.newest_at.has ? row.newest_at.v : 0 };
	return OK;
}

enum err
site_progress(struct store_read *r, struct arena *a, struct site_progress *out)
{
	struct site_progress_row row;
	enum err e = q_site_progress(r, a, &row);

	if (e == OK)
		*out = (struct site_progress){ .has_rules = row.n_rules > 0,
			.has_contact = row.n_contact > 0,
			.has_privacy = row.n_privacy > 0,
			.has_thread = row.n_threads > 0,
			.has_members = row.n_accounts > 1,
			.has_moderators = row.n_grants > 1 };
	return e;
}

enum err
site_create(struct store_write *w, const struct site *site)
{
	int64_t now = clock_now();
	enum err e;

	e = q_site_add(w,
	    &(struct site_add_in){ .name = site->name,
		.tagline = site->tagline,
		.url = site->url,
		.time_zone = site->time_zone,
		.language = site->language,
		.is_demo = site->is_demo,
		.renderer = MARKDOWN_VERSION,
		.created_at = now });
	for (size_t i = 0; e == OK && i < ARRAY_LEN(page_names); i++)
		e = q_site_page_put(w,
		    &(struct site_page_put_in){ .name = str_of(page_names[i]),
			.body = STR_NONE,
			.html = STR_NONE,
			.renderer = MARKDOWN_VERSION,
			.updated_at = now });
	return e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
}

/* "Europe/Amsterdam": a file of the system's time zones. */
static bool
is_time_zone(struct arena *a, struct str name)
{
	struct stat st;
	struct str path;

	if (name.n == 0 || name.n > 64 || name.p[0] == '/')
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWX"
			   "YZ0123456789/_+-",
			name.p[i]) == NULL)
			return false;
	path = arena_fmt(a, "/usr/share/zoneinfo/" STR_FMT, STR_ARG(name));
	return stat(path.p, &st) == 0 && S_ISREG(st.st_mode);
}

static bool
is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
	    c == '-';
}

/*
 * A name or address, and perhaps a port behind it: not the scheme's own, which
 * browsers leave out of Host and Origin.
 */
static bool
is_host(struct str s, int64_t own_port, struct str *name)
{
	size_t n = 0;
	int64_t port;

	if (str_has_prefix(s, STR("[::1]")))
		n = 5;
	else
		while (n < s.n && is_host_char(s.p[n]))
			n++;
	*name = (struct str){ s.p, n };
	s = str_skip(s, n);
	if (n == 0 || s.n == 0)
		return n != 0;
	return s.p[0] == ':' &&
	    parse_i64(str_skip(s, 1), 1, 65535, &port) == OK &&
	    port != own_port;
}

static bool
is_site_url(struct str url)
{
	struct str host;

	if (str_has_prefix(url, STR("https://")))
		return is_host(str_skip(url, 8), 443, &host);
	return str_has_prefix(url, STR("http://")) &&
	    is_host(str_skip(url, 7), 80, &host) &&
	    (str_eq(host, STR("localhost")) || str_eq(host, STR("127.0.0.1")) ||
		str_eq(host, STR("[::1]")));
}

/* What was typed, as it is kept. */
static enum err
check(struct arena *a, const struct site *new, struct site_change_in *out,
    struct form_errors *errors)
{
	struct str url = str_trim(new->url);

	typed_line(a, new->name,
	    &(struct typed_rule){ "name", 1, SITE_NAME_CHARS_MAX }, &out->name,
	    errors);
	typed_line(a, new->tagline,
	    &(struct typed_rule){ "tagline", 0, SITE_TAGLINE_CHARS_MAX },
	    &out->tagline, errors);
	if (url.n != 0 && !is_site_url(url))
		form_errors_add(errors, "url", MISTAKE_NOT_URL);
	if (!is_time_zone(a, new->time_zone))
		form_errors_add(errors, "time_zone", MISTAKE_NOT_A_CHOICE);
	if (!site_has_language(new->language))
		form_errors_add(errors, "language", MISTAKE_NOT_A_CHOICE);
	out->url = url;
	out->time_zone = new->time_zone;
	out->language = new->language;
	return errors->n == 0 ? OK : ERR_INVALID;
}

enum err
site_check(struct arena *a, const struct site *new, struct form_errors *errors)
{
	struct site_change_in in = { 0 };

	return check(a, new, &in, errors);
}

enum err
site_update(struct store_write *w, struct arena *a, int64_t actor_id,
    const struct site *new, struct form_errors *errors)
{
	struct site_change_in in = { 0 };
	enum err e;

	e = permit_actor(
	    w, a, actor_id, ACTION_EDIT_SITE, &(struct subject){ 0 });
	if (e != OK || (e = check(a, new, &in, errors)) != OK ||
	    (e = q_site_change(w, &in)) != OK)
		return e;
	store_note(w, TOPIC_SITE, 0);
	return decision_add(w,
	    &(struct decision_new){
		.actor_id = actor_id, .kind = DECISION_SITE_CHANGED });
}

enum err
site_page_load(struct store_read *r, struct arena *a, struct str name,
    struct site_page *out)
{
	struct site_page_by_name_row row;
	enum err e;

	e = q_site_page_by_name(
	    r, a, &(struct site_page_by_name_in){ .name = name }, &row);
	if (e == OK)
		*out = (struct site_page){ .name = row.name,
			.body = row.body,
			.html = markdown_stored(row.html),
			.updated_at = row.updated_at };
	return e;
}

enum err
site_page_preview(struct arena *a, struct str typed, struct str *body,
    struct safe_html *html, struct form_errors *errors)
{
	typed_text(a, typed,
	    &(struct typed_rule){ "body", 0, SITE_PAGE_CHARS_MAX }, body,
	    errors);
	if (markdown_render(a, *body, html) != OK)
		form_errors_add(errors, "body", MISTAKE_TOO_COMPLEX);
	return errors->n == 0 ? OK : ERR_INVALID;
}

enum err
site_page_update(struct store_write *w, struct arena *a, int64_t actor_id,
    struct str name, struct str body, struct form_errors *errors)
{
	struct site_page page;
	struct safe_html html;
	enum err e;

	e = permit_actor(
	    w, a, actor_id, ACTION_EDIT_SITE, &(struct subject){ 0 });
	if (e != OK ||
	    (e = site_page_load(store_reads(w), a, name, &page)) != OK ||
	    (e = site_page_preview(a, body, &body, &html, errors)) != OK)
		return e;
	e = q_site_page_put(w,
	    &(struct site_page_put_in){ .name = name,
		.body = body,
		.html = html.s,
		.renderer = MARKDOWN_VERSION,
		.updated_at = clock_now() });
	if (e != OK)
		return e;
	store_note(w, TOPIC_SITE, 0);
	return decision_add(w,
	    &(struct decision_new){ .actor_id = actor_id,
		.kind = DECISION_SITE_CHANGED,
		.reason = name });
}

enum err
setup_token_create(struct store_write *w, struct arena *a, int64_t lifetime_ms,
    struct str *token)
{
	enum err e;

	if ((e = site_lock(w, a)) != OK ||
	    (e = token_end(w, TOKEN_SETUP, 0)) != OK)
		return e;
	return token_create(w, a,
	    &(struct token_new){
		.kind = TOKEN_SETUP, .lifetime_ms = lifetime_ms },
	    token);
}

enum err
setup_token_check(struct store_read *r, struct arena *a, struct str token)
{
	int64_t nobody;

	return token_find(r, a, TOKEN_SETUP, token, &nobody);
}

enum err
setup_token_use(struct store_write *w, struct arena *a, struct str token)
{
	enum err e;

	if ((e = site_lock(w, a)) != OK ||
	    (e = setup_token_check(store_reads(w), a, token)) != OK)
		return e;
	return token_end(w, TOKEN_SETUP, 0);
}
