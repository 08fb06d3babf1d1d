/*
 * care.c: `praatmee backup`, `check` and `version`.
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "admin/commands.h"
#include "forum/audit.h"
#include "forum/search_words.h"
#include "forum/site.h"

static enum exit_code
run_backup(struct call *c)
{
	const char *file = arena_z(c->arena, c->options.arguments[0]);
	enum exit_code code = call_open(c);
	struct stat st;
	enum err e;

	if (code != EXIT_DONE)
		return code;
	e = store_backup(c->store, file);
	if (e == OK && stat(file, &st) == 0)
		printf("%s %lld bytes\n", file, (long long)st.st_size);
	return call_err(c, e, file);
}

static enum exit_code
report_problems(
    struct call *c, enum err e, struct str problems, const char *what)
{
	if (e != OK)
		return call_err(c, e, what);
	if (problems.n == 0)
		return EXIT_DONE;
	printf(STR_FMT, STR_ARG(problems));
	return call_fail(c, EXIT_FAILED, "%s: see above", what);
}

static enum exit_code
run_check(struct call *c)
{
	struct str problems = STR_NONE;
	struct site site;
	enum exit_code code;
	int64_t n_due;
	enum err e;

	if ((code = call_open(c)) != EXIT_DONE)
		return code;
	e = store_check(c->store, c->arena, &problems);
	code = report_problems(c, e, problems, "the database");
	if (code != EXIT_DONE)
		return code;
	e = audit_counts(c->read, c->arena, &problems);
	code = report_problems(c, e, problems, "the kept counts");
	if (code != EXIT_DONE)
		return code;
	if ((e = site_load(c->read, c->arena, &site)) != OK)
		return call_err(c, e, "the site");
	if ((e = search_words_due(c->read, c->arena, &n_due)) != OK)
		return call_err(c, e, "the search index");
	printf("The database, its counts and the settings are in order.\n");
	if (n_due > 0)
		printf("The search index is behind by %" PRId64
		       " posts: a running server catches up.\n",
		    n_due);
	if (!site.is_set_up)
		printf("There is no administrator yet: see praatmee init "
		       "--again.\n");
	if (site.url.n == 0)
		printf("The site has no address (url) yet: it serves this "
		       "machine only.\n");
	return EXIT_DONE;
}

const struct command care_commands[] = {
	{ "backup", "FILE", "copy the database, also while the server runs",
	    NULL, 1, run_backup },
	{ "check", "", "look over the database and the settings", NULL, 0,
	    run_check },
	{ NULL, NULL, NULL, NULL, 0, NULL }
};
