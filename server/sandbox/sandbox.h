/*
 * sandbox.h: giving up what a running server does not need.
 *
 * The service unit closes more (file system, capabilities); this holds wherever
 * the program is started from.
 */
#ifndef SANDBOX_SANDBOX_H
#define SANDBOX_SANDBOX_H

#include "base/attr.h"
#include "base/err.h"

/*
 * Never write a core dump and let no other process of this user look inside:
 * memory holds passwords and keys.  For every command that reads one, first.
 */
void sandbox_hide(void);

/*
 * Give up, for all threads and for good:
 *
 * - being root, when the process is: it becomes user with that user's primary
 *   group and no other, and $HOME is that user's.  NULL stays who it is, with a
 *   warning when that is root
 * - gaining rights by running a set-user-id program
 * - core dumps (sandbox_hide)
 * - system calls that a server has no use for: running programs, tracing,
 *   mounting, name spaces, kernel modules, clocks, keys, bpf, io_uring and
 *   others; they fail with EPERM.  Where the kernel has no seccomp, or we no
 *   list for the processor, that is logged and the server goes on
 *
 * To be called once the ports are bound and before the first request is read.
 *
 * ERR_NOT_FOUND	there is no such user
 * ERR_DENIED	the process is neither root nor that user
 * ERR_INTERNAL	a right could not be given up; logged
 */
enum err sandbox_enter(const char *user) MUST_CHECK;

#endif
