/* What a link that was mailed is good for, how long, and for whom. */
#include "forum/race.h"

#include "forum/mail.h"
#include "forum/mailbox.h"
#include "forum/session.h"
#include "forum/token.h"

struct task {
	struct arena *arena;
	int64_t account_id;
	struct str email, token, hash;
	enum token_kind kind;
	int64_t lifetime_ms;
	struct account_secret who;
	struct mail mail;
};

static enum err
write_joined(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mailbox_joined(w, t->arena, t->email, t->account_id, STR("fr"));
}

static enum err
write_forgot(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mailbox_forgot(w, t->arena, t->email, STR("fr"));
}

static enum err
write_ask(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mailbox_ask(w, t->arena, t->account_id, STR("fr"));
}

static enum err
write_confirm(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mailbox_confirm(w, t->arena, t->token);
}

static enum err
write_renew(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mailbox_renew(w, t->arena, t->token, t->hash, &t->who);
}

static enum err
write_password(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return account_set_password(w, &t->who, t->hash, STR_NONE);
}

static enum err
write_token(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return token_create(w, t->arena,
	    &(struct token_new){ t->kind, t->account_id, t->lifetime_ms },
	    &t->token);
}

static enum err
write_session(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return session_create(w, t->arena, &t->who, DAY_MS, &t->token);
}

static enum err
write_sweep(struct store_write *w, void *arg)
{
	(void)arg;
	return token_sweep(w, 100);
}

static enum err
write_demo(struct store_write *w, void *arg)
{
	struct task *t = arg;
	struct form_errors errors = { 0 };

	return account_create(w, t->arena,
	    &(struct account_new){ .name = STR("Demo"),
		.email = STR("demo@example.org"),
		.is_demo = true },
	    STR(HOUSE_HASH), &t->account_id, &errors);
}

static enum err
write_taken(struct store_write *w, void *arg)
{
	struct task *t = arg;
	enum err e;

	e = mail_take(w, t->arena, &t->mail);
	return e == OK ? mail_done(w, t->mail.id) : e;
}

/* What was queued is one mail of this kind to this account, and no row more. */
static void
assert_mailed(struct house *h, int64_t account_id, enum mail_kind kind)
{
	struct task t = { .arena = h->arena };

	assert_ok(store_write(h->store, write_taken, &t));
	assert_int_equal(t.mail.account_id, account_id);
	assert_int_equal(t.mail.kind, kind);
	assert_true(str_eq(t.mail.language, STR("fr")));
	assert_int_equal(store_write(h->store, write_taken, &t), ERR_NOT_FOUND);
	assert_int_equal(
	    store_write(h->store, write_sweep, NULL), ERR_NOT_FOUND);
}

/* No mail, but a row that is good for nothing: the commit wrote as much. */
static void
assert_none_mailed(struct house *h)
{
	struct task t = { .arena = h->arena };

	assert_int_equal(store_write(h->store, write_taken, &t), ERR_NOT_FOUND);
	assert_ok(store_write(h->store, write_sweep, NULL));
	assert_int_equal(
	    store_write(h->store, write_sweep, NULL), ERR_NOT_FOUND);
}

static struct task
task_of(struct house *h, int64_t account_id)
{
	return (struct task){ .arena = h->arena,
		.account_id = account_id,
		.email = STR("  ANNA@example.org "),
		.hash = STR("another hash"),
		.lifetime_ms = HOUR_MS };
}

static struct str
token_for(struct house *h, int64_t account_id, enum token_kind kind)
{
	struct task t = task_of(h, account_id);

	t.kind = kind;
	assert_ok(store_write(h->store, write_token, &t));
	return t.token;
}

static struct account_self
self(struct house *h, int64_t account_id)
{
	struct account_self self;

	assert_ok(account_self(h->read, h->arena, account_id, &self));
	return self;
}

static void
an_address_is_mailed_what_was_asked_for_it(void **state)
{
	struct house *h = *state;
	struct task t = task_of(h, house_account(h, "Anna"));
	int64_t anna = t.account_id;

	assert_ok(store_write(h->store, write_joined, &t));
	assert_mailed(h, anna, MAIL_CONFIRM);
	t.account_id = 0;
	assert_ok(store_write(h->store, write_joined, &t));
	assert_mailed(h, anna, MAIL_TAKEN);
	assert_ok(store_write(h->store, write_forgot, &t));
	assert_mailed(h, anna, MAIL_PASSWORD);
	t.account_id = anna;
	assert_ok(store_write(h->store, write_ask, &t));
	assert_mailed(h, anna, MAIL_CONFIRM);
}

static void
an_address_without_an_account_costs_as_much(void **state)
{
	struct house *h = *state;
	struct task t = task_of(h, 0);

	assert_ok(store_write(h->store, write_forgot, &t));
	assert_none_mailed(h);
	t.email = STR("no address");
	assert_ok(store_write(h->store, write_forgot, &t));
	assert_none_mailed(h);
	assert_ok(store_write(h->store, write_demo, &t));
	t = (struct task){ .arena = h->arena,
		.email = STR("demo@example.org") };
	assert_ok(store_write(h->store, write_forgot, &t));
	assert_none_mailed(h);
	assert_ok(store_write(h->store, write_joined, &t));
	assert_none_mailed(h);
}

static void
an_address_is_confirmed_by_its_link_alone(void **state)
{
	struct house *h = *state;
	struct task t = task_of(h, house_account(h, "Anna"));
	struct str good = token_for(h, t.account_id, TOKEN_CONFIRM);

	t.token = token_for(h, t.account_id, TOKEN_PASSWORD);
	assert_int_equal(
	    store_write(h->store, write_confirm, &t), ERR_NOT_FOUND);
	t.token = STR("0123456789012345678901234567890123456789012");
	assert_int_equal(
	    store_write(h->store, write_confirm, &t), ERR_NOT_FOUND);
	t.token = STR_NONE;
	assert_int_equal(
	    store_write(h->store, write_confirm, &t), ERR_NOT_FOUND);
	assert_false(self(h, t.account_id).has_confirmed);
	t.token = good;
	assert_ok(store_write(h->store, write_confirm, &t));
	assert_true(self(h, t.account_id).has_confirmed);
	assert_ok(store_write(h->store, write_confirm, &t));
	/* Who has shown it is not asked again. */
	assert_ok(store_write(h->store, write_ask, &t));
	assert_int_equal(store_write(h->store, write_taken, &t), ERR_NOT_FOUND);
	clock_set(clock_now() + HOUR_MS);
	assert_int_equal(
	    store_write(h->store, write_confirm, &t), ERR_NOT_FOUND);
}

static void
a_new_password_ends_what_there_was(void **state)
{
	struct house *h = *state;
	struct task t = task_of(h, house_account(h, "Anna"));
	struct task old = task_of(h, t.account_id);
	struct account_secret secret;
	struct session session;
	struct viewer viewer;
	struct str other = token_for(h, t.account_id, TOKEN_PASSWORD);

	old.who = (struct account_secret){ t.account_id, STR(HOUSE_HASH),
		false };
	assert_ok(store_write(h->store, write_session, &old));
	t.token = token_for(h, t.account_id, TOKEN_PASSWORD);
	assert_ok(store_write(h->store, write_renew, &t));
	assert_int_equal(t.who.account_id, t.account_id);
	assert_true(self(h, t.account_id).has_confirmed);
	assert_ok(
	    account_secret_by_id(h->read, h->arena, t.account_id, &secret));
	assert_true(str_eq(secret.hash, t.hash));
	assert_int_equal(
	    session_find(h->read, h->arena, old.token, &viewer, &session),
	    ERR_NOT_FOUND);
	/* Used, and the one that was sent beside it. */
	assert_int_equal(store_write(h->store, write_renew, &t), ERR_NOT_FOUND);
	t.token = other;
	assert_int_equal(store_write(h->store, write_renew, &t), ERR_NOT_FOUND);
	assert_ok(store_write(h->store, write_session, &t));
	assert_ok(session_find(h->read, h->arena, t.token, &viewer, &session));
	assert_int_equal(viewer.account_id, t.account_id);
}

static void
a_link_for_a_password_is_not_good_for_ever(void **state)
{
	struct house *h = *state;
	int64_t anna = house_account(h, "Anna"), bas = house_account(h, "Bas");
	struct task t = task_of(h, anna);
	struct str of_bas = token_for(h, bas, TOKEN_PASSWORD);

	t.token = token_for(h, anna, TOKEN_CONFIRM);
	assert_int_equal(store_write(h->store, write_renew, &t), ERR_NOT_FOUND);
	/* She knew it after all, and has changed it. */
	t.token = token_for(h, anna, TOKEN_PASSWORD);
	t.who.account_id = anna;
	assert_ok(store_write(h->store, write_password, &t));
	assert_int_equal(store_write(h->store, write_renew, &t), ERR_NOT_FOUND);
	t.token = of_bas;
	assert_ok(store_write(h->store, write_renew, &t));
	assert_int_equal(t.who.account_id, bas);
	t.token = token_for(h, anna, TOKEN_PASSWORD);
	clock_set(clock_now() + HOUR_MS - 1);
	assert_ok(token_find(
	    h->read, h->arena, TOKEN_PASSWORD, t.token, &t.account_id));
	clock_set(clock_now() + 1);
	assert_int_equal(store_write(h->store, write_renew, &t), ERR_NOT_FOUND);
	assert_false(self(h, anna).has_confirmed);
}

/* A link that is followed twice at once, while the password is changed. */
static void
one_link_gives_one_password(void **state)
{
	struct house *h = *state;
	int64_t anna = house_account(h, "Anna");
	struct task tasks[RACERS_MAX];
	struct account_secret secret;
	struct race r;

	for (int i = 0; i < 10; i++) {
		struct str token = token_for(h, anna, TOKEN_PASSWORD);
		size_t n_done;

		race_begin(&r, h);
		for (size_t k = 0; k < RACERS_MAX; k++) {
			tasks[k] = task_of(h, anna);
			tasks[k].token = token;
			tasks[k].who.account_id = anna;
			tasks[k].hash = arena_fmt(h->arena, "%d %zu", i, k);
			tasks[k].arena = race_add(&r,
			    k == 0 ? write_password : write_renew, &tasks[k])
					     ->arena;
		}
		race_run(&r);
		n_done = race_count(&r, OK);
		assert_int_equal(r.v[0].err, OK);
		assert_true(n_done == 1 || n_done == 2);
		assert_int_equal(n_done + race_count(&r, ERR_NOT_FOUND), r.n);
		assert_ok(
		    account_secret_by_id(h->read, h->arena, anna, &secret));
		for (size_t k = 0; k < RACERS_MAX; k++)
			assert_true(r.v[k].err == OK ||
			    !str_eq(secret.hash, tasks[k].hash));
		race_end(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(an_address_is_mailed_what_was_asked_for_it),
		house_test(an_address_without_an_account_costs_as_much),
		house_test(an_address_is_confirmed_by_its_link_alone),
		house_test(a_new_password_ends_what_there_was),
		house_test(a_link_for_a_password_is_not_good_for_ever),
		house_test(one_link_gives_one_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
