#include "admin/demo.h"

#include <stdio.h>
#include <stdlib.h>

#include "admin/demo_text.h"
#include "admin/role_text.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/num.h"
#include "crypto/crypto.h"
#include "demo_texts.h"
#include "forum/account.h"
#include "forum/moderation.h"
#include "forum/role.h"

/* How long before the first post the site was set up, and how soon after a
 * post its moderator decided. */
enum { SET_UP_DAYS = 400, DECIDED_AFTER_MINUTES = 3 };

const struct demo_account demo_accounts[] = {
	{ "beheer", "beheer@demo.example", "administrator" },
	{ "moderator", "moderator@demo.example", "moderator of the site" },
	{ "themamoderator", "themamoderator@demo.example",
	    "moderator of one theme" },
	{ "gastvrouw", "gastvrouw@demo.example", "host of the umbrella" },
	{ "lid", "lid@demo.example", "member" },
};
const size_t demo_accounts_n = ARRAY_LEN(demo_accounts);

void
demo_print_accounts(void)
{
	printf("Demo accounts (on this machine only), password %s:\n",
	    DEMO_PASSWORD);
	for (size_t i = 0; i < demo_accounts_n; i++)
		printf("  %-28s %s\n", demo_accounts[i].email,
		    demo_accounts[i].can);
}

/* What the write functions below work on. */
struct making {
	struct call *call;
	struct arena *arena;
	struct demo *demo;
	struct str hash; /* of DEMO_PASSWORD */
	int64_t now, moderator_id;
	struct demo_post *post; /* the one at hand */
	const char *failed;	/* what could not be made */
	struct str failed_name;
};

static enum err
failed(struct making *m, enum err e, const char *what, struct str name)
{
	if (e != OK) {
		m->failed = what;
		m->failed_name = name;
	}
	return e;
}

static struct demo_person *
find_person(struct demo *d, struct str key)
{
	for (size_t i = 0; i < d->n_people; i++)
		if (str_eq(d->people[i].key, key))
			return &d->people[i];
	return NULL;
}

static bool
is_demo_account(struct str key)
{
	for (size_t i = 0; i < demo_accounts_n; i++)
		if (str_eq(key, str_of(demo_accounts[i].key)))
			return true;
	return false;
}

static enum err
make_organisations(struct store_write *w, struct making *m)
{
	struct demo *d = m->demo;
	struct form_errors errors = { 0 };
	struct str slug;
	int64_t id;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < d->n_organisations; i++)
		e = failed(m,
		    organisation_create(w, m->arena, 0, &d->organisations[i],
			&id, &slug, &errors),
		    "organisation", d->organisations[i].name);
	for (size_t i = 0; e == OK && i < d->n_themes; i++)
		e = failed(m,
		    theme_create(
			w, m->arena, 0, &d->themes[i], &id, &slug, &errors),
		    "theme", d->themes[i].name);
	return e;
}

static enum err
make_person(struct store_write *w, struct making *m, struct demo_person *p)
{
	struct account_new new = {
		.name = p->name, .email = p->email, .is_demo = true
	};
	struct form_errors errors = { 0 };
	struct str roles = p->roles, role;
	struct grant grant;
	/* Everyone else has no password and cannot sign in. */
	enum err e = account_create(w, m->arena, &new,
	    is_demo_account(p->key) ? m->hash : STR_NONE, &p->id, &errors);

	while (e == OK && str_cut(&roles, ',', &role)) {
		e = role_parse(
		    store_reads(w), m->arena, str_trim(role), &grant);
		if (e == OK)
			e = role_give(w, m->arena, 0, p->id, &grant);
	}
	return failed(m, e, "account", p->name);
}

static enum err
make_site(struct store_write *w, void *arg)
{
	struct making *m = arg;
	struct demo *d = m->demo;
	struct form_errors errors = { 0 };
	struct site site = { .name = d->site_name,
		.tagline = d->tagline,
		.time_zone = STR("Europe/Amsterdam"),
		.language = STR("nl"),
		.is_demo = true };
	enum err e = failed(m, site_create(w, &site), "site", site.name);

	if (e == OK)
		e = make_organisations(w, m);
	for (size_t i = 0; e == OK && i < d->n_people; i++)
		e = make_person(w, m, &d->people[i]);
	for (size_t i = 0; e == OK && i < d->n_pages; i++)
		e = failed(m,
		    site_page_update(w, m->arena,
			find_person(d, STR("beheer"))->id, d->pages[i].name,
			d->pages[i].body, &errors),
		    "page", d->pages[i].name);
	return e;
}

/* Let the post that was just made end as the text says. */
static enum err
decide(struct store_write *w, struct making *m, enum post_state state)
{
	struct demo_post *p = m->post;
	struct decide_outcome outcome = { 0 };
	struct form_errors errors = { 0 };
	struct decide decide = { .actor_id = m->moderator_id,
		.post_id = p->id,
		.version = 1,
		.verdict = VERDICT_APPROVE };

	if (p->state == POST_HELD)
		return state == POST_HELD ? OK : ERR_CONFLICT;
	if (state != POST_HELD)
		return p->state == POST_REJECTED ? ERR_CONFLICT : OK;
	if (p->state == POST_REJECTED) {
		decide.verdict = VERDICT_REJECT;
		decide.reason = p->reason;
	}
	clock_set(m->now - p->age_ms + DECIDED_AFTER_MINUTES * MINUTE_MS);
	return moderation_decide(w, m->arena, &decide, &outcome, &errors);
}

static enum err
make_post(struct store_write *w, void *arg)
{
	struct making *m = arg;
	struct demo *d = m->demo;
	struct demo_post *p = m->post;
	struct demo_thread *thread = &d->threads[p->thread];
	struct demo_person *author = find_person(d, p->person);
	enum post_state state = POST_SHOWN;
	struct form_errors errors = { 0 };
	struct post_one one;
	struct viewer viewer;
	enum err e;

	if (author == NULL)
		return failed(m, ERR_NOT_FOUND, "person", p->person);
	if (p->depth == 0) {
		struct thread_new new = { .author_id = author->id,
			.theme_slug = d->themes[thread->theme].slug,
			.title = thread->title,
			.body = post_body_make(m->arena, p->body),
			.language = p->language };

		e = thread_create(
		    w, m->arena, &new, &thread->id, &p->id, &errors);
		if (e == OK)
			e = viewer_load(
			    store_reads(w), m->arena, author->id, &viewer);
		if (e == OK)
			e = post_read(
			    store_reads(w), m->arena, &viewer, p->id, &one);
		if (e == OK)
			state = one.post.state;
	} else {
		struct post_new new = { .author_id = author->id,
			.thread_id = thread->id,
			.parent_id = d->posts[p->parent].id,
			.body = post_body_make(m->arena, p->body),
			.language = p->language };

		e = post_create(w, m->arena, &new, &p->id, &state, &errors);
	}
	if (e == OK)
		e = decide(w, m, state);
	return failed(m, e, "post by", p->person);
}

/* What can only be done when all posts are there. */
static enum err
finish_threads(struct store_write *w, void *arg)
{
	struct making *m = arg;
	struct demo *d = m->demo;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < d->n_posts; i++)
		if (d->posts[i].state == POST_WITHDRAWN)
			e = failed(m,
			    post_withdraw(w, m->arena,
				find_person(d, d->posts[i].person)->id,
				d->posts[i].id),
			    "withdrawal by", d->posts[i].person);
	for (size_t i = 0; e == OK && i < d->n_threads; i++)
		if (d->threads[i].is_closed)
			e = failed(m,
			    thread_set_closed(w, m->arena, m->moderator_id,
				d->threads[i].id, true),
			    "closing", d->threads[i].title);
	return e;
}

static int
older_first(const void *a, const void *b)
{
	const struct demo_post *const *p = a, *const *q = b;

	if ((*p)->age_ms != (*q)->age_ms)
		return (*p)->age_ms < (*q)->age_ms ? 1 : -1;
	return *p < *q ? -1 : 1;
}

static enum err
make_posts(struct making *m)
{
	struct demo *d = m->demo;
	struct demo_post **order = arena_array(
	    m->arena, d->n_posts, sizeof(struct demo_post *));
	enum err e = OK;

	for (size_t i = 0; i < d->n_posts; i++)
		order[i] = &d->posts[i];
	qsort(order, d->n_posts, sizeof(struct demo_post *), older_first);
	for (size_t i = 0; e == OK && i < d->n_posts; i++) {
		m->post = order[i];
		clock_set(m->now - m->post->age_ms);
		e = store_write(m->call->store, make_post, m);
	}
	return e;
}

static enum err
make_all(struct making *m)
{
	struct demo_person *moderator = find_person(m->demo, STR("moderator"));
	enum err e;

	CHECK(moderator != NULL);
	clock_set(m->now - (int64_t)SET_UP_DAYS * DAY_MS);
	e = store_write(m->call->store, make_site, m);
	m->moderator_id = moderator->id;
	if (e == OK)
		e = make_posts(m);
	clock_set(m->now);
	if (e == OK)
		e = store_write(m->call->store, finish_threads, m);
	clock_set(0);
	return e;
}

enum exit_code
demo_make(struct call *c)
{
	struct making m = { .call = c, .arena = c->arena, .now = clock_now() };
	struct str why = STR_NONE;
	enum err e = OK;

	m.demo = arena_alloc(c->arena, sizeof(*m.demo));
	for (size_t i = 0; e == OK && i < DEMO_TEXT_N; i++)
		e = demo_read(c->arena, demo_text_files[i].name,
		    demo_text_files[i].bytes, m.demo, &why);
	if (e != OK)
		return call_fail(c, EXIT_FAILED, STR_FMT, STR_ARG(why));
	e = crypto_password_hash(c->arena, STR(DEMO_PASSWORD), &m.hash);
	if (e == OK)
		e = make_all(&m);
	if (e != OK && m.failed != NULL)
		return call_fail(c, EXIT_FAILED, "%s " STR_FMT ": %s", m.failed,
		    STR_ARG(m.failed_name), err_name(e));
	return call_err(c, e, "making the demo");
}
