/*
 * linux.c: the sandbox on Linux, by prctl(2) and seccomp(2).
 *
 * The filter is a list of what is refused, not of what is allowed: libc and
 * libraries take new system calls into use with every release (Debian 12 and 13
 * differ), and a list of what is allowed would one day stop a server that did
 * nothing wrong.  It refuses with EPERM, for which callers are prepared.  The
 * program is a handful of comparisons, for which libseccomp would be one more
 * package and no shorter.
 *
 * The build defines _DEFAULT_SOURCE for this file: syscall(2) and setgroups(2)
 * are not in POSIX.
 */
#include "sandbox/sandbox.h"

#include <assert.h>
#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "base/num.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#define ARCH 0 /* no list for it */
#endif

/*
 * The leak checker of the sanitizers looks into its own process from outside,
 * at the end, by ptrace: in a build for tests that stays possible.
 */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_WATCHED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_WATCHED 1
#endif
#endif
#ifndef IS_WATCHED
#define IS_WATCHED 0
#endif

enum {
	X32_BIT = 0x40000000, /* in the numbers of x32 calls, never in ours */
	JUMP_MAX = 255	      /* instructions that a jump can skip */
};

static const unsigned refused[] = {
	/* running and watching programs */
	SYS_execve,
	SYS_execveat,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
	SYS_kcmp,
	SYS_personality,
#if !IS_WATCHED
	SYS_ptrace,
#endif
#ifdef SYS_pidfd_getfd
	SYS_pidfd_getfd,
#endif
	/* the file system as a whole */
	SYS_mount,
	SYS_umount2,
	SYS_pivot_root,
	SYS_chroot,
	SYS_swapon,
	SYS_swapoff,
	SYS_quotactl,
	SYS_acct,
	SYS_fanotify_init,
	SYS_open_by_handle_at,
	SYS_mknodat,
#ifdef SYS_mknod
	SYS_mknod,
#endif
#ifdef SYS_fsopen
	SYS_fsopen,
	SYS_fsconfig,
	SYS_fsmount,
	SYS_fspick,
	SYS_open_tree,
	SYS_move_mount,
#endif
#ifdef SYS_mount_setattr
	SYS_mount_setattr,
#endif
	/* name spaces and the machine */
	SYS_unshare,
	SYS_setns,
	SYS_sethostname,
	SYS_setdomainname,
	SYS_reboot,
	SYS_kexec_load,
	SYS_init_module,
	SYS_finit_module,
	SYS_delete_module,
	SYS_syslog,
	SYS_settimeofday,
	SYS_clock_settime,
	SYS_clock_adjtime,
	SYS_adjtimex,
#ifdef SYS_kexec_file_load
	SYS_kexec_file_load,
#endif
#ifdef SYS_iopl
	SYS_iopl,
	SYS_ioperm,
	SYS_modify_ldt,
#endif
	/* corners of the kernel in which mistakes are found every year */
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_add_key,
	SYS_request_key,
	SYS_keyctl,
#ifdef SYS_io_uring_setup
	SYS_io_uring_setup,
	SYS_io_uring_enter,
	SYS_io_uring_register,
#endif
};

static_assert(ARRAY_LEN(refused) < JUMP_MAX, "every jump reaches its end");

void
sandbox_hide(void)
{
	struct rlimit none = { 0, 0 };

	/* Neither can fail: a limit may always be lowered. */
	setrlimit(RLIMIT_CORE, &none);
	if (!IS_WATCHED)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

static enum err
failed(const char *what)
{
	LOG_ERROR("sandbox", "cannot %s: %s", what, strerror(errno));
	return ERR_INTERNAL;
}

static enum err
become(const char *name)
{
	struct passwd *user;

	if (name == NULL) {
		if (geteuid() == 0)
			LOG_WARN("sandbox.root", "the server runs as root");
		return OK;
	}
	errno = 0;
	if ((user = getpwnam(name)) == NULL)
		return errno == 0 ? ERR_NOT_FOUND : failed("look up a user");
	if (geteuid() == user->pw_uid && getuid() == user->pw_uid)
		return OK;
	if (geteuid() != 0)
		return ERR_DENIED;
	if (setgroups(0, NULL) == -1 || setgid(user->pw_gid) == -1 ||
	    setuid(user->pw_uid) == -1)
		return failed("become another user");
	if (setuid(0) == 0)
		return failed("stop being root");
	/* Libraries look there, and may not in root's. */
	return setenv("HOME", user->pw_dir, 1) == 0
	    ? OK
	    : failed("have another home");
}

static struct sock_filter
statement(unsigned short code, unsigned k)
{
	return (struct sock_filter)BPF_STMT(code, k);
}

/* Skip that many instructions where the comparison holds. */
static struct sock_filter
jump(unsigned short comparison, unsigned k, size_t skip)
{
	return (struct sock_filter)BPF_JUMP(
	    (unsigned short)(BPF_JMP | comparison | BPF_K), k,
	    (unsigned char)skip, 0);
}

/*
 * Refuse calls of another processor and of x32, compare the number with each
 * of the list, allow the rest.  The last instruction is what a refusal jumps
 * to, the one before it what is left over comes to.
 */
static void
filter(void)
{
	const unsigned short load = BPF_LD | BPF_W | BPF_ABS;
	const struct sock_filter refuse = statement(
	    BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
	struct sock_filter code[ARRAY_LEN(refused) + 7];
	struct sock_fprog program = { ARRAY_LEN(code), code };
	size_t n = 0, last = ARRAY_LEN(code) - 1;

	code[n++] = statement(load, offsetof(struct seccomp_data, arch));
	code[n++] = jump(BPF_JEQ, ARCH, 1);
	code[n++] = refuse;
	code[n++] = statement(load, offsetof(struct seccomp_data, nr));
	code[n] = jump(BPF_JSET, X32_BIT, last - n - 1);
	n++;
	for (size_t i = 0; i < ARRAY_LEN(refused); i++, n++)
		code[n] = jump(BPF_JEQ, refused[i], last - n - 1);
	code[n++] = statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n] = refuse;

	if (ARCH == 0 ||
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
		LOG_WARN("sandbox.filter", "no filter of system calls here");
}

enum err
sandbox_enter(const char *user)
{
	enum err e;

	if ((e = become(user)) != OK)
		return e;
	/* After become(): a change of user makes it dumpable again. */
	sandbox_hide();
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return failed("give up gaining rights");
	filter();
	return OK;
}
