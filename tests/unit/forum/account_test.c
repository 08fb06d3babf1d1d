#include "forum/house.h"

#include "crypto/crypto.h"
#include "forum/session.h"
#include "forum/token.h"

struct job {
	struct arena *arena;
	struct account_new new;
	struct str was, hash, keep, token;
	int64_t id, lifetime_ms;
	struct form_errors errors;
};

static enum err
write_account(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return account_create(
	    w, job->arena, &job->new, job->hash, &job->id, &job->errors);
}

static enum err
write_password(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return account_set_password(w,
	    &(struct account_secret){ .account_id = job->id, .hash = job->was },
	    job->hash, job->keep);
}

static enum err
write_session(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return session_create(w, job->arena,
	    &(struct account_secret){ .account_id = job->id, .hash = job->was },
	    job->lifetime_ms, &job->token);
}

static enum err
write_end(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return session_end(w, job->id, job->keep);
}

static enum err
write_end_all(struct store_write *w, void *arg)
{
	struct job *job = arg;

	return session_end_all(w, job->id);
}

static enum err
write_sweep_tokens(struct store_write *w, void *arg)
{
	(void)arg;
	return token_sweep(w, 2);
}

static enum err
write_sweep(struct store_write *w, void *arg)
{
	(void)arg;
	return session_sweep(w, 2);
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
prepare_says_what_to_correct(void **state)
{
	static const struct {
		const char *name, *email, *password, *field;
		enum mistake mistake;
	} cases[] = {
		{ "", "a@b.nl", "vlinder kaas fiets", "name", MISTAKE_EMPTY },
		{ "A", "a@b.nl", "vlinder kaas fiets", "name",
		    MISTAKE_TOO_SHORT },
		{ "\xe2\x80\x8b\xe2\x80\x8b\xe2\x80\x8b", "a@b.nl",
		    "vlinder kaas fiets", "name", MISTAKE_EMPTY },
		{ "an@b.nl", "a@b.nl", "vlinder kaas fiets", "name",
		    MISTAKE_NOT_TEXT },
		{ "Anna", "", "vlinder kaas fiets", "email", MISTAKE_EMPTY },
		{ "Anna", "a@b", "vlinder kaas fiets", "email",
		    MISTAKE_NOT_EMAIL },
		{ "Anna", "a@b@c.nl", "vlinder kaas fiets", "email",
		    MISTAKE_NOT_EMAIL },
		{ "Anna", "a@b..nl", "vlinder kaas fiets", "email",
		    MISTAKE_NOT_EMAIL },
		{ "Anna", "a@b.nl>", "vlinder kaas fiets", "email",
		    MISTAKE_NOT_EMAIL },
		{ "Anna", "a@b.nl", "", "password", MISTAKE_EMPTY },
		{ "Anna", "a@b.nl", "vlinderkaas", "password",
		    MISTAKE_TOO_SHORT },
		{ "Anna", "a@b.nl", "aaaaaaaaaaaaaa", "password",
		    MISTAKE_PASSWORD_REPEATS },
		{ "Anna", "a@b.nl", "abcdefghijklmn", "password",
		    MISTAKE_PASSWORD_RUN },
		{ "Anna de Boer", "a@b.nl", "annadeboer12", "password",
		    MISTAKE_PASSWORD_NAME },
		{ "Anna", "a@b.nl", "praatmetons1", "password",
		    MISTAKE_PASSWORD_NAME },
		{ "Anna", "a@b.nl", "vlinder\x01kaas fiets", "password",
		    MISTAKE_NOT_TEXT },
	};
	struct arena *a = arena_new(0);
	struct str hash;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct form_errors errors = { 0 };
		struct account_new new = { str_of(cases[i].name),
			str_of(cases[i].email), str_of(cases[i].password),
			STR("Praat met ons"), false };

		assert_int_equal(
		    account_prepare(a, &new, &hash, &errors), ERR_INVALID);
		if (!has(&errors, cases[i].field, cases[i].mistake))
			fail_msg("case %zu: %s is not %d", i, cases[i].field,
			    (int)cases[i].mistake);
	}
	arena_free(a);
}

static void
prepare_hashes_what_create_keeps(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.new = { STR("  Anna\tde\xe2\x80\xae Boer "),
		    STR(" Anna@Boer.NL"), STR("vlinder kaas fiets"),
		    STR("Praat"), true } };
	struct account_secret secret;
	struct account_self self;

	assert_ok(account_prepare(h->arena, &job.new, &job.hash, &job.errors));
	assert_ok(store_write(h->store, write_account, &job));
	assert_ok(
	    account_secret(h->read, h->arena, STR("ANNA@boer.nl "), &secret));
	assert_true(secret.account_id == job.id && secret.is_demo);
	assert_true(
	    crypto_password_verify(secret.hash, STR("vlinder kaas fiets")));
	assert_false(
	    crypto_password_verify(secret.hash, STR("vlinder kaas fietS")));
	assert_ok(account_self(h->read, h->arena, job.id, &self));
	/* r0002: what nobody sees was refused, and nobody could find it. */
	assert_str(self.name, "Anna de Boer");
	assert_str(self.email, "Anna@Boer.NL");
	assert_true(self.created_at == clock_now());
}

static void
a_taken_address_makes_nothing_and_says_nothing(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.new = {
		    .name = STR("Ben"), .email = STR("Anna@Example.org") } };
	struct account_list list;

	house_account(h, "anna");
	assert_ok(store_write(h->store, write_account, &job));
	assert_true(job.id == 0 && job.errors.n == 0);
	assert_ok(account_list(h->read, h->arena, 0, 10, &list));
	assert_true(list.n == 1);
	/* But the commit had something to write. */
	assert_ok(store_write(h->store, write_sweep_tokens, NULL));
}

static void
a_taken_name_is_told_however_it_is_written(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.new = { .name = STR("ANNA"), .email = STR("x@y.nl") } };

	house_account(h, "Anna");
	assert_int_equal(
	    store_write(h->store, write_account, &job), ERR_INVALID);
	assert_true(has(&job.errors, "name", MISTAKE_TAKEN));
	job.new.name = STR("\xef\xbc\xa1nna"); /* a full-width A */
	assert_int_equal(
	    store_write(h->store, write_account, &job), ERR_INVALID);
	assert_true(has(&job.errors, "name", MISTAKE_TAKEN));
}

static void
nobody_has_an_empty_secret(void **state)
{
	struct house *h = *state;
	struct account_secret secret = { .account_id = 5 };

	assert_ok(account_secret(h->read, h->arena, STR("x@y.nl"), &secret));
	assert_true(secret.account_id == 0 && secret.hash.n == 0);
	secret.account_id = 5;
	assert_ok(account_secret(h->read, h->arena, STR("\xff"), &secret));
	assert_true(secret.account_id == 0 && secret.hash.n == 0);
	assert_int_equal(account_secret_by_id(h->read, h->arena, 99, &secret),
	    ERR_NOT_FOUND);
}

static void
accounts_are_found_by_name_and_by_address(void **state)
{
	struct house *h = *state;
	int64_t anna = house_account(h, "Anna"), ben = house_account(h, "Ben");
	int64_t id;

	assert_ok(account_find(h->read, h->arena, STR("anna"), &id));
	assert_true(id == anna);
	assert_ok(account_find(h->read, h->arena, STR("BEN@example.org"), &id));
	assert_true(id == ben);
	assert_int_equal(
	    account_find(h->read, h->arena, STR("Cor"), &id), ERR_NOT_FOUND);
	assert_int_equal(
	    account_find(h->read, h->arena, STR("\xff"), &id), ERR_NOT_FOUND);
}

static void
a_session_lasts_as_long_as_it_was_given(void **state)
{
	struct house *h = *state;
	struct job job = {
		.arena = h->arena, .was = STR(HOUSE_HASH), .lifetime_ms = 1000
	};
	struct viewer v;
	struct session session;

	job.id = house_account(h, "Anna");
	house_role(h, job.id, ROLE_ADMIN, SCOPE_SITE, 0);
	assert_ok(store_write(h->store, write_session, &job));
	clock_set(clock_now() + 999);
	assert_ok(session_find(h->read, h->arena, job.token, &v, &session));
	assert_true(v.account_id == job.id && viewer_is_admin(&v));
	assert_str(v.name, "Anna");
	assert_int_equal(session.digest.n, DIGEST_BYTES);
	assert_int_equal(session.expires_at, clock_now() + 1);
	clock_set(clock_now() + 1);
	assert_int_equal(
	    session_find(h->read, h->arena, job.token, &v, &session),
	    ERR_NOT_FOUND);
	assert_int_equal(
	    session_find(h->read, h->arena, STR("x"), &v, &session),
	    ERR_NOT_FOUND);
}

/* A session of an account; its digest in the arena. */
static struct str
session_of(struct house *h, int64_t account_id, struct str *token)
{
	struct job job = { .arena = h->arena,
		.id = account_id,
		.was = STR(HOUSE_HASH),
		.lifetime_ms = 1000 };
	struct viewer v;
	struct session session;

	assert_ok(store_write(h->store, write_session, &job));
	assert_ok(session_find(h->read, h->arena, job.token, &v, &session));
	*token = job.token;
	return session.digest;
}

static void
a_new_password_ends_all_sessions_but_ones_own(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena, .hash = STR("new") };
	struct str mine, other, stranger;
	struct session session;
	struct account_secret secret;
	struct viewer v;

	job.id = house_account(h, "Anna");
	session_of(h, job.id, &other);
	session_of(h, house_account(h, "Ben"), &stranger);
	job.keep = session_of(h, job.id, &mine);
	assert_ok(store_write(h->store, write_password, &job));
	assert_ok(session_find(h->read, h->arena, mine, &v, &session));
	assert_ok(session_find(h->read, h->arena, stranger, &v, &session));
	assert_int_equal(session_find(h->read, h->arena, other, &v, &session),
	    ERR_NOT_FOUND);
	assert_ok(account_secret_by_id(h->read, h->arena, job.id, &secret));
	assert_str(secret.hash, "new");
	job.id = 99;
	assert_int_equal(
	    store_write(h->store, write_password, &job), ERR_NOT_FOUND);
}

/* What was shown is looked at before the write, which may come too late. */
static void
a_password_that_was_changed_meanwhile_is_worth_nothing(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena,
		.was = STR(HOUSE_HASH),
		.hash = STR("new"),
		.lifetime_ms = 1000 };
	struct account_secret secret;

	job.id = house_account(h, "Anna");
	assert_ok(store_write(h->store, write_password, &job));
	assert_int_equal(
	    store_write(h->store, write_session, &job), ERR_NOT_FOUND);
	job.hash = STR("newer");
	assert_int_equal(
	    store_write(h->store, write_password, &job), ERR_NOT_FOUND);
	assert_ok(account_secret_by_id(h->read, h->arena, job.id, &secret));
	assert_str(secret.hash, "new");
	job.was = secret.hash;
	assert_ok(store_write(h->store, write_session, &job));
	assert_ok(store_write(h->store, write_password, &job));
}

static void
sessions_end_one_by_one_and_all_at_once(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena };
	struct str one, two;
	struct session session;
	struct viewer v;

	job.id = house_account(h, "Anna");
	job.keep = session_of(h, job.id, &one);
	session_of(h, job.id, &two);
	assert_ok(store_write(h->store, write_end, &job));
	assert_ok(store_write(h->store, write_end, &job));
	assert_int_equal(
	    session_find(h->read, h->arena, one, &v, &session), ERR_NOT_FOUND);
	assert_ok(session_find(h->read, h->arena, two, &v, &session));
	assert_ok(store_write(h->store, write_end_all, &job));
	assert_int_equal(
	    session_find(h->read, h->arena, two, &v, &session), ERR_NOT_FOUND);
}

static void
sweeping_takes_what_has_expired_in_pieces(void **state)
{
	struct house *h = *state;
	int64_t id = house_account(h, "Anna");
	struct str token;
	struct session session;
	struct viewer v;

	for (int i = 0; i < 3; i++)
		session_of(h, id, &token);
	clock_set(clock_now() + 1000);
	session_of(h, id, &token);
	assert_ok(store_write(h->store, write_sweep, NULL));
	assert_ok(store_write(h->store, write_sweep, NULL));
	assert_int_equal(
	    store_write(h->store, write_sweep, NULL), ERR_NOT_FOUND);
	assert_ok(session_find(h->read, h->arena, token, &v, &session));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(prepare_says_what_to_correct),
		house_test(prepare_hashes_what_create_keeps),
		house_test(a_taken_address_makes_nothing_and_says_nothing),
		house_test(a_taken_name_is_told_however_it_is_written),
		house_test(nobody_has_an_empty_secret),
		house_test(accounts_are_found_by_name_and_by_address),
		house_test(a_session_lasts_as_long_as_it_was_given),
		house_test(a_new_password_ends_all_sessions_but_ones_own),
		house_test(
		    a_password_that_was_changed_meanwhile_is_worth_nothing),
		house_test(sessions_end_one_by_one_and_all_at_once),
		house_test(sweeping_takes_what_has_expired_in_pieces),
	};

	if (crypto_init() != OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
