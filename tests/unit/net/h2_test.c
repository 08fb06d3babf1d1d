/* HTTP/2 with workers, streams without an end, and clocks that run out. */
#include "cmocka_all.h"

#include <assert.h>
#include <signal.h>

#include "base/count.h"
#include "net/h2_peer.h"
#include "net/limit.h"
#include "net/loop.h"

static const struct topic seven = { TOPIC_THREAD, 7 };

static void
answers_come_as_they_are_ready(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	connect_h2(&h, &p);
	get(&p, 1, "/slow");
	get(&p, 3, "/now");
	get(&p, 5, "/x");
	hear_data(&p, 3, "now");
	sem_wait(&h.entered);
	hear_data(&p, 5, "worked on /x:");
	sem_post(&h.leave);
	hear_data(&p, 1, "worked on /slow:");
	wait_for(&h.n_done, 3);
	peer_close(&p);
	house_close(&h);
}

/* Each request is a record of its own; one record has both answers. */
static void
what_is_asked_together_is_answered_together(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	connect_h2(&h, &p);
	while (hear_type(&p, NGHTTP2_SETTINGS).flags != NGHTTP2_FLAG_ACK)
		continue;
	cork(&p, 1);
	get(&p, 1, "/now");
	get(&p, 3, "/now");
	cork(&p, 0);
	while (p.got.n == 0)
		assert_true(peer_read_some(&p));
	assert_int_equal(mbedtls_ssl_get_bytes_avail(&p.ssl), 0);
	for (int id = 1; id <= 3; id += 2) {
		size_t at = str_find_str(buf_text(&p.got), STR("now"));

		assert_true(at < p.got.n);
		p.got.p[at] = '.';
	}
	p.got.n = 0;
	cork(&p, 1);
	/* An end that comes with a request does not take its answer away. */
	get(&p, 5, "/now");
	mbedtls_ssl_close_notify(&p.ssl);
	cork(&p, 0);
	hear_data(&p, 5, "now");
	while (!hear(&p).is_end)
		continue;
	peer_close(&p);
	house_close(&h);
}

static void
a_stream_may_be_reset_while_a_worker_has_it(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	connect_h2(&h, &p);
	get(&p, 1, "/slow");
	sem_wait(&h.entered);
	reset(&p, 1);
	get(&p, 3, "/now");
	hear_data(&p, 3, "now");
	sem_post(&h.leave);
	wait_for(&h.n_done, 2);
	get(&p, 5, "/now");
	hear_data(&p, 5, "now");
	/* And the whole connection. */
	get(&p, 7, "/slow");
	sem_wait(&h.entered);
	peer_close(&p);
	pause_ms(20);
	sem_post(&h.leave);
	wait_for(&h.n_done, 4);
	house_close(&h);
}

/* Reset streams make room for others at the peer, not with the workers. */
static void
workers_have_so_many_of_one_connection(void **state)
{
	const int last_id = 2 * H2_STREAMS_MAX + 1;
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	h.config.pools[0] = (struct net_pool){ 1, 2 * H2_STREAMS_MAX };
	house_open(&h);
	connect_h2(&h, &p);
	for (int i = 0; i < H2_STREAMS_MAX; i++) {
		get(&p, 2 * i + 1, "/slow");
		reset(&p, 2 * i + 1);
	}
	get(&p, last_id, "/now");
	ping(&p);
	wait_for(&h.n_made, 1);
	for (int i = 0; i < H2_ANSWERS_MAX; i++)
		sem_post(&h.leave);
	hear_data(&p, last_id, "now");
	wait_for(&h.n_done, H2_ANSWERS_MAX + 1);
	assert_int_equal(atomic_load(&h.n_made), H2_ANSWERS_MAX + 1);
	peer_close(&p);
	house_close(&h);
}

/* Made by a worker or on the loop: no more of them than will be taken. */
static void
answers_that_are_not_taken_are_few(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	h.config.pools[0] = (struct net_pool){ 1, H2_STREAMS_MAX };
	house_open(&h);
	connect_h2(&h, &p);
	send_frame(&p, NGHTTP2_SETTINGS, 0, 0, STR("\0\4\0\0\0\0"));
	for (int i = 0; i < H2_STREAMS_MAX; i += 2) {
		get(&p, 2 * i + 1, "/now");
		get(&p, 2 * i + 3, "/x");
	}
	wait_for(&h.n_made, H2_ANSWERS_MAX);
	/* One that waits may go; another is asked for instead. */
	reset(&p, 2 * H2_STREAMS_MAX - 1);
	get(&p, 2 * H2_STREAMS_MAX + 1, "/x");
	ping(&p);
	assert_int_equal(atomic_load(&h.n_made), H2_ANSWERS_MAX);
	send_frame(&p, NGHTTP2_SETTINGS, 0, 0, STR("\0\4\0\0\1\0"));
	for (int i = 0; i < H2_STREAMS_MAX; i++)
		(void)hear_type(&p, NGHTTP2_DATA);
	wait_for(&h.n_done, H2_STREAMS_MAX);
	assert_int_equal(atomic_load(&h.n_made), H2_STREAMS_MAX);
	peer_close(&p);
	house_close(&h);
}

static void
slow_requests_are_told(void **state)
{
	struct house h;
	struct peer body, head;

	(void)state;
	house_init(&h);
	h.config.body_timeout_ms = h.config.head_timeout_ms = 100;
	house_open(&h);
	connect_h2(&h, &body);
	ask(&body, 1, "POST", "/x", NGHTTP2_FLAG_END_HEADERS);
	hear_data(&body, 1, "refused 408");
	hear_reset(&body, 1, NGHTTP2_NO_ERROR);
	get(&body, 3, "/now");
	hear_data(&body, 3, "now");
	connect_h2(&h, &head);
	ask(&head, 1, "GET", "/now", NGHTTP2_FLAG_END_STREAM);
	hear_goaway(&head, NGHTTP2_ENHANCE_YOUR_CALM);
	peer_close(&body);
	peer_close(&head);
	house_close(&h);
}

static void
a_window_that_never_opens_is_given_up(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	h.config.write_timeout_ms = 200;
	house_open(&h);
	connect_h2(&h, &p);
	/* A window of nothing, and then byte by byte. */
	send_frame(&p, NGHTTP2_SETTINGS, 0, 0, STR("\0\4\0\0\0\0"));
	get(&p, 1, "/big");
	for (int i = 0; i < 4; i++) {
		send_frame(&p, NGHTTP2_WINDOW_UPDATE, 0, 1, STR("\0\0\0\1"));
		pause_ms(20);
	}
	hear_reset(&p, 1, NGHTTP2_CANCEL);
	send_frame(&p, NGHTTP2_SETTINGS, 0, 0, STR("\0\4\0\0\1\0"));
	get(&p, 3, "/now");
	hear_data(&p, 3, "now");
	peer_close(&p);
	house_close(&h);
}

static void
a_client_that_reads_nothing_is_closed(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	h.config.write_timeout_ms = 100;
	house_open(&h);
	connect_h2(&h, &p);
	send_frame(&p, NGHTTP2_SETTINGS, 0, 0, STR("\0\4\x7f\xff\xff\xff"));
	send_frame(&p, NGHTTP2_WINDOW_UPDATE, 0, 0, STR("\x7f\0\0\0"));
	get(&p, 1, "/big");
	hear_type(&p, NGHTTP2_HEADERS);
	/* Nor is anything read while it waits. */
	get(&p, 3, "/big");
	wait_for(&h.n_done, 1);
	peer_close(&p);
	house_close(&h);
}

static void
an_idle_client_is_told_before_it_is_closed(void **state)
{
	struct house h;
	struct peer never, once, pings;

	(void)state;
	house_init(&h);
	h.config.idle_timeout_ms = 200;
	house_open(&h);
	connect_h2(&h, &never);
	connect_h2(&h, &once);
	connect_h2(&h, &pings);
	get(&once, 1, "/now");
	hear_data(&once, 1, "now");
	hear_goaway(&once, NGHTTP2_NO_ERROR);
	hear_goaway(&never, NGHTTP2_NO_ERROR);
	/* Pings keep no connection open. */
	for (int i = 0; i < 4; i++) {
		struct buf b = { 0 };

		put_frame(&b, NGHTTP2_PING, 0, 0, STR("12345678"));
		mbedtls_ssl_write(&pings.ssl, (const unsigned char *)b.p, b.n);
		buf_free(&b);
		pause_ms(20);
	}
	hear_goaway(&pings, NGHTTP2_NO_ERROR);
	peer_close(&never);
	peer_close(&once);
	peer_close(&pings);
	house_close(&h);
}

static void
a_stop_lets_streams_finish(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	house_open(&h);
	connect_h2(&h, &p);
	get(&p, 1, "/slow");
	sem_wait(&h.entered);
	net_server_stop(h.server);
	assert_int_equal(hear_type(&p, NGHTTP2_GOAWAY).last, NGHTTP2_NO_ERROR);
	/* Nobody sees this one; the client knows that. */
	get(&p, 3, "/now");
	sem_post(&h.leave);
	hear_data(&p, 1, "worked on /slow:");
	while (!hear(&p).is_end)
		continue;
	assert_int_equal(atomic_load(&h.n_done), 1);
	peer_close(&p);
	house_close(&h);
}

static void
everyone_hears_what_is_said(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	h.config.n_loops = 1;
	house_open(&h);
	connect_h2(&h, &p);
	get(&p, 1, "/news/1");
	hear_data(&p, 1, ": hello\n\n");
	get(&p, 3, "/news/2");
	hear_data(&p, 3, ": hello\n\n");
	wait_for(&h.n_heard, 1);
	wait_for(&h.n_done, 2);
	net_say(h.server, seven, STR("data: 1\n\n"));
	for (int i = 0, ids = 0; i < 2; i++) {
		struct heard f = hear_type(&p, NGHTTP2_DATA);

		assert_string_equal(f.payload, "data: 1\n\n");
		assert_int_equal(f.flags, 0);
		ids += f.id;
		assert_true(i == 0 || ids == 4);
	}
	/* Beside the rest. */
	get(&p, 5, "/now");
	hear_data(&p, 5, "now");
	/* One leaves, one is sent away. */
	reset(&p, 1);
	net_hang_up(h.server, 2);
	do {
		struct heard f = hear_type(&p, NGHTTP2_DATA);

		assert_int_equal(f.id, 3);
		if ((f.flags & NGHTTP2_FLAG_END_STREAM) != 0)
			break;
	} while (true);
	wait_for(&h.n_heard, 0);
	get(&p, 7, "/now");
	hear_data(&p, 7, "now");
	peer_close(&p);
	house_close(&h);
}

/* Only the newest text waits for who has no window. */
static void
who_is_behind_hears_the_newest(void **state)
{
	struct house h;
	struct peer p;

	(void)state;
	house_init(&h);
	h.config.n_loops = 1;
	house_open(&h);
	connect_h2(&h, &p);
	/* Room for the first words. */
	send_frame(&p, NGHTTP2_SETTINGS, 0, 0, STR("\0\4\0\0\0\11"));
	get(&p, 1, "/news/1");
	hear_data(&p, 1, ": hello\n\n");
	wait_for(&h.n_heard, 1);
	for (int i = 1; i <= 9; i++) {
		char text[16];

		snprintf(text, sizeof(text), "data: %d\n\n", i);
		net_say(h.server, seven, str_of(text));
		/* So that the first is taken, and the next are late. */
		pause_ms(i == 1 ? 50 : 1);
	}
	send_frame(&p, NGHTTP2_WINDOW_UPDATE, 0, 1, STR("\0\0\1\0"));
	hear_data(&p, 1, "data: 1\n\n");
	hear_data(&p, 1, "data: 9\n\n");
	net_server_stop(h.server);
	do {
		struct heard f = hear(&p);

		if (f.is_end || f.type == NGHTTP2_GOAWAY)
			break;
	} while (true);
	peer_close(&p);
	house_close(&h);
}

static struct conn *found;

static void
find_conn(struct conn *c)
{
	found = c;
}

/*
 * Ten million are too many to ask for here: a loop that does not run has one
 * connection, which is told that it has answered nearly as many.
 */
static void
after_many_requests_another_connection_is_asked_for(void **state)
{
	struct house h;
	struct shared shared = { 0 };
	struct loop *l;
	struct peer p = { 0 };
	struct timeval patience = { CLIENT_TIMEOUT_S, 0 };
	int fds[2];

	(void)state;
	house_init(&h);
	shared.config = h.config;
	shared.handler = house_handler(&h);
	shared.limit = limit_new(1, 1, 1);
	shared.counts = counts_new(LOOP_COUNTS);
	assert_ok(loop_new(&shared, &l));
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	p.fd = fds[1];
	setsockopt(p.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_true(limit_take(shared.limit, &(struct http_address){ 0 }));
	conn_new(l, fds[0], &(struct http_address){ 0 }, &shared.handler, NULL);
	crowd_each(&l->crowd, find_conn);
	found->protocol->free(found);
	found->protocol = &h2_protocol;
	h2_protocol.open(found);
	((struct h2 *)found->session)->n_requests = H2_REQUESTS_MAX - 2;
	peer_write(&p, STR(PREFACE));
	get(&p, 1, "/now");
	event_base_loop(l->base, EVLOOP_NONBLOCK);
	hear_data(&p, 1, "now");
	get(&p, 3, "/now");
	get(&p, 5, "/now");
	event_base_loop(l->base, EVLOOP_NONBLOCK);
	assert_int_equal(hear_type(&p, NGHTTP2_GOAWAY).last, NGHTTP2_NO_ERROR);
	hear_data(&p, 3, "now");
	assert_true(hear(&p).is_end);
	peer_close(&p);
	loop_free(l);
	counts_free(shared.counts);
	limit_free(shared.limit);
	house_fini(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_come_as_they_are_ready),
		cmocka_unit_test(what_is_asked_together_is_answered_together),
		cmocka_unit_test(a_stream_may_be_reset_while_a_worker_has_it),
		cmocka_unit_test(workers_have_so_many_of_one_connection),
		cmocka_unit_test(answers_that_are_not_taken_are_few),
		cmocka_unit_test(slow_requests_are_told),
		cmocka_unit_test(a_window_that_never_opens_is_given_up),
		cmocka_unit_test(a_client_that_reads_nothing_is_closed),
		cmocka_unit_test(an_idle_client_is_told_before_it_is_closed),
		cmocka_unit_test(a_stop_lets_streams_finish),
		cmocka_unit_test(
		    after_many_requests_another_connection_is_asked_for),
		cmocka_unit_test(everyone_hears_what_is_said),
		cmocka_unit_test(who_is_behind_hears_the_newest),
	};

	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
