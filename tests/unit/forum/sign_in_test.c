#include "forum/house.h"

#include "crypto/crypto.h"
#include "forum/sign_in.h"

#define PASSWORD "vier rode fietsen"

struct sign_in_job {
	struct arena *arena;
	struct account_new new;
	struct str hash;
	int64_t id;
};

static enum err
write_account(struct store_write *w, void *arg)
{
	struct sign_in_job *job = arg;
	struct form_errors errors = { 0 };

	return account_create(
	    w, job->arena, &job->new, job->hash, &job->id, &errors);
}

static int64_t
member(struct house *h, const char *email, bool is_demo)
{
	struct form_errors errors = { 0 };
	struct sign_in_job job = { .arena = h->arena,
		.new = { .name = is_demo ? STR("Demo") : STR("Karima"),
		    .email = str_of(email),
		    .password = STR(PASSWORD),
		    .is_demo = is_demo } };

	assert_ok(account_prepare(h->arena, &job.new, &job.hash, &errors));
	assert_ok(store_write(h->store, write_account, &job));
	return job.id;
}

static enum err
check(struct house *h, const char *email, struct str password, bool is_local,
    int64_t *id)
{
	struct account_secret who = { .account_id = *id };
	enum err e = sign_in_check(
	    h->read, h->arena, str_of(email), password, is_local, &who);

	*id = who.account_id;
	return e;
}

static void
sign_in_takes_the_right_password_only(void **state)
{
	struct house *h = *state;
	int64_t karima = member(h, "karima@example.org", false), id = 0;

	assert_ok(check(h, "Karima@Example.org", STR(PASSWORD), false, &id));
	assert_int_equal(id, karima);
	id = 0;
	assert_int_equal(
	    check(h, "karima@example.org", STR("iets anders"), true, &id),
	    ERR_DENIED);
	assert_int_equal(
	    check(h, "karima@example.org", STR_NONE, true, &id), ERR_DENIED);
	assert_int_equal(
	    check(h, "niemand@example.org", STR(PASSWORD), true, &id),
	    ERR_DENIED);
	assert_int_equal(id, 0);
}

static void
sign_in_refuses_a_password_that_nobody_can_have(void **state)
{
	struct house *h = *state;
	char *p = arena_alloc(h->arena, 100000);
	int64_t id = 0;

	member(h, "karima@example.org", false);
	memset(p, 'a', 100000);
	assert_int_equal(check(h, "karima@example.org",
			     (struct str){ p, 100000 }, true, &id),
	    ERR_DENIED);
}

static void
sign_in_lets_demo_accounts_in_from_here_only(void **state)
{
	struct house *h = *state;
	int64_t demo = member(h, "demo@example.org", true), id = 0;

	assert_int_equal(
	    check(h, "demo@example.org", STR(PASSWORD), false, &id),
	    ERR_DENIED);
	assert_ok(check(h, "demo@example.org", STR(PASSWORD), true, &id));
	assert_int_equal(id, demo);
}

static void
sign_in_confirm_asks_the_password_again(void **state)
{
	struct house *h = *state;
	int64_t id = member(h, "karima@example.org", false);
	struct account_secret who;

	assert_ok(sign_in_confirm(h->read, h->arena, id, STR(PASSWORD), &who));
	assert_int_equal(who.account_id, id);
	assert_true(who.hash.n > 0);
	assert_int_equal(
	    sign_in_confirm(h->read, h->arena, id, STR("iets anders"), &who),
	    ERR_DENIED);
	assert_int_equal(
	    sign_in_confirm(h->read, h->arena, id + 1, STR(PASSWORD), &who),
	    ERR_NOT_FOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(sign_in_takes_the_right_password_only),
		house_test(sign_in_refuses_a_password_that_nobody_can_have),
		house_test(sign_in_lets_demo_accounts_in_from_here_only),
		house_test(sign_in_confirm_asks_the_password_again),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
