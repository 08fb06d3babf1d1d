#include "route/match.h"

#include <string.h>

#include "base/check.h"
#include "http/form.h"

enum { SLUG_BYTES = 60 };

/* The segments of a path, decoded. */
struct segments {
	struct str v[MATCH_SEGMENTS_MAX];
	size_t n;
};

/* False where no route can have such a path. */
static bool
split(struct arena *a, struct str path, struct segments *out)
{
	struct str rest, part;

	out->n = 0;
	if (path.n == 0 || path.p[0] != '/')
		return false;
	rest = str_skip(path, 1);
	if (path.p[path.n - 1] == '/' && rest.n > 0)
		return false;
	while (str_cut(&rest, '/', &part)) {
		if (out->n == MATCH_SEGMENTS_MAX || part.n == 0)
			return false;
		if (str_find(part, '%') != part.n &&
		    http_segment_decode(a, part, &part) != OK)
			return false;
		out->v[out->n++] = part;
	}
	return true;
}

static bool
is_id(struct str s, int64_t *id)
{
	return s.n > 0 && s.p[0] >= '1' && s.p[0] <= '9' &&
	    parse_i64(s, 1, INT64_MAX, id) == OK;
}

static bool
is_slug(struct str s)
{
	if (s.n == 0 || s.n > SLUG_BYTES)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= 'a' && s.p[i] <= 'z') &&
		    !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-')
			return false;
	return true;
}

/* Does the pattern fit?  *n_literal counts the segments that are words. */
static bool
fits(const char *pattern, const struct segments *path, struct match *m,
    size_t *n_literal)
{
	struct str rest = str_skip(str_of(pattern), 1), want;
	size_t i = 0;

	*n_literal = 0;
	for (; str_cut(&rest, '/', &want); i++) {
		if (i == path->n)
			return false;
		if (str_eq(want, STR(":id"))) {
			if (!is_id(path->v[i], &m->id))
				return false;
		} else if (str_eq(want, STR(":slug"))) {
			if (!is_slug(path->v[i]))
				return false;
			m->slug = path->v[i];
		} else if (str_eq(want, path->v[i])) {
			(*n_literal)++;
		} else {
			return false;
		}
	}
	return i == path->n;
}

void
match_find(const struct route *routes, size_t n_routes, struct arena *a,
    enum http_method method, struct str path, struct match *out)
{
	enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
	struct segments segments;
	size_t best = 0, n_literal;

	*out = (struct match){ 0 };
	if (!split(a, path, &segments))
		return;
	for (size_t i = 0; i < n_routes; i++) {
		struct match m = { 0 };

		if (!fits(routes[i].pattern, &segments, &m, &n_literal))
			continue;
		out->has_get |= routes[i].method == HTTP_GET;
		out->has_post |= routes[i].method == HTTP_POST;
		if (routes[i].method != wanted ||
		    (out->route != NULL && n_literal <= best))
			continue;
		out->route = &routes[i];
		out->id = m.id;
		out->slug = m.slug;
		best = n_literal;
	}
}

void
match_check(const struct route *routes, size_t n_routes)
{
	for (size_t i = 0; i < n_routes; i++) {
		CHECK(routes[i].page != NULL && routes[i].name != NULL);
		CHECK(routes[i].pattern[0] == '/');
		CHECK(routes[i].method == HTTP_GET ||
		    routes[i].method == HTTP_POST);
		for (size_t j = 0; j < i; j++)
			CHECK(routes[i].method != routes[j].method ||
			    strcmp(routes[i].pattern, routes[j].pattern) != 0);
	}
}
