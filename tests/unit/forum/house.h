/*
 * house.h: a forum for tests of the rules: a store, a site, and short
 * ways to fill it.  Writes run on the store's own thread, where an assertion
 * must not fail: a test's write function gives its error back.
 */
#ifndef TESTS_FORUM_HOUSE_H
#define TESTS_FORUM_HOUSE_H

#include "test_store.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/num.h"
#include "forum/account.h"
#include "forum/organisation.h"
#include "forum/role.h"
#include "forum/site.h"
#include "forum/theme.h"
#include "store/store.h"

enum { HOUSE_NOW = 1700000000 };
#define HOUSE_HASH "no hash" /* of everybody's password */

struct house {
	struct store *store;
	struct store_read *read;
	struct arena *arena;
};

static inline enum err
house_write_site(struct store_write *w, void *arg)
{
	(void)arg;
	return site_create(w,
	    &(struct site){ .name = STR("Praat"),
		.time_zone = STR("Europe/Amsterdam"),
		.language = STR("nl") });
}

static inline int
house_set_up(void **state)
{
	static struct house h;

	clock_set(INT64_C(1000) * HOUSE_NOW);
	test_store_open(&h.store);
	assert_ok(store_read_open(h.store, &h.read));
	h.arena = arena_new(0);
	assert_ok(store_write(h.store, house_write_site, NULL));
	*state = &h;
	return 0;
}

static inline int
house_tear_down(void **state)
{
	struct house *h = *state;

	store_read_close(h->read);
	test_store_close(h->store);
	arena_free(h->arena);
	clock_set(0);
	return 0;
}

/* For the write functions below. */
struct house_job {
	struct arena *arena;
	struct str name, parent; /* parent: a slug */
	enum policy policy;
	int64_t policy_n, id;
	struct str slug;
	struct grant grant;
};

static inline enum err
house_write_account(struct store_write *w, void *arg)
{
	struct house_job *job = arg;
	struct form_errors errors = { 0 };

	return account_create(w, job->arena,
	    &(struct account_new){ .name = job->name,
		.email = arena_fmt(
		    job->arena, STR_FMT "@example.org", STR_ARG(job->name)) },
	    STR(HOUSE_HASH), &job->id, &errors);
}

static inline int64_t
house_account(struct house *h, const char *name)
{
	struct house_job job = { .arena = h->arena, .name = str_of(name) };

	assert_ok(store_write(h->store, house_write_account, &job));
	assert_true(job.id > 0);
	return job.id;
}

static inline enum err
house_write_role(struct store_write *w, void *arg)
{
	struct house_job *job = arg;

	return role_give(w, job->arena, 0, job->id, &job->grant);
}

static inline void
house_role(struct house *h, int64_t account_id, enum role role,
    enum scope scope, int64_t scope_id)
{
	struct house_job job = { .arena = h->arena,
		.id = account_id,
		.grant = { role, scope, scope_id } };

	assert_ok(store_write(h->store, house_write_role, &job));
}

static inline enum err
house_write_organisation(struct store_write *w, void *arg)
{
	struct house_job *job = arg;
	struct form_errors errors = { 0 };

	return organisation_create(w, job->arena, 0,
	    &(struct organisation_form){
		.name = job->name, .parent_slug = job->parent },
	    &job->id, &job->slug, &errors);
}

/* parent is a slug or "". */
static inline int64_t
house_organisation(struct house *h, const char *name, const char *parent)
{
	struct house_job job = { .arena = h->arena,
		.name = str_of(name),
		.parent = str_of(parent) };

	assert_ok(store_write(h->store, house_write_organisation, &job));
	return job.id;
}

static inline enum err
house_write_theme(struct store_write *w, void *arg)
{
	struct house_job *job = arg;
	struct form_errors errors = { 0 };

	return theme_create(w, job->arena, 0,
	    &(struct theme_form){ .name = job->name,
		.organisation_slug = job->parent,
		.policy = job->policy,
		.policy_n = job->policy_n },
	    &job->id, &job->slug, &errors);
}

/* Of the organisation with that slug. */
static inline int64_t
house_theme(struct house *h, const char *name, const char *organisation,
    enum policy policy, int64_t policy_n)
{
	struct house_job job = { .arena = h->arena,
		.name = str_of(name),
		.parent = str_of(organisation),
		.policy = policy,
		.policy_n = policy_n };

	assert_ok(store_write(h->store, house_write_theme, &job));
	return job.id;
}

#define house_test(f) \
	cmocka_unit_test_setup_teardown(f, house_set_up, house_tear_down)

#endif
