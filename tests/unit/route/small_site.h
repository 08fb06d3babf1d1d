/*
 * small_site.h: a few small pages on a forum in memory, for tests of the way
 * that a request takes.
 */
#ifndef TESTS_ROUTE_SMALL_SITE_H
#define TESTS_ROUTE_SMALL_SITE_H

#include "forum/house.h"

#define ZLIB_CONST
#include <zlib.h>

#include "cache/cache.h"
#include "crypto/crypto.h"
#include "forum/permit.h"
#include "forum/seen.h"
#include "forum/session.h"
#include "route/cookie.h"
#include "route/router.h"

struct fixture {
	struct house *house;
	struct settings settings;
	struct cache *cache;
	struct router *router;
	struct worker *worker;
	struct http_response resp;
	struct http_header headers[8];
	struct http_request req;
};

static inline void
own_html(struct buf *out, const struct page_reader *reader,
    const struct page_own *own)
{
	if (own->what == 0)
		buf_fmt(out, STR_FMT " in " STR_FMT " %d",
		    STR_ARG(reader->viewer->name), STR_ARG(reader->language),
		    (int)own->n);
	else
		buf_fmt(out, "request %s", reader->req->id);
}

static inline enum err
page_front(struct page_ctx *c)
{
	page_topic(c, TOPIC_THREAD, 7);
	buf_fmt(c->out,
	    "front of " STR_FMT " in " STR_FMT " for %s page " STR_FMT
	    " at " STR_FMT,
	    STR_ARG(c->site->name), STR_ARG(c->language),
	    c->viewer->account_id == 0 ? "visitor" : "member",
	    STR_ARG(http_form_get(c->query, "page")), STR_ARG(c->base_url));
	return OK;
}

static inline enum err
page_long(struct page_ctx *c)
{
	for (int i = 0; i < 2000; i++)
		buf_fmt(c->out, "line %d\n", i % 10);
	return OK;
}

/* The same for all members but for a name, and account 1. */
static inline enum err
page_shared(struct page_ctx *c)
{
	struct subject subject = {
		.author_id = 1, .state = POST_SHOWN, .is_listed = true
	};

	page_topic(c, TOPIC_THREAD, 7);
	buf_fmt(c->out, "%s <%s> page " STR_FMT " ",
	    c->viewer->account_id == 0 ? "visitor" : "member",
	    permit(c->viewer, ACTION_EDIT, &subject) ? "edit" : "read",
	    STR_ARG(http_form_get(c->query, "page")));
	for (int i = 0; i < 2; i++) {
		if (page_is_shared(c))
			page_own(c, &(struct page_own){ i, 7, i != 0 });
		else
			own_html(c->out,
			    &(struct page_reader){
				c->req, c->viewer, c->language },
			    &(struct page_own){ i, 7, i != 0 });
		buf_str(c->out, STR(" end"));
	}
	if (http_form_has(c->query, "before"))
		page_private(c);
	return OK;
}

/* What another does while the page is being made, or NULL. */
static void (*meanwhile)(void);
static int n_made;

static inline enum err
page_slow(struct page_ctx *c)
{
	void (*others)(void) = meanwhile;

	n_made++;
	meanwhile = NULL;
	if (others != NULL)
		others();
	if (http_form_has(c->query, "before"))
		return (enum err)(http_form_get(c->query, "before").p[0] - '0');
	return page_shared(c);
}

/* What is new in a thread. */
static inline enum err
page_marked(struct page_ctx *c)
{
	if (c->path.id > 7)
		return ERR_NOT_FOUND;
	page_topic(c, TOPIC_THREAD, c->path.id);
	buf_fmt(c->out, "%s: %d new",
	    c->viewer->account_id == 0 ? "visitor" : "member",
	    c->seen == NULL ? 0 : (int)c->seen->n);
	return OK;
}

static inline enum err
page_alone(struct page_ctx *c)
{
	page_private(c);
	buf_str(c->out, http_form_get(c->query, "next"));
	return OK;
}

static inline enum err
page_member(struct page_ctx *c)
{
	buf_fmt(c->out, "hello " STR_FMT, STR_ARG(c->viewer->name));
	return OK;
}

static inline enum err
write_name(struct store_write *w, void *arg)
{
	struct page_ctx *c = arg;
	struct form_errors errors = { 0 };
	struct site site = *c->site;

	site.name = http_form_get(c->form, "name");
	return site_update(w, c->arena, 0, &site, &errors);
}

static inline enum err
page_rename(struct page_ctx *c)
{
	struct site site;
	enum err e;

	if ((e = page_write(c, write_name, c)) != OK)
		return e;
	/* What was written can be read at once. */
	if ((e = site_load(c->read, c->arena, &site)) != OK)
		return e;
	if (!str_eq(site.name, http_form_get(c->form, "name")))
		return ERR_INTERNAL;
	page_redirect(c, STR("/"));
	return OK;
}

static inline enum err
page_sign_in(struct page_ctx *c)
{
	if (http_form_has(c->form, "wrong")) {
		page_status(c, 422);
		return OK;
	}
	page_set_session(c, STR("secret"));
	page_redirect(c, STR("/"));
	return OK;
}

static inline enum err
page_fails(struct page_ctx *c)
{
	buf_str(c->out, STR("half a page"));
	page_set_language(c, STR("nl"));
	return (enum err)c->path.id;
}

static inline enum err
page_greedy(struct page_ctx *c)
{
	arena_alloc(c->arena, 2 << 20);
	return OK;
}

static inline void
show_error(struct page_ctx *c, const struct route_error *why)
{
	buf_fmt(c->out, STR_FMT " error %d reason %d typed " STR_FMT,
	    STR_ARG(c->site->name), why->status, (int)why->reason,
	    STR_ARG(http_form_get(c->form, "name")));
}

static inline struct str
language_of(const struct http_request *req, struct str own, struct str site)
{
	if (own.n != 0)
		return own;
	if (http_cookie(req, COOKIE_LANGUAGE).n != 0)
		return STR("en");
	return str_eq(site, STR("nl")) ? STR("nl") : STR("en");
}

static const struct route routes[] = {
	{ HTTP_GET, "/", "front", page_front, WHO_ANYONE, LIMIT_NONE, POOL_PAGE,
	    false, false },
	{ HTTP_POST, "/", "rename", page_rename, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_GET, "/long", "long", page_long, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_GET, "/shared", "shared", page_shared, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, true, false },
	{ HTTP_GET, "/slow", "slow", page_slow, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, true, false },
	{ HTTP_GET, "/marked/:id", "marked", page_marked, WHO_ANYONE,
	    LIMIT_NONE, POOL_PAGE, true, true },
	{ HTTP_GET, "/alone", "alone", page_alone, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_GET, "/member", "member", page_member, WHO_MEMBER, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_POST, "/member", "member.post", page_member, WHO_MEMBER,
	    LIMIT_POST, POOL_PAGE, false, false },
	{ HTTP_GET, "/queue", "queue", page_member, WHO_MODERATOR, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_GET, "/settings", "settings", page_member, WHO_ADMIN, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_POST, "/sign-in", "sign_in", page_sign_in, WHO_ANYONE,
	    LIMIT_SIGN_IN, POOL_PASSWORD, false, false },
	{ HTTP_POST, "/sign-up", "sign_up", page_sign_in, WHO_ANYONE,
	    LIMIT_SIGN_UP, POOL_PASSWORD, false, false },
	{ HTTP_POST, "/forgot", "forgot", page_sign_in, WHO_ANYONE, LIMIT_MAIL,
	    POOL_PAGE, false, false },
	{ HTTP_POST, "/ask", "ask", page_sign_in, WHO_MEMBER, LIMIT_MAIL,
	    POOL_PAGE, false, false },
	{ HTTP_GET, "/search", "search", page_front, WHO_ANYONE, LIMIT_SEARCH,
	    POOL_PAGE, false, false },
	{ HTTP_GET, "/fails/:id", "fails", page_fails, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, false, false },
	{ HTTP_GET, "/greedy", "greedy", page_greedy, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, false, false },
};

static const char css[] =
    "a{color:red}a{color:red}a{color:red}a{color:red}a{color:red}a{color:red}"
    "a{color:red}a{color:red}a{color:red}a{color:red}a{color:red}a{color:red}"
    "a{color:red}a{color:red}a{color:red}a{color:red}a{color:red}a{color:red}"
    "a{color:red}a{color:red}a{color:red}a{color:red}a{color:red}a{color:red}";

static const struct route_asset assets[] = {
	{ "/static/site.css", "text/css", { css, sizeof(css) - 1 }, true },
	{ "/robots.txt", "text/plain", STR_INIT("User-agent: *\n"), false },
};

static inline int
set_up(void **state)
{
	static struct fixture f;
	struct router_config config = { .routes = routes,
		.n_routes = ARRAY_LEN(routes),
		.assets = assets,
		.n_assets = ARRAY_LEN(assets),
		.error = show_error,
		.language = language_of,
		.own_html = own_html };
	void *house;

	house_set_up(&house);
	f = (struct fixture){ .house = house };
	f.settings = (struct settings){ .session_days = 30,
		.post_limit_account = { 2, 60 },
		.post_limit_address = { 3, 60 },
		.sign_in_limit_account = { 2, 60 },
		.sign_in_limit_address = { 4, 60 },
		.search_limit_address = { 1, 60 },
		.mail_ask_limit_account = { 3, 60 },
		.mail_ask_limit_address = { 9, 60 } };
	f.cache = cache_new(1 << 20, 1);
	config.settings = &f.settings;
	config.store = f.house->store;
	config.cache = f.cache;
	assert_ok(router_new(&config, &f.router));
	f.worker = worker_open(f.router);
	assert_non_null(f.worker);
	*state = &f;
	return 0;
}

static inline int
tear_down(void **state)
{
	struct fixture *f = *state;
	void *house = f->house;

	http_response_fini(&f->resp);
	worker_close(f->worker);
	router_free(f->router);
	cache_free(f->cache);
	return house_tear_down(&house);
}

static inline void
header(struct fixture *f, const char *name, const char *value)
{
	f->headers[f->req.n_headers++] = (struct http_header){ str_of(name),
		str_of(value) };
}

/* A request as the net gives it; headers are added afterwards. */
static inline void
request(struct fixture *f, enum http_method method, const char *target)
{
	struct str t = str_of(target);
	size_t path = str_find(t, '?');

	f->req = (struct http_request){ .method = method,
		.method_name = method == HTTP_POST ? STR("POST") : STR("GET"),
		.target = t,
		.path = { t.p, path },
		.query = str_skip(t, path + 1),
		.host = STR("localhost:8443"),
		.headers = f->headers,
		.client = { .ip = { [15] = 1 } },
		.id = "0123456789abcdef",
		.is_secure = true };
}

/* A form of our own. */
static inline void
form(struct fixture *f, const char *target, const char *body)
{
	request(f, HTTP_POST, target);
	f->req.body = str_of(body);
	header(f, "content-type", "application/x-www-form-urlencoded");
	header(f, "origin", "https://localhost:8443");
}

/* Through the loop thread, and a worker where that did not answer. */
static inline bool
send(struct fixture *f)
{
	enum route_pool pool;
	bool is_answered;

	http_response_fini(&f->resp);
	f->resp = (struct http_response){ 0 };
	is_answered = router_start(
	    f->router, f->house->arena, &f->req, &f->resp, &pool);
	if (!is_answered)
		router_run(
		    f->router, f->worker, f->house->arena, &f->req, &f->resp);
	return is_answered;
}

static inline int
get(struct fixture *f, const char *target)
{
	request(f, HTTP_GET, target);
	send(f);
	return f->resp.status;
}

static inline struct str
field(struct fixture *f, const char *name)
{
	for (size_t i = 0; i < f->resp.n_headers; i++)
		if (str_eq_nocase(f->resp.headers[i].name, str_of(name)))
			return f->resp.headers[i].value;
	return STR_NONE;
}

#define assert_body(f, z) assert_str(http_response_body(&(f)->resp), z)

struct session_job {
	struct arena *arena;
	int64_t account_id;
	struct str token;
};

static inline enum err
write_session(struct store_write *w, void *arg)
{
	struct session_job *job = arg;

	return session_create(w, job->arena,
	    &(struct account_secret){
		.account_id = job->account_id, .hash = STR(HOUSE_HASH) },
	    60000, &job->token);
}

/* The cookie of a session of a new account. */
static inline const char *
signed_in(struct fixture *f, const char *name, enum role role)
{
	struct session_job job = { .arena = f->house->arena };

	job.account_id = house_account(f->house, name);
	if (role != 0)
		house_role(f->house, job.account_id, role, SCOPE_SITE, 0);
	assert_ok(store_write(f->house->store, write_session, &job));
	return arena_fmt(
	    f->house->arena, "__Host-session=" STR_FMT, STR_ARG(job.token))
	    .p;
}

/* What the client reads. */
static inline struct str
unpacked(struct fixture *f)
{
	struct str body = http_response_body(&f->resp);
	z_stream z = { 0 };
	char *out = arena_alloc(f->house->arena, 4096);

	if (!str_eq(field(f, "content-encoding"), STR("gzip")))
		return body;
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	z.next_in = (const Bytef *)body.p;
	z.avail_in = (uInt)body.n;
	z.next_out = (Bytef *)out;
	z.avail_out = 4096;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	return (struct str){ out, z.total_out };
}

/* True: a loop thread answered. */
static inline bool
ask_as(struct fixture *f, const char *target, const char *cookie)
{
	request(f, HTTP_GET, target);
	if (cookie != NULL)
		header(f, "cookie", cookie);
	header(f, "accept-encoding", "br, gzip");
	return send(f);
}

#define site_test(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
