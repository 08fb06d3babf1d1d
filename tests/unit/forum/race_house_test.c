/*
 * What people do to the house itself at the same moment: accounts, roles,
 * organisations and themes, sessions and one-time addresses.
 */
#include "forum/race.h"

#include "crypto/crypto.h"
#include "forum/permit.h"
#include "forum/session.h"

enum { ROUNDS = 20 };

struct sign_up {
	struct arena *arena;
	struct account_new new;
	int64_t id;
	struct form_errors errors;
};

static enum err
write_sign_up(struct store_write *w, void *arg)
{
	struct sign_up *s = arg;

	s->errors.n = 0;
	return account_create(
	    w, s->arena, &s->new, STR(HOUSE_HASH), &s->id, &s->errors);
}

static void
one_name_is_one_account(void **state)
{
	struct sign_up s[RACERS_MAX];
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_begin(&r, *state);
		for (size_t k = 0; k < RACERS_MAX; k++) {
			struct arena *a = race_add(&r, write_sign_up, &s[k])
					      ->arena;

			s[k] = (struct sign_up){ .arena = a,
				.new = { .name = arena_fmt(a, "Naam %d", i),
				    .email = arena_fmt(
					a, "n%d.%zu@example.org", i, k) } };
		}
		race_run(&r);
		assert_int_equal(race_count(&r, OK), 1);
		for (size_t k = 0; k < RACERS_MAX; k++)
			if (r.v[k].err != OK) {
				assert_int_equal(r.v[k].err, ERR_INVALID);
				assert_string_equal(
				    s[k].errors.v[0].field, "name");
			}
		race_end(&r);
	}
}

static void
one_address_is_one_account(void **state)
{
	struct sign_up s[RACERS_MAX];
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		size_t n_made = 0;

		race_begin(&r, *state);
		for (size_t k = 0; k < RACERS_MAX; k++) {
			struct arena *a = race_add(&r, write_sign_up, &s[k])
					      ->arena;

			s[k] = (struct sign_up){ .arena = a,
				.new = {
				    .name = arena_fmt(a, "Lid %d %zu", i, k),
				    .email = arena_fmt(
					a, "a%d@example.org", i) } };
		}
		race_run(&r);
		assert_int_equal(race_count(&r, OK), RACERS_MAX);
		for (size_t k = 0; k < RACERS_MAX; k++)
			n_made += s[k].id != 0;
		assert_int_equal(n_made, 1);
		race_end(&r);
	}
}

static void
things_of_one_name_have_addresses_of_their_own(void **state)
{
	struct house *h = *state;
	struct house_job jobs[RACERS_MAX];
	struct race r;

	house_organisation(h, "Bond", "");
	for (int i = 0; i < 2; i++) {
		race_begin(&r, h);
		for (size_t k = 0; k < RACERS_MAX; k++) {
			struct arena *a = race_add(&r,
			    i == 0 ? house_write_organisation
				   : house_write_theme,
			    &jobs[k])
					      ->arena;

			jobs[k] = (struct house_job){ .arena = a,
				.name = STR("Zelfde"),
				.parent = i == 0 ? STR_NONE : STR("bond") };
		}
		race_run(&r);
		assert_int_equal(race_count(&r, OK), RACERS_MAX);
		for (size_t k = 1; k < RACERS_MAX; k++)
			assert_false(str_eq(jobs[0].slug, jobs[k].slug));
		race_end(&r);
	}
}

struct role_job {
	struct arena *arena;
	int64_t actor_id, account_id;
	struct grant grant;
};

static enum err
write_give(struct store_write *w, void *arg)
{
	struct role_job *job = arg;

	return role_give(
	    w, job->arena, job->actor_id, job->account_id, &job->grant);
}

static enum err
write_take(struct store_write *w, void *arg)
{
	struct role_job *job = arg;

	return role_take(
	    w, job->arena, job->actor_id, job->account_id, &job->grant);
}

static void
of_two_administrators_one_remains(void **state)
{
	static const struct grant admin = { ROLE_ADMIN, SCOPE_SITE, 0 };
	struct house *h = *state;
	int64_t ids[2] = { house_account(h, "Anna"), house_account(h, "Ben") };
	struct role_job jobs[2];
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_begin(&r, h);
		for (size_t k = 0; k < 2; k++) {
			house_role(h, ids[k], ROLE_ADMIN, SCOPE_SITE, 0);
			jobs[k].arena = race_add(&r, write_take, &jobs[k])
					    ->arena;
			jobs[k].actor_id = ids[k];
			jobs[k].account_id = ids[1 - k];
			jobs[k].grant = admin;
		}
		race_run(&r);
		assert_int_equal(race_count(&r, OK), 1);
		assert_int_equal(race_count(&r, ERR_DENIED), 1);
		race_end(&r);
	}
}

static void
nobody_gets_more_roles_than_one_may_have(void **state)
{
	struct house *h = *state;
	int64_t id = house_account(h, "Anna");
	int64_t organisations[GRANTS_MAX - 1 + RACERS_MAX];
	struct role_job jobs[RACERS_MAX];
	struct race r;
	struct viewer v;

	for (size_t i = 0; i < ARRAY_LEN(organisations); i++) {
		organisations[i] = house_organisation(
		    h, arena_fmt(h->arena, "Bond %zu", i).p, "");
		if (i < GRANTS_MAX - 1)
			house_role(h, id, ROLE_HOST, SCOPE_ORGANISATION,
			    organisations[i]);
	}
	race_begin(&r, h);
	for (size_t k = 0; k < RACERS_MAX; k++)
		jobs[k] = (struct role_job){
			.arena = race_add(&r, write_give, &jobs[k])->arena,
			.account_id = id,
			.grant = { ROLE_HOST, SCOPE_ORGANISATION,
			    organisations[GRANTS_MAX - 1 + k] },
		};
	race_run(&r);
	assert_int_equal(race_count(&r, OK), 1);
	assert_int_equal(race_count(&r, ERR_LIMIT), RACERS_MAX - 1);
	race_end(&r);
	v = talk_viewer(h, id);
	assert_int_equal(v.n_grants, GRANTS_MAX);
}

enum what { THEME, ORGANISATION };
struct change {
	struct arena *arena;
	enum what what;
	bool is_closed;
	int64_t version;
	struct form_errors errors;
};

static enum err
write_closed(struct store_write *w, void *arg)
{
	struct change *ch = arg;

	if (ch->what == THEME)
		return theme_set_closed(
		    w, ch->arena, 0, STR("werk"), ch->is_closed);
	return organisation_set_closed(
	    w, ch->arena, 0, STR("bond"), ch->is_closed);
}

static enum err
write_words(struct store_write *w, void *arg)
{
	struct theme_form theme = { .name = STR("Werk") };
	struct organisation_form organisation = { .name = STR("Bond") };
	struct change *ch = arg;

	ch->errors.n = 0;
	if (ch->what == THEME)
		return theme_update(w, ch->arena, 0, STR("werk"), ch->version,
		    &theme, &ch->errors);
	return organisation_update(w, ch->arena, 0, STR("bond"), ch->version,
	    &organisation, &ch->errors);
}

static size_t
n_decisions(struct house *h, enum decision_kind kind)
{
	struct viewer v = talk_viewer(h, house_account(h, "Beheer"));
	struct decision_list list;
	size_t n = 0;

	v.grants = &(struct grant){ ROLE_ADMIN, SCOPE_SITE, 0 };
	v.n_grants = 1;
	assert_ok(decision_list(h->read, h->arena, &v, 0, 1000, &list));
	for (size_t i = 0; i < list.n; i++)
		n += list.v[i].kind == kind;
	return n;
}

/* All do the same, over and over, to a theme and then to its organisation. */
static void
closing_at_once_is_closing_once(void **state)
{
	struct house *h = *state;
	struct change ch[RACERS_MAX];
	struct race r;

	house_organisation(h, "Bond", "");
	house_theme(h, "Werk", "bond", POLICY_OPEN, 0);
	for (int i = 0; i < 4 * ROUNDS; i++) {
		race_begin(&r, h);
		for (size_t k = 0; k < RACERS_MAX; k++) {
			ch[k].arena = race_add(&r, write_closed, &ch[k])->arena;
			ch[k].what = i / 2 % 2 == 0 ? THEME : ORGANISATION;
			ch[k].is_closed = i % 2 == 0;
		}
		race_run(&r);
		assert_int_equal(race_count(&r, OK), RACERS_MAX);
		race_end(&r);
	}
	assert_int_equal(n_decisions(h, DECISION_THEME_CLOSED), ROUNDS);
	talk_audit(h);
}

static void
of_changes_to_one_version_one_is_kept(void **state)
{
	struct house *h = *state;
	struct change ch[RACERS_MAX];
	struct race r;

	house_organisation(h, "Bond", "");
	house_theme(h, "Werk", "bond", POLICY_OPEN, 0);
	for (int i = 0; i < 2 * ROUNDS; i++) {
		race_begin(&r, h);
		for (size_t k = 0; k < RACERS_MAX; k++) {
			ch[k].arena = race_add(&r, write_words, &ch[k])->arena;
			ch[k].what = i % 2 == 0 ? THEME : ORGANISATION;
			ch[k].version = 1 + i / 2;
		}
		race_run(&r);
		assert_int_equal(race_count(&r, OK), 1);
		assert_int_equal(race_count(&r, ERR_CONFLICT), RACERS_MAX - 1);
		race_end(&r);
	}
}

struct secret_job {
	struct arena *arena;
	struct account_secret who;
	struct str hash, token;
	int64_t lifetime_ms;
};

static enum err
write_password(struct store_write *w, void *arg)
{
	struct secret_job *job = arg;

	return account_set_password(w, &job->who, job->hash, STR_NONE);
}

static enum err
write_session(struct store_write *w, void *arg)
{
	struct secret_job *job = arg;

	return session_create(
	    w, job->arena, &job->who, job->lifetime_ms, &job->token);
}

/* Sessions begun with the old password, by others, while it is changed twice.
 */
static void
a_session_ends_with_its_password(void **state)
{
	struct house *h = *state;
	struct account_secret was = { .account_id = house_account(h, "Anna"),
		.hash = STR(HOUSE_HASH) };
	struct secret_job jobs[RACERS_MAX];
	struct session session;
	struct viewer v;
	struct race r;

	for (int i = 0; i < ROUNDS; i++) {
		race_begin(&r, h);
		for (size_t k = 0; k < RACERS_MAX; k++)
			jobs[k] = (struct secret_job){
				.arena = race_add(&r,
				    k < 2 ? write_password : write_session,
				    &jobs[k])
					     ->arena,
				.who = was,
				.hash = arena_fmt(
				    h->arena, "hash %d %zu", i, k),
				.lifetime_ms = 1000
			};
		race_run(&r);
		assert_true((r.v[0].err == OK) != (r.v[1].err == OK));
		was.hash = jobs[r.v[0].err == OK ? 0 : 1].hash;
		for (size_t k = 2; k < RACERS_MAX; k++)
			assert_true(r.v[k].err == ERR_NOT_FOUND ||
			    session_find(h->read, h->arena, jobs[k].token, &v,
				&session) == ERR_NOT_FOUND);
		race_end(&r);
	}
}

static enum err
write_token(struct store_write *w, void *arg)
{
	struct secret_job *job = arg;

	return setup_token_create(w, job->arena, DAY_MS, &job->token);
}

static enum err
write_use(struct store_write *w, void *arg)
{
	struct secret_job *job = arg;

	return setup_token_use(w, job->arena, job->token);
}

/* All use one, while somebody makes another, which is good whatever they do. */
static void
a_setup_token_is_used_once_or_replaced(void **state)
{
	struct house *h = *state;
	struct secret_job made = { .arena = h->arena }, again,
			  used[RACERS_MAX - 1];
	struct race r;

	assert_ok(store_write(h->store, write_token, &made));
	for (int i = 0; i < 4 * ROUNDS; i++) {
		race_begin(&r, h);
		again.arena = h->arena;
		race_add(&r, write_token, &again);
		for (size_t k = 0; k < ARRAY_LEN(used); k++) {
			used[k].arena = race_add(&r, write_use, &used[k])
					    ->arena;
			used[k].token = made.token;
		}
		race_run(&r);
		assert_int_equal(r.v[0].err, OK);
		assert_true(race_count(&r, OK) <= 2);
		assert_int_equal(
		    race_count(&r, OK) + race_count(&r, ERR_NOT_FOUND), r.n);
		assert_ok(setup_token_check(h->read, h->arena, again.token));
		race_end(&r);
		made.token = again.token;
	}
}

enum { SWEEP_PART = 50 };

static enum err
write_sweep(struct store_write *w, void *arg)
{
	(void)arg;
	return session_sweep(w, SWEEP_PART);
}

static enum err
write_sessions(struct store_write *w, void *arg)
{
	struct secret_job *job = arg;
	enum err e = OK;

	for (int i = 0; e == OK && i < SWEEP_PART * RACERS_MAX; i++)
		e = write_session(w, job);
	return e;
}

static void
each_who_sweeps_takes_a_part(void **state)
{
	struct house *h = *state;
	struct secret_job job = { .arena = h->arena,
		.who = { .account_id = house_account(h, "Anna"),
		    .hash = STR(HOUSE_HASH) },
		.lifetime_ms = -1 };
	struct race r;

	assert_ok(store_write(h->store, write_sessions, &job));
	race_begin(&r, h);
	while (r.n < RACERS_MAX)
		race_add(&r, write_sweep, NULL);
	race_run(&r);
	assert_int_equal(race_count(&r, OK), RACERS_MAX);
	assert_int_equal(
	    store_write(h->store, write_sweep, NULL), ERR_NOT_FOUND);
	race_end(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(one_name_is_one_account),
		house_test(one_address_is_one_account),
		house_test(things_of_one_name_have_addresses_of_their_own),
		house_test(of_two_administrators_one_remains),
		house_test(nobody_gets_more_roles_than_one_may_have),
		house_test(closing_at_once_is_closing_once),
		house_test(of_changes_to_one_version_one_is_kept),
		house_test(a_session_ends_with_its_password),
		house_test(a_setup_token_is_used_once_or_replaced),
		house_test(each_who_sweeps_takes_a_part),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests_name("race_house", tests, NULL, NULL);
}
