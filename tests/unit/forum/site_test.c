/* The site, its pages, the first administrator's token, roles, form keys. */
#include "forum/house.h"

#include "crypto/crypto.h"
#include "forum/form_key.h"

struct job {
	struct arena *arena;
	int64_t actor_id, account_id, made_id;
	struct site site;
	struct str name, body, token;
	struct grant grant;
	struct form_use use;
	struct form_errors errors;
};

static enum err
write_site(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return site_update(
	    w, job->arena, job->actor_id, &job->site, &job->errors);
}

static enum err
write_page(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return site_page_update(
	    w, job->arena, job->actor_id, job->name, job->body, &job->errors);
}

static enum err
write_token(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return setup_token_create(w, job->arena, 1000, &job->token);
}

static enum err
use_token(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return setup_token_use(w, job->arena, job->token);
}

static enum err
give(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return role_give(
	    w, job->arena, job->actor_id, job->account_id, &job->grant);
}

static enum err
take(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return role_take(
	    w, job->arena, job->actor_id, job->account_id, &job->grant);
}

static enum err
find_key(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return form_key_find(w, job->arena, &job->use, &job->made_id);
}

static enum err
make_key(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return form_key_made(w, &job->use, 7);
}

static enum err
sweep_keys(struct store_write *w, void *arg)
{
	(void)arg;
	return form_key_sweep(w, 10);
}

static void
a_site_is_made_once(void **state)
{
	struct house *h = *state;
	struct site site;

	assert_int_equal(
	    store_write(h->store, house_write_site, NULL), ERR_CONFLICT);
	assert_ok(site_load(h->read, h->arena, &site));
	assert_str(site.name, "Praat");
	assert_false(site.is_set_up);
	house_role(h, house_account(h, "Anna"), ROLE_ADMIN, SCOPE_SITE, 0);
	assert_ok(site_load(h->read, h->arena, &site));
	assert_true(site.is_set_up);
}

static void
a_site_takes_only_addresses_that_browsers_send_back(void **state)
{
	static const char *const good[] = { "", "https://praat.example",
		"https://praat.example:8443", "http://localhost:8080",
		"http://127.0.0.1", "http://[::1]:8080", "https://localhost" };
	static const char *const bad[] = { "praat.example",
		"http://praat.example", "https://", "https://praat.example/",
		"https://praat.example:443", "http://localhost:80",
		"https://praat.example:0", "https://praat.example:70000",
		"https://Praat.example", "https://a@praat.example",
		"https://praat.example:", "http://localhost.evil.example",
		"javascript:alert(1)", "https://praat.example\r\nx: y" };
	struct house *h = *state;
	struct job job = { .arena = h->arena };

	assert_ok(site_load(h->read, h->arena, &job.site));
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		job.site.url = str_of(good[i]);
		assert_ok(store_write(h->store, write_site, &job));
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		job.site.url = str_of(bad[i]);
		if (store_write(h->store, write_site, &job) != ERR_INVALID)
			fail_msg("\"%s\" was taken", bad[i]);
		assert_string_equal(job.errors.v[0].field, "url");
	}
}

static void
a_site_takes_known_zones_and_languages_from_administrators(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena };
	struct site site;

	job.actor_id = house_account(h, "Anna");
	job.site = (struct site){ .name = STR("Nieuw"),
		.time_zone = STR("Europe/Amsterdam"),
		.language = STR("en") };
	assert_int_equal(store_write(h->store, write_site, &job), ERR_DENIED);
	house_role(h, job.actor_id, ROLE_ADMIN, SCOPE_SITE, 0);
	assert_ok(store_write(h->store, write_site, &job));
	assert_ok(site_load(h->read, h->arena, &site));
	assert_str(site.name, "Nieuw");
	assert_str(site.language, "en");
	job.site.time_zone = STR("../../../etc/passwd");
	assert_int_equal(store_write(h->store, write_site, &job), ERR_INVALID);
	job.site.time_zone = STR("Europe");
	assert_int_equal(store_write(h->store, write_site, &job), ERR_INVALID);
	job.site.time_zone = STR("UTC");
	job.site.language = STR("xx");
	assert_int_equal(store_write(h->store, write_site, &job), ERR_INVALID);
}

static void
pages_are_written_in_markdown(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.name = STR("rules"),
		.body = STR("# Wees aardig") };
	struct site_page page;

	assert_ok(site_page_load(h->read, h->arena, job.name, &page));
	assert_str(page.body, "");
	assert_ok(store_write(h->store, write_page, &job));
	assert_ok(site_page_load(h->read, h->arena, job.name, &page));
	assert_str(page.body, "# Wees aardig");
	assert_true(
	    str_find_str(page.html.s, STR("Wees aardig</h3>")) < page.html.s.n);
	job.actor_id = house_account(h, "Anna");
	assert_int_equal(store_write(h->store, write_page, &job), ERR_DENIED);
	job.actor_id = 0;
	job.name = STR("other");
	assert_int_equal(
	    store_write(h->store, write_page, &job), ERR_NOT_FOUND);
}

static void
a_setup_token_works_once_and_not_for_ever(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena };
	struct str earlier;

	assert_ok(store_write(h->store, write_token, &job));
	earlier = job.token;
	assert_ok(store_write(h->store, write_token, &job));
	assert_int_equal(
	    setup_token_check(h->read, h->arena, earlier), ERR_NOT_FOUND);
	assert_ok(setup_token_check(h->read, h->arena, job.token));
	assert_ok(store_write(h->store, use_token, &job));
	assert_int_equal(store_write(h->store, use_token, &job), ERR_NOT_FOUND);
	assert_ok(store_write(h->store, write_token, &job));
	clock_set(clock_now() + 1000);
	assert_int_equal(store_write(h->store, use_token, &job), ERR_NOT_FOUND);
	assert_int_equal(
	    setup_token_check(h->read, h->arena, STR("x")), ERR_NOT_FOUND);
}

static void
roles_go_with_their_scopes(void **state)
{
	static const struct grant bad[] = {
		{ ROLE_ADMIN, SCOPE_ORGANISATION, 1 },
		{ ROLE_ADMIN, SCOPE_SITE, 1 },
		{ ROLE_HOST, SCOPE_SITE, 0 },
		{ ROLE_HOST, SCOPE_THEME, 1 },
		{ ROLE_MODERATOR, SCOPE_THEME, 0 },
		{ (enum role)9, SCOPE_SITE, 0 },
	};
	struct house *h = *state;
	struct job job = { .arena = h->arena };

	job.account_id = house_account(h, "Anna");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		job.grant = bad[i];
		assert_int_equal(
		    store_write(h->store, give, &job), ERR_INVALID);
	}
	job.grant = (struct grant){ ROLE_HOST, SCOPE_ORGANISATION, 99 };
	assert_int_equal(store_write(h->store, give, &job), ERR_NOT_FOUND);
	job.grant = (struct grant){ ROLE_MODERATOR, SCOPE_THEME, 99 };
	assert_int_equal(store_write(h->store, give, &job), ERR_NOT_FOUND);
	job.grant = (struct grant){ ROLE_MODERATOR, SCOPE_SITE, 0 };
	job.account_id = 99;
	assert_int_equal(store_write(h->store, give, &job), ERR_NOT_FOUND);
	job.account_id = 0;
	assert_int_equal(store_write(h->store, give, &job), ERR_NOT_FOUND);
}

static void
roles_are_given_and_taken_by_administrators(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.grant = { ROLE_MODERATOR, SCOPE_SITE, 0 } };
	struct viewer v;

	job.account_id = house_account(h, "Anna");
	job.actor_id = house_account(h, "Ben");
	assert_int_equal(store_write(h->store, give, &job), ERR_DENIED);
	assert_int_equal(store_write(h->store, take, &job), ERR_DENIED);
	house_role(h, job.actor_id, ROLE_ADMIN, SCOPE_SITE, 0);
	assert_ok(store_write(h->store, give, &job));
	assert_ok(store_write(h->store, give, &job));
	assert_ok(viewer_load(h->read, h->arena, job.account_id, &v));
	assert_true(v.n_grants == 1 && viewer_is_moderator(&v));
	assert_false(viewer_is_admin(&v));
	assert_ok(store_write(h->store, take, &job));
	assert_ok(store_write(h->store, take, &job));
	assert_ok(viewer_load(h->read, h->arena, job.account_id, &v));
	assert_true(v.n_grants == 0 && !viewer_is_moderator(&v));
	assert_int_equal(viewer_load(h->read, h->arena, 99, &v), ERR_NOT_FOUND);
	assert_ok(viewer_load(h->read, h->arena, 0, &v));
	assert_true(v.account_id == 0);
}

static void
an_account_has_so_many_roles_and_no_more(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena };

	job.account_id = house_account(h, "Anna");
	house_organisation(h, "Brug", "");
	for (int i = 0; i < GRANTS_MAX; i++) {
		const char *name = arena_fmt(h->arena, "Werk %d", i).p;

		house_role(h, job.account_id, ROLE_MODERATOR, SCOPE_THEME,
		    house_theme(h, name, "brug", POLICY_OPEN, 0));
	}
	job.grant = (struct grant){ ROLE_ADMIN, SCOPE_SITE, 0 };
	assert_int_equal(store_write(h->store, give, &job), ERR_LIMIT);
}

static void
a_form_key_knows_its_words(void **state)
{
	struct house *h = *state;
	struct str words[] = { STR("ab"), STR("c") };
	struct str others[] = { STR("a"), STR("bc") };
	struct job job = { .arena = h->arena };

	job.use = (struct form_use){ house_account(h, "Anna"), STR("key"),
		form_key_digest(h->arena, words, 2) };
	assert_ok(store_write(h->store, find_key, &job));
	assert_true(job.made_id == 0);
	assert_ok(store_write(h->store, make_key, &job));
	assert_ok(store_write(h->store, find_key, &job));
	assert_true(job.made_id == 7);
	job.use.digest = form_key_digest(h->arena, others, 2);
	assert_int_equal(store_write(h->store, find_key, &job), ERR_CONFLICT);
	/* Somebody else's key of the same name is another one. */
	job.use.account_id = house_account(h, "Ben");
	assert_ok(store_write(h->store, find_key, &job));
	assert_true(job.made_id == 0);
}

static void
without_a_key_nothing_is_remembered(void **state)
{
	struct house *h = *state;
	char longer[FORM_KEY_BYTES_MAX + 2] = { 0 };
	struct job job = { .arena = h->arena };

	memset(longer, 'k', FORM_KEY_BYTES_MAX + 1);
	job.use = (struct form_use){ house_account(h, "Anna"), STR_NONE,
		STR("d") };
	for (int i = 0; i < 2; i++) {
		assert_ok(store_write(h->store, make_key, &job));
		assert_ok(store_write(h->store, make_key, &job));
		job.made_id = 1;
		assert_ok(store_write(h->store, find_key, &job));
		assert_true(job.made_id == 0);
		job.use.key = str_of(longer);
	}
}

static void
old_form_keys_are_swept(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena };

	job.use = (struct form_use){ house_account(h, "Anna"), STR("k"),
		STR("d") };
	assert_ok(store_write(h->store, make_key, &job));
	clock_set(clock_now() + INT64_C(7) * DAY_MS);
	assert_int_equal(
	    store_write(h->store, sweep_keys, NULL), ERR_NOT_FOUND);
	assert_ok(store_write(h->store, find_key, &job));
	assert_true(job.made_id == 7);
	clock_set(clock_now() + 1);
	assert_ok(store_write(h->store, sweep_keys, NULL));
	assert_ok(store_write(h->store, find_key, &job));
	assert_true(job.made_id == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(a_site_is_made_once),
		house_test(a_site_takes_only_addresses_that_browsers_send_back),
		house_test(
		    a_site_takes_known_zones_and_languages_from_administrators),
		house_test(pages_are_written_in_markdown),
		house_test(a_setup_token_works_once_and_not_for_ever),
		house_test(roles_go_with_their_scopes),
		house_test(roles_are_given_and_taken_by_administrators),
		house_test(an_account_has_so_many_roles_and_no_more),
		house_test(a_form_key_knows_its_words),
		house_test(without_a_key_nothing_is_remembered),
		house_test(old_form_keys_are_swept),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
