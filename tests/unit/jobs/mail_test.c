/* What waits is sent, once where that can be known, or it waits on. */
#include "forum/post_cast.h"
#include "jobs/smtp_peer.h"

#include "forum/mail.h"
#include "forum/token.h"
#include "jobs/mail.h"
#include "query/account.h"

enum { STEP_NS = 10 * 1000 * 1000, PATIENCE_S = 60, MANY = 30 };

/* A site with an address, and a mail server. */
struct scene {
	struct house *h;
	struct peer peer;
	struct mailer *mailer;
	int64_t anna, bo;
};

struct task {
	struct arena *arena;
	struct mail_new new;
	struct str url;
	int64_t id;
};

static enum err
write_url(struct store_write *w, void *arg)
{
	struct form_errors errors = { .n = 0 };
	struct task *t = arg;

	return site_update(w, t->arena, 0,
	    &(struct site){ .name = STR("Praat"),
		.url = t->url,
		.time_zone = STR("Europe/Amsterdam"),
		.language = STR("nl") },
	    &errors);
}

static enum err
write_queue(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mail_queue(w, &t->new);
}

static enum err
write_confirmed(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return q_account_confirm_email(w,
	    &(struct account_confirm_email_in){
		.id = t->id, .at = clock_now() });
}

static void
set_url(struct house *h, const char *url)
{
	struct task t = { .arena = h->arena, .url = str_of(url) };

	assert_ok(store_write(h->store, write_url, &t));
}

static void
queue(const struct scene *s, int64_t account_id, enum mail_kind kind)
{
	struct task t = { .new = { .account_id = account_id,
			      .kind = kind,
			      .language = STR("en") } };

	assert_ok(store_write(s->h->store, write_queue, &t));
}

static struct mailer *
start(const struct scene *s)
{
	struct mail_sender sender = { .server = { .url = str_of(s->peer.url) },
		.from = STR("p@praat.example") };
	struct mailer *m;

	assert_ok(mailer_start(s->h->store, &sender, &m));
	return m;
}

static void
begin(struct scene *s, struct house *h, struct peer_odd odd)
{
	*s = (struct scene){ .h = h, .peer = { .odd = odd } };
	set_url(h, "https://praat.example");
	s->anna = house_account(h, "Anna");
	s->bo = house_account(h, "Bo");
	peer_start(&s->peer, "127.0.0.1");
}

static void
end(struct scene *s)
{
	mailer_stop(s->mailer);
	peer_stop(&s->peer);
}

static struct mailer_stats
stats_of(const struct scene *s)
{
	struct mailer_stats stats;

	mailer_stats(s->mailer, &stats);
	return stats;
}

/* Until that many attempts have come to an end, and a look has been had. */
static struct mailer_stats
wait_for(const struct scene *s, uint64_t n_sent, uint64_t n_failed)
{
	struct timespec step = { .tv_nsec = STEP_NS };
	time_t until = time(NULL) + PATIENCE_S;
	struct mail_waiting w;

	while (stats_of(s).n_sent < n_sent || stats_of(s).n_failed < n_failed) {
		assert_true(time(NULL) < until);
		nanosleep(&step, NULL);
	}
	assert_ok(mail_waiting(s->h->read, s->h->arena, &w));
	while (stats_of(s).n_waiting != (uint64_t)w.n) {
		assert_true(time(NULL) < until);
		nanosleep(&step, NULL);
	}
	assert_int_equal(stats_of(s).n_sent, n_sent);
	assert_int_equal(stats_of(s).n_failed, n_failed);
	return stats_of(s);
}

static bool
has(const struct buf *b, const char *words)
{
	return str_find_str(buf_text(b), str_of(words)) < b->n;
}

/* The token of the link in the newest mail, which is not cut by its end. */
static struct str
token_in(struct arena *a, const struct buf *mail, const char *path)
{
	struct buf b = { 0 };
	struct str s = buf_text(mail), token;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '=' && s.p[i + 1] == '\r')
			i += 2;
		else
			buf_char(&b, s.p[i]);
	s = buf_text(&b);
	s = str_skip(s, str_find_str(s, str_of(path)) + strlen(path));
	assert_true(str_has_prefix(s, STR("?token=3D")));
	s = str_skip(s, sizeof("?token=3D") - 1);
	token = arena_str(a, (struct str){ s.p, str_find(s, '\r') });
	buf_free(&b);
	return token;
}

static void
what_waits_is_sent(void **state)
{
	struct scene s;
	int64_t of = 0;

	begin(&s, *state, (struct peer_odd){ 0 });
	queue(&s, s.anna, MAIL_CONFIRM);
	s.mailer = start(&s);
	assert_int_equal(wait_for(&s, 1, 0).n_waiting, 0);
	assert_true(has(&s.peer.heard, "RCPT TO:<Anna@example.org>\n"));
	assert_true(has(&s.peer.mail, "Content-Language: en\r\n"));
	/* Its link is Anna's, and for nothing else. */
	assert_ok(token_find(s.h->read, s.h->arena, TOKEN_CONFIRM,
	    token_in(s.h->arena, &s.peer.mail,
		"https://praat.example/confirm-address"),
	    &of));
	assert_int_equal(of, s.anna);
	/* What comes while it runs as well. */
	buf_clear(&s.peer.mail);
	queue(&s, s.bo, MAIL_PASSWORD);
	wait_for(&s, 2, 0);
	assert_ok(token_find(s.h->read, s.h->arena, TOKEN_PASSWORD,
	    token_in(
		s.h->arena, &s.peer.mail, "https://praat.example/new-password"),
	    &of));
	assert_int_equal(of, s.bo);
	end(&s);
}

static void
a_decision_is_told_with_its_words(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	struct scene s;
	int64_t post;

	begin(&s, c.h, (struct peer_odd){ 0 });
	assert_ok(store_write(
	    c.h->store, write_confirmed, &(struct task){ .id = c.member }));
	post = answer(&c, c.member, "Mijn *woorden*");
	assert_ok(talk_reject(c.h, c.moderator, post));
	s.mailer = start(&s);
	wait_for(&s, 1, 0);
	assert_true(has(&s.peer.heard, "RCPT TO:<Lid@example.org>\n"));
	assert_true(has(&s.peer.mail, "\r\n> reden\r\n"));
	assert_true(has(&s.peer.mail, "\r\n> Mijn *woorden*\r\n"));
	assert_true(has(&s.peer.mail, "<em>woorden</em>"));
	assert_true(
	    has(&s.peer.mail, "\r\nhttps://praat.example/account/posts\r\n"));
	end(&s);
}

/* A mail server that was set up wrongly refuses everything. */
static void
a_decision_is_told_in_spite_of_a_refusal(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	struct scene s;

	begin(&s, c.h,
	    (struct peer_odd){ "RCPT", "550 no relaying\r\n", false, false });
	assert_ok(store_write(
	    c.h->store, write_confirmed, &(struct task){ .id = c.member }));
	assert_ok(talk_reject(
	    c.h, c.moderator, answer(&c, c.member, "Mijn woorden")));
	s.mailer = start(&s);
	assert_int_equal(wait_for(&s, 0, 1).n_waiting, 1);
	s.peer.odd.line = NULL;
	clock_set(clock_now() + MINUTE_MS);
	assert_int_equal(wait_for(&s, 1, 1).n_dropped, 0);
	end(&s);
}

static void
a_link_that_came_too_late_is_not_sent(void **state)
{
	struct scene s;

	begin(&s, *state, (struct peer_odd){ 0 });
	queue(&s, s.anna, MAIL_PASSWORD);
	queue(&s, s.anna, MAIL_CONFIRM);
	clock_set(clock_now() + HOUR_MS);
	s.mailer = start(&s);
	assert_int_equal(wait_for(&s, 1, 0).n_dropped, 1);
	assert_true(has(&s.peer.mail, "/confirm-address?token"));
	end(&s);
}

static void
without_an_address_of_its_own_a_site_mails_nothing(void **state)
{
	struct scene s;

	begin(&s, *state, (struct peer_odd){ 0 });
	set_url(s.h, "");
	queue(&s, s.anna, MAIL_TAKEN);
	s.mailer = start(&s);
	assert_int_equal(wait_for(&s, 0, 0).n_waiting, 1);
	set_url(s.h, "https://praat.example");
	wait_for(&s, 1, 0);
	end(&s);
}

static void
what_is_refused_for_good_is_dropped(void **state)
{
	struct mailer_stats stats;
	struct scene s;

	begin(&s, *state,
	    (struct peer_odd){
		"RCPT TO:<Anna", "550 nobody\r\n", false, false });
	queue(&s, s.anna, MAIL_TAKEN);
	queue(&s, s.bo, MAIL_TAKEN);
	s.mailer = start(&s);
	stats = wait_for(&s, 1, 1);
	assert_int_equal(stats.n_dropped, 1);
	assert_int_equal(stats.n_waiting, 0);
	end(&s);
}

static void
what_is_not_taken_now_is_sent_later(void **state)
{
	struct scene s;

	begin(&s, *state,
	    (struct peer_odd){
		"RCPT TO:<Anna", "451 later\r\n", false, false });
	queue(&s, s.anna, MAIL_TAKEN);
	clock_set(clock_now() + 1);
	queue(&s, s.bo, MAIL_TAKEN);
	s.mailer = start(&s);
	/* It keeps nobody else. */
	assert_int_equal(wait_for(&s, 1, 1).n_waiting, 1);
	s.peer.odd.line = NULL;
	clock_set(clock_now() + MINUTE_MS);
	assert_int_equal(wait_for(&s, 2, 1).n_waiting, 0);
	end(&s);
}

static void
where_there_is_no_talking_all_waits(void **state)
{
	struct scene s;

	begin(&s, *state,
	    (struct peer_odd){ "MAIL", "550 who are you\r\n", false, false });
	queue(&s, s.anna, MAIL_TAKEN);
	clock_set(clock_now() + 1);
	queue(&s, s.bo, MAIL_TAKEN);
	s.mailer = start(&s);
	assert_int_equal(wait_for(&s, 0, 1).n_waiting, 2);
	clock_set(clock_now() + MINUTE_MS - 1);
	queue(&s, s.bo, MAIL_TAKEN);
	/* It has looked, and done nothing. */
	assert_int_equal(wait_for(&s, 0, 1).n_waiting, 3);
	assert_int_equal(s.peer.n_talks, 1);
	s.peer.odd.line = NULL;
	clock_set(clock_now() + 1);
	assert_int_equal(wait_for(&s, 3, 1).n_waiting, 0);
	end(&s);
}

static void
two_that_send_send_each_once(void **state)
{
	struct mailer *other;
	struct mailer_stats a, b;
	struct scene s;

	begin(&s, *state, (struct peer_odd){ 0 });
	for (int i = 0; i < MANY; i++)
		queue(&s, i % 2 == 0 ? s.anna : s.bo, MAIL_TAKEN);
	s.mailer = start(&s);
	other = start(&s);
	do {
		struct timespec step = { .tv_nsec = STEP_NS };

		nanosleep(&step, NULL);
		mailer_stats(s.mailer, &a);
		mailer_stats(other, &b);
	} while (a.n_sent + b.n_sent < MANY);
	mailer_stop(other);
	end(&s);
	assert_int_equal(s.peer.n_mails, MANY);
	assert_int_equal(a.n_failed + b.n_failed, 0);
}

static void
who_stops_does_not_wait_for_a_server(void **state)
{
	struct timespec step = { .tv_nsec = STEP_NS };
	struct mail_waiting w;
	int64_t begun;
	struct scene s;

	begin(&s, *state, (struct peer_odd){ .line = "RCPT" });
	queue(&s, s.anna, MAIL_TAKEN);
	s.mailer = start(&s);
	while (s.peer.n_talks == 0)
		nanosleep(&step, NULL);
	begun = clock_mono_us();
	mailer_stop(s.mailer);
	assert_true(clock_mono_us() - begun < 5 * INT64_C(1000000));
	/* It goes out later. */
	assert_ok(mail_waiting(s.h->read, s.h->arena, &w));
	assert_int_equal(w.n, 1);
	peer_stop(&s.peer);
}

static void
what_the_server_may_have_is_not_given_up(void **state)
{
	struct timespec step = { .tv_nsec = STEP_NS };
	struct mail_waiting w;
	struct scene s;

	begin(&s, *state, (struct peer_odd){ 0 });
	s.peer.look_ms = 1500;
	queue(&s, s.anna, MAIL_TAKEN);
	s.mailer = start(&s);
	while (s.peer.n_mails == 0)
		nanosleep(&step, NULL);
	end(&s);
	assert_ok(mail_waiting(s.h->read, s.h->arena, &w));
	assert_int_equal(w.n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(what_waits_is_sent),
		house_test(a_decision_is_told_with_its_words),
		house_test(a_decision_is_told_in_spite_of_a_refusal),
		house_test(a_link_that_came_too_late_is_not_sent),
		house_test(without_an_address_of_its_own_a_site_mails_nothing),
		house_test(what_is_refused_for_good_is_dropped),
		house_test(what_is_not_taken_now_is_sent_later),
		house_test(where_there_is_no_talking_all_waits),
		house_test(two_that_send_send_each_once),
		house_test(who_stops_does_not_wait_for_a_server),
		house_test(what_the_server_may_have_is_not_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
