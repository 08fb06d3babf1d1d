#include "forum/search.h"

#include "base/utf8.h"
#include "query/search.h"
#include "store/store.h"
#include "text/fold.h"
#include "text/markdown.h"

/* The typographic marks “ ” „ « » open and close phrases as '"' does. */
static size_t
quote_len(struct str s)
{
	static const struct str quotes[] = { STR_INIT("\""), STR_INIT("“"),
		STR_INIT("”"), STR_INIT("„"), STR_INIT("«"), STR_INIT("»") };

	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++)
		if (str_has_prefix(s, quotes[i]))
			return quotes[i].n;
	return 0;
}

struct terms {
	struct store_term v[SEARCH_TERMS_MAX];
	size_t n;
};

/* A word or a phrase as typed; "bijstands-uitkering" becomes a phrase too. */
static void
add(struct arena *a, struct terms *t, struct str typed)
{
	struct str folded;

	if (t->n < SEARCH_TERMS_MAX && fold_search(a, typed, &folded) == OK &&
	    folded.n > 0)
		t->v[t->n++] = (struct store_term){ .text = folded };
}

/* Cut a query into words and phrases; a phrase that is not closed is one. */
static void
parse(struct arena *a, struct str query, struct terms *t)
{
	bool is_phrase = false;
	size_t n = 0, quote;

	t->n = 0;
	while (n < query.n) {
		struct str rest = str_skip(query, n);
		bool is_space = str_trim((struct str){ rest.p, 1 }).n == 0;

		quote = quote_len(rest);
		if (quote == 0 && (is_phrase || !is_space)) {
			n++;
			continue;
		}
		add(a, t, (struct str){ query.p, n });
		query = str_skip(query, n + (quote > 0 ? quote : 1));
		is_phrase = is_phrase != (quote > 0);
		n = 0;
	}
	add(a, t, query);
}

/* The first word of a folded text, with a space at both ends. */
static struct str
spaced(struct arena *a, struct str folded)
{
	folded.n = str_find(folded, ' ');
	return arena_fmt(a, " " STR_FMT " ", STR_ARG(folded));
}

enum { STEP_BYTES = 120, EXCERPT_CHARS = 220 };

/* The end of a piece of about STEP_BYTES that ends between words. */
static size_t
step_end(struct str s)
{
	size_t n = s.n < STEP_BYTES ? s.n : STEP_BYTES;

	return n + str_find(str_skip(s, n), ' ');
}

/*
 * Where to begin showing a text so that the first word found is in it.  Folding
 * moves every character, so it is looked for piece by piece; one piece before
 * it is shown as well.
 */
static size_t
find_hit(struct arena *a, struct str plain, const struct terms *t)
{
	struct str words[SEARCH_TERMS_MAX];
	size_t at = 0, before = 0;

	for (size_t i = 0; i < t->n; i++)
		words[i] = spaced(a, t->v[i].text);
	while (at < plain.n) {
		size_t n = step_end(str_skip(plain, at));
		struct str folded;

		if (fold_search(a, (struct str){ plain.p + at, n }, &folded) !=
		    OK)
			return 0;
		folded = arena_fmt(a, " " STR_FMT " ", STR_ARG(folded));
		for (size_t i = 0; i < t->n; i++)
			if (str_find_str(folded, words[i]) < folded.n)
				return before;
		before = at;
		at += n;
	}
	return 0;
}

static struct str
excerpt(struct arena *a, struct str body, const struct terms *t)
{
	struct str plain = markdown_plain(a, body);
	size_t start = find_hit(a, plain, t);
	struct str rest = str_trim(str_skip(plain, start));
	struct str part = utf8_cut(rest, EXCERPT_CHARS);

	if (part.n < rest.n)
		for (size_t n = part.n; n > 0; n--)
			if (part.p[n - 1] == ' ') {
				part.n = n - 1;
				break;
			}
	return arena_fmt(a, "%s" STR_FMT "%s", start > 0 ? "… " : "",
	    STR_ARG(part), part.n < rest.n ? " …" : "");
}

static bool
is_readable(const struct viewer *v, const struct search_match_row *row)
{
	return permit(v, ACTION_READ,
	    &(struct subject){
		.organisation_id = row->organisation_id,
		.umbrella_id = row->umbrella_id.v,
		.theme_id = row->theme_id,
		.is_listed = row->is_listed,
		.thread_author_id = row->thread_author_id,
		.opening_state = (enum post_state)row->opening_state,
		.author_id = row->author_id,
		.state = (enum post_state)row->state,
		.is_placed = row->is_placed,
	    });
}

enum err
search(struct store_read *r, struct arena *a, const struct viewer *v,
    struct str query, int64_t before_id, int64_t max, struct search_hits *out)
{
	struct search_match_list rows;
	struct search_hits hits = { 0 };
	struct terms terms;
	enum err e;

	if (!utf8_is_text(query))
		return ERR_INVALID;
	parse(a, utf8_cut(query, SEARCH_QUERY_CHARS_MAX), &terms);
	if (terms.n == 0)
		return ERR_INVALID;
	e = q_search_match(r, a,
	    &(struct search_match_in){
		.match = store_match(a, terms.v, terms.n),
		.before_id = before_id == 0 ? INT64_MAX : before_id,
		.max = max },
	    &rows);
	if (e != OK)
		return e;
	hits.v = arena_array(a, rows.n, sizeof(*hits.v));
	for (size_t i = 0; i < rows.n; i++)
		if (is_readable(v, &rows.v[i]))
			hits.v[hits.n++] = (struct search_hit){
				.post_id = rows.v[i].id,
				.thread_id = rows.v[i].thread_id,
				.title = rows.v[i].title,
				.author_name = rows.v[i].author_name,
				.theme_name = rows.v[i].theme_name,
				.theme_slug = rows.v[i].theme_slug,
				.excerpt = excerpt(a, rows.v[i].body, &terms),
				.created_at = rows.v[i].created_at,
			};
	*out = hits;
	return OK;
}
