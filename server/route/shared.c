#include "route/shared.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "http/etag.h"
#include "http/stitch.h"
#include "route/cookie.h"
#include "route/headers.h"
#include "route/host.h"
#include "route/key.h"
#include "route/marks.h"
#include "route/member.h"
#include "route/respond.h"

/*
 * zlib's level 4 makes 6 % fewer bytes than 1 for 0.03 ms more, of a page of 15
 * kB; level 6 hardly fewer.
 */
enum { PARTS_LEVEL = 4 };

/* What is kept; behind it the gaps and the parts. */
struct head {
	struct others others;
	size_t n_gaps;
	uint64_t epoch;
	char tag[48]; /* of all that is shared */
};

/* Who asks for what. */
struct asked {
	struct router *router;
	struct arena *arena;
	struct page_reader reader;
	struct str base;
};

static bool
is_shared(const struct route *route, const struct http_request *req)
{
	return route->is_shared &&
	    (req->method == HTTP_GET || req->method == HTTP_HEAD) &&
	    http_encoding_is_taken(req, HTTP_GZIP);
}

/* The fresh words of all gaps, and the page's name for caches. */
static struct str
fill(const struct asked *x, const struct head *head, const char *gaps,
    struct str fresh[STITCH_CUTS_MAX])
{
	const struct viewer *v = x->reader.viewer;
	struct buf own = { 0 }, words = { 0 };
	struct str tag;

	buf_fmt(&own, "%s %" PRIu64 " %" PRId64, head->tag, head->epoch,
	    v->account_id);
	for (size_t i = 0; i < head->n_gaps; i++) {
		struct page_own gap;

		memcpy(&gap, gaps + i * sizeof(gap), sizeof(gap));
		buf_clear(&words);
		x->router->config.own_html(&words, &x->reader, &gap);
		fresh[i] = arena_str(x->arena, buf_text(&words));
		if (!gap.is_fresh) {
			buf_char(&own, '\n');
			buf_str(&own, fresh[i]);
		}
	}
	tag = http_etag(x->arena, buf_text(&own));
	buf_free(&own);
	buf_free(&words);
	return tag;
}

/* Is this reader's page another one? */
static bool
is_other(const struct others *others, const struct viewer *v)
{
	for (size_t i = 0; i < others->n; i++)
		if (others->ids[i] == v->account_id)
			return true;
	return v->n_approved < others->n_approved;
}

enum kept { KEPT_NONE, KEPT_ANSWERS, KEPT_FOR_OTHERS };

static enum kept
stitch(const struct asked *x, struct str kept, struct http_response *resp)
{
	struct str fresh[STITCH_CUTS_MAX], tag;
	const char *gaps;
	struct head head;

	if (kept.n == 0)
		return KEPT_FOR_OTHERS;
	memcpy(&head, kept.p, sizeof(head));
	kept = str_skip(kept, sizeof(head));
	if (is_other(&head.others, x->reader.viewer))
		return KEPT_FOR_OTHERS;
	gaps = kept.p;
	kept = str_skip(kept, head.n_gaps * sizeof(struct page_own));
	tag = fill(x, &head, gaps, fresh);
	resp->status = 200;
	respond_fields(resp);
	http_response_header(resp, "ETag", tag);
	http_response_header(resp, "Content-Encoding", STR("gzip"));
	headers_hsts(resp, x->router->config.settings, x->base);
	respond_unless_changed(x->reader.req, resp);
	if (resp->status == 200)
		stitch_join(kept, fresh, head.n_gaps, &resp->body);
	return KEPT_ANSWERS;
}

static enum kept
answer(const struct asked *x, struct str key, struct http_response *resp)
{
	struct cache_held held;
	enum kept kept;

	if (!cache_hold(x->router->config.cache, key, &held))
		return KEPT_NONE;
	kept = stitch(x, held.bytes, resp);
	cache_release(&held);
	if (kept == KEPT_ANSWERS)
		resp->label.kind = TALLY_STITCHED;
	return kept;
}

bool
shared_answer(struct router *r, struct arena *a, const struct http_request *req,
    const struct match *m, struct str base, struct http_response *resp)
{
	struct str token = cookie_session(req, host_is_secure(base)), key;
	struct asked x = { r, a, { .req = req }, base };
	struct http_form query;
	struct viewer viewer;

	if (token.n == 0 || !is_shared(m->route, req) ||
	    http_form_parse(a, req->query, &query) != OK ||
	    !member_find(r->config.cache, a, token, &viewer))
		return false;
	if (m->route->is_marked &&
	    !marks_are_none(r->config.cache, a, viewer.account_id, m->id))
		return false;
	x.reader.viewer = &viewer;
	x.reader.language = r->config.language(
	    req, viewer.language, router_site(r).language);
	key = key_of_shared(a, req, &query, base, x.reader.language);
	return key.n != 0 && answer(&x, key, resp) == KEPT_ANSWERS;
}

/* Run the page for nobody in particular; false: there is none. */
static bool
run_for_many(struct visit *v)
{
	struct page_ctx *c = &v->page;
	struct viewer anybody = viewer_anybody(STR_NONE, STR_NONE, &v->others);
	struct session session = c->session;
	enum err e;

	v->is_shared = true;
	c->viewer = &anybody;
	c->session = (struct session){ 0 };
	e = v->match.route->page(c);
	c->session = session;
	c->viewer = &v->viewer;
	v->is_shared = false;
	visit_trace(v, "shared", "%s, %zu others, %zu gaps", err_name(e),
	    v->others.n, v->n_gaps);
	return e == OK && v->status == 200 && c->resp->n_headers == 0 &&
	    !arena_is_over(c->arena);
}

/* What is kept of the page that was run; nothing: it is not to be shared. */
static void
pack(const struct visit *v, struct buf *out)
{
	struct str text = buf_text(v->page.out),
		   tag = http_etag(v->page.arena, text);
	struct head head = { .n_gaps = v->n_gaps, .epoch = v->epoch };
	size_t cuts[STITCH_CUTS_MAX];

	if (v->is_private || v->others.is_over)
		return;
	CHECK(tag.n < sizeof(head.tag));
	head.others = v->others;
	memcpy(head.tag, tag.p, tag.n);
	buf_add(out, &head, sizeof(head));
	for (size_t i = 0; i < v->n_gaps; i++) {
		buf_add(out, &v->gaps[i].own, sizeof(v->gaps[i].own));
		cuts[i] = v->gaps[i].at;
	}
	if (stitch_pack(text, cuts, v->n_gaps, PARTS_LEVEL, out) != OK)
		buf_clear(out);
}

/* Make the page, keep it, and answer with it. */
static enum kept
build(struct visit *v, const struct asked *x, struct str key)
{
	struct page_ctx *c = &v->page;
	bool is_made = run_for_many(v);
	enum kept kept = KEPT_NONE;
	struct buf packed = { 0 };

	if (is_made)
		pack(v, &packed);
	http_response_reset(c->resp);
	if (is_made) {
		cache_keep(v->router->config.cache, key,
		    &(struct cache_item){ .bytes = buf_text(&packed),
			.epoch = v->epoch,
			.topics = v->topics,
			.n_topics = v->n_topics });
		kept = stitch(x, buf_text(&packed), c->resp);
		c->resp->label.kind = TALLY_PAGE;
	}
	buf_free(&packed);
	/* Another run may follow. */
	v->status = 200;
	v->is_private = false;
	v->n_topics = 0;
	return kept;
}

bool
shared_run(struct visit *v)
{
	struct page_ctx *c = &v->page;
	struct asked x = { v->router, c->arena,
		{ c->req, &v->viewer, c->language }, c->base_url };
	enum kept kept;
	struct str key;

	/* `praatmee request` shows what one person gets. */
	if (v->viewer.account_id == 0 || v->viewer.n_grants != 0 ||
	    v->as_account_id != 0 || !is_shared(v->match.route, c->req) ||
	    !cache_is_on(v->router->config.cache) || c->seen != NULL)
		return false;
	key = key_of_shared(
	    c->arena, c->req, &v->query, c->base_url, c->language);
	if (key.n == 0)
		return false;
	kept = answer(&x, key, c->resp);
	if (kept == KEPT_NONE && visit_waits(v, key))
		return true;
	if (kept == KEPT_NONE && v->flight.n != 0)
		kept = answer(&x, key, c->resp);
	if (kept == KEPT_NONE)
		kept = build(v, &x, key);
	v->is_complete = kept == KEPT_ANSWERS;
	return v->is_complete;
}
