/* One build at a time for a page that many ask for. */
#include "route/small_site.h"

#include <stdlib.h>
#include <string.h>

#include "route/flight.h"

enum { CROWD = 64 };

/* Who asks while the page is being made, each with a worker of their own. */
static struct {
	struct fixture *f;
	struct worker *worker;
	struct http_request req;
	struct arena *arenas[CROWD];
	struct http_response resps[CROWD];
	int n_waiting, n_finished;
} crowd;

static void
finish(struct http_response *resp)
{
	(void)resp;
	crowd.n_finished++;
}

static void
ask_meanwhile(void)
{
	for (int i = 0; i < CROWD; i++)
		crowd.n_waiting += !router_run(crowd.f->router, crowd.worker,
		    crowd.arenas[i], &crowd.req, &crowd.resps[i]);
	/* They wait without having anything, and without a worker. */
	assert_int_equal(crowd.n_finished, 0);
}

/* One leads and CROWD ask meanwhile; gives the leader's status. */
static int
ask(struct fixture *f, const char *target, const char *cookie)
{
	bool is_done;

	n_made = 0;
	memset(&crowd, 0, sizeof(crowd));
	crowd.f = f;
	crowd.worker = worker_open(f->router);
	assert_non_null(crowd.worker);
	router_on_finish(f->router, finish);
	request(f, HTTP_GET, target);
	if (cookie != NULL)
		header(f, "cookie", cookie);
	header(f, "accept-encoding", "gzip");
	crowd.req = f->req;
	for (int i = 0; i < CROWD; i++)
		crowd.arenas[i] = arena_new(0);
	meanwhile = ask_meanwhile;
	http_response_fini(&f->resp);
	f->resp = (struct http_response){ 0 };
	is_done = router_run(
	    f->router, f->worker, f->house->arena, &f->req, &f->resp);
	assert_int_equal(crowd.n_finished, crowd.n_waiting + !is_done);
	worker_close(crowd.worker);
	return f->resp.status;
}

static void
leave(struct fixture *f)
{
	for (int i = 0; i < CROWD; i++) {
		assert_int_equal(crowd.resps[i].status, f->resp.status);
		assert_true(str_eq(http_response_body(&crowd.resps[i]),
		    http_response_body(&f->resp)));
		http_response_fini(&crowd.resps[i]);
		arena_free(crowd.arenas[i]);
	}
}

static void
a_page_that_many_ask_for_is_made_once(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(ask(f, "/slow", NULL), 200);
	assert_int_equal(n_made, 1);
	assert_int_equal(crowd.n_waiting, CROWD);
	leave(f);
	assert_int_equal(router_n_waited(f->router), CROWD);
	/* The next page is another flight. */
	assert_int_equal(ask(f, "/slow?page=2", NULL), 200);
	assert_int_equal(n_made, 1);
	leave(f);
}

static void
a_page_that_members_share_is_made_once(void **state)
{
	struct fixture *f = *state;
	const char *anna;

	(void)house_account(f->house, "First");
	anna = signed_in(f, "Anna", 0);
	assert_int_equal(ask(f, "/slow", anna), 200);
	assert_int_equal(n_made, 1);
	assert_int_equal(crowd.n_waiting, CROWD);
	leave(f);
}

/* Author of it: the page for many is made once, each gets their own. */
static void
who_waited_in_vain_gets_a_page_of_their_own(void **state)
{
	struct fixture *f = *state;
	const char *one = signed_in(f, "One", 0);

	assert_int_equal(ask(f, "/slow", one), 200);
	assert_int_equal(crowd.n_waiting, CROWD);
	assert_int_equal(n_made, 1 + 1 + CROWD);
	leave(f);
}

static void
a_page_that_is_not_kept_is_made_for_each(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	    ask(f, "/slow?before=1", NULL), 404); /* ERR_NOT_FOUND */
	assert_int_equal(n_made, 1 + CROWD);
	leave(f);
}

static void
an_error_is_everybodys(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(ask(f, "/slow?before=8", NULL), 500);
	assert_int_equal(n_made, 1);
	leave(f);
	/* The next one tries again. */
	assert_int_equal(ask(f, "/slow?before=8", NULL), 500);
	assert_int_equal(n_made, 1);
	leave(f);
}

static void
who_finds_no_room_goes_alone(void **state)
{
	struct flights *f = flights_new();
	struct waiter w = { 0 }, *first;
	char key[] = "a page 00";
	int n = 0, n_waiting = 0;

	(void)state;
	for (; n < 100; n++) {
		key[7] = (char)('0' + n / 10);
		key[8] = (char)('0' + n % 10);
		if (flight_join(f, str_of(key), &w) == FLIGHT_ALONE)
			break;
	}
	assert_int_equal(n, 64);
	while (flight_join(f, STR("a page 07"), &w) == FLIGHT_WAITS)
		n_waiting++;
	assert_int_equal(n_waiting, 512);
	first = flight_land(f, STR("a page 07"));
	for (struct waiter *next; first != NULL; first = next) {
		next = first->next;
		free(first);
		n_waiting--;
	}
	assert_int_equal(n_waiting, 0);
	assert_int_equal(flight_join(f, STR("a page 07"), &w), FLIGHT_LEADS);
	for (n = 0; n < 64; n++) {
		key[7] = (char)('0' + n / 10);
		key[8] = (char)('0' + n % 10);
		assert_null(flight_land(f, str_of(key)));
	}
	flights_free(f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		site_test(a_page_that_many_ask_for_is_made_once),
		site_test(a_page_that_members_share_is_made_once),
		site_test(who_waited_in_vain_gets_a_page_of_their_own),
		site_test(a_page_that_is_not_kept_is_made_for_each),
		site_test(an_error_is_everybodys),
		cmocka_unit_test(who_finds_no_room_goes_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
