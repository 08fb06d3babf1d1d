/*
 * gate_limit.c: the gate that counts: so many times in so many seconds, for an
 * address and for an account.
 */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/num.h"
#include "crypto/crypto.h"
#include "forum/account.h"
#include "route/inside.h"
#include "route/limit.h"
#include "route/origin.h"
#include "store/store.h"

/* One of the counts that a request is under. */
struct count {
	const struct limit *limit;
	struct limit_key key;
};

enum { COUNTS_MAX = 2 };

/* Whose it is, nobody needs to know who hears of a count. */
static void
hide(struct arena *a, struct count *c)
{
	if (c->limit != NULL)
		c->key.id = crypto_hex(a, crypto_digest_str(a, c->key.id));
}

/* The count of the address that a request comes from; limit NULL: none. */
static struct count
count_of_address(const struct settings *s, struct arena *a,
    const struct http_request *req, enum route_limit limit)
{
	struct http_address house = http_address_household(&req->client);
	struct count c = { NULL, { "", http_address_text(a, &house) } };

	switch (limit) {
	case LIMIT_NONE:
		break;
	case LIMIT_POST:
		c.limit = &s->post_limit_address;
		c.key.kind = "post address";
		break;
	case LIMIT_SIGN_IN:
		c.limit = &s->sign_in_limit_address;
		c.key.kind = "sign-in address";
		break;
	case LIMIT_SIGN_UP:
		c.limit = &s->sign_up_limit_address;
		c.key.kind = "sign-up address";
		break;
	case LIMIT_MAIL:
		c.limit = &s->mail_ask_limit_address;
		c.key.kind = "mail address";
		break;
	case LIMIT_SEARCH:
		c.limit = &s->search_limit_address;
		c.key.kind = "search address";
		break;
	}
	hide(a, &c);
	return c;
}

/* The account of the address in the form, whether or not there is one. */
static struct str
typed_account(const struct visit *v)
{
	return account_email_key(
	    v->page.arena, http_form_get(&v->form, "email"));
}

/* One's own; empty for a visitor. */
static struct str
own_account(const struct visit *v)
{
	if (v->viewer.account_id == 0)
		return STR_NONE;
	return arena_fmt(v->page.arena, "%" PRId64, v->viewer.account_id);
}

/* The count of an account: one's own, or the one that a form is about. */
static struct count
count_of_account(const struct visit *v, enum route_limit limit)
{
	const struct settings *s = v->page.settings;
	struct str own = own_account(v);
	struct count c = { 0 };

	switch (limit) {
	case LIMIT_NONE:
	case LIMIT_SEARCH:
		break;
	case LIMIT_POST:
		c = (struct count){ &s->post_limit_account,
			{ "post account", own } };
		break;
	case LIMIT_SIGN_IN:
		c = (struct count){ &s->sign_in_limit_account,
			{ "sign-in account",
			    own.n != 0 ? own : typed_account(v) } };
		break;
	case LIMIT_SIGN_UP:
		c = (struct count){ &s->mail_ask_limit_account,
			{ "mail account", typed_account(v) } };
		break;
	case LIMIT_MAIL:
		c = (struct count){ &s->mail_ask_limit_account,
			{ "mail account",
			    v->match.route->who == WHO_ANYONE ? typed_account(v)
							      : own } };
		break;
	}
	if (c.key.id.n == 0)
		c.limit = NULL;
	hide(v->page.arena, &c);
	return c;
}

/*
 * What is counted for the site as a whole, however many processes serve it: who
 * guesses passwords has as many guesses as with one, and nobody is mailed more.
 * Each tells the others of what it has counted; in the moment that takes a few
 * more may pass.
 */
static const struct {
	const char *kind;
	size_t limit;
} common[] = {
	{ "sign-in address", offsetof(struct settings, sign_in_limit_address) },
	{ "sign-in account", offsetof(struct settings, sign_in_limit_account) },
	{ "sign-up address", offsetof(struct settings, sign_up_limit_address) },
	{ "mail account", offsetof(struct settings, mail_ask_limit_account) },
	{ "mail address", offsetof(struct settings, mail_ask_limit_address) },
};
enum { COUNTED = '+', GIVEN_BACK = '-' };

/* As "+0 digest": what was done, the place in the table, whose it is. */
static void
tell(const struct router *r, struct arena *a, char what, const struct count *c)
{
	for (size_t i = 0; i < ARRAY_LEN(common); i++)
		if (c->limit->times != 0 &&
		    strcmp(common[i].kind, c->key.kind) == 0 &&
		    store_tell(r->config.store,
			arena_fmt(a, "%c%zu " STR_FMT, what, i,
			    STR_ARG(c->key.id))) != OK)
			LOG_WARN("gate.tell", "others count without this one");
}

void
router_told(struct router *r, struct str text)
{
	struct str rest = str_skip(text, 1), word;
	const struct limit *limit;
	struct limit_key key;
	int64_t i;

	if (text.n == 0 || !str_cut(&rest, ' ', &word) ||
	    parse_i64(word, 0, ARRAY_LEN(common) - 1, &i) != OK)
		return;
	limit = (const struct limit *)((const char *)r->config.settings +
	    common[i].limit);
	key = (struct limit_key){ common[i].kind, rest };
	if (text.p[0] == COUNTED)
		(void)limiter_take(r->limiter, limit, &key, clock_now());
	else
		limiter_give(r->limiter, limit, &key);
}

bool
gate_limit(struct visit *v, struct route_error *why)
{
	enum route_limit limit = v->match.route->limit;
	struct count counts[COUNTS_MAX] = {
		count_of_address(
		    v->page.settings, v->page.arena, v->page.req, limit),
		count_of_account(v, limit),
	};
	int64_t now = clock_now(), wait_s = 0;

	for (size_t i = 0; i < COUNTS_MAX && wait_s == 0; i++)
		if (counts[i].limit != NULL) {
			wait_s = limiter_take(v->router->limiter,
			    counts[i].limit, &counts[i].key, now);
			if (wait_s == 0)
				tell(v->router, v->page.arena, COUNTED,
				    &counts[i]);
			visit_trace(v, "limit", "%s: %s", counts[i].key.kind,
			    wait_s == 0 ? "in time" : "too often");
		}
	if (wait_s == 0)
		return true;
	*why = (struct route_error){
		.status = 429, .reason = REASON_LIMIT, .retry_after_s = wait_s
	};
	return false;
}

void
gate_settle(struct visit *v)
{
	enum route_limit limit = v->match.route->limit;
	bool is_done = v->status == 303,
	     mails = limit == LIMIT_SIGN_UP || limit == LIMIT_MAIL;
	struct count c;

	/* The right password was no guess, mistakes in a form mail nobody. */
	if (!(limit == LIMIT_SIGN_IN && is_done) && !(mails && !is_done))
		return;
	c = count_of_account(v, limit);
	if (c.limit == NULL)
		return;
	limiter_give(v->router->limiter, c.limit, &c.key);
	tell(v->router, v->page.arena, GIVEN_BACK, &c);
}

bool
gate_would_refuse(struct router *r, struct arena *a,
    const struct http_request *req, const struct route *route, struct str base)
{
	struct count c = count_of_address(
	    r->config.settings, a, req, route->limit);

	if (!origin_is_ours(req, base))
		return true;
	return c.limit != NULL &&
	    limiter_ask(r->limiter, c.limit, &c.key, clock_now()) != 0;
}
