/*
 * care.c: `praatmee backup`, `backup check` and `check`.
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "admin/commands.h"
#include "forum/audit.h"
#include "forum/search_words.h"
#include "forum/site.h"
#include "render/civil.h"

static enum exit_code
run_backup(struct call *c)
{
	const char *file = arena_z(c->arena, c->options.arguments[0]);
	enum exit_code code = call_open(c);
	struct str advice;
	struct stat st;
	enum err e;

	if (code != EXIT_DONE)
		return code;
	e = store_backup(c->store, file);
	if (e == ERR_DENIED &&
	    (e = store_advice(c->store, c->arena, file, &advice)) == OK) {
		printf(STR_FMT, STR_ARG(advice));
		return call_fail(c, EXIT_FAILED,
		    "%s was not made: the database server has its own tools "
		    "for that, see above",
		    file);
	}
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

/* The database and what is kept in it beside one another. */
static enum exit_code
look_over(struct call *c, struct store *store, struct store_read *read)
{
	struct str problems = STR_NONE;
	enum err e = store_check(store, c->arena, &problems);
	enum exit_code code = report_problems(c, e, problems, "the database");

	if (code != EXIT_DONE)
		return code;
	/* Others write meanwhile. */
	if ((e = store_begin(read)) == OK)
		e = audit_counts(read, c->arena, &problems);
	store_end(read);
	return report_problems(c, e, problems, "the kept counts");
}

static enum exit_code
run_check(struct call *c)
{
	struct site site;
	enum exit_code code;
	int64_t n_due;
	enum err e;

	if ((code = call_open(c)) != EXIT_DONE ||
	    (code = look_over(c, c->store, c->read)) != EXIT_DONE)
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

static void
print_newest(const char *whose, int64_t at)
{
	struct civil t = civil_utc(at);

	if (at == 0)
		printf("The %s has no posts.\n", whose);
	else
		printf(
		    "The newest post of the %s is of %04d-%02d-%02d %02d:%02d "
		    "UTC.\n",
		    whose, (int)t.year, t.month, t.day, t.hour, t.minute);
}

/* A site goes on after a copy was made of it: that they differ is no fault. */
static enum exit_code
compare(struct call *c, struct store_read *copy)
{
	struct site_size theirs, ours;
	enum err e;

	if ((e = site_measure(copy, c->arena, &theirs)) != OK)
		return call_err(c, e, "the copy");
	if ((e = site_measure(c->read, c->arena, &ours)) != OK)
		return call_err(c, e, "the site");
	printf("The copy is in order.  It has %" PRId64 " posts of the site's "
	       "%" PRId64 ", %" PRId64 " threads of %" PRId64 ", %" PRId64
	       " accounts of %" PRId64 ".\n",
	    theirs.n_posts, ours.n_posts, theirs.n_threads, ours.n_threads,
	    theirs.n_accounts, ours.n_accounts);
	print_newest("copy", theirs.newest_at);
	print_newest("site", ours.newest_at);
	return EXIT_DONE;
}

static enum exit_code
check_copy(struct call *c, const char *address)
{
	struct store_read *read = NULL;
	struct store *copy = NULL;
	enum err e = store_open(address, STORE_OPEN, &copy);
	enum exit_code code = call_store_err(c, e, "the copy");

	if (e == OK && (e = store_read_open(copy, &read)) != OK)
		code = call_err(c, e, "the copy");
	if (code == EXIT_DONE)
		code = look_over(c, copy, read);
	if (code == EXIT_DONE)
		code = compare(c, read);
	store_read_close(read);
	store_close(copy);
	return code;
}

static enum exit_code
run_backup_check(struct call *c)
{
	const char *address = arena_z(c->arena, c->options.arguments[0]);
	struct str own = call_is_remote(c)
	    ? c->settings.store
	    : str_of(call_path(c, "praatmee.db"));
	enum exit_code code = call_open(c);

	if (code != EXIT_DONE)
		return code;
	if (str_eq(c->options.arguments[0], own))
		return call_fail(
		    c, EXIT_USAGE, "that is the site itself, not a copy");
	return check_copy(c, address);
}

const struct command care_commands[] = {
	/* Before the one whose name it begins with. */
	{ "backup check", "COPY",
	    "look over a restored copy, a file or an address, beside the site",
	    NULL, 1, run_backup_check },
	{ "backup", "FILE", "copy the database, also while the server runs",
	    NULL, 1, run_backup },
	{ "check", "", "look over the database and the settings", NULL, 0,
	    run_check },
	{ NULL, NULL, NULL, NULL, 0, NULL }
};
