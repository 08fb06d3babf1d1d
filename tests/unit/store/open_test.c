/* Files: made, found, refused, brought up to date. */
#include "store/store_fixture.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/query.h"

struct place {
	char dir[64], db[80], copy[80];
	struct arena *arena;
};

static int
make_place(void **state)
{
	static struct place p;

	snprintf(p.dir, sizeof(p.dir), "/tmp/praatmee-test-XXXXXX");
	assert_non_null(mkdtemp(p.dir));
	snprintf(p.db, sizeof(p.db), "%s/db", p.dir);
	snprintf(p.copy, sizeof(p.copy), "%s/copy", p.dir);
	p.arena = arena_new(0);
	*state = &p;
	return 0;
}

static int
clear_place(void **state)
{
	static const char *const names[] = { "db", "db-wal", "db-shm", "copy",
		"copy-wal", "copy-shm" };
	struct place *p = *state;
	char path[96];

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		snprintf(path, sizeof(path), "%s/%s", p->dir, names[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(p->dir), 0); /* nothing else was left there */
	arena_free(p->arena);
	return 0;
}

/* SQL by SQLite's own hands, as another program would. */
static void
run(const char *path, const char *sql)
{
	sqlite3 *db;
	char *what = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	sqlite3_exec(db, sql, NULL, NULL, &what);
	if (what != NULL)
		fail_msg("%s", what);
	sqlite3_close(db);
}

static int64_t
books_in(struct place *p, const char *path)
{
	struct store *s;
	struct store_read *r;
	int64_t n;

	assert_ok(store_open(path, STORE_OPEN, &s));
	assert_ok(store_read_open(s, &r));
	n = count_books(r, p->arena);
	store_read_close(r);
	store_close(s);
	return n;
}

static void
make_with_book(const char *path, enum store_mode mode)
{
	struct book book = { STR("One"), 0, OK };
	struct store *s;
	int64_t id;

	assert_ok(store_open(path, mode, &s));
	assert_ok(store_write(s, add_shelf, &id));
	assert_ok(store_write(s, add_book, &book));
	store_close(s);
}

static void
what_was_written_is_there_again(void **state)
{
	struct place *p = *state;
	struct stat st;

	make_with_book(p->db, STORE_CREATE);
	assert_int_equal(books_in(p, p->db), 1);
	assert_int_equal(stat(p->db, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
}

static enum err
add_mark_of_no_book(struct store_write *w, void *arg)
{
	(void)arg;
	return q_mark_add(w, &(struct mark_add_in){ .book_id = 99, .page = 1 });
}

static void
references_hold_in_a_store_opened_again(void **state)
{
	struct place *p = *state;
	struct store *s;

	make_with_book(p->db, STORE_CREATE);
	assert_ok(store_open(p->db, STORE_OPEN, &s));
	assert_int_equal(
	    store_write(s, add_mark_of_no_book, NULL), ERR_CONFLICT);
	store_close(s);
}

static void
bulk_is_whole_once_closed(void **state)
{
	struct place *p = *state;
	char wal[96];
	struct stat st;

	make_with_book(p->db, STORE_BULK);
	snprintf(wal, sizeof(wal), "%s-wal", p->db);
	assert_int_equal(stat(wal, &st), -1);
	assert_int_equal(books_in(p, p->db), 1);
}

static enum err
list_shelves(struct store_write *w, void *arg)
{
	struct place *p = arg;
	struct shelf_list_list list;
	char title[16];
	struct book book = { STR_NONE, 0, OK };
	enum err e = OK;

	for (int i = 0; e == OK && i < 200; i++) {
		snprintf(title, sizeof(title), "many %d", i);
		book.title = str_of(title);
		e = add_book(w, &book);
	}
	return e != OK ? e
		       : q_shelf_list(store_reads(w), p->arena,
			     &(struct shelf_list_in){ STR(""), 10 }, &list);
}

/* They would make each plan depend on the rows of the day they were made. */
static void
no_statistics_are_gathered(void **state)
{
	struct place *p = *state;
	struct store *s;
	int64_t n = -1;

	make_with_book(p->db, STORE_CREATE);
	assert_ok(store_open(p->db, STORE_OPEN, &s));
	assert_ok(store_write(s, list_shelves, p));
	store_close(s);
	assert_ok(store_open(p->db, STORE_OPEN, &s));
	assert_ok(sqlite_integer(sqlite_of(s)->writer.db,
	    "SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'",
	    &n));
	assert_int_equal(n, 0);
	store_close(s);
}

static void
create_refuses_a_file_that_is_there(void **state)
{
	struct place *p = *state;
	struct store *s;

	make_with_book(p->db, STORE_CREATE);
	assert_int_equal(store_open(p->db, STORE_CREATE, &s), ERR_CONFLICT);
	assert_int_equal(store_open(p->db, STORE_BULK, &s), ERR_CONFLICT);
	assert_int_equal(books_in(p, p->db), 1);
}

static void
open_refuses_a_file_that_is_not_there(void **state)
{
	struct place *p = *state;
	struct store *s;
	struct stat st;

	assert_int_equal(store_open(p->db, STORE_OPEN, &s), ERR_NOT_FOUND);
	assert_int_equal(stat(p->db, &st), -1);
	assert_int_equal(
	    store_open("/no/such/place", STORE_CREATE, &s), ERR_INTERNAL);
}

static void
open_refuses_what_is_no_database_of_ours(void **state)
{
	struct place *p = *state;
	struct store *s;
	FILE *f = fopen(p->db, "w");

	assert_non_null(f);
	fprintf(f, "%1000s", "this is a letter");
	fclose(f);
	assert_int_equal(store_open(p->db, STORE_OPEN, &s), ERR_INTERNAL);
	unlink(p->db);
	run(p->db, "CREATE TABLE recipe (id INTEGER PRIMARY KEY)");
	assert_int_equal(store_open(p->db, STORE_OPEN, &s), ERR_INTERNAL);
	run(p->db, "SELECT id FROM recipe");
}

static void
a_file_left_empty_is_filled(void **state)
{
	struct place *p = *state;
	FILE *f = fopen(p->db, "w");

	assert_non_null(f);
	fclose(f);
	assert_int_equal(books_in(p, p->db), 0);
}

static void
a_newer_schema_is_refused(void **state)
{
	struct place *p = *state;
	struct store *s;

	make_with_book(p->db, STORE_CREATE);
	run(p->db, "PRAGMA user_version = 4");
	assert_int_equal(store_open(p->db, STORE_OPEN, &s), ERR_CONFLICT);
	run(p->db, "PRAGMA user_version = 3");
	assert_int_equal(books_in(p, p->db), 1);
}

static void
make_version_one(const char *path)
{
	char head[96];

	run(path, migrations[0].sqlite);
	snprintf(head, sizeof(head),
	    "PRAGMA user_version = 1; PRAGMA application_id = %d",
	    APPLICATION_ID);
	run(path, head);
	run(path,
	    "INSERT INTO shelf (name, \"time\") VALUES ('Cellar', 1);"
	    "INSERT INTO book (shelf_id, title, cover, added_at)"
	    " VALUES (1, 'Old', x'', 1)");
}

static void
an_older_schema_is_brought_up_to_ours(void **state)
{
	struct place *p = *state;
	struct shelf_list_list list;
	struct store_read *r;
	struct store *s;

	make_version_one(p->db);
	assert_ok(store_open(p->db, STORE_OPEN, &s));
	assert_ok(store_read_open(s, &r));
	assert_ok(q_shelf_list(
	    r, p->arena, &(struct shelf_list_in){ STR(""), 10 }, &list));
	assert_int_equal(list.n, 1);
	assert_false(list.v[0].is_open); /* by the second migration */
	assert_true(list.v[0].title.has);
	store_read_close(r);
	store_close(s);
	assert_int_equal(books_in(p, p->db), 1);
}

static void
a_migration_that_fails_leaves_the_version_before(void **state)
{
	struct place *p = *state;
	struct store *s;

	make_version_one(p->db);
	run(p->db, "CREATE TABLE title_search (in_the_way)");
	assert_int_equal(store_open(p->db, STORE_OPEN, &s), ERR_INTERNAL);
	run(p->db, "DROP TABLE title_search");
	assert_int_equal(books_in(p, p->db), 1);
}

static void
a_migration_keeps_references_whole(void **state)
{
	struct place *p = *state;
	struct store *s;

	make_version_one(p->db);
	run(p->db, "INSERT INTO mark (book_id, page) VALUES (99, 1)");
	assert_int_equal(store_open(p->db, STORE_OPEN, &s), ERR_INTERNAL);
}

static void
a_backup_is_a_store_of_its_own(void **state)
{
	struct place *p = *state;
	struct book later = { STR("Later"), 0, OK };
	struct str problems = STR("?");
	struct store *s;

	make_with_book(p->db, STORE_CREATE);
	assert_ok(store_open(p->db, STORE_OPEN, &s));
	assert_ok(store_backup(s, p->copy));
	assert_ok(store_write(s, add_book, &later));
	assert_int_equal(store_backup(s, p->copy), ERR_CONFLICT);
	store_close(s);
	assert_int_equal(books_in(p, p->copy), 1);
	assert_int_equal(books_in(p, p->db), 2);
	assert_ok(store_open(p->copy, STORE_OPEN, &s));
	assert_ok(store_check(s, p->arena, &problems));
	assert_int_equal(problems.n, 0);
	store_close(s);
}

static void
a_backup_that_fails_leaves_no_file(void **state)
{
	struct place *p = *state;
	struct store *s;

	assert_ok(store_open(p->db, STORE_CREATE, &s));
	assert_int_equal(store_backup(s, "/no/such/place/copy"), ERR_INTERNAL);
	store_close(s);
}

static void
check_finds_a_broken_reference(void **state)
{
	struct place *p = *state;
	struct str problems = STR_NONE;
	struct store *s;

	make_with_book(p->db, STORE_CREATE);
	run(p->db, "UPDATE book SET shelf_id = 77");
	assert_ok(store_open(p->db, STORE_OPEN, &s));
	assert_ok(store_check(s, p->arena, &problems));
	assert_true(str_find_str(problems, STR("book")) < problems.n);
	store_close(s);
}

static void
check_finds_a_damaged_index(void **state)
{
	struct place *p = *state;
	struct str problems = STR_NONE;
	struct store *s;

	make_with_book(p->db, STORE_CREATE);
	run(p->db,
	    "PRAGMA writable_schema = ON;"
	    "UPDATE sqlite_schema SET sql = replace(sql, '(shelf_id, id',"
	    " '(n_pages, id') WHERE name = 'book_of_shelf'");
	assert_ok(store_open(p->db, STORE_OPEN, &s));
	assert_ok(store_check(s, p->arena, &problems));
	assert_true(str_find_str(problems, STR("book_of_shelf")) < problems.n);
	store_close(s);
}

/* Behind a write the writer may be busy for a moment still: then ask again. */
static bool
is_changed_outside(struct store *s)
{
	for (int i = 0; i < 1000; i++) {
		if (store_changed_outside(s))
			return true;
		sched_yield();
	}
	return false;
}

static void
a_commit_of_another_process_is_noticed_once(void **state)
{
	struct place *p = *state;
	struct book book = { STR("Ours"), 0, OK };
	struct store *s;

	make_with_book(p->db, STORE_CREATE);
	assert_ok(store_open(p->db, STORE_OPEN, &s));
	assert_false(is_changed_outside(s));
	run(p->db, "UPDATE book SET title = 'Theirs'");
	assert_true(is_changed_outside(s));
	assert_false(is_changed_outside(s));
	/* A write of ours in between hides nothing, and is not foreign. */
	run(p->db, "UPDATE book SET title = 'Theirs again'");
	assert_ok(store_write(s, add_book, &book));
	assert_true(is_changed_outside(s));
	book.title = STR("Ours again");
	assert_ok(store_write(s, add_book, &book));
	assert_false(is_changed_outside(s));
	store_close(s);
}

static void
a_checkpoint_is_no_foreign_commit(void **state)
{
	struct place *p = *state;
	struct book one = { STR("a"), 0, OK }, two = { STR("b"), 0, OK };
	struct book three = { STR("c"), 0, OK };
	struct store *s;
	int64_t id;

	assert_ok(store_open(p->db, STORE_CREATE, &s));
	assert_ok(store_write(s, add_shelf, &id));
	assert_int_equal(sqlite3_wal_checkpoint_v2(sqlite_of(s)->checkpoint_db,
			     NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL),
	    SQLITE_OK);
	assert_ok(store_write(s, add_book, &one));
	assert_false(is_changed_outside(s));
	pthread_mutex_lock(&sqlite_of(s)->writer_lock);
	sqlite_of(s)->wal_limit = 1; /* the writer begins the WAL anew */
	pthread_mutex_unlock(&sqlite_of(s)->writer_lock);
	assert_ok(store_write(s, add_book, &two));
	assert_ok(store_write(s, add_book, &three));
	assert_int_equal(sqlite_of(s)->wal_limit, WAL_PAGES_MAX);
	assert_false(is_changed_outside(s));
	store_close(s);
}

#define place_test(name) \
	cmocka_unit_test_setup_teardown(name, make_place, clear_place)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		place_test(what_was_written_is_there_again),
		place_test(references_hold_in_a_store_opened_again),
		place_test(bulk_is_whole_once_closed),
		place_test(no_statistics_are_gathered),
		place_test(create_refuses_a_file_that_is_there),
		place_test(open_refuses_a_file_that_is_not_there),
		place_test(open_refuses_what_is_no_database_of_ours),
		place_test(a_file_left_empty_is_filled),
		place_test(a_newer_schema_is_refused),
		place_test(an_older_schema_is_brought_up_to_ours),
		place_test(a_migration_that_fails_leaves_the_version_before),
		place_test(a_migration_keeps_references_whole),
		place_test(a_backup_is_a_store_of_its_own),
		place_test(a_backup_that_fails_leaves_no_file),
		place_test(check_finds_a_broken_reference),
		place_test(check_finds_a_damaged_index),
		place_test(a_commit_of_another_process_is_noticed_once),
		place_test(a_checkpoint_is_no_foreign_commit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
