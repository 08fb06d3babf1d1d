/* HTML that an older renderer made is made anew, and nothing else changes. */
#include "forum/talk.h"

#include "forum/renew.h"
#include "forum/statement.h"
#include "query/renew.h"
#include "query/site.h"
#include "text/markdown.h"

enum { OLDER = MARKDOWN_VERSION - 1, TOPICS_MAX = 256 };

#define OLD "<p>oud</p>"

/* What was told to have changed. */
struct told {
	struct topic v[TOPICS_MAX];
	size_t n;
};

static void
hear(void *arg, const struct topic *topics, size_t n)
{
	struct told *told = arg;

	for (size_t i = 0; i < n && told->n < TOPICS_MAX; i++)
		told->v[told->n++] = topics[i];
}

static bool
is_told(const struct told *told, enum topic_kind kind, int64_t id)
{
	for (size_t i = 0; i < told->n; i++)
		if (told->v[i].kind == kind && told->v[i].id == id)
			return true;
	return false;
}

/* HTML of an older renderer in a post; NULL: what ours would make, too. */
struct planted {
	int64_t post_id;
	struct str body, html;
	int64_t renderer;
};

static enum err
write_post(struct store_write *w, void *arg)
{
	const struct planted *p = arg;

	return q_renew_post(w,
	    &(struct renew_post_in){ .post_id = p->post_id,
		.body = p->body,
		.html = p->html,
		.renderer = p->renderer });
}

static void
plant(struct house *h, int64_t post_id, const char *html, int64_t renderer)
{
	struct post_one_row row = talk_row(h, post_id);
	struct planted p = { post_id, row.body,
		html == NULL ? row.html : str_of(html), renderer };

	assert_ok(store_write(h->store, write_post, &p));
}

static enum err
write_state(struct store_write *w, void *arg)
{
	return q_renew_reach(w, arg);
}

/* Gone through for that renderer, up to that post; 0: to the end. */
static void
set_state(struct house *h, int64_t renderer, int64_t post_id)
{
	struct renew_reach_in in = { .renderer = renderer, .post_id = post_id };

	assert_ok(store_write(h->store, write_state, &in));
}

static enum err
write_some(struct store_write *w, void *arg)
{
	(void)arg;
	return renew_some(w);
}

/* Gives in how many writes. */
static int
renew_all(struct house *h)
{
	enum err e;
	int n = 0;

	while ((e = store_write(h->store, write_some, NULL)) == OK)
		n++;
	assert_int_equal(e, ERR_NOT_FOUND);
	return n;
}

struct cast {
	struct house *h;
	int64_t anna, thread_id, opening_id, other_id;
};

static struct cast
cast_new(struct house *h)
{
	struct cast c = { .h = h };
	struct thread_page page;

	house_organisation(h, "Bond", "");
	house_theme(h, "Werk", "bond", POLICY_OPEN, 0);
	c.anna = house_account(h, "Anna");
	c.thread_id = talk_thread(h, c.anna, "werk", "Titel", "# Kop");
	assert_ok(talk_read(h, 0, c.thread_id, 1, &page));
	c.opening_id = page.thread.opening.id;
	c.other_id = talk_thread(h, c.anna, "werk", "Ander", "Gewoon");
	return c;
}

static void
older_html_is_made_anew(void **state)
{
	struct cast c = cast_new(*state);
	int64_t post_id = talk_answer(c.h, c.anna, c.thread_id, 0, "> *ja*");
	int64_t same_id = talk_answer(c.h, c.anna, c.other_id, 0, "ja");
	struct post_one_row before, after;
	struct told told = { .n = 0 };

	assert_ok(talk_edit(c.h, c.anna, post_id, NULL, "> *nee*", NULL));
	before = talk_row(c.h, post_id);
	plant(c.h, c.opening_id, OLD, OLDER);
	plant(c.h, post_id, OLD, 1);
	plant(c.h, same_id, NULL, OLDER);
	set_state(c.h, OLDER, 0);
	store_on_change(c.h->store, hear, &told);
	/* One piece has all posts, the next one finds no more. */
	assert_int_equal(renew_all(c.h), 2);
	after = talk_row(c.h, post_id);
	assert_str(after.html,
	    "<blockquote dir=\"auto\">\n<p><em>nee</em></p>\n"
	    "</blockquote>\n");
	assert_true(str_eq(after.html, before.html));
	assert_true(str_eq(after.body, before.body));
	assert_int_equal(after.version, before.version);
	assert_int_equal(after.edited_at.v, before.edited_at.v);
	assert_str(talk_row(c.h, c.opening_id).html, "<h3>Kop</h3>\n");
	assert_true(is_told(&told, TOPIC_THREAD, c.thread_id));
	assert_false(is_told(&told, TOPIC_THREAD, c.other_id));
	assert_false(is_told(&told, TOPIC_SITE, 0));
	store_on_change(c.h->store, NULL, NULL);
	talk_audit(c.h);
}

static void
once_all_is_done_nothing_is_looked_at(void **state)
{
	struct cast c = cast_new(*state);

	/* A new site has nothing that is older. */
	plant(c.h, c.opening_id, OLD, OLDER);
	assert_int_equal(renew_all(c.h), 0);
	assert_str(talk_row(c.h, c.opening_id).html, OLD);
	set_state(c.h, MARKDOWN_VERSION + 1, c.opening_id);
	assert_int_equal(renew_all(c.h), 0);
	assert_str(talk_row(c.h, c.opening_id).html, OLD);
	/* What ours made stays. */
	plant(c.h, c.opening_id, OLD, MARKDOWN_VERSION);
	set_state(c.h, OLDER, 0);
	assert_int_equal(renew_all(c.h), 2);
	assert_str(talk_row(c.h, c.opening_id).html, OLD);
}

static void
it_goes_in_pieces_and_on_where_it_was(void **state)
{
	struct cast c = cast_new(*state);
	int64_t last_id = 0;

	for (int i = 0; i < RENEW_MAX; i++)
		last_id = talk_answer(c.h, c.anna, c.thread_id, 0, "ja");
	plant(c.h, c.opening_id, OLD, OLDER);
	plant(c.h, last_id, OLD, OLDER);
	set_state(c.h, OLDER, 0);
	assert_ok(store_write(c.h->store, write_some, NULL));
	assert_str(talk_row(c.h, c.opening_id).html, "<h3>Kop</h3>\n");
	assert_str(talk_row(c.h, last_id).html, OLD);
	plant(c.h, c.opening_id, OLD, OLDER);
	assert_int_equal(renew_all(c.h), 2);
	assert_str(talk_row(c.h, c.opening_id).html, OLD);
	assert_str(talk_row(c.h, last_id).html, "<p>ja</p>\n");
	/* An older one had come so far: ours begins anew. */
	set_state(c.h, OLDER, last_id);
	assert_int_equal(renew_all(c.h), 3);
	assert_str(talk_row(c.h, c.opening_id).html, "<h3>Kop</h3>\n");
}

struct deep {
	int64_t post_id;
	struct str body;
};

static enum err
write_deep(struct store_write *w, void *arg)
{
	const struct deep *d = arg;

	return q_post_set_text(w,
	    &(struct post_set_text_in){ .post_id = d->post_id,
		.body = d->body,
		.html = STR(OLD),
		.renderer = OLDER,
		.revision = 1 });
}

static void
what_is_too_complex_by_now_stays_as_it_was(void **state)
{
	struct cast c = cast_new(*state);
	char marks[4 * MARKDOWN_DEPTH_MAX];
	struct deep deep = { c.opening_id, { marks, sizeof(marks) } };
	struct safe_html html;

	memset(marks, '>', sizeof(marks));
	assert_int_equal(
	    markdown_render(c.h->arena, deep.body, &html), ERR_INVALID);
	assert_ok(store_write(c.h->store, write_deep, &deep));
	set_state(c.h, OLDER, 0);
	assert_int_equal(renew_all(c.h), 2);
	assert_str(talk_row(c.h, c.opening_id).html, OLD);
}

/* Of the site, its statement and an organisation: old HTML of these texts. */
static enum err
write_pages(struct store_write *w, void *arg)
{
	const int64_t *organisation_id = arg;
	enum err e;

	e = q_renew_site_page(w,
	    &(struct renew_site_page_in){
		.name = STR("rules"), .html = STR(OLD), .renderer = OLDER });
	if (e == OK)
		e = q_renew_organisation(w,
		    &(struct renew_organisation_in){
			.organisation_id = *organisation_id,
			.html = STR(OLD),
			.renderer = OLDER });
	if (e == OK)
		e = q_statement_put(w,
		    &(struct statement_put_in){ .limits = STR("# Kop"),
			.html = STR(OLD),
			.renderer = OLDER,
			.updated_at = 1 });
	return e;
}

static void
pages_of_the_house_are_made_anew(void **state)
{
	struct house *h = *state;
	int64_t id = house_organisation(h, "Bond", "");
	struct told told = { .n = 0 };
	struct statement statement;
	struct organisation o;
	struct site_page page;

	assert_ok(store_write(h->store, write_pages, &id));
	set_state(h, OLDER, 0);
	store_on_change(h->store, hear, &told);
	assert_int_equal(renew_all(h), 2);
	store_on_change(h->store, NULL, NULL);
	assert_ok(site_page_load(h->read, h->arena, STR("rules"), &page));
	assert_str(page.html.s, "");
	assert_true(page.updated_at == clock_now());
	assert_ok(organisation_by_slug(h->read, h->arena, STR("bond"), &o));
	assert_str(o.html.s, "");
	assert_int_equal(o.version, 1);
	assert_ok(statement_load(h->read, h->arena, &statement));
	assert_str(statement.html.s, "<h3>Kop</h3>\n");
	assert_true(is_told(&told, TOPIC_SITE, 0));
	assert_true(is_told(&told, TOPIC_ORGANISATION, id));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(older_html_is_made_anew),
		house_test(once_all_is_done_nothing_is_looked_at),
		house_test(it_goes_in_pieces_and_on_where_it_was),
		house_test(what_is_too_complex_by_now_stays_as_it_was),
		house_test(pages_of_the_house_are_made_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
