/*
 * demo.h: a site with the demonstration content in it.
 */
#ifndef ADMIN_DEMO_H
#define ADMIN_DEMO_H

#include "admin/command.h"

/* The accounts that people can try, and their password: loopback only. */
#define DEMO_PASSWORD "koffie-en-muntthee"

struct demo_account {
	const char *key, *email, *can;
};
extern const struct demo_account demo_accounts[];
extern const size_t demo_accounts_n;

/* Print who can sign in. */
void demo_print_accounts(void);

/* Fill the empty database that call_create made. */
enum exit_code demo_make(struct call *) MUST_CHECK;

/*
 * For benchmarks: add threads with answers until there are n_posts more.  The
 * first thread takes a quarter of them, the others fifty answers each.
 */
enum exit_code demo_fill(struct call *, int64_t n_posts) MUST_CHECK;

#endif
