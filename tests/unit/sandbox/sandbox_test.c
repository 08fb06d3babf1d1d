/*
 * Each test enters the sandbox in a child process, because there is no way
 * back, and hears from its exit status what it could do there.
 */
#include "cmocka_all.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <pwd.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "sandbox/sandbox.h"

/* What a child says: 0 is good, otherwise the line that was not. */
#define EXPECT(x)                        \
	do {                             \
		if (!(x))                \
			_exit(__LINE__); \
	} while (0)

static void
in_child(void (*body)(void))
{
	int status;
	pid_t child = fork();

	assert_int_not_equal(child, -1);
	if (child == 0) {
		log_set_level(LOG_LEVEL_ERROR);
		body();
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static bool
cannot_run_programs(void)
{
	errno = 0;
	execl("/bin/true", "true", (char *)NULL);
	return errno == EPERM;
}

static void
run_a_program(void)
{
	EXPECT(sandbox_enter(NULL) == OK);
	EXPECT(cannot_run_programs());
	/* and so in every child */
	pid_t child = fork();
	int status;

	EXPECT(child != -1);
	if (child == 0)
		_exit(cannot_run_programs() ? 0 : 1);
	EXPECT(waitpid(child, &status, 0) == child && status == 0);
}

static void
sandbox_refuses_to_run_programs(void **state)
{
	(void)state;
	in_child(run_a_program);
}

static atomic_int stage;

static void *
run_in_older_thread(void *arg)
{
	(void)arg;
	atomic_store(&stage, 1);
	while (atomic_load(&stage) != 2)
		sched_yield();
	return cannot_run_programs() ? NULL : &stage;
}

static void
enter_beside_a_thread(void)
{
	pthread_t thread;
	void *result;

	EXPECT(pthread_create(&thread, NULL, run_in_older_thread, NULL) == 0);
	while (atomic_load(&stage) != 1)
		sched_yield();
	EXPECT(sandbox_enter(NULL) == OK);
	atomic_store(&stage, 2);
	EXPECT(pthread_join(thread, &result) == 0 && result == NULL);
}

static void
sandbox_holds_for_threads_that_run_already(void **state)
{
	(void)state;
	in_child(enter_beside_a_thread);
}

static void *
add_one(void *arg)
{
	atomic_fetch_add((atomic_int *)arg, 1);
	return NULL;
}

static void
work_as_a_server(void)
{
	char path[] = "/tmp/praatmee-sandbox-XXXXXX", byte = 'x';
	atomic_int n = 0;
	pthread_t thread;
	int fd, pair[2];
	void *map;

	EXPECT(sandbox_enter(NULL) == OK);
	EXPECT((fd = mkstemp(path)) != -1);
	EXPECT(write(fd, &byte, 1) == 1 && fsync(fd) == 0);
	EXPECT(ftruncate(fd, 4096) == 0);
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	EXPECT(map != MAP_FAILED && *(char *)map == 'x');
	EXPECT(close(fd) == 0 && unlink(path) == 0);
	EXPECT(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	EXPECT(send(pair[0], &byte, 1, 0) == 1);
	EXPECT(recv(pair[1], &byte, 1, 0) == 1);
	EXPECT((fd = socket(AF_INET, SOCK_STREAM, 0)) != -1);
	EXPECT(pthread_create(&thread, NULL, add_one, &n) == 0);
	EXPECT(pthread_join(thread, NULL) == 0 && atomic_load(&n) == 1);
}

static void
sandbox_leaves_what_a_server_does(void **state)
{
	(void)state;
	in_child(work_as_a_server);
}

static void
look_for_core_limit(void)
{
	struct rlimit limit;

	sandbox_hide();
	EXPECT(getrlimit(RLIMIT_CORE, &limit) == 0);
	EXPECT(limit.rlim_cur == 0 && limit.rlim_max == 0);
}

static void
sandbox_hide_ends_core_dumps(void **state)
{
	(void)state;
	in_child(look_for_core_limit);
}

static void
become_nobody(void)
{
	int fd = open("/etc/shadow", O_RDONLY);

	EXPECT(fd != -1);
	close(fd);
	EXPECT(sandbox_enter("nobody") == OK);
	EXPECT(getuid() != 0 && geteuid() != 0 && getgid() != 0);
	EXPECT(getgroups(0, NULL) == 0);
	EXPECT(setuid(0) == -1 && setgid(0) == -1);
	EXPECT(strcmp(getenv("HOME"), getpwnam("nobody")->pw_dir) == 0);
	EXPECT(open("/etc/shadow", O_RDONLY) == -1);
	/* to become the one that one is already is no step */
	EXPECT(sandbox_enter("nobody") == OK);
	EXPECT(sandbox_enter("root") == ERR_DENIED);
}

static void
sandbox_stops_being_root(void **state)
{
	(void)state;
	if (geteuid() != 0) {
		print_message("only root can stop being root\n");
		skip();
	}
	in_child(become_nobody);
}

static void
become_who_is_not_there(void)
{
	EXPECT(sandbox_enter("praatmee-no-such-user") == ERR_NOT_FOUND);
	/* nothing was given up: this ends the child as /bin/true does */
	EXPECT(!cannot_run_programs());
}

static void
sandbox_knows_its_users(void **state)
{
	(void)state;
	in_child(become_who_is_not_there);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sandbox_refuses_to_run_programs),
		cmocka_unit_test(sandbox_holds_for_threads_that_run_already),
		cmocka_unit_test(sandbox_leaves_what_a_server_does),
		cmocka_unit_test(sandbox_hide_ends_core_dumps),
		cmocka_unit_test(sandbox_stops_being_root),
		cmocka_unit_test(sandbox_knows_its_users),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
