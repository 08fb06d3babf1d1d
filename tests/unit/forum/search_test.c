#include "forum/talk.h"

#include "forum/search.h"
#include "query/search.h"

struct cast {
	struct house *h;
	int64_t member, moderator, thread_id;
};

static struct cast
cast_new(struct house *h)
{
	struct cast c = { .h = h };
	int64_t theme_id;

	house_organisation(h, "Bond", "");
	theme_id = house_theme(h, "Werk", "bond", POLICY_OPEN, 0);
	c.member = house_account(h, "Lid");
	c.moderator = house_account(h, "Moderator");
	house_role(h, c.moderator, ROLE_MODERATOR, SCOPE_THEME, theme_id);
	c.thread_id = talk_thread(h, c.member, "werk",
	    "Over de bijstandsuitkering", "Wie heeft **ervaring** hiermee?");
	return c;
}

static int64_t
answer(const struct cast *c, const char *body)
{
	return talk_answer(c->h, c->member, c->thread_id, 0, body);
}

static struct search_hits
find_now(const struct cast *c, const char *query, int64_t before_id)
{
	struct viewer visitor = { .account_id = 0 };
	struct search_hits hits;

	assert_ok(search(c->h->read, c->h->arena, &visitor, str_of(query),
	    before_id, 10, &hits));
	return hits;
}

/* The same when the index has caught up. */
static struct search_hits
find(const struct cast *c, const char *query, int64_t before_id)
{
	talk_index(c->h);
	return find_now(c, query, before_id);
}

static void
words_are_found_whatever_their_case_and_accents(void **state)
{
	struct cast c = cast_new(*state);
	int64_t id = answer(&c, "Zoë vroeg de gemeente om één coördinator.");

	assert_int_equal(find(&c, "COORDINATOR zoe", 0).n, 1);
	assert_int_equal(find(&c, "coördinator", 0).v[0].post_id, id);
	assert_int_equal(find(&c, "coördinator wethouder", 0).n, 0);
	assert_int_equal(find(&c, "bijstandsuitkering", 0).n, 1);
	assert_int_equal(find(&c, "ervaring bijstandsuitkering", 0).n, 1);
}

static void
a_phrase_is_found_in_its_order(void **state)
{
	struct cast c = cast_new(*state);

	answer(&c, "een goede buur");
	answer(&c, "een buur, en een goede ook");
	assert_int_equal(find(&c, "goede buur", 0).n, 2);
	assert_int_equal(find(&c, "\"goede buur\"", 0).n, 1);
	assert_int_equal(find(&c, "“goede buur” een", 0).n, 1);
	assert_int_equal(find(&c, "\"goede buur", 0).n, 1);
	assert_int_equal(find(&c, "goede\"buur een\"", 0).n, 0);
}

static void
hits_are_newest_first_and_go_on_behind_one(void **state)
{
	struct cast c = cast_new(*state);
	struct search_hits hits;
	int64_t ids[12];

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		ids[i] = answer(&c, "steeds hetzelfde woord");
	hits = find(&c, "hetzelfde", 0);
	assert_int_equal(hits.n, 10);
	assert_int_equal(hits.v[0].post_id, ids[11]);
	assert_int_equal(hits.v[9].post_id, ids[2]);
	assert_int_equal(hits.older_id, ids[2]);
	hits = find(&c, "hetzelfde", ids[2]);
	assert_int_equal(hits.n, 2);
	assert_int_equal(hits.v[1].post_id, ids[0]);
	assert_int_equal(hits.older_id, 0);
}

/*
 * Words that stand everywhere and never in this order: so many posts are looked
 * at and no more, and one can go on from there.
 */
static void
common_words_are_looked_for_piece_by_piece(void **state)
{
	struct cast c = cast_new(*state);
	int64_t first = answer(&c, "een rechts links");
	struct search_hits hits;

	for (int i = 0; i < 2000; i++) {
		answer(&c, i % 2 == 0 ? "links en rechts" : "rechts, en links");
		if (i % 100 == 0)
			talk_index(c.h);
	}
	hits = find(&c, "\"rechts links\"", 0);
	assert_int_equal(hits.n, 0);
	assert_int_equal(hits.older_id, first + 1);
	/* Not within a longer word either. */
	hits = find(&c, "\"rechts link\"", hits.older_id);
	assert_int_equal(hits.n, 0);
	hits = find(&c, "\"rechts links\"", first + 1);
	assert_int_equal(hits.n, 1);
	assert_int_equal(hits.v[0].post_id, first);
	assert_int_equal(hits.older_id, 0);
	/* A word that is rare leads there at once. */
	hits = find(&c, "\"rechts links\" een", 0);
	assert_int_equal(hits.n, 1);
	assert_int_equal(hits.older_id, 0);
	hits = find(&c, "links rechts", 0);
	assert_int_equal(hits.n, 10);
	assert_int_equal(hits.older_id, hits.v[9].post_id);
}

static void
nothing_to_look_for_is_refused(void **state)
{
	static const char *const queries[] = { "", "  ", "\"\"", "!?", "-",
		"\xff", "a\x01z" };
	struct cast c = cast_new(*state);
	struct viewer visitor = { .account_id = 0 };
	struct search_hits hits;

	for (size_t i = 0; i < ARRAY_LEN(queries); i++)
		assert_int_equal(search(c.h->read, c.h->arena, &visitor,
				     str_of(queries[i]), 0, 10, &hits),
		    ERR_INVALID);
}

/* Words of the engine's own language are words like any other. */
static void
a_query_is_never_a_command(void **state)
{
	static const char *const queries[] = { "a AND", "OR", "NOT b", "a*",
		"NEAR(a b)", "words : a", "{a b}", "^a", "a + b", "\"a\"\"b",
		"(", "a') --", "'", "a & !b | c:*", "<->", "\\" };
	struct cast c = cast_new(*state);
	struct viewer visitor = { .account_id = 0 };
	struct search_hits hits;

	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		enum err e = search(c.h->read, c.h->arena, &visitor,
		    str_of(queries[i]), 0, 10, &hits);

		assert_true(e == OK || e == ERR_INVALID);
		assert_true(e != OK || hits.n == 0);
	}
	assert_int_equal(find(&c, "ervar*", 0).n, 0);
}

static void
changed_words_are_found_and_old_ones_not(void **state)
{
	struct cast c = cast_new(*state);
	struct thread_page page;
	int64_t id = answer(&c, "appel"), opening_id;

	assert_ok(talk_edit(c.h, c.member, id, NULL, "peer", NULL));
	assert_int_equal(find(&c, "appel", 0).n, 0);
	assert_int_equal(find(&c, "peer", 0).n, 1);
	assert_ok(talk_withdraw(c.h, c.member, id));
	assert_int_equal(find(&c, "peer", 0).n, 0);
	assert_ok(talk_restore(c.h, c.member, id));
	assert_int_equal(find(&c, "peer", 0).n, 1);
	assert_ok(talk_read(c.h, 0, c.thread_id, 1, &page));
	opening_id = page.thread.opening.id;
	assert_ok(talk_edit(
	    c.h, c.member, opening_id, "Over de toeslag", "tekst", NULL));
	assert_int_equal(find(&c, "bijstandsuitkering", 0).n, 0);
	assert_int_equal(find(&c, "toeslag tekst", 0).n, 1);
	/* Without its opening post a thread has no title to show. */
	assert_ok(talk_withdraw(c.h, c.member, opening_id));
	assert_int_equal(find(&c, "peer", 0).n, 0);
	assert_int_equal(find(&c, "toeslag", 0).n, 0);
	talk_audit(c.h);
}

static enum err
plant_words(struct store_write *w, void *arg)
{
	return q_search_put(w,
	    &(struct search_put_in){
		.post_id = *(int64_t *)arg, .words = STR("gelekt") });
}

/* Even if the index has words that it should not have. */
static void
what_is_not_shown_is_not_found(void **state)
{
	struct cast c = cast_new(*state);
	int64_t id = answer(&c, "gelekt");

	assert_int_equal(find(&c, "gelekt", 0).n, 1);
	assert_ok(talk_withdraw(c.h, c.member, id));
	talk_index(c.h);
	assert_ok(store_write(c.h->store, plant_words, &id));
	assert_int_equal(find_now(&c, "gelekt", 0).n, 0);
}

static void
what_is_not_indexed_yet_is_not_found(void **state)
{
	struct cast c = cast_new(*state);
	int64_t id = answer(&c, "appel");

	assert_int_equal(find_now(&c, "appel", 0).n, 0);
	assert_int_equal(find(&c, "appel", 0).n, 1);
	/* Not by its old words either: it has them no more. */
	assert_ok(talk_edit(c.h, c.member, id, NULL, "peer", NULL));
	assert_int_equal(find_now(&c, "appel", 0).n, 0);
	assert_int_equal(find_now(&c, "peer", 0).n, 0);
	assert_int_equal(find(&c, "peer", 0).n, 1);
}

static int64_t
n_due(const struct cast *c)
{
	int64_t n = -1;

	assert_ok(search_words_due(c->h->read, c->h->arena, &n));
	return n;
}

/* Words that were gathered before a change are not put behind it. */
static void
a_change_while_it_is_indexed_is_not_lost(void **state)
{
	struct cast c = cast_new(*state);
	struct talk_words *t = arena_alloc(c.h->arena, sizeof(*t));
	int64_t changed, kept;

	talk_index(c.h);
	changed = answer(&c, "appel");
	kept = answer(&c, "kers");
	t->arena = c.h->arena;
	assert_ok(search_words_gather(c.h->read, c.h->arena, &t->piece));
	assert_int_equal(t->piece.n, 2);
	assert_int_equal(t->piece.v[1].post_id, kept);
	assert_ok(talk_edit(c.h, c.member, changed, NULL, "peer", NULL));
	assert_ok(store_write(c.h->store, talk_write_words, t));
	assert_int_equal(n_due(&c), 1);
	assert_int_equal(find_now(&c, "kers", 0).n, 1);
	assert_int_equal(find_now(&c, "appel", 0).n, 0);
	assert_int_equal(find(&c, "appel", 0).n, 0);
	assert_int_equal(find(&c, "peer", 0).n, 1);
	assert_int_equal(n_due(&c), 0);
}

/* Many posts or long ones: no write is long. */
static void
what_is_put_at_once_is_bounded(void **state)
{
	struct cast c = cast_new(*state);
	struct talk_words *t = arena_alloc(c.h->arena, sizeof(*t));
	struct buf b = { 0 };
	struct str body;

	while (b.n < POST_BODY_CHARS_MAX - 10)
		buf_fmt(&b, "woord%zu ", b.n);
	body = arena_str(c.h->arena, buf_text(&b));
	buf_free(&b);
	talk_index(c.h);
	for (int i = 0; i < 20; i++)
		answer(&c, body.p);
	assert_ok(search_words_gather(c.h->read, c.h->arena, &t->piece));
	assert_in_range(t->piece.n, 6, 8);
	talk_index(c.h);
	for (int i = 0; i < SEARCH_PUT_POSTS + 1; i++)
		answer(&c, "kort");
	assert_ok(search_words_gather(c.h->read, c.h->arena, &t->piece));
	assert_int_equal(t->piece.n, SEARCH_PUT_POSTS);
	talk_audit(c.h);
}

static void
an_excerpt_has_the_word_in_it(void **state)
{
	struct cast c = cast_new(*state);
	struct search_hits hits;
	struct buf b = { 0 };
	struct str body;

	for (int i = 0; i < 300; i++)
		buf_fmt(&b, "vulling%d élf ", i);
	buf_fmt(&b, "de *Speld* in de hooiberg ");
	for (int i = 300; i < 600; i++)
		buf_fmt(&b, "vulling%d élf ", i);
	body = arena_str(c.h->arena, buf_text(&b));
	buf_free(&b);
	answer(&c, body.p);
	hits = find(&c, "speld", 0);
	assert_int_equal(hits.n, 1);
	assert_true(str_has_prefix(hits.v[0].excerpt, STR("… ")));
	assert_true(str_has_suffix(hits.v[0].excerpt, STR(" …")));
	assert_true(str_find_str(hits.v[0].excerpt,
			STR("de Speld in de hooiberg")) < hits.v[0].excerpt.n);
	assert_true(hits.v[0].excerpt.n < 600);
	assert_str(find(&c, "ervaring", 0).v[0].excerpt,
	    "Wie heeft ervaring hiermee?");
	assert_str(find(&c, "bijstandsuitkering", 0).v[0].excerpt,
	    "Wie heeft ervaring hiermee?");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(words_are_found_whatever_their_case_and_accents),
		house_test(a_phrase_is_found_in_its_order),
		house_test(hits_are_newest_first_and_go_on_behind_one),
		house_test(common_words_are_looked_for_piece_by_piece),
		house_test(nothing_to_look_for_is_refused),
		house_test(a_query_is_never_a_command),
		house_test(changed_words_are_found_and_old_ones_not),
		house_test(what_is_not_shown_is_not_found),
		house_test(what_is_not_indexed_yet_is_not_found),
		house_test(a_change_while_it_is_indexed_is_not_lost),
		house_test(what_is_put_at_once_is_bounded),
		house_test(an_excerpt_has_the_word_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
