/*
 * Who sees what where: role x state x channel, for answers and for opening
 * posts, however far the search index is behind.  Each post has a secret word
 *of its own, and an edit that waits has another.  In the tables, one character
 *for each role:
 *
 *	w	the words are seen
 *	p	the post is seen, without these words
 *	s	a stub: it is known to be there, but neither words nor author
 *	-	nothing at all
 */
#include "forum/talk.h"

#include "forum/search.h"

enum { ROLES = 10, LOOK_MAX = 100 };

/* The roles, in the order of the columns. */
static const char *const role_names[ROLES] = { "visitor", "member", "author",
	"moderator of the theme", "moderator of another theme",
	"moderator of the organisation", "moderator of the umbrella",
	"moderator of the site", "host", "administrator" };
enum { MEMBER = 1, AUTHOR = 2, MOD_THEME = 3, ADMIN = 9 };

#define EVERYONE "wwwwwwwwww"
#define INSIDERS "--ww-www-w" /* the author and who moderates there */
#define STUBS "sswwswwwsw"    /* they the words, everyone else a stub */
#define STUBS_ALL "ssssssssss"
#define PRESENT "pppppppppp"
#define OTHERWISE "wwppwpppwp" /* they have the new words, others the old */
#define IN_FORM "ppwwpwwwpw"
#define STUBS_NEW "ssppspppsp"
#define INSIDERS_NEW "--pp-ppp-p"
#define DECIDERS "---w-www-w"
#define ONESELF "--w-------"
#define ONESELF_NEW "--p-------"
#define NOBODY "----------"

/* What one viewer finds in one channel. */
struct look {
	struct house *h;
	struct viewer v;
	int64_t thread_id, post_id;
	struct str word;
	struct buf all, mine; /* everything, and what belongs to the post */
	bool is_there;
};

static void
see(struct look *l, bool is_mine, struct str text)
{
	buf_fmt(&l->all, STR_FMT "\n", STR_ARG(text));
	if (is_mine)
		buf_fmt(&l->mine, STR_FMT "\n", STR_ARG(text));
	l->is_there = l->is_there || is_mine;
}

static void
see_item(struct look *l, const struct post_item *item)
{
	bool is_mine = item->id == l->post_id;

	see(l, is_mine, item->html.s);
	see(l, is_mine, item->author_name);
	if (item->author_name.n == 0)
		assert_int_equal(item->author_id, 0);
}

static void
see_thread(struct look *l, const struct thread *t)
{
	bool is_mine = t->opening.id == l->post_id;

	see(l, is_mine, t->title);
	see(l, is_mine, t->description);
	see_item(l, &t->opening);
}

static void
look_page(struct look *l)
{
	struct thread_page page;
	enum err e = thread_read(
	    l->h->read, l->h->arena, &l->v, l->thread_id, 1, &page);

	if (e == ERR_NOT_FOUND)
		return;
	assert_ok(e);
	see_thread(l, &page.thread);
	for (size_t i = 0; i < page.answers.n; i++)
		see_item(l, &page.answers.v[i]);
}

/* The permalink, without the text in the form of who may edit. */
static void
look_post(struct look *l)
{
	struct post_one one;
	enum err e = post_read(
	    l->h->read, l->h->arena, &l->v, l->post_id, &one);

	if (e == ERR_NOT_FOUND)
		return;
	assert_ok(e);
	see_thread(l, &one.thread);
	see_item(l, &one.post);
}

/* That text. */
static void
look_form(struct look *l)
{
	struct post_one one;
	enum err e = post_read(
	    l->h->read, l->h->arena, &l->v, l->post_id, &one);

	if (e == ERR_NOT_FOUND)
		return;
	assert_ok(e);
	see(l, true, one.title);
	see(l, true, one.body);
}

static void
see_list(struct look *l, const struct thread_items *items)
{
	for (size_t i = 0; i < items->n; i++) {
		bool is_mine = items->v[i].id == l->thread_id;

		see(l, is_mine, items->v[i].title);
		see(l, is_mine, items->v[i].author_name);
	}
}

static void
look_lists(struct look *l)
{
	struct thread_key newest = { 0, 0 };
	struct thread_items items;

	assert_ok(
	    thread_list(l->h->read, l->h->arena, 0, newest, LOOK_MAX, &items));
	see_list(l, &items);
	assert_ok(
	    thread_list(l->h->read, l->h->arena, 1, newest, LOOK_MAX, &items));
	see_list(l, &items);
	assert_ok(
	    thread_list_by_id(l->h->read, l->h->arena, 0, LOOK_MAX, &items));
	see_list(l, &items);
}

/* Who finds a post by its word knows the word. */
static void
look_search(struct look *l)
{
	struct search_hits hits;

	assert_ok(search(
	    l->h->read, l->h->arena, &l->v, l->word, 0, LOOK_MAX, &hits));
	for (size_t i = 0; i < hits.n; i++) {
		see(l, hits.v[i].post_id == l->post_id, l->word);
		see(l, false, hits.v[i].title);
		see(l, false, hits.v[i].excerpt);
	}
}

static void
look_own(struct look *l)
{
	struct own_posts own;

	assert_ok(post_list_own(
	    l->h->read, l->h->arena, l->v.account_id, 0, LOOK_MAX, &own));
	for (size_t i = 0; i < own.n; i++) {
		see(l, own.v[i].id == l->post_id, own.v[i].excerpt);
		see(l, own.v[i].id == l->post_id, own.v[i].title);
	}
}

static void
look_queue(struct look *l)
{
	struct queue_items items;
	enum err e = queue_list(l->h->read, l->h->arena, &l->v,
	    (struct queue_key){ 0, 0 }, LOOK_MAX, &items);

	if (e == ERR_DENIED)
		return;
	assert_ok(e);
	for (size_t i = 0; i < items.n; i++) {
		const struct queue_item *item = &items.v[i];
		bool is_mine = item->post_id == l->post_id;

		see(l, is_mine, item->title);
		see(l, is_mine, item->body);
		see(l, is_mine, item->html.s);
		see(l, is_mine, item->current_title);
		see(l, is_mine, item->current_html.s);
		see(l, is_mine, item->author_name);
	}
}

static void
look_history(struct look *l)
{
	struct revision_list texts;
	enum err e = revision_list(
	    l->h->read, l->h->arena, &l->v, l->post_id, 0, LOOK_MAX, &texts);

	if (e == ERR_NOT_FOUND || e == ERR_DENIED)
		return;
	assert_ok(e);
	for (size_t i = 0; i < texts.n; i++) {
		see(l, true, texts.v[i].title);
		see(l, true, texts.v[i].html.s);
	}
}

enum channel {
	PAGE,
	PERMALINK,
	FORM,
	LISTS,
	SEARCH,
	OWN,
	QUEUE,
	HISTORY,
	CHANNELS
};
static const struct {
	const char *name;
	void (*look)(struct look *);
} channels[CHANNELS] = {
	[PAGE] = { "page", look_page },
	[PERMALINK] = { "permalink", look_post },
	[FORM] = { "form", look_form },
	[LISTS] = { "lists", look_lists },
	[SEARCH] = { "search", look_search },
	[OWN] = { "own posts", look_own },
	[QUEUE] = { "queue", look_queue },
	[HISTORY] = { "history", look_history },
};

/* How a post comes into the state that is looked at. */
enum way {
	HELD,
	SHOWN,
	REJECTED,
	WITHDRAWN,
	WITHDRAWN_UNPLACED,
	REMOVED,
	EDITED,		 /* the words that everyone has */
	EDITED_NEW,	 /* the words that wait */
	EDITED_WITHDRAWN /* those, withdrawn together with the post */
};

struct row {
	const char *name;
	enum way way;
	bool has_answer; /* an opening post: somebody has answered */
	int64_t n_answers;
	const char *seen[CHANNELS];
};

/* An answer is in no list: its thread is, without the answer's words. */
static const struct row answers[] = {
	{ "held", HELD, false, 0,
	    { INSIDERS, INSIDERS, INSIDERS, PRESENT, NOBODY, ONESELF, DECIDERS,
		INSIDERS } },
	{ "shown", SHOWN, false, 1,
	    { EVERYONE, EVERYONE, EVERYONE, PRESENT, EVERYONE, ONESELF, NOBODY,
		INSIDERS } },
	{ "rejected", REJECTED, false, 0,
	    { INSIDERS, INSIDERS, INSIDERS, PRESENT, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "withdrawn", WITHDRAWN, false, 0,
	    { STUBS, STUBS, STUBS, PRESENT, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "withdrawn, never shown", WITHDRAWN_UNPLACED, false, 0,
	    { INSIDERS, INSIDERS, INSIDERS, PRESENT, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "removed", REMOVED, false, 0,
	    { STUBS, STUBS, STUBS, PRESENT, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "edited, the old words", EDITED, false, 1,
	    { EVERYONE, EVERYONE, OTHERWISE, PRESENT, EVERYONE, ONESELF,
		DECIDERS, INSIDERS } },
	{ "edited, the new words", EDITED_NEW, false, 1,
	    { PRESENT, PRESENT, IN_FORM, PRESENT, NOBODY, ONESELF_NEW, DECIDERS,
		INSIDERS } },
	{ "edited and withdrawn", EDITED_WITHDRAWN, false, 0,
	    { STUBS_NEW, STUBS_NEW, STUBS, PRESENT, NOBODY, ONESELF_NEW, NOBODY,
		INSIDERS } },
};

/* The secret word stands in the title too. */
static const struct row openings[] = {
	{ "held", HELD, false, 0,
	    { INSIDERS, INSIDERS, INSIDERS, NOBODY, NOBODY, ONESELF, DECIDERS,
		INSIDERS } },
	{ "shown", SHOWN, false, 0,
	    { EVERYONE, EVERYONE, EVERYONE, EVERYONE, EVERYONE, ONESELF, NOBODY,
		INSIDERS } },
	{ "rejected", REJECTED, false, 0,
	    { INSIDERS, INSIDERS, INSIDERS, NOBODY, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "withdrawn, unanswered", WITHDRAWN, false, 0,
	    { INSIDERS, INSIDERS, INSIDERS, NOBODY, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "withdrawn, answered", WITHDRAWN, true, 1,
	    { STUBS, STUBS, STUBS, STUBS_ALL, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "withdrawn, never shown", WITHDRAWN_UNPLACED, false, 0,
	    { INSIDERS, INSIDERS, INSIDERS, NOBODY, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "removed, unanswered", REMOVED, false, 0,
	    { INSIDERS, INSIDERS, INSIDERS, NOBODY, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "removed, answered", REMOVED, true, 1,
	    { STUBS, STUBS, STUBS, STUBS_ALL, NOBODY, ONESELF, NOBODY,
		INSIDERS } },
	{ "edited, the old words", EDITED, false, 0,
	    { EVERYONE, EVERYONE, OTHERWISE, EVERYONE, EVERYONE, ONESELF,
		DECIDERS, INSIDERS } },
	{ "edited, the new words", EDITED_NEW, true, 1,
	    { PRESENT, PRESENT, IN_FORM, PRESENT, NOBODY, ONESELF_NEW, DECIDERS,
		INSIDERS } },
	{ "edited and withdrawn, unanswered", EDITED_WITHDRAWN, false, 0,
	    { INSIDERS_NEW, INSIDERS_NEW, INSIDERS, NOBODY, NOBODY, ONESELF_NEW,
		NOBODY, INSIDERS } },
	{ "edited and withdrawn, answered", EDITED_WITHDRAWN, true, 1,
	    { STUBS_NEW, STUBS_NEW, STUBS, STUBS_ALL, NOBODY, ONESELF_NEW,
		NOBODY, INSIDERS } },
};

/*
 * How far the search index has come: nothing of the post yet, as it was when
 * it was first shown, all that happened to it.
 */
enum lag { BEHIND, STALE, UP_TO_DATE, LAGS };
static const char *const lag_names[LAGS] = { "behind", "stale", "up to date" };

struct cast {
	struct house *h;
	int64_t ids[ROLES]; /* accounts, in the order of role_names */
};

static struct cast
cast_new(struct house *h)
{
	struct cast c = { .h = h };
	int64_t umbrella, bond, work, elsewhere;

	umbrella = house_organisation(h, "Koepel", "");
	bond = house_organisation(h, "Bond", "koepel");
	house_organisation(h, "Buren", "");
	work = house_theme(h, "Werk", "bond", POLICY_ALL, 0);
	assert_int_equal(work, 1);
	elsewhere = house_theme(h, "Elders", "buren", POLICY_ALL, 0);
	for (int i = MEMBER; i < ROLES; i++)
		c.ids[i] = house_account(h,
		    i == AUTHOR
			? "Auteur"
			: arena_z(h->arena, arena_fmt(h->arena, "Rol%d", i)));
	house_role(h, c.ids[MOD_THEME], ROLE_MODERATOR, SCOPE_THEME, work);
	house_role(h, c.ids[4], ROLE_MODERATOR, SCOPE_THEME, elsewhere);
	house_role(h, c.ids[5], ROLE_MODERATOR, SCOPE_ORGANISATION, bond);
	house_role(h, c.ids[6], ROLE_MODERATOR, SCOPE_ORGANISATION, umbrella);
	house_role(h, c.ids[7], ROLE_MODERATOR, SCOPE_SITE, 0);
	house_role(h, c.ids[8], ROLE_HOST, SCOPE_ORGANISATION, bond);
	house_role(h, c.ids[ADMIN], ROLE_ADMIN, SCOPE_SITE, 0);
	return c;
}

/* Bring a held post of the author's where the row says. */
static void
lead(const struct cast *c, const struct row *row, const struct look *l,
    enum lag lag, const char *new_words, const char *new_title)
{
	struct house *h = c->h;
	int64_t author = c->ids[AUTHOR], moderator = c->ids[MOD_THEME];
	int64_t post_id = l->post_id;

	if (row->way == HELD)
		return;
	if (row->way == REJECTED) {
		assert_ok(talk_reject(h, moderator, post_id));
		return;
	}
	if (row->way != WITHDRAWN_UNPLACED)
		assert_ok(talk_approve(h, moderator, post_id));
	if (lag == STALE)
		talk_index(h);
	if (row->has_answer)
		talk_answer(h, c->ids[ADMIN], l->thread_id, 0, "antwoord");
	if (row->way == EDITED || row->way == EDITED_NEW ||
	    row->way == EDITED_WITHDRAWN)
		assert_ok(
		    talk_edit(h, author, post_id, new_title, new_words, NULL));
	if (row->way == WITHDRAWN || row->way == WITHDRAWN_UNPLACED ||
	    row->way == EDITED_WITHDRAWN)
		assert_ok(talk_withdraw(h, author, post_id));
	if (row->way == REMOVED)
		assert_ok(talk_remove(h, moderator, post_id));
	if (lag == UP_TO_DATE)
		talk_index(h);
}

static bool
has(const struct buf *b, struct str word)
{
	return b->n > 0 && str_find_str(buf_text(b), word) < b->n;
}

/* What the table should have said. */
static char
code_of(const struct look *l, char want)
{
	if (has(&l->all, l->word))
		return 'w';
	if (!l->is_there)
		return '-';
	if (want == 's' && !has(&l->mine, STR("Auteur")))
		return 's';
	return 'p';
}

static int
check_row(const struct cast *c, const struct row *row, const struct look *about,
    enum lag lag)
{
	int wrong = 0;

	for (int k = 0; k < CHANNELS; k++)
		for (int role = 0; role < ROLES; role++) {
			bool is_found = k != SEARCH || lag != BEHIND;
			struct look l = *about;
			char want = is_found ? row->seen[k][role] : '-', got;

			l.v = talk_viewer(c->h, c->ids[role]);
			channels[k].look(&l);
			got = code_of(&l, want);
			if (got != want) {
				print_error("%s, %s, %s, %s: %c, not %c\n",
				    row->name, channels[k].name,
				    role_names[role], lag_names[lag], got,
				    want);
				wrong++;
			}
			buf_free(&l.all);
			buf_free(&l.mine);
		}
	return wrong;
}

static void
check_count(const struct cast *c, const struct row *row, int64_t thread_id)
{
	struct thread_page page;
	enum err e = talk_read(c->h, c->ids[ADMIN], thread_id, 1, &page);

	assert_ok(e);
	assert_int_equal(page.thread.n_answers, row->n_answers);
}

/* "geheimaa", "nieuwaa", … */
static char *
secret(struct house *h, const char *word, size_t i)
{
	return arena_z(h->arena,
	    arena_fmt(h->arena, "%s%c%c", word, (char)('a' + (int)(i / 26)),
		(char)('a' + (int)(i % 26))));
}

static bool
is_about_new_words(enum way way)
{
	return way == EDITED_NEW || way == EDITED_WITHDRAWN;
}

static int
check_answer(const struct cast *c, size_t i, enum lag lag)
{
	const struct row *row = &answers[i];
	struct house *h = c->h;
	char *words = secret(h, "geheim", i * LAGS + lag);
	char *new_words = secret(h, "nieuw", i * LAGS + lag);
	struct look l = { .h = h,
		.word = str_of(
		    is_about_new_words(row->way) ? new_words : words) };

	l.thread_id = talk_thread(h, c->ids[ADMIN], "werk", "Draad", "opening");
	l.post_id = talk_answer(h, c->ids[AUTHOR], l.thread_id, 0, words);
	lead(c, row, &l, lag, new_words, NULL);
	check_count(c, row, l.thread_id);
	return check_row(c, row, &l, lag);
}

static int
check_opening(const struct cast *c, size_t i, enum lag lag)
{
	const struct row *row = &openings[i];
	struct house *h = c->h;
	char *words = secret(h, "geheim", i * LAGS + lag);
	char *new_words = secret(h, "nieuw", i * LAGS + lag);
	struct look l = { .h = h,
		.word = str_of(
		    is_about_new_words(row->way) ? new_words : words) };
	struct thread_page page;

	l.thread_id = talk_thread(h, c->ids[AUTHOR], "werk", words, words);
	assert_ok(talk_read(h, c->ids[ADMIN], l.thread_id, 1, &page));
	l.post_id = page.thread.opening.id;
	lead(c, row, &l, lag, new_words, new_words);
	check_count(c, row, l.thread_id);
	return check_row(c, row, &l, lag);
}

static void
answers_are_seen_as_the_table_says(void **state)
{
	struct cast c = cast_new(*state);
	int wrong = 0;

	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		for (enum lag lag = BEHIND; lag < LAGS; lag++)
			wrong += check_answer(&c, i, lag);
	assert_int_equal(wrong, 0);
	talk_audit(c.h);
}

static void
opening_posts_are_seen_as_the_table_says(void **state)
{
	struct cast c = cast_new(*state);
	int wrong = 0;

	for (size_t i = 0; i < ARRAY_LEN(openings); i++)
		for (enum lag lag = BEHIND; lag < LAGS; lag++)
			wrong += check_opening(&c, i, lag);
	assert_int_equal(wrong, 0);
	talk_audit(c.h);
}

/* The themes of the house, whose counts stand on the front page. */
static void
counts_are_of_what_everyone_may_see(void **state)
{
	struct house *h = *state;
	struct cast c = cast_new(h);
	struct theme theme;
	int64_t thread_id = talk_thread(
	    h, c.ids[AUTHOR], "werk", "Wacht op antwoord", "tekst");

	talk_thread(h, c.ids[ADMIN], "werk", "Draad", "tekst");
	talk_answer(h, c.ids[AUTHOR], thread_id + 1, 0, "wacht");
	talk_answer(h, c.ids[ADMIN], thread_id + 1, 0, "getoond");
	assert_ok(theme_by_id(h->read, h->arena, 1, &theme));
	assert_int_equal(theme.n_threads, 1);
	assert_int_equal(theme.n_answers, 1);
	assert_int_equal(theme.n_queued, 2);
	talk_audit(h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(answers_are_seen_as_the_table_says),
		house_test(opening_posts_are_seen_as_the_table_says),
		house_test(counts_are_of_what_everyone_may_see),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
