#include "route/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "http/form.h"

enum { SLUG_BYTES = 60 };

/* The segments of a path, decoded, or of a pattern. */
struct segments {
	struct str v[MATCH_SEGMENTS_MAX];
	size_t n;
};

enum segment_kind { SEGMENT_WORD, SEGMENT_ID, SEGMENT_SLUG };

struct pattern {
	const struct route *route;
	struct segments segments;
	enum segment_kind kinds[MATCH_SEGMENTS_MAX];
	size_t n_words;
};

/* Patterns of n segments stand together, from v[first[n]] on. */
struct match_table {
	size_t first[MATCH_SEGMENTS_MAX + 2];
	struct pattern v[];
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

static bool
fits(const struct pattern *p, const struct segments *path, struct match *m)
{
	for (size_t i = 0; i < path->n; i++)
		switch (p->kinds[i]) {
		case SEGMENT_WORD:
			if (!str_eq(p->segments.v[i], path->v[i]))
				return false;
			break;
		case SEGMENT_ID:
			if (!is_id(path->v[i], &m->id))
				return false;
			break;
		case SEGMENT_SLUG:
			if (!is_slug(path->v[i]))
				return false;
			m->slug = path->v[i];
			break;
		}
	return true;
}

void
match_find(const struct match_table *t, struct arena *a,
    enum http_method method, struct str path, struct match *out)
{
	enum http_method wanted = method == HTTP_HEAD ? HTTP_GET : method;
	struct segments segments;
	size_t best = 0;

	*out = (struct match){ 0 };
	if (!split(a, path, &segments))
		return;
	for (size_t i = t->first[segments.n]; i < t->first[segments.n + 1];
	     i++) {
		const struct pattern *p = &t->v[i];
		struct match m = { 0 };

		if (!fits(p, &segments, &m))
			continue;
		out->has_get |= p->route->method == HTTP_GET;
		out->has_post |= p->route->method == HTTP_POST;
		if (p->route->method != wanted ||
		    (out->route != NULL && p->n_words <= best))
			continue;
		out->route = p->route;
		out->id = m.id;
		out->slug = m.slug;
		best = p->n_words;
	}
}

static void
take_apart(const struct route *route, struct pattern *out)
{
	struct segments *s = &out->segments;
	struct str rest = str_skip(str_of(route->pattern), 1), word;

	out->route = route;
	for (; str_cut(&rest, '/', &word); s->n++) {
		CHECK(s->n < MATCH_SEGMENTS_MAX);
		s->v[s->n] = word;
		out->kinds[s->n] = str_eq(word, STR(":id")) ? SEGMENT_ID
		    : str_eq(word, STR(":slug"))	    ? SEGMENT_SLUG
							    : SEGMENT_WORD;
		out->n_words += out->kinds[s->n] == SEGMENT_WORD;
	}
}

struct match_table *
match_table_new(const struct route *routes, size_t n)
{
	struct match_table *t = xcalloc(1, sizeof(*t) + n * sizeof(t->v[0]));
	size_t at = 0;

	for (size_t i = 0; i < n; i++) {
		CHECK(routes[i].page != NULL && routes[i].name != NULL);
		CHECK(routes[i].pattern[0] == '/');
		CHECK(routes[i].method == HTTP_GET ||
		    routes[i].method == HTTP_POST);
		for (size_t j = 0; j < i; j++)
			CHECK(routes[i].method != routes[j].method ||
			    strcmp(routes[i].pattern, routes[j].pattern) != 0);
	}
	for (size_t n_segments = 0; n_segments <= MATCH_SEGMENTS_MAX;
	     n_segments++) {
		t->first[n_segments] = at;
		for (size_t i = 0; i < n; i++) {
			struct pattern p = { 0 };

			take_apart(&routes[i], &p);
			if (p.segments.n == n_segments)
				t->v[at++] = p;
		}
	}
	t->first[MATCH_SEGMENTS_MAX + 1] = at;
	CHECK(at == n);
	return t;
}

void
match_table_free(struct match_table *t)
{
	free(t);
}
