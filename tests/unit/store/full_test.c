/*
 * A disk that is full, for real: a child process that may not make a file any
 * longer than its WAL is now.
 */
#include "store/crowd.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/num.h"

/* In the child, where cmocka is not. */
#define EXPECT(x) ((x) ? (void)0 : give_up(__LINE__, #x))

static void
give_up(int line, const char *what)
{
	fprintf(stderr, "full_test.c:%d: %s\n", line, what);
	_exit(1);
}

static off_t
wal_size(struct store *s)
{
	char path[4096];
	struct stat st;

	snprintf(path, sizeof(path), "%s-wal", sqlite_of(s)->path);
	return stat(path, &st) == 0 ? st.st_size : 0;
}

/* more: bytes that the WAL may still grow; -1: as many as it likes. */
static void
set_room(struct store *s, off_t more)
{
	struct rlimit limit;

	EXPECT(getrlimit(RLIMIT_FSIZE, &limit) == 0);
	limit.rlim_cur = more == -1 ? limit.rlim_max
				    : (rlim_t)(wal_size(s) + more);
	EXPECT(setrlimit(RLIMIT_FSIZE, &limit) == 0);
}

static enum err
fill_disk(struct store_write *w, void *arg)
{
	(void)w;
	set_room(arg, 0);
	return OK;
}

static void
no_raise(void *arg, const struct topic *topics, size_t n)
{
	(void)topics;
	*(size_t *)arg += n;
}

/* In a process of its own; the status says whether the test held. */
static void
in_child(void (*test)(struct fixture *))
{
	void *state;
	int status;
	pid_t pid = fork();

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		signal(SIGXFSZ, SIG_IGN);
		set_up(&state);
		test(state);
		tear_down(&state);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
expect_healthy(struct fixture *f, int64_t n_books)
{
	struct str problems = STR_NONE;
	struct book after = { STR("After"), 0, OK };

	EXPECT(count_books(f->read, f->arena) == n_books);
	EXPECT(store_write(f->store, add_book, &after) == OK);
	EXPECT(count_books(f->read, f->arena) == n_books + 1);
	EXPECT(store_check(f->store, f->arena, &problems) == OK);
	EXPECT(problems.n == 0);
}

static void
commit_fails(struct fixture *f)
{
	struct crowd crowd = { .store = f->store };
	struct book one = { STR("One"), 0, OK }, two = { STR("Two"), 0, OK };
	struct book denied = { STR("Denied"), 0, ERR_DENIED };
	size_t n_raised = 0;

	store_on_change(f->store, no_raise, &n_raised);
	crowd_add(&crowd, add_book, &one);
	crowd_add(&crowd, fill_disk, f->store);
	crowd_add(&crowd, add_book, &denied);
	crowd_add(&crowd, add_book, &two);
	crowd_meet(&crowd);
	for (int i = 0; i < crowd.n; i++)
		EXPECT(crowd.members[i].err == ERR_INTERNAL);
	EXPECT(one.id == 1 && two.id != 0); /* they did run */
	EXPECT(n_raised == 0);
	EXPECT(store_write(f->store, add_book, &one) == ERR_INTERNAL);
	set_room(f->store, -1);
	expect_healthy(f, 0);
}

static void
a_commit_that_fails_fails_every_caller(void **state)
{
	(void)state;
	in_child(commit_fails);
}

/* More than the page cache holds: SQLite has to write before the commit. */
static enum err
add_huge_book(struct store_write *w, void *arg)
{
	static const char cover[24 << 20];
	int64_t id;

	(void)arg;
	return q_book_add(w,
	    &(struct book_add_in){ .shelf_id = 1,
		.title = STR("Huge"),
		.cover = { cover, sizeof(cover) } },
	    &id);
}

static enum err
leave_little_room(struct store_write *w, void *arg)
{
	(void)w;
	set_room(arg, 1 << 20);
	return OK;
}

static void
write_fails(struct fixture *f)
{
	struct crowd crowd = { .store = f->store };
	struct book before = { STR("Before"), 0, OK };
	struct book behind = { STR("Behind"), 0, OK };

	crowd_add(&crowd, leave_little_room, f->store);
	crowd_add(&crowd, add_book, &before);
	crowd_add(&crowd, add_huge_book, NULL);
	crowd_add(&crowd, add_book, &behind);
	crowd_meet(&crowd);
	EXPECT(crowd.members[2].err == ERR_INTERNAL);
	/* It took those before it along, or them not; none is half there. */
	EXPECT(
	    crowd.members[1].err == OK || crowd.members[1].err == ERR_INTERNAL);
	EXPECT(crowd.members[3].err == OK);
	set_room(f->store, -1);
	expect_healthy(f, crowd.members[1].err == OK ? 2 : 1);
}

static void
a_write_that_fills_the_disk_leaves_the_rest_whole(void **state)
{
	(void)state;
	in_child(write_fails);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_commit_that_fails_fails_every_caller),
		cmocka_unit_test(
		    a_write_that_fills_the_disk_leaves_the_rest_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
