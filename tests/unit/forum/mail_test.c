/* Who is mailed what, and what a sender finds. */
#include "forum/post_cast.h"

#include "forum/mail.h"
#include "query/account.h"

/* What a test does to the mail, and what came of it. */
struct task {
	struct arena *arena;
	struct mail_new new;
	struct mail mail;
	int64_t id;
	bool is_over;
};

static enum err
write_queue(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mail_queue(w, &t->new);
}

static enum err
write_take(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mail_take(w, t->arena, &t->mail);
}

static enum err
write_done(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mail_done(w, t->id);
}

static enum err
write_later(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return mail_later(w, &t->mail, &t->is_over);
}

static enum err
write_sweep(struct store_write *w, void *arg)
{
	(void)arg;
	return mail_sweep(w, 100);
}

static void
queue(struct house *h, int64_t account_id, enum mail_kind kind,
    const char *language)
{
	struct task t = { .new = { .account_id = account_id,
			      .kind = kind,
			      .language = str_of(language) } };

	assert_ok(store_write(h->store, write_queue, &t));
}

static struct mail_waiting
waiting(struct house *h)
{
	struct mail_waiting w;

	assert_ok(mail_waiting(h->read, h->arena, &w));
	return w;
}

/* The next one, as its sender has it. */
static struct mail
take(struct house *h)
{
	struct task t = { .arena = h->arena };

	assert_ok(store_write(h->store, write_take, &t));
	return t.mail;
}

static void
none_is_due(struct house *h)
{
	struct task t = { .arena = h->arena };

	assert_int_equal(store_write(h->store, write_take, &t), ERR_NOT_FOUND);
}

static void
done(struct house *h, int64_t id)
{
	struct task t = { .id = id };

	assert_ok(store_write(h->store, write_done, &t));
}

static bool
later(struct house *h, const struct mail *mail)
{
	struct task t = { .mail = *mail };

	assert_ok(store_write(h->store, write_later, &t));
	return t.is_over;
}

static void
pass(int64_t ms)
{
	clock_set(clock_now() + ms);
}

static void
what_is_queued_is_taken_once_and_loaded(void **state)
{
	struct house *h = *state;
	int64_t anna = house_account(h, "Anna"), bo = house_account(h, "Bo");
	struct mail mail;

	assert_int_equal(waiting(h).n, 0);
	assert_int_equal(waiting(h).due_at, 0);
	none_is_due(h);
	queue(h, anna, MAIL_CONFIRM, "ar");
	pass(1);
	queue(h, bo, MAIL_TAKEN, "");
	assert_int_equal(waiting(h).n, 2);
	assert_true(waiting(h).due_at == clock_now() - 1);
	mail = take(h);
	assert_int_equal(mail.kind, MAIL_CONFIRM);
	assert_int_equal(mail.account_id, anna);
	assert_str(mail.name, "Anna");
	assert_str(mail.email, "Anna@example.org");
	assert_str(mail.language, "ar");
	assert_int_equal(mail.tries, 0);
	assert_int_equal(take(h).account_id, bo);
	none_is_due(h);
	done(h, mail.id);
	done(h, mail.id);
	assert_int_equal(waiting(h).n, 1);
}

static void
one_that_its_sender_forgot_is_taken_again(void **state)
{
	struct house *h = *state;
	struct mail mail;

	queue(h, house_account(h, "Anna"), MAIL_PASSWORD, "nl");
	mail = take(h);
	pass(MAIL_CLAIM_MS - 1);
	none_is_due(h);
	pass(1);
	assert_int_equal(take(h).id, mail.id);
}

static void
one_that_fails_comes_back_ever_later_and_is_dropped(void **state)
{
	static const int64_t minutes[] = { 1, 5, 30, 120, 360 };
	struct house *h = *state;
	int64_t begun_at = clock_now();
	struct mail mail;
	int n = 0;

	queue(h, house_account(h, "Anna"), MAIL_CONFIRM, "nl");
	for (mail = take(h); !later(h, &mail); mail = take(h), n++) {
		int64_t wait = minutes[n < 4 ? n : 4] * MINUTE_MS;

		assert_int_equal(mail.tries, n);
		pass(wait - 1);
		none_is_due(h);
		pass(1);
	}
	/* In 156 minutes, and each six hours of what is left of three days. */
	assert_int_equal(n, 15);
	assert_true(clock_now() - begun_at <= MAIL_DAYS * (int64_t)DAY_MS);
	assert_int_equal(waiting(h).n, 0);
}

static void
what_nobody_sends_is_swept(void **state)
{
	struct house *h = *state;

	queue(h, house_account(h, "Anna"), MAIL_CONFIRM, "nl");
	pass(MAIL_DAYS * (int64_t)DAY_MS);
	assert_int_equal(
	    store_write(h->store, write_sweep, NULL), ERR_NOT_FOUND);
	pass(1);
	assert_ok(store_write(h->store, write_sweep, NULL));
	assert_int_equal(waiting(h).n, 0);
}

static enum err
write_confirmed(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return q_account_confirm_email(w,
	    &(struct account_confirm_email_in){
		.id = t->id, .at = clock_now() });
}

static enum err
write_unwanted(struct store_write *w, void *arg)
{
	struct task *t = arg;

	return q_account_change_mail(w,
	    &(struct account_change_mail_in){
		.id = t->id, .mail_placed = false });
}

static void
confirm(struct house *h, int64_t account_id)
{
	assert_ok(store_write(
	    h->store, write_confirmed, &(struct task){ .id = account_id }));
}

/* The one mail that there is, about a decision of that kind. */
static struct mail
told(const struct cast *c, enum decision_kind kind)
{
	struct mail mail;

	assert_int_equal(waiting(c->h).n, 1);
	mail = take(c->h);
	assert_int_equal(mail.kind, MAIL_DECISION);
	assert_int_equal(mail.decision, kind);
	assert_int_equal(mail.account_id, c->member);
	done(c->h, mail.id);
	return mail;
}

static void
an_author_hears_what_was_decided(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t first, second;
	struct mail mail;

	confirm(c.h, c.member);
	first = answer(&c, c.member, "een");
	second = answer(&c, c.member, "twee");
	assert_ok(talk_approve(c.h, c.moderator, first));
	mail = told(&c, DECISION_APPROVED);
	assert_int_equal(mail.post_id, first);
	assert_true(mail.decided_at == clock_now());
	assert_str(mail.title, "Titel");
	assert_str(mail.body, "een");
	assert_str(mail.html.s, "<p>een</p>\n");
	assert_ok(talk_reject(c.h, c.moderator, second));
	mail = told(&c, DECISION_REJECTED);
	assert_str(mail.body, "twee");
	assert_str(mail.reason, "reden");
	/* Of an edit the words that were asked for, also when others stand. */
	assert_ok(talk_edit(c.h, c.member, first, NULL, "anders", NULL));
	assert_ok(talk_reject(c.h, c.moderator, first));
	assert_str(told(&c, DECISION_EDIT_REJECTED).body, "anders");
	assert_ok(talk_edit(c.h, c.member, first, NULL, "weer anders", NULL));
	assert_ok(talk_approve(c.h, c.moderator, first));
	assert_str(told(&c, DECISION_EDIT_APPROVED).body, "weer anders");
	/* Of what a moderator edited, what was made of it. */
	assert_ok(talk_edit(c.h, c.member, second, NULL, "drie", NULL));
	assert_ok(talk_approve_as(c.h, c.moderator, second, NULL, "3"));
	assert_str(told(&c, DECISION_EDITED).body, "3");
	assert_ok(talk_remove(c.h, c.moderator, first));
	mail = told(&c, DECISION_REMOVED);
	assert_str(mail.body, "weer anders");
	assert_str(mail.reason, "reden");
	assert_ok(talk_restore(c.h, c.moderator, first));
	told(&c, DECISION_RESTORED);
}

static void
only_who_confirmed_their_address_is_told(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t post = answer(&c, c.member, "een");

	assert_ok(talk_approve(c.h, c.moderator, post));
	assert_ok(talk_remove(c.h, c.moderator, post));
	assert_int_equal(waiting(c.h).n, 0);
	/* Nor who decides about themselves. */
	confirm(c.h, c.admin);
	post = answer(&c, c.admin, "twee");
	assert_ok(talk_remove(c.h, c.admin, post));
	assert_int_equal(waiting(c.h).n, 0);
}

static void
a_refusal_is_told_to_who_wants_no_news(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t post = answer(&c, c.member, "een");

	confirm(c.h, c.member);
	assert_ok(store_write(
	    c.h->store, write_unwanted, &(struct task){ .id = c.member }));
	assert_ok(talk_approve(c.h, c.moderator, post));
	assert_int_equal(waiting(c.h).n, 0);
	assert_ok(talk_remove(c.h, c.moderator, post));
	told(&c, DECISION_REMOVED);
	assert_ok(talk_restore(c.h, c.moderator, post));
	assert_int_equal(waiting(c.h).n, 0);
	assert_ok(talk_reject(c.h, c.moderator, answer(&c, c.member, "twee")));
	told(&c, DECISION_REJECTED);
}

static void
nobody_is_told_a_title_that_they_may_not_read(void **state)
{
	struct cast c = cast_new(*state, POLICY_ALL, 0);
	int64_t post = answer(&c, c.member, "een"), thread_id;
	struct thread_page page;
	struct mail mail;

	confirm(c.h, c.member);
	assert_ok(talk_remove(c.h, c.admin, c.opening_id));
	assert_ok(talk_reject(c.h, c.moderator, post));
	mail = told(&c, DECISION_REJECTED);
	assert_str(mail.title, "");
	assert_str(mail.body, "een");
	/* One's own one may. */
	thread_id = talk_thread(c.h, c.member, "werk", "Mijn titel", "twee");
	assert_ok(talk_read(c.h, c.member, thread_id, 1, &page));
	assert_ok(talk_reject(c.h, c.moderator, page.thread.opening.id));
	mail = told(&c, DECISION_REJECTED);
	assert_str(mail.title, "Mijn titel");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(what_is_queued_is_taken_once_and_loaded),
		house_test(one_that_its_sender_forgot_is_taken_again),
		house_test(one_that_fails_comes_back_ever_later_and_is_dropped),
		house_test(what_nobody_sends_is_swept),
		house_test(an_author_hears_what_was_decided),
		house_test(only_who_confirmed_their_address_is_told),
		house_test(a_refusal_is_told_to_who_wants_no_news),
		house_test(nobody_is_told_a_title_that_they_may_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
