/* Organisations and themes: made, changed, closed; and the log of that. */
#include "forum/house.h"

#include "crypto/crypto.h"
#include "forum/moderation.h"

struct job {
	struct arena *arena;
	int64_t actor_id, id, version;
	struct organisation_form organisation;
	struct theme_form theme;
	struct str slug;
	bool is_closed;
	struct form_errors errors;
};

static enum err
write_organisation(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return organisation_create(w, job->arena, job->actor_id,
	    &job->organisation, &job->id, &job->slug, &job->errors);
}

static enum err
write_organisation_update(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return organisation_update(w, job->arena, job->actor_id, job->slug,
	    job->version, &job->organisation, &job->errors);
}

static enum err
write_organisation_closed(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return organisation_set_closed(
	    w, job->arena, job->actor_id, job->slug, job->is_closed);
}

static enum err
write_theme(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return theme_create(w, job->arena, job->actor_id, &job->theme, &job->id,
	    &job->slug, &job->errors);
}

static enum err
write_theme_update(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return theme_update(w, job->arena, job->actor_id, job->slug,
	    job->version, &job->theme, &job->errors);
}

static enum err
write_theme_closed(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return theme_set_closed(
	    w, job->arena, job->actor_id, job->slug, job->is_closed);
}

static bool
has(const struct form_errors *errors, const char *field, enum mistake mistake)
{
	for (size_t i = 0; i < errors->n; i++)
		if (strcmp(errors->v[i].field, field) == 0)
			return errors->v[i].mistake == mistake;
	return false;
}

static void
an_organisation_keeps_what_was_typed(void **state)
{
	struct house *h = *state;
	struct organisation o;
	struct job job = { .arena = h->arena,
		.organisation = { .parent_slug = STR("umbrella"),
		    .name = STR(" De  Brug "),
		    .body = STR("Wij zijn *er*.\n"),
		    .visiting_address = STR("Straat 1\nUtrecht"),
		    .website = STR("brug.example"),
		    .email = STR("info@brug.example"),
		    .phone = STR("030-1234567") } };

	house_organisation(h, "Umbrella", "");
	assert_ok(store_write(h->store, write_organisation, &job));
	assert_str(job.slug, "de-brug");
	assert_ok(organisation_by_slug(h->read, h->arena, job.slug, &o));
	assert_true(o.id == job.id && o.version == 1 && o.closed_at == 0);
	assert_str(o.html.s, "<p>Wij zijn <em>er</em>.</p>\n");
	assert_str(o.website, "https://brug.example");
	assert_str(o.visiting_address, "Straat 1\nUtrecht");
	assert_str(o.parent_slug, "umbrella");
	assert_int_equal(organisation_by_slug(h->read, h->arena, STR("x"), &o),
	    ERR_NOT_FOUND);
}

static void
an_organisation_says_what_to_correct(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.organisation = { .slug = STR("De Brug"),
		    .name = STR(""),
		    .website = STR("javascript://alert(1)"),
		    .email = STR("nobody") } };

	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_INVALID);
	assert_true(has(&job.errors, "name", MISTAKE_EMPTY));
	assert_true(has(&job.errors, "website", MISTAKE_NOT_URL));
	assert_true(has(&job.errors, "email", MISTAKE_NOT_EMAIL));
	job.organisation = (struct organisation_form){ .name = STR("Brug"),
		.slug = STR("De Brug") };
	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_INVALID);
	assert_true(has(&job.errors, "slug", MISTAKE_NOT_SLUG));
	/* r0002: what is no scheme of ours was taken for a host with a port */
	job.organisation = (struct organisation_form){ .name = STR("Brug"),
		.website = STR("javascript:alert(1)") };
	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_INVALID);
	assert_true(has(&job.errors, "website", MISTAKE_NOT_URL));
	job.organisation.website = STR("brug.example:8080/wij");
	assert_ok(store_write(h->store, write_organisation, &job));
	job.organisation.slug = STR("new");
	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_INVALID);
	assert_true(has(&job.errors, "slug", MISTAKE_TAKEN));
	job.organisation.slug = STR_NONE;
	job.organisation.parent_slug = STR("nowhere");
	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_INVALID);
	assert_true(has(&job.errors, "parent", MISTAKE_NOT_A_CHOICE));
}

static void
slugs_of_the_same_name_are_numbered(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.organisation = { .name = STR("Brug") } };

	assert_ok(store_write(h->store, write_organisation, &job));
	assert_str(job.slug, "brug");
	assert_ok(store_write(h->store, write_organisation, &job));
	assert_str(job.slug, "brug-2");
	assert_ok(store_write(h->store, write_organisation, &job));
	assert_str(job.slug, "brug-3");
	job.organisation.slug = STR("brug");
	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_INVALID);
	assert_true(has(&job.errors, "slug", MISTAKE_TAKEN));
	job.organisation = (struct organisation_form){ .name = STR("New") };
	assert_ok(store_write(h->store, write_organisation, &job));
	assert_str(job.slug, "new-2");
}

static void
umbrellas_are_one_level(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.organisation = {
		    .name = STR("Deep"), .parent_slug = STR("member") } };
	int64_t umbrella = house_organisation(h, "Umbrella", "");
	int64_t member = house_organisation(h, "Member", "umbrella");
	struct organisation_list list;

	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_INVALID);
	assert_ok(organisation_list(h->read, h->arena, 0, 0, 10, &list));
	assert_true(list.n == 1 && list.v[0].id == umbrella);
	assert_ok(organisation_list(h->read, h->arena, umbrella, 0, 10, &list));
	assert_true(list.n == 1 && list.v[0].id == member);
	assert_ok(
	    organisation_list(h->read, h->arena, umbrella, member, 10, &list));
	assert_true(list.n == 0);
}

static void
a_form_sent_twice_makes_one(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.actor_id = house_account(h, "Anna"),
		.organisation = { .name = STR("Brug"), .form_key = STR("k") } };
	struct organisation_list list;
	int64_t first;

	house_role(h, job.actor_id, ROLE_ADMIN, SCOPE_SITE, 0);
	assert_ok(store_write(h->store, write_organisation, &job));
	first = job.id;
	job.slug = STR_NONE;
	assert_ok(store_write(h->store, write_organisation, &job));
	assert_true(job.id == first);
	assert_str(job.slug, "brug");
	job.organisation.phone = STR("1");
	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_CONFLICT);
	assert_ok(organisation_list(h->read, h->arena, 0, 0, 10, &list));
	assert_true(list.n == 1);

	job.theme = (struct theme_form){ .name = STR("Werk"),
		.organisation_slug = STR("brug"),
		.form_key = STR("l") };
	assert_ok(store_write(h->store, write_theme, &job));
	first = job.id;
	assert_ok(store_write(h->store, write_theme, &job));
	assert_true(job.id == first);
	job.theme.openers = OPENERS_HOSTS;
	assert_int_equal(
	    store_write(h->store, write_theme, &job), ERR_CONFLICT);
}

static void
only_who_may_makes_and_changes(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.actor_id = house_account(h, "Anna"),
		.version = 1,
		.organisation = { .name = STR("Brug") } };
	int64_t brug = house_organisation(h, "Brug", "");

	house_organisation(h, "Other", "");
	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_DENIED);
	house_role(h, job.actor_id, ROLE_HOST, SCOPE_ORGANISATION, brug);
	assert_int_equal(
	    store_write(h->store, write_organisation, &job), ERR_DENIED);
	job.slug = STR("other");
	assert_int_equal(
	    store_write(h->store, write_organisation_update, &job), ERR_DENIED);
	assert_int_equal(
	    store_write(h->store, write_organisation_closed, &job), ERR_DENIED);
	job.slug = STR("brug");
	assert_ok(store_write(h->store, write_organisation_update, &job));

	job.theme = (struct theme_form){ .name = STR("Werk"),
		.organisation_slug = STR("other") };
	assert_int_equal(store_write(h->store, write_theme, &job), ERR_DENIED);
	job.theme.organisation_slug = STR("brug");
	assert_ok(store_write(h->store, write_theme, &job));
	job.actor_id = house_account(h, "Ben");
	assert_int_equal(
	    store_write(h->store, write_theme_update, &job), ERR_DENIED);
	assert_int_equal(
	    store_write(h->store, write_theme_closed, &job), ERR_DENIED);
	job.actor_id = 999;
	assert_int_equal(
	    store_write(h->store, write_theme_closed, &job), ERR_DENIED);
}

static void
a_change_on_top_of_another_is_refused(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.version = 1,
		.slug = STR("brug"),
		.organisation = { .name = STR("Brug twee") },
		.theme = { .name = STR("Werk twee") } };
	struct organisation o;
	struct theme t;

	house_organisation(h, "Brug", "");
	house_theme(h, "Werk", "brug", POLICY_OPEN, 0);
	assert_ok(store_write(h->store, write_organisation_update, &job));
	assert_int_equal(store_write(h->store, write_organisation_update, &job),
	    ERR_CONFLICT);
	assert_ok(organisation_by_slug(h->read, h->arena, STR("brug"), &o));
	assert_str(o.name, "Brug twee");
	assert_true(o.version == 2);

	job.slug = STR("werk");
	assert_ok(store_write(h->store, write_theme_update, &job));
	assert_int_equal(
	    store_write(h->store, write_theme_update, &job), ERR_CONFLICT);
	assert_ok(theme_by_slug(h->read, h->arena, STR("werk"), &t));
	assert_str(t.name, "Werk twee");
	job.slug = STR("nowhere");
	assert_int_equal(
	    store_write(h->store, write_theme_update, &job), ERR_NOT_FOUND);
}

static void
a_theme_says_what_to_correct(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.theme = { .name = STR("W"),
		    .organisation_slug = STR("brug"),
		    .policy = (enum policy)3,
		    .policy_n = 101,
		    .openers = (enum openers)2 } };

	house_organisation(h, "Brug", "");
	assert_int_equal(store_write(h->store, write_theme, &job), ERR_INVALID);
	assert_true(has(&job.errors, "name", MISTAKE_TOO_SHORT));
	assert_true(has(&job.errors, "policy", MISTAKE_NOT_A_CHOICE));
	assert_true(has(&job.errors, "policy_n", MISTAKE_NOT_A_CHOICE));
	assert_true(has(&job.errors, "openers", MISTAKE_NOT_A_CHOICE));
	job.theme = (struct theme_form){ .name = STR("Werk"),
		.organisation_slug = STR("brug"),
		.policy = POLICY_NEW_MEMBERS };
	assert_int_equal(store_write(h->store, write_theme, &job), ERR_INVALID);
	assert_true(has(&job.errors, "policy_n", MISTAKE_NOT_A_CHOICE));
	job.theme.organisation_slug = STR("nowhere");
	assert_int_equal(store_write(h->store, write_theme, &job), ERR_INVALID);
	assert_true(has(&job.errors, "organisation", MISTAKE_NOT_A_CHOICE));
}

static void
closing_closes_what_is_below(void **state)
{
	struct house *h = *state;
	struct job job = {
		.arena = h->arena, .slug = STR("brug"), .is_closed = true
	};
	struct subject s;
	struct theme t;

	house_organisation(h, "Brug", "");
	house_theme(h, "Werk", "brug", POLICY_OPEN, 0);
	assert_ok(store_write(h->store, write_organisation_closed, &job));
	assert_ok(store_write(h->store, write_organisation_closed, &job));
	assert_ok(theme_by_slug(h->read, h->arena, STR("werk"), &t));
	theme_subject(&t, &s);
	assert_true(s.is_organisation_closed && !s.is_theme_closed);
	job.is_closed = false;
	assert_ok(store_write(h->store, write_organisation_closed, &job));
	job.slug = STR("werk");
	job.is_closed = true;
	assert_ok(store_write(h->store, write_theme_closed, &job));
	assert_ok(theme_by_slug(h->read, h->arena, STR("werk"), &t));
	theme_subject(&t, &s);
	assert_true(!s.is_organisation_closed && s.is_theme_closed);
	assert_true(t.closed_at == clock_now());
}

static void
themes_are_listed_by_id(void **state)
{
	struct house *h = *state;
	int64_t brug = house_organisation(h, "Brug", ""), werk, zorg, school;
	struct theme_list list;

	house_organisation(h, "Dam", "");
	werk = house_theme(h, "Werk", "brug", POLICY_ALL, 0);
	school = house_theme(h, "School", "dam", POLICY_OPEN, 0);
	zorg = house_theme(h, "Zorg", "brug", POLICY_NEW_MEMBERS, 3);
	assert_ok(theme_list(h->read, h->arena, 0, 0, 10, &list));
	assert_true(list.n == 3 && list.v[1].id == school);
	assert_ok(theme_list(h->read, h->arena, brug, 0, 10, &list));
	assert_true(list.n == 2 && list.v[0].id == werk);
	assert_true(list.v[1].id == zorg && list.v[1].policy_n == 3);
	assert_ok(theme_list(h->read, h->arena, brug, werk, 10, &list));
	assert_true(list.n == 1 && list.v[0].id == zorg);
	assert_ok(theme_list(h->read, h->arena, 0, 0, 1, &list));
	assert_true(list.n == 1);
	assert_ok(theme_list(h->read, h->arena, 0, INT64_MAX, 1, &list));
	assert_true(list.n == 0);
}

static struct viewer
viewer_of(struct house *h, int64_t id)
{
	struct viewer v;

	assert_ok(viewer_load(h->read, h->arena, id, &v));
	return v;
}

/* The log as one of them sees it: the newest kinds, at most ten. */
static size_t
log_of(struct house *h, int64_t account_id, struct decision_list *list)
{
	struct viewer v = viewer_of(h, account_id);

	assert_ok(decision_list(h->read, h->arena, &v, 0, 10, list));
	return list->n;
}

static void
the_log_shows_each_moderator_their_own(void **state)
{
	struct house *h = *state;
	int64_t umbrella = house_organisation(h, "Umbrella", "");
	int64_t member = house_organisation(h, "Member", "umbrella");
	int64_t werk = house_theme(h, "Werk", "member", POLICY_OPEN, 0);
	int64_t zorg = house_theme(h, "Zorg", "member", POLICY_OPEN, 0);
	int64_t anna = house_account(h, "Anna"), ben = house_account(h, "Ben");
	int64_t cor = house_account(h, "Cor"), dia = house_account(h, "Dia");
	int64_t eva = house_account(h, "Eva");
	struct viewer v = viewer_of(h, eva);
	struct decision_list list;

	assert_int_equal(
	    decision_list(h->read, h->arena, &v, 0, 10, &list), ERR_DENIED);
	house_role(h, anna, ROLE_MODERATOR, SCOPE_THEME, werk);
	assert_true(log_of(h, anna, &list) == 2);
	assert_int_equal(list.v[0].kind, DECISION_ROLE_GIVEN);
	assert_str(list.v[0].reason, "moderator");
	assert_str(list.v[0].account_name, "Anna");
	assert_int_equal(list.v[1].kind, DECISION_THEME_ADDED);
	assert_str(list.v[1].theme_name, "Werk");
	assert_str(list.v[1].organisation_name, "Member");
	assert_str(list.v[1].actor_name, "");

	/* Its own, its two themes, the two roles given. */
	house_role(h, ben, ROLE_MODERATOR, SCOPE_ORGANISATION, member);
	assert_true(log_of(h, ben, &list) == 5);
	/* The umbrella and its role above that. */
	house_role(h, cor, ROLE_MODERATOR, SCOPE_ORGANISATION, umbrella);
	assert_true(log_of(h, cor, &list) == 7);
	assert_true(log_of(h, ben, &list) == 5);
	/* One who moderates twice sees it once. */
	house_role(h, cor, ROLE_MODERATOR, SCOPE_THEME, zorg);
	assert_true(log_of(h, cor, &list) == 8);
	house_role(h, dia, ROLE_MODERATOR, SCOPE_SITE, 0);
	house_role(h, eva, ROLE_ADMIN, SCOPE_SITE, 0);
	assert_true(log_of(h, dia, &list) == 10);
	assert_true(log_of(h, eva, &list) == 10);
	v = viewer_of(h, eva);
	assert_ok(
	    decision_list(h->read, h->arena, &v, list.v[8].id, 10, &list));
	assert_true(
	    list.n == 1 && list.v[0].kind == DECISION_ORGANISATION_ADDED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(an_organisation_keeps_what_was_typed),
		house_test(an_organisation_says_what_to_correct),
		house_test(slugs_of_the_same_name_are_numbered),
		house_test(umbrellas_are_one_level),
		house_test(a_form_sent_twice_makes_one),
		house_test(only_who_may_makes_and_changes),
		house_test(a_change_on_top_of_another_is_refused),
		house_test(a_theme_says_what_to_correct),
		house_test(closing_closes_what_is_below),
		house_test(themes_are_listed_by_id),
		house_test(the_log_shows_each_moderator_their_own),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
