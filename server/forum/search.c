#include "forum/search.h"

#include "base/utf8.h"
#include "query/search.h"
#include "store/store.h"
#include "text/fold.h"
#include "text/markdown.h"

/*
 * How many posts with a word make it a common one, how many words of a query
 * are asked about, and how many posts are looked at for one page of hits.
 */
enum {
	SEARCH_REACH = 1000,
	SEARCH_WORDS_MAX = 8,
	SEARCH_PIECE = 250,
	SEARCH_PIECES = 8
};

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
	struct str v[SEARCH_TERMS_MAX]; /* folded; a phrase has spaces */
	size_t n;
};

/* A word or a phrase as typed; "bijstands-uitkering" becomes a phrase too. */
static void
add(struct arena *a, struct terms *t, struct str typed)
{
	struct str folded;

	if (t->n < SEARCH_TERMS_MAX && fold_search(a, typed, &folded) == OK &&
	    folded.n > 0)
		t->v[t->n++] = folded;
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
		words[i] = spaced(a, t->v[i]);
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
is_readable(const struct viewer *v, const struct search_hit_row *row)
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

/* What a search has come to. */
struct finding {
	struct store_read *read;
	struct arena *arena;
	const struct viewer *viewer;
	struct terms terms;
	int64_t before_id;
	size_t max;
	struct search_hits hits;
};

/* One more hit, if this viewer may read it. */
static enum err
add_hit(struct finding *f, int64_t post_id)
{
	struct search_hit_row row;
	enum err e;

	e = q_search_hit(f->read, f->arena,
	    &(struct search_hit_in){ .post_id = post_id }, &row);
	if (e != OK || !is_readable(f->viewer, &row))
		return e == ERR_NOT_FOUND ? OK : e;
	f->hits.v[f->hits.n++] = (struct search_hit){ .post_id = row.id,
		.thread_id = row.thread_id,
		.title = row.title,
		.author_name = row.author_name,
		.theme_name = row.theme_name,
		.theme_slug = row.theme_slug,
		.excerpt = excerpt(f->arena, row.body, &f->terms),
		.created_at = row.created_at };
	return OK;
}

/* One word: all that the index finds is a hit. */
static enum err
find_word(struct finding *f)
{
	struct search_match_list rows;
	enum err e;

	e = q_search_match(f->read, f->arena,
	    &(struct search_match_in){ .word = f->terms.v[0],
		.before_id = f->before_id,
		.max = (int64_t)f->max + 1 },
	    &rows);
	for (size_t i = 0; e == OK && i < rows.n && i < f->max; i++)
		e = add_hit(f, rows.v[i].id);
	if (e == OK && rows.n > f->max)
		f->hits.older_id = rows.v[f->max - 1].id;
	return e;
}

/*
 * The word of which the newest posts reach back furthest, so far as has to be
 * known: that has fewest posts to look at.
 */
static enum err
find_rarest(struct finding *f, struct str *rarest)
{
	int64_t furthest = INT64_MAX;
	int n = 0;

	for (size_t i = 0; i < f->terms.n; i++) {
		struct str rest = f->terms.v[i], word;

		while (str_cut(&rest, ' ', &word) && n++ < SEARCH_WORDS_MAX) {
			struct search_reach_row row;
			struct search_reach_in in = { .word = word,
				.before_id = f->before_id,
				.max = SEARCH_REACH };
			enum err e = q_search_reach(
			    f->read, f->arena, &in, &row);

			if (e != OK)
				return e;
			if (row.n < SEARCH_REACH)
				row.oldest_id = 0;
			if (row.oldest_id < furthest)
				*rarest = word;
			if (row.oldest_id == 0)
				return OK;
			if (row.oldest_id < furthest)
				furthest = row.oldest_id;
		}
	}
	return OK;
}

/* Do these words, one behind the other, stand in a text of words? */
static bool
has_words(struct str text, struct str words)
{
	size_t at = 0, end;

	for (;; at++) {
		at += str_find_str(str_skip(text, at), words);
		end = at + words.n;
		if (end > text.n)
			return false;
		if ((at == 0 || text.p[at - 1] == ' ') &&
		    (end == text.n || text.p[end] == ' '))
			return true;
	}
}

static bool
has_terms(const struct terms *t, struct str text)
{
	for (size_t i = 0; i < t->n; i++)
		if (!has_words(text, t->v[i]))
			return false;
	return true;
}

/* A piece of the newest posts with a word; its arena is for its words alone. */
static enum err
find_piece(
    struct finding *f, struct arena *piece, struct str word, bool *goes_on)
{
	struct search_newest_list rows;
	enum err e;

	e = q_search_newest(f->read, piece,
	    &(struct search_newest_in){
		.word = word, .before_id = f->before_id, .max = SEARCH_PIECE },
	    &rows);
	for (size_t i = 0; e == OK && i < rows.n; i++) {
		if (f->hits.n == f->max) {
			*goes_on = false;
			return OK;
		}
		f->before_id = rows.v[i].id;
		if (has_terms(&f->terms, rows.v[i].words))
			e = add_hit(f, rows.v[i].id);
	}
	if (e == OK && rows.n < SEARCH_PIECE) {
		f->before_id = 0;
		*goes_on = false;
	}
	return e;
}

/*
 * Several words or a phrase.  The index would walk all posts with common words
 * until it finds one where they meet, or to the end; so the newest posts with
 * the rarest of them are looked at one by one, and not too many.
 */
static enum err
find_words(struct finding *f)
{
	struct arena *piece = arena_new(0);
	bool goes_on = true;
	struct str rarest = STR_NONE;
	enum err e = find_rarest(f, &rarest);

	for (int i = 0; e == OK && goes_on && i < SEARCH_PIECES; i++) {
		arena_reset(piece);
		e = find_piece(f, piece, rarest, &goes_on);
	}
	if (e == OK)
		f->hits.older_id = f->before_id;
	arena_free(piece);
	return e;
}

enum err
search(struct store_read *r, struct arena *a, const struct viewer *v,
    struct str query, int64_t before_id, int64_t max, struct search_hits *out)
{
	struct finding f = { .read = r,
		.arena = a,
		.viewer = v,
		.before_id = before_id == 0 ? INT64_MAX : before_id,
		.max = (size_t)max };
	enum err e;

	if (!utf8_is_text(query))
		return ERR_INVALID;
	parse(a, utf8_cut(query, SEARCH_QUERY_CHARS_MAX), &f.terms);
	if (f.terms.n == 0)
		return ERR_INVALID;
	f.hits.v = arena_array(a, f.max, sizeof(*f.hits.v));
	if (f.terms.n == 1 && str_find(f.terms.v[0], ' ') == f.terms.v[0].n)
		e = find_word(&f);
	else
		e = find_words(&f);
	if (e == OK)
		*out = f.hits;
	return e;
}
