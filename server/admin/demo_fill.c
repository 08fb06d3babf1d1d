/*
 * demo_fill.c: any number of posts for benchmarks, by the same rules as all
 * others; their words are those of the demonstration content, again and again.
 */
#include "admin/demo.h"

#include <inttypes.h>

#include "base/clock.h"
#include "forum/account.h"
#include "forum/post.h"
#include "forum/theme.h"

/* Answers by one write; how far back an answer reaches for its parent. */
enum {
	BATCH = 500,
	RECENT = 8,
	BODIES = 100,
	SHORT_THREAD = 50,
	LONG_THREAD_MAX = 100000,
	SPAN_DAYS = 300
};

/* How far the filling has come. */
struct progress {
	int64_t thread_id, n_left; /* answers this thread is to get yet */
	int64_t recent[RECENT];	   /* its newest posts */
	int64_t n_made;
};

/*
 * One batch: from before to after, so that the write can run twice.
 */
struct filling {
	struct arena *arena; /* of this batch */
	struct post_body bodies[BODIES];
	size_t n_bodies;
	int64_t author_id, n_posts, now;
	struct progress before, after;
};

/* A number that looks random and is the same each time. */
static size_t
scatter(int64_t i, size_t n)
{
	return (size_t)((uint64_t)i * UINT64_C(0x9e3779b97f4a7c15) >> 33) % n;
}

static struct post_body
body_of(const struct filling *f, int64_t i)
{
	return f->bodies[scatter(i, f->n_bodies)];
}

static enum err
fill_thread(struct store_write *w, struct filling *f, struct progress *p)
{
	struct form_errors errors = { 0 };
	struct thread_new new = { .author_id = f->author_id,
		.theme_slug = STR("proef"),
		.language = STR("nl"),
		.body = body_of(f, p->n_made),
		.title = arena_fmt(
		    f->arena, "Proefgesprek %" PRId64, p->n_made) };
	int64_t post_id, first = f->n_posts / 4;
	enum err e = thread_create(
	    w, f->arena, &new, &p->thread_id, &post_id, &errors);

	p->n_left = SHORT_THREAD;
	if (p->n_made == 0 && first > SHORT_THREAD)
		p->n_left = first < LONG_THREAD_MAX ? first : LONG_THREAD_MAX;
	for (size_t i = 0; i < RECENT; i++)
		p->recent[i] = 0;
	return e;
}

static enum err
fill_answer(struct store_write *w, struct filling *f, struct progress *p)
{
	struct form_errors errors = { 0 };
	struct post_new new = { .author_id = f->author_id,
		.thread_id = p->thread_id,
		.language = STR("nl"),
		.body = body_of(f, p->n_made) };
	enum post_state state;
	int64_t id;
	enum err e;

	/* Six in ten answer the opening post. */
	if (scatter(p->n_made, 10) >= 6)
		new.parent_id = p->recent[scatter(p->n_made + 1, RECENT)];
	e = post_create(w, f->arena, &new, &id, &state, &errors);
	p->recent[p->n_made % RECENT] = id;
	p->n_left--;
	return e;
}

static enum err
fill_batch(struct store_write *w, void *arg)
{
	struct filling *f = arg;
	struct progress p = f->before;
	enum err e = OK;

	for (int i = 0; e == OK && i < BATCH && p.n_made < f->n_posts; i++) {
		clock_set(f->now -
		    (int64_t)SPAN_DAYS * DAY_MS / f->n_posts *
			(f->n_posts - p.n_made));
		if (p.n_left == 0)
			e = fill_thread(w, f, &p);
		else
			e = fill_answer(w, f, &p);
		p.n_made++;
	}
	f->after = p;
	return e;
}

/* A theme without moderation, and the words of the posts that are there. */
static enum err
fill_begin(struct store_write *w, void *arg)
{
	struct filling *f = arg;
	struct theme_form theme = { .slug = STR("proef"),
		.organisation_slug = STR("lantaarn"),
		.name = STR("Proef"),
		.about = STR("Gesprekken om mee te meten."),
		.policy = POLICY_OPEN };
	struct form_errors errors = { 0 };
	struct viewer visitor;
	struct post_one one;
	struct str slug;
	int64_t id;
	enum err e = theme_create(w, f->arena, 0, &theme, &id, &slug, &errors);

	if (e == OK)
		e = account_find(store_reads(w), f->arena,
		    STR("lid@demo.example"), &f->author_id);
	if (e == OK)
		e = viewer_load(
		    store_reads(w), f->arena, f->author_id, &visitor);
	for (id = 1, f->n_bodies = 0; e == OK && f->n_bodies < BODIES; id++)
		if (post_read(store_reads(w), f->arena, &visitor, id, &one) ==
			OK &&
		    one.body.n > 0)
			f->bodies[f->n_bodies++] = post_body_make(
			    f->arena, one.body);
	return e;
}

enum exit_code
demo_fill(struct call *c, int64_t n_posts)
{
	struct filling *f = arena_alloc(c->arena, sizeof(*f));
	enum err e;

	*f = (struct filling){
		.arena = c->arena, .n_posts = n_posts, .now = clock_now()
	};
	e = store_write(c->store, fill_begin, f);
	f->arena = arena_new(0);
	while (e == OK && f->before.n_made < n_posts) {
		arena_reset(f->arena);
		e = store_write(c->store, fill_batch, f);
		f->before = f->after;
	}
	arena_free(f->arena);
	clock_set(0);
	return call_err(c, e, "filling the site");
}
