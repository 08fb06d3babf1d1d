/*
 * typed_fuzz.c: what is taken from a form keeps its promises; so do paths and
 * hosts, which are typed too.
 */
#include <string.h>

#include "base/check.h"
#include "base/num.h"
#include "base/utf8.h"
#include "forum/typed.h"
#include "fuzz.h"
#include "route/host.h"
#include "route/match.h"
#include "route/next.h"

static enum err
page(struct page_ctx *c)
{
	(void)c;
	return OK;
}

static const struct route routes[] = {
	{ HTTP_GET, "/t/:id", "thread", page, WHO_ANYONE, LIMIT_NONE, POOL_PAGE,
	    false, false },
	{ HTTP_GET, "/org/:slug", "organisation", page, WHO_ANYONE, LIMIT_NONE,
	    POOL_PAGE, false, false },
};

static bool
is_line(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return false;
	return utf8_is_valid(s);
}

static void
check_fields(struct arena *a, struct str typed)
{
	static const struct typed_rule rule = { "field", 1, 60 };
	struct form_errors errors = { 0 };
	struct str s;

	typed_line(a, typed, &rule, &s, &errors);
	CHECK((s.n == 0) == (errors.n == 1));
	CHECK(is_line(s) && utf8_count(s) <= rule.max);
	typed_text(a, typed, &rule, &s, &errors);
	CHECK(utf8_is_text(s) && utf8_count(s) <= rule.max);
	typed_url(a, typed, &rule, &s, &errors);
	CHECK(is_line(s));
	CHECK(s.n == 0 || str_has_prefix(s, STR("https://")) ||
	    str_has_prefix(s, STR("http://")));
	typed_email(a, typed, &rule, &s, &errors);
	CHECK(is_line(s) && s.n <= EMAIL_BYTES_MAX);
	CHECK(s.n == 0 || str_find(s, '@') < s.n);
}

static void
check_addresses(struct arena *a, struct str typed)
{
	struct http_request req = { .host = typed };
	struct match_table *t;
	struct match m;
	struct str base;

	if (next_is_ours(typed)) {
		CHECK(typed.p[0] == '/' &&
		    memchr(typed.p, '\\', typed.n) == NULL);
		CHECK(typed.n == 1 || typed.p[1] != '/');
		CHECK(is_line(typed));
	}
	if (host_is_ours(a, STR_NONE, &req, &base))
		CHECK(host_is_local(base));
	t = match_table_new(routes, ARRAY_LEN(routes));
	match_find(t, a, HTTP_GET, typed, &m);
	match_table_free(t);
	if (m.route == &routes[0])
		CHECK(m.id > 0);
	if (m.route == &routes[1])
		CHECK(m.slug.n > 0 && m.slug.n <= SLUG_BYTES_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str typed = { (const char *)data, n };
	struct arena *a = arena_new(0);

	check_fields(a, typed);
	check_addresses(a, typed);
	arena_free(a);
	return 0;
}
