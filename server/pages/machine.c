/*
 * machine.c: for programs that visit: where they may go, whom to tell about a
 * weakness, and which pages there are.
 */
#include <inttypes.h>

#include "base/clock.h"
#include "forum/organisation.h"
#include "forum/theme.h"
#include "forum/thread.h"
#include "pages/routes.h"
#include "render/html.h"
#include "render/moment.h"

enum {
	SITEMAP_IDS = 5000, /* thread ids in one sitemap; 50,000 is allowed */
	SITEMAP_STEP = 500,
	SITEMAPS_MAX = 50000 /* the protocol's limit for an index */
};

static const char xml_begin[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
static const char
    xml_ns[] = " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";

static void
set_type(struct page_ctx *c, struct str type)
{
	http_response_set(c->resp, "Content-Type", type);
}

/* GET /robots.txt */
enum err
page_robots(struct page_ctx *c)
{
	page_topic(c, TOPIC_SITE, 0);
	set_type(c, STR("text/plain; charset=utf-8"));
	buf_fmt(c->out,
	    "User-agent: *\n"
	    "Disallow: /search\n"
	    "Disallow: /sign-in\n"
	    "Disallow: /sign-up\n"
	    "Disallow: /p/*/answer\n"
	    "Sitemap: " STR_FMT "/sitemap.xml\n",
	    STR_ARG(c->base_url));
	return OK;
}

/* GET /.well-known/security.txt; RFC 9116 */
enum err
page_security(struct page_ctx *c)
{
	page_private(c); /* it says when it expires */
	set_type(c, STR("text/plain; charset=utf-8"));
	buf_fmt(c->out,
	    "Contact: " STR_FMT "/contact\nExpires: ", STR_ARG(c->base_url));
	moment_iso(c->out, clock_now() + (int64_t)90 * DAY_MS);
	buf_fmt(c->out,
	    "\nPreferred-Languages: nl, en\n"
	    "Canonical: " STR_FMT "/.well-known/security.txt\n",
	    STR_ARG(c->base_url));
	return OK;
}

/*
 * GET /sitemap.xml: an index of sitemaps, each of a range of thread ids.  One
 * query a range finds the next one that has a thread.
 */
enum err
page_sitemap_index(struct page_ctx *c)
{
	struct thread_items items;
	int64_t range = 1; /* the first is always there: it has the themes */
	enum err e;

	page_private(c);
	set_type(c, STR("application/xml"));
	buf_fmt(c->out, "%s<sitemapindex%s", xml_begin, xml_ns);
	for (int n = 0; n < SITEMAPS_MAX; n++) {
		buf_fmt(c->out,
		    "<sitemap><loc>" STR_FMT "/sitemap/%" PRId64
		    "</loc></sitemap>\n",
		    STR_ARG(c->base_url), range);
		e = thread_list_by_id(
		    c->read, c->arena, range * SITEMAP_IDS, 1, &items);
		if (e != OK)
			return e;
		if (items.n == 0)
			break;
		range = (items.v[0].id - 1) / SITEMAP_IDS + 1;
	}
	buf_fmt(c->out, "</sitemapindex>\n");
	return OK;
}

/* lastmod 0: not known */
static void
add_url(struct page_ctx *c, struct str path, int64_t lastmod)
{
	buf_fmt(c->out, "<url><loc>");
	html_text(c->out, c->base_url);
	html_text(c->out, path);
	buf_fmt(c->out, "</loc>");
	if (lastmod != 0) {
		buf_fmt(c->out, "<lastmod>");
		moment_iso(c->out, lastmod);
		buf_fmt(c->out, "</lastmod>");
	}
	buf_fmt(c->out, "</url>\n");
}

static enum err
add_themes(struct page_ctx *c)
{
	struct theme_list list;
	int64_t after = 0;
	enum err e;

	do {
		e = theme_list(
		    c->read, c->arena, 0, after, SITEMAP_STEP, &list);
		if (e != OK)
			return e;
		for (size_t i = 0; i < list.n; i++) {
			add_url(c,
			    arena_fmt(c->arena, "/theme/" STR_FMT,
				STR_ARG(list.v[i].slug)),
			    list.v[i].active_at);
			after = list.v[i].id;
		}
	} while (list.n == SITEMAP_STEP);
	return OK;
}

/* Those of one umbrella (0: those without) and, of these, the members. */
static enum err
add_organisations(struct page_ctx *c, int64_t umbrella_id)
{
	struct organisation_list list;
	int64_t after = 0;
	enum err e;

	do {
		e = organisation_list(
		    c->read, c->arena, umbrella_id, after, SITEMAP_STEP, &list);
		if (e != OK)
			return e;
		for (size_t i = 0; i < list.n; i++) {
			after = list.v[i].id;
			add_url(c,
			    arena_fmt(c->arena, "/org/" STR_FMT,
				STR_ARG(list.v[i].slug)),
			    0);
			if (umbrella_id == 0 &&
			    (e = add_organisations(c, after)) != OK)
				return e;
		}
	} while (list.n == SITEMAP_STEP);
	return OK;
}

static enum err
add_threads(struct page_ctx *c, int64_t after, int64_t last)
{
	struct thread_items items;
	enum err e;

	while (after < last) {
		e = thread_list_by_id(
		    c->read, c->arena, after, SITEMAP_STEP, &items);
		if (e != OK)
			return e;
		if (items.n == 0)
			break;
		for (size_t i = 0; i < items.n; i++) {
			after = items.v[i].id;
			if (after > last)
				break;
			add_url(c, arena_fmt(c->arena, "/t/%" PRId64, after),
			    items.v[i].active_at);
		}
	}
	return OK;
}

/* GET /sitemap/:id */
enum err
page_sitemap(struct page_ctx *c)
{
	int64_t n = c->path.id;
	enum err e = OK;

	if (n < 1 || n > INT64_MAX / SITEMAP_IDS)
		return ERR_NOT_FOUND;
	page_private(c);
	set_type(c, STR("application/xml"));
	buf_fmt(c->out, "%s<urlset%s", xml_begin, xml_ns);
	if (n == 1) {
		add_url(c, STR("/"), 0);
		add_url(c, STR("/rules"), 0);
		e = add_organisations(c, 0);
		if (e == OK)
			e = add_themes(c);
	}
	if (e == OK)
		e = add_threads(c, (n - 1) * SITEMAP_IDS, n * SITEMAP_IDS);
	if (e != OK)
		return e;
	buf_fmt(c->out, "</urlset>\n");
	return OK;
}
