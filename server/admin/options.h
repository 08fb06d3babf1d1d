/*
 * options.h: the words behind a command.
 *
 * "--name value", "--name=value" and "--name" alone; "--" ends them.  All else
 * are arguments.
 */
#ifndef ADMIN_OPTIONS_H
#define ADMIN_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct option {
	const char *name;  /* without the hyphens */
	const char *value; /* what to call its value in a help text; NULL:
			    * it has none */
	const char *help;
};

enum { OPTIONS_GIVEN_MAX = 64, ARGUMENTS_MAX = 8 };

struct options {
	struct {
		struct str name, value;
	} given[OPTIONS_GIVEN_MAX];
	size_t n_given;
	struct str arguments[ARGUMENTS_MAX];
	size_t n_arguments;
};

/*
 * Read argv[0 .. argc - 1] against the lists of options (each ends with a NULL
 * name).
 *
 * ERR_INVALID	*why is a sentence for the administrator
 */
enum err
options_parse(struct arena *, const struct option *const *lists, size_t n_lists,
    int argc, char **argv, struct options *out, struct str *why) MUST_CHECK;

/* The last value given; STR_NONE where it was not given. */
struct str options_get(const struct options *, const char *name);
bool options_has(const struct options *, const char *name);

/* Print a list of options with their help texts on standard output. */
void options_help(const struct option *list);

#endif
