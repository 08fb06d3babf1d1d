/* Pages that members share. */
#include "route/small_site.h"

#include <string.h>

#include "base/clock.h"
#include "forum/account.h"
#include "forum/role.h"

/* The site's account 1 is its own; these are others. */
static int
members(void **state)
{
	int r = set_up(state);
	struct fixture *f = *state;

	(void)house_account(f->house, "First");
	return r;
}

static void
members_share_a_page_and_have_their_own_words_in_it(void **state)
{
	struct fixture *f = *state;
	const char *anna = signed_in(f, "Anna", 0), *bo = signed_in(f, "Bo", 0);

	assert_false(ask_as(f, "/shared?page=2", anna));
	assert_int_equal(f->resp.status, 200);
	assert_str(unpacked(f),
	    "member <read> page 2 Anna in nl 7 end"
	    "request 0123456789abcdef end");
	assert_true(ask_as(f, "/shared?page=2", anna));
	assert_str(unpacked(f),
	    "member <read> page 2 Anna in nl 7 end"
	    "request 0123456789abcdef end");
	assert_str(field(f, "cache-control"), "private, no-cache");
	assert_true(field(f, "content-security-policy").n > 0);
	/* Whose session nobody knows yet is asked for; then it is known. */
	assert_false(ask_as(f, "/shared?page=2", bo));
	assert_str(unpacked(f),
	    "member <read> page 2 Bo in nl 7 end"
	    "request 0123456789abcdef end");
	assert_true(ask_as(f, "/shared?page=2", bo));
	/* Another page, and a visitor's. */
	assert_false(ask_as(f, "/shared?page=3", anna));
	assert_false(ask_as(f, "/shared?page=2", NULL));
	assert_true(str_has_prefix(unpacked(f), STR("visitor")));
	assert_true(ask_as(f, "/shared?page=2", NULL));
	assert_true(str_has_prefix(unpacked(f), STR("visitor")));
}

static void
who_would_see_more_has_a_page_of_their_own(void **state)
{
	struct fixture *f = *state;
	const char *one = signed_in(f, "One", 0), *two = signed_in(f, "Two", 0),
		   *moderator = signed_in(f, "Three", ROLE_MODERATOR);

	for (int i = 0; i < 3; i++) {
		assert_false(ask_as(f, "/shared", one));
		assert_true(str_has_prefix(unpacked(f), STR("member <edit>")));
		assert_false(ask_as(f, "/shared", moderator));
		assert_true(str_has_prefix(unpacked(f), STR("member <read>")));
		assert_int_equal(ask_as(f, "/shared", two), i > 0);
		assert_true(str_has_prefix(unpacked(f), STR("member <read>")));
	}
}

static void
a_shared_page_that_is_private_is_made_for_each(void **state)
{
	struct fixture *f = *state;
	const char *anna = signed_in(f, "Anna", 0);

	for (int i = 0; i < 3; i++) {
		assert_false(ask_as(f, "/shared?before=3", anna));
		assert_str(unpacked(f),
		    "member <read> page  Anna in nl 7 end"
		    "request 0123456789abcdef end");
	}
	/* Who takes no gzip gets the same, made for them. */
	request(f, HTTP_GET, "/shared");
	header(f, "cookie", anna);
	assert_false(send(f));
	assert_body(f,
	    "member <read> page  Anna in nl 7 end"
	    "request 0123456789abcdef end");
}

static void
a_shared_page_ends_with_its_topic(void **state)
{
	struct fixture *f = *state;
	const char *anna = signed_in(f, "Anna", 0);

	assert_false(ask_as(f, "/shared", anna));
	assert_true(ask_as(f, "/shared", anna));
	cache_raise(f->cache, &(struct topic){ TOPIC_THREAD, 7 }, 1);
	assert_false(ask_as(f, "/shared", anna));
	assert_true(ask_as(f, "/shared", anna));
	router_refresh(f->router);
	assert_false(ask_as(f, "/shared", anna));
	assert_true(ask_as(f, "/shared", anna));
}

static void
a_member_who_has_the_page_already_gets_no_body(void **state)
{
	struct fixture *f = *state;
	const char *anna = signed_in(f, "Anna", 0), *bo = signed_in(f, "Bo", 0);
	char tag[64];

	for (int i = 0; i < 2; i++) {
		ask_as(f, "/shared", anna);
		assert_true(field(f, "etag").n < sizeof(tag));
		memcpy(tag, field(f, "etag").p, field(f, "etag").n);
		tag[field(f, "etag").n] = '\0';
		request(f, HTTP_GET, "/shared");
		header(f, "cookie", anna);
		header(f, "accept-encoding", "gzip");
		header(f, "if-none-match", tag);
		assert_true(send(f));
		assert_int_equal(f->resp.status, 304);
		assert_int_equal(http_response_body(&f->resp).n, 0);
		assert_str(field(f, "etag"), tag);
	}
	/* It is nobody else's page. */
	for (int i = 0; i < 2; i++) {
		request(f, HTTP_GET, "/shared");
		header(f, "cookie", bo);
		header(f, "accept-encoding", "gzip");
		header(f, "if-none-match", tag);
		send(f);
		assert_int_equal(f->resp.status, 200);
	}
	/* Nor the same after a change, though it reads the same. */
	cache_raise(f->cache, &(struct topic){ TOPIC_THREAD, 7 }, 1);
	request(f, HTTP_GET, "/shared");
	header(f, "cookie", anna);
	header(f, "accept-encoding", "gzip");
	header(f, "if-none-match", tag);
	send(f);
	assert_int_equal(f->resp.status, 200);
}

struct change {
	struct arena *arena;
	int64_t account_id;
	struct str digest;
	int kind;
};

enum { END, END_ALL, LANGUAGE, PASSWORD, ROLE, CHANGES };

static enum err
write_change(struct store_write *w, void *arg)
{
	const struct change *ch = arg;
	struct grant grant = { ROLE_MODERATOR, SCOPE_SITE, 0 };

	switch (ch->kind) {
	case END:
		return session_end(w, ch->account_id, ch->digest);
	case END_ALL:
		return session_end_all(w, ch->account_id);
	case LANGUAGE:
		return account_set_language(w, ch->account_id, STR("en"));
	case PASSWORD:
		return account_set_password(w,
		    &(struct account_secret){ .account_id = ch->account_id },
		    STR("hash"), STR_NONE);
	default:
		return role_give(w, ch->arena, 0, ch->account_id, &grant);
	}
}

/* Whatever changes, a loop thread does not answer the next request. */
static void
a_session_is_judged_anew_after_each_change(void **state)
{
	static const char *const names[] = { "A0", "A1", "A2", "A3", "A4" };
	static const bool has_ended[] = { true, true, false, true, false };
	struct fixture *f = *state;

	for (int kind = 0; kind < CHANGES; kind++) {
		const char *cookie = signed_in(f, names[kind], 0);
		struct change ch = { f->house->arena, 0, STR_NONE, kind };
		struct str token = str_skip(
		    str_of(cookie), strlen("__Host-session="));

		ask_as(f, "/shared", cookie);
		assert_true(ask_as(f, "/shared", cookie));
		assert_true(str_has_prefix(unpacked(f), STR("member")));
		assert_ok(account_find(f->house->read, f->house->arena,
		    str_of(names[kind]), &ch.account_id));
		ch.digest = crypto_digest_str(f->house->arena, token);
		assert_ok(store_write(f->house->store, write_change, &ch));
		assert_false(ask_as(f, "/shared", cookie));
		assert_int_equal(str_has_prefix(unpacked(f), STR("visitor")),
		    has_ended[kind]);
	}
	assert_true(str_find_str(unpacked(f), STR("A4 in nl")) < unpacked(f).n);
}

static void
a_session_ends_at_its_time(void **state)
{
	struct fixture *f = *state;
	const char *anna;

	clock_set(1000000);
	anna = signed_in(f, "Anna", 0);
	ask_as(f, "/shared", anna);
	clock_set(1000000 + 59999);
	assert_true(ask_as(f, "/shared", anna));
	clock_set(1000000 + 60000);
	assert_false(ask_as(f, "/shared", anna));
	assert_true(str_has_prefix(unpacked(f), STR("visitor")));
	clock_set(0);
}

#define shared_test(f) cmocka_unit_test_setup_teardown(f, members, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		shared_test(
		    members_share_a_page_and_have_their_own_words_in_it),
		site_test(who_would_see_more_has_a_page_of_their_own),
		shared_test(a_shared_page_that_is_private_is_made_for_each),
		shared_test(a_shared_page_ends_with_its_topic),
		shared_test(a_member_who_has_the_page_already_gets_no_body),
		shared_test(a_session_is_judged_anew_after_each_change),
		shared_test(a_session_ends_at_its_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
