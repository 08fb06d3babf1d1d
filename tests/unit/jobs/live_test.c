/* What readers hear: the newest counts of what they listen to, and no more. */
#include "cmocka_all.h"

#include <assert.h>
#include <pthread.h>

#include "base/clock.h"
#include "forum/post_cast.h"
#include "jobs/live.h"

enum { SAID_MAX = 64, PATIENCE_MS = 20 * SECOND_MS };

/* What was said, in order. */
struct said {
	pthread_mutex_t lock;
	pthread_cond_t more;
	size_t n, n_read;
	struct {
		struct topic topic;
		size_t text_n;
		char text[LIVE_TEXT_MAX];
	} v[SAID_MAX];
};

static void
say(void *arg, struct topic topic, struct str text)
{
	struct said *s = arg;

	assert(text.n <= LIVE_TEXT_MAX);
	pthread_mutex_lock(&s->lock);
	assert(s->n < SAID_MAX);
	s->v[s->n].topic = topic;
	s->v[s->n].text_n = text.n;
	if (text.n != 0)
		memcpy(s->v[s->n].text, text.p, text.n);
	s->n++;
	pthread_cond_signal(&s->more);
	pthread_mutex_unlock(&s->lock);
}

static void
raise_topics(void *arg, const struct topic *topics, size_t n)
{
	live_raise(arg, topics, n);
}

struct scene {
	struct cast cast;
	struct said said;
	struct live *live;
};

static void
begin(struct scene *s, struct house *h, enum policy policy)
{
	*s = (struct scene){ .cast = cast_new(h, policy, 0) };
	pthread_mutex_init(&s->said.lock, NULL);
	clock_cond_init(&s->said.more);
	assert_ok(live_start(h->store, say, &s->said, &s->live));
	store_on_change(h->store, raise_topics, s->live);
}

static void
end(struct scene *s)
{
	store_on_change(s->cast.h->store, NULL, NULL);
	live_stop(s->live);
	pthread_cond_destroy(&s->said.more);
	pthread_mutex_destroy(&s->said.lock);
}

/* The next thing said must be this. */
static void
expect(struct scene *s, enum topic_kind kind, int64_t id, const char *text)
{
	struct said *said = &s->said;
	struct timespec until = clock_in(PATIENCE_MS);
	size_t at;

	pthread_mutex_lock(&said->lock);
	while (said->n == said->n_read)
		if (pthread_cond_timedwait(&said->more, &said->lock, &until) !=
		    0)
			fail_msg("nothing was said, not %s", text);
	at = said->n_read++;
	pthread_mutex_unlock(&said->lock);
	assert_int_equal(said->v[at].topic.kind, kind);
	assert_int_equal(said->v[at].topic.id, id);
	assert_str(
	    ((struct str){ said->v[at].text, said->v[at].text_n }), text);
}

static struct topic
thread_of(const struct scene *s)
{
	return (struct topic){ TOPIC_THREAD, s->cast.thread_id };
}

static void
a_reader_hears_what_is_and_what_comes(void **state)
{
	struct scene s;
	int64_t id;
	char text[LIVE_TEXT_MAX];

	begin(&s, *state, POLICY_OPEN);
	live_hear(s.live, thread_of(&s), true);
	expect(&s, TOPIC_THREAD, s.cast.thread_id,
	    "event: thread\ndata: {\"answers\":0,\"post\":0}\n\n");
	id = answer(&s.cast, s.cast.member, "een");
	snprintf(text, sizeof(text),
	    "event: thread\ndata: {\"answers\":1,\"post\":%d}\n\n", (int)id);
	expect(&s, TOPIC_THREAD, s.cast.thread_id, text);
	live_hear(s.live, thread_of(&s), false);
	end(&s);
}

static void
nobody_is_told_what_nobody_listens_to(void **state)
{
	struct scene s;

	begin(&s, *state, POLICY_OPEN);
	live_hear(s.live, thread_of(&s), true);
	expect(&s, TOPIC_THREAD, s.cast.thread_id,
	    "event: thread\ndata: {\"answers\":0,\"post\":0}\n\n");
	live_hear(s.live, thread_of(&s), false);
	answer(&s.cast, s.cast.member, "een");
	/* What is heard next is said next. */
	live_hear(s.live, (struct topic){ TOPIC_QUEUE, s.cast.admin }, true);
	expect(&s, TOPIC_QUEUE, s.cast.admin,
	    "event: queue\ndata: {\"waiting\":0}\n\n");
	end(&s);
}

static void
what_waits_is_told_to_its_moderators_alone(void **state)
{
	struct scene s;

	begin(&s, *state, POLICY_ALL);
	live_hear(s.live, thread_of(&s), true);
	expect(&s, TOPIC_THREAD, s.cast.thread_id,
	    "event: thread\ndata: {\"answers\":0,\"post\":0}\n\n");
	live_hear(s.live, thread_of(&s), false);
	live_hear(
	    s.live, (struct topic){ TOPIC_QUEUE, s.cast.moderator }, true);
	expect(&s, TOPIC_QUEUE, s.cast.moderator,
	    "event: queue\ndata: {\"waiting\":0}\n\n");
	answer(&s.cast, s.cast.member, "wacht");
	expect(&s, TOPIC_QUEUE, s.cast.moderator,
	    "event: queue\ndata: {\"waiting\":1}\n\n");
	/* And to who moderates nothing, that nothing waits for them. */
	live_hear(s.live, (struct topic){ TOPIC_QUEUE, s.cast.other }, true);
	expect(&s, TOPIC_QUEUE, s.cast.other,
	    "event: queue\ndata: {\"waiting\":0}\n\n");
	end(&s);
}

/* It says nothing, and sends away who heard it before. */
static void
a_thread_in_no_list_says_nothing(void **state)
{
	struct scene s;
	struct topic held;

	begin(&s, *state, POLICY_ALL);
	held = (struct topic){ TOPIC_THREAD,
		talk_thread(s.cast.h, s.cast.member, "werk", "Titel", "x") };
	live_hear(s.live, held, true);
	live_hear(s.live, thread_of(&s), true);
	expect(&s, TOPIC_THREAD, s.cast.thread_id,
	    "event: thread\ndata: {\"answers\":0,\"post\":0}\n\n");
	assert_ok(talk_withdraw(s.cast.h, s.cast.moderator, s.cast.opening_id));
	expect(&s, TOPIC_THREAD, s.cast.thread_id, "");
	/* Everything is looked at again, and there is nothing to say. */
	live_raise(s.live, &(struct topic){ TOPIC_SITE, 0 }, 1);
	live_hear(s.live, (struct topic){ TOPIC_QUEUE, s.cast.other }, true);
	expect(&s, TOPIC_QUEUE, s.cast.other,
	    "event: queue\ndata: {\"waiting\":0}\n\n");
	end(&s);
}

/* Forty commits in a moment are a few events, of which the last is right. */
static void
a_burst_is_told_in_few_words(void **state)
{
	struct scene s;
	size_t n;

	begin(&s, *state, POLICY_OPEN);
	live_hear(s.live, thread_of(&s), true);
	for (int i = 0; i < 40; i++)
		answer(&s.cast, s.cast.member, "een");
	for (;;) {
		struct timespec pause = { 0, 1000000 };
		bool is_told;

		pthread_mutex_lock(&s.said.lock);
		n = s.said.n;
		is_told = n > 0 &&
		    str_find_str((struct str){ s.said.v[n - 1].text,
				     s.said.v[n - 1].text_n },
			STR("\"answers\":40,")) < s.said.v[n - 1].text_n;
		pthread_mutex_unlock(&s.said.lock);
		if (is_told)
			break;
		nanosleep(&pause, NULL);
	}
	assert_in_range(n, 1, 20);
	end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		house_test(a_reader_hears_what_is_and_what_comes),
		house_test(nobody_is_told_what_nobody_listens_to),
		house_test(what_waits_is_told_to_its_moderators_alone),
		house_test(a_thread_in_no_list_says_nothing),
		house_test(a_burst_is_told_in_few_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
