/*
 * The power fails while many people post: what store_write() said was kept is
 * on the disk, and the database is whole.
 */
#include "cmocka_all.h"

#include <sched.h>
#include <stdatomic.h>

#include "base/num.h"
#include "store/frail_disk.h"

enum {
	POSTERS = 4,
	CUTS = 25,
	POSTS_A_CUT = 16, /* of each; the cut comes about halfway */
	POSTS_EACH = CUTS * POSTS_A_CUT,
	BODY_BYTES = 12000 /* so that the WAL is begun anew on the way */
};

struct poster {
	struct store *store;
	int first;
	int next;	   /* the post that is being written */
	atomic_int n_kept; /* that store_write() has acknowledged */
	pthread_t thread;
};

struct house {
	struct frail_disk disk;
	struct store *store;
	char dir[32], found[32];
	struct poster posters[POSTERS];
};

static enum err
make_table(struct store_write *w, void *arg)
{
	(void)arg;
	return sqlite_run(sqlite_read_of(w->read)->db,
	    "CREATE TABLE kept (id INTEGER PRIMARY KEY, body BLOB NOT NULL)",
	    "make_table");
}

static enum err
post(struct store_write *w, void *arg)
{
	struct poster *p = arg;
	char sql[128];

	snprintf(sql, sizeof(sql),
	    "INSERT INTO kept VALUES (%d, randomblob(%d))", p->next,
	    BODY_BYTES);
	return sqlite_run(sqlite_read_of(w->read)->db, sql, "post");
}

static void *
poster_run(void *arg)
{
	struct poster *p = arg;

	for (int i = 0; i < POSTS_A_CUT; i++) {
		p->next = p->first + atomic_load(&p->n_kept);
		CHECK(store_write(p->store, post, p) == OK);
		atomic_fetch_add(&p->n_kept, 1);
	}
	return NULL;
}

static int
set_up(void **state)
{
	struct house *h = test_calloc(1, sizeof(*h));
	char path[64];

	snprintf(h->dir, sizeof(h->dir), "/tmp/praatmee-power-XXXXXX");
	snprintf(h->found, sizeof(h->found), "/tmp/praatmee-found-XXXXXX");
	assert_non_null(mkdtemp(h->dir));
	assert_non_null(mkdtemp(h->found));
	frail_disk_init(&h->disk);
	snprintf(path, sizeof(path), "%s/db", h->dir);
	assert_ok(store_open(path, STORE_CREATE, &h->store));
	assert_ok(store_write(h->store, make_table, NULL));
	for (int i = 0; i < POSTERS; i++) {
		h->posters[i].store = h->store;
		h->posters[i].first = i * POSTS_EACH;
	}
	*state = h;
	return 0;
}

static void
empty(const char *dir)
{
	static const char *const names[] = { "db", "db-wal", "db-shm" };
	char path[64];

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
}

static int
tear_down(void **state)
{
	struct house *h = *state;

	store_close(h->store);
	frail_disk_fini(&h->disk);
	empty(h->dir);
	empty(h->found);
	rmdir(h->dir);
	rmdir(h->found);
	test_free(h);
	return 0;
}

static int
kept_by(const struct house *h, int *n)
{
	int sum = 0;

	for (int i = 0; i < POSTERS; i++)
		sum += n[i] = atomic_load(&h->posters[i].n_kept);
	return sum;
}

/* Everyone posts, and halfway the power fails; *n: acknowledged of each. */
static void
post_and_cut(struct house *h, int *n, unsigned seed)
{
	int goal = kept_by(h, n) + POSTERS * POSTS_A_CUT / 2;

	for (int i = 0; i < POSTERS; i++) {
		struct poster *p = &h->posters[i];

		CHECK(pthread_create(&p->thread, NULL, poster_run, p) == 0);
	}
	while (kept_by(h, n) < goal)
		sched_yield();
	empty(h->found);
	frail_disk_cut(&h->disk, h->found, seed);
	for (int i = 0; i < POSTERS; i++)
		pthread_join(h->posters[i].thread, NULL);
}

/* Acknowledged posts that are missing; all of them where it cannot be read. */
static int64_t
count_lost(sqlite3 *db, const int *n)
{
	int64_t lost = 0, found;
	char sql[128];

	for (int i = 0; i < POSTERS; i++) {
		snprintf(sql, sizeof(sql),
		    "SELECT count(*) FROM kept WHERE id >= %d AND id < %d",
		    i * POSTS_EACH, i * POSTS_EACH + n[i]);
		if (sqlite_integer(db, sql, &found) != OK)
			found = 0;
		lost += n[i] - found;
	}
	return lost;
}

static sqlite3 *
open_found(const struct house *h)
{
	sqlite3 *db = NULL;
	char path[64];

	snprintf(path, sizeof(path), "%s/db", h->found);
	assert_int_equal(
	    sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, "unix"),
	    SQLITE_OK);
	return db;
}

static void
nothing_acknowledged_is_lost_when_the_power_fails(void **state)
{
	struct house *h = *state;
	int64_t n_faults;
	int n[POSTERS];

	for (unsigned cut = 0; cut < CUTS; cut++) {
		sqlite3 *db;

		post_and_cut(h, n, cut);
		db = open_found(h);
		assert_ok(sqlite_integer(db,
		    "SELECT count(*) FROM pragma_integrity_check "
		    "WHERE integrity_check <> 'ok'",
		    &n_faults));
		assert_int_equal(n_faults, 0);
		assert_int_equal(count_lost(db, n), 0);
		sqlite3_close(db);
	}
}

/* The disk of this test does forget: a store that does not sync loses. */
static void
expect_loss(struct house *h, const char *pragma)
{
	int n[POSTERS];
	sqlite3 *db;

	assert_ok(sqlite_run(sqlite_of(h->store)->writer.db, pragma, "pragma"));
	post_and_cut(h, n, 0);
	db = open_found(h);
	assert_true(count_lost(db, n) > 0);
	sqlite3_close(db);
}

static void
a_store_that_never_syncs_loses_posts(void **state)
{
	expect_loss(*state, "PRAGMA synchronous = OFF");
}

static void
a_store_that_syncs_at_checkpoints_alone_loses_posts(void **state)
{
	expect_loss(*state, "PRAGMA synchronous = NORMAL");
}

#define power_test(name) \
	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		power_test(nothing_acknowledged_is_lost_when_the_power_fails),
		power_test(a_store_that_never_syncs_loses_posts),
		power_test(a_store_that_syncs_at_checkpoints_alone_loses_posts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
