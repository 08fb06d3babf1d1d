/*
 * command.h: the command line: `praatmee COMMAND [options]`.
 *
 * One file of admin/ has one command or one family of them.  A command prints
 * its result on standard output and what went wrong as one line on standard
 * error.
 */
#ifndef ADMIN_COMMAND_H
#define ADMIN_COMMAND_H

#include "admin/options.h"
#include "base/arena.h"
#include "base/attr.h"
#include "forum/mistake.h"
#include "route/settings.h"
#include "store/store.h"

/* What a command exits with. */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,    /* it could not be done; the line says why */
	EXIT_USAGE = 2,	    /* the words of the command are wrong */
	EXIT_NOT_FOUND = 3, /* no such site, account, organisation, … */
	EXIT_TAKEN = 4	    /* a name, a file, a port is in use */
};

struct call {
	struct arena *arena;
	const struct command *command;
	struct options options;
	struct settings settings;
	struct store *store; /* after call_open; closed for it */
	struct store_read *read;
};

struct command {
	const char *name;	      /* "user add" */
	const char *arguments;	      /* "FILE", "" */
	const char *summary;	      /* one line */
	const struct option *options; /* its own; may be NULL */
	size_t n_arguments;	      /* exactly so many */
	enum exit_code (*run)(struct call *);
};

/* The commands of this room; the last has a NULL name. */
extern const struct command *const command_lists[];

/*
 * Find the command in argv, read its options and run it.  own are those of
 * main.c, which know net/; the last has a NULL name.
 */
int command_main(const struct command *own, int argc, char **argv);

/* Print "praatmee: …" on standard error and give the code back. */
enum exit_code call_fail(struct call *, enum exit_code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
/* The same for an error code, as a sentence. */
enum exit_code call_err(struct call *, enum err, const char *what);
/* The same for what store_open() says of a store by this name. */
enum exit_code call_store_err(struct call *, enum err, const char *what);
/* The same for what a person would correct in a form. */
enum exit_code call_mistakes(struct call *, const struct form_errors *);

/* Is the site in a database server, and not in the data directory? */
bool call_is_remote(const struct call *);
/* DIR/name, as text that ends with NUL. */
const char *call_path(struct call *, const char *name);

/*
 * Whoever has a data directory's lock has its database for himself, but for
 * commands that are over at once.  The lock ends with the process, or when *fd
 * is closed.  Where there is no such directory, *fd is -1.
 */
enum exit_code call_lock(struct call *, const char *dir, int *fd) MUST_CHECK;
/*
 * Open the site in the data directory, with a handle to read; says why not.
 */
enum exit_code call_open(struct call *) MUST_CHECK;
/*
 * Make the data directory (0700) and a new, empty database in it, which
 * becomes the site's when call_keep says so: whoever is interrupted before
 * leaves no half-made site.
 */
enum exit_code call_create(struct call *, enum store_mode) MUST_CHECK;
enum exit_code call_keep(struct call *) MUST_CHECK;
/* A closed database gets the name path instead, where nothing has that yet. */
enum exit_code
call_keep_file(struct call *, const char *making, const char *path) MUST_CHECK;

/* One line (a password) from standard input, without its end. */
enum exit_code call_read_line(struct call *, struct str *) MUST_CHECK;

#endif
