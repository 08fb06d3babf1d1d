/* What the processes that share a database hear of one another. */
#include "base/clock.h"
#include "store/pg_fixture.h"

enum { PATIENCE_MS = 20 * SECOND_MS };

/* What one of them has heard, in the order of their numbers. */
struct heard {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct raised raised;
	int n_changed, n_deaf, n_again, n_told;
	bool is_deaf, was_changed_deaf;
	char told[STORE_TELL_MAX + 1];
};

static void
begin_event(struct heard *h)
{
	pthread_mutex_lock(&h->lock);
}

static void
end_event(struct heard *h)
{
	pthread_cond_broadcast(&h->more);
	pthread_mutex_unlock(&h->lock);
}

static void
hear_topics(void *arg, const struct topic *topics, size_t n)
{
	struct heard *h = arg;

	begin_event(h);
	on_raise(&h->raised, topics, n);
	end_event(h);
}

static void
hear_changed(void *arg)
{
	struct heard *h = arg;

	begin_event(h);
	h->n_changed++;
	h->was_changed_deaf = h->is_deaf;
	end_event(h);
}

static void
hear_deaf(void *arg, bool is_deaf)
{
	struct heard *h = arg;

	begin_event(h);
	h->is_deaf = is_deaf;
	if (is_deaf)
		h->n_deaf++;
	else
		h->n_again++;
	end_event(h);
}

static void
hear_told(void *arg, struct str text)
{
	struct heard *h = arg;

	begin_event(h);
	snprintf(h->told, sizeof(h->told), STR_FMT, STR_ARG(text));
	h->n_told++;
	end_event(h);
}

/* Until a number has come so far. */
static void
wait_for(struct heard *h, const int *number, int n)
{
	struct timespec end = clock_in(PATIENCE_MS);

	pthread_mutex_lock(&h->lock);
	while (*number < n)
		assert_int_equal(
		    pthread_cond_timedwait(&h->more, &h->lock, &end), 0);
	pthread_mutex_unlock(&h->lock);
}

static void
hear(struct heard *h, struct store *store)
{
	struct store_ears ears = { .raise = hear_topics,
		.changed = hear_changed,
		.deaf = hear_deaf,
		.told = hear_told,
		.arg = h };

	*h = (struct heard){ 0 };
	pthread_mutex_init(&h->lock, NULL);
	clock_cond_init(&h->more);
	assert_ok(store_listen(store, &ears));
	wait_for(h, &h->n_again, 1);
	assert_int_equal(h->n_deaf, 1);
	assert_int_equal(h->n_changed, 1);
	assert_true(h->was_changed_deaf);
}

/* Both hear. */
struct two {
	struct nodes *nodes;
	struct heard here, there;
};

static int
two_set_up(void **state)
{
	static struct two two;
	void *nodes;

	nodes_set_up(&nodes);
	two = (struct two){ .nodes = nodes };
	hear(&two.here, two.nodes->here->store);
	hear(&two.there, two.nodes->store);
	*state = &two;
	return 0;
}

static int
two_tear_down(void **state)
{
	struct two *two = *state;
	void *nodes = two->nodes;

	return nodes_tear_down(&nodes);
}

#define two_test(name) \
	cmocka_unit_test_setup_teardown(name, two_set_up, two_tear_down)

static void
topics_are_heard_by_the_other_alone(void **state)
{
	struct two *two = *state;
	struct book book = { STR("Heard"), 0, OK };

	assert_ok(store_write(two->nodes->store, add_book, &book));
	wait_for(&two->here, &two->here.raised.n_calls, 1);
	assert_int_equal(two->here.raised.n_topics, 1);
	assert_int_equal(two->here.raised.last.kind, TOPIC_THREAD);
	assert_int_equal(two->here.raised.last.id, 7);
	/* What it says itself comes back to it before this. */
	assert_ok(store_tell(two->nodes->here->store, STR("done")));
	wait_for(&two->there, &two->there.n_told, 1);
	assert_int_equal(two->there.raised.n_calls, 0);
	assert_int_equal(two->there.n_changed, 1);
}

static enum err
note_site(struct store_write *w, void *arg)
{
	(void)arg;
	store_note(w, TOPIC_SITE, 0);
	return add_book(w, &(struct book){ STR("Site"), 0, OK });
}

static void
the_whole_site_is_everything_changed(void **state)
{
	struct two *two = *state;

	assert_ok(store_write(two->nodes->store, note_site, NULL));
	wait_for(&two->here, &two->here.n_changed, 2);
	assert_false(two->here.was_changed_deaf);
	assert_int_equal(two->here.raised.n_calls, 0);
}

static void
who_does_not_listen_changes_everything(void **state)
{
	struct two *two = *state;
	struct book book = { STR("Foreign"), 0, OK };
	struct store *third;

	assert_ok(store_open(test_store_address, STORE_OPEN, &third));
	assert_ok(store_write(third, add_book, &book));
	wait_for(&two->here, &two->here.n_changed, 2);
	wait_for(&two->there, &two->there.n_changed, 2);
	store_close(third);
}

static void
what_is_told_comes_whole_and_to_others_alone(void **state)
{
	struct two *two = *state;
	char text[STORE_TELL_MAX + 1];

	memset(text, '\'', STORE_TELL_MAX);
	text[STORE_TELL_MAX] = '\0';
	assert_ok(store_tell(two->nodes->here->store, str_of(text)));
	wait_for(&two->there, &two->there.n_told, 1);
	assert_string_equal(two->there.told, text);
	assert_int_equal(two->here.n_told, 0);
}

static void
who_lost_the_link_is_deaf_until_it_is_back(void **state)
{
	struct two *two = *state;
	struct book book = { STR("Missed"), 0, OK };

	proxy_go(&two->nodes->proxy, true);
	wait_for(&two->there, &two->there.n_deaf, 2);
	assert_ok(store_write(two->nodes->here->store, add_book, &book));
	assert_int_equal(two->there.n_again, 1);
	proxy_go(&two->nodes->proxy, false);
	wait_for(&two->there, &two->there.n_again, 2);
	assert_int_equal(two->there.n_changed, 2);
	assert_true(two->there.was_changed_deaf);
	assert_int_equal(two->there.raised.n_calls, 0);
	assert_int_equal(two->here.n_deaf, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		two_test(topics_are_heard_by_the_other_alone),
		two_test(the_whole_site_is_everything_changed),
		two_test(who_does_not_listen_changes_everything),
		two_test(what_is_told_comes_whole_and_to_others_alone),
		two_test(who_lost_the_link_is_deaf_until_it_is_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
