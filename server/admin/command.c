#include "admin/command.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/settings.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/num.h"
#include "crypto/crypto.h"

enum { LINE_BYTES_MAX = 4096 };

static const struct option common_options[] = {
	{ "data", "DIR", "the data directory [data]" },
	{ "store", "ADDRESS",
	    "the database server [a file in the data directory]; a password "
	    "belongs in the settings file: others can read options" },
	{ "config", "FILE",
	    "settings file [praatmee.conf in the data "
	    "directory]" },
	{ NULL, NULL, NULL }
};
static const struct option help_option[] = {
	{ "help", NULL, "say how it is used" }, { NULL, NULL, NULL }
};

enum exit_code
call_fail(struct call *c, enum exit_code code, const char *fmt, ...)
{
	va_list ap;

	(void)c;
	fputs("praatmee: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return code;
}

enum exit_code
call_err(struct call *c, enum err e, const char *what)
{
	switch (e) {
	case OK:
		return EXIT_DONE;
	case ERR_NOT_FOUND:
		return call_fail(c, EXIT_NOT_FOUND, "%s: not found", what);
	case ERR_CONFLICT:
		return call_fail(c, EXIT_TAKEN, "%s: already there", what);
	case ERR_DENIED:
		return call_fail(c, EXIT_FAILED, "%s: not permitted", what);
	case ERR_INVALID:
		return call_fail(
		    c, EXIT_USAGE, "%s: not a value it can have", what);
	case ERR_LIMIT:
		return call_fail(c, EXIT_FAILED, "%s: too many", what);
	case ERR_BUSY:
		return call_fail(c, EXIT_FAILED, "%s: busy, try again", what);
	case ERR_UNKNOWN:
		return call_fail(c, EXIT_FAILED,
		    "%s: it is not known whether this was done: look before "
		    "you try again",
		    what);
	case ERR_INTERNAL:
		return call_fail(
		    c, EXIT_FAILED, "%s failed; the line above says why", what);
	}
	return EXIT_FAILED;
}

static const char *
mistake_text(enum mistake m)
{
	switch (m) {
	case MISTAKE_EMPTY:
		return "is missing";
	case MISTAKE_TOO_LONG:
		return "is too long";
	case MISTAKE_TOO_SHORT:
		return "is too short";
	case MISTAKE_NOT_TEXT:
		return "has characters that cannot be shown";
	case MISTAKE_TAKEN:
		return "is taken";
	case MISTAKE_NOT_EMAIL:
		return "is not an e-mail address";
	case MISTAKE_NOT_URL:
		return "is not a web address (https://…)";
	case MISTAKE_NOT_SLUG:
		return "may have a-z, 0-9 and hyphens only";
	case MISTAKE_NOT_A_CHOICE:
		return "is not one of the choices";
	case MISTAKE_WRONG_PASSWORD:
		return "is wrong";
	case MISTAKE_PASSWORD_REPEATS:
		return "repeats the same few characters";
	case MISTAKE_PASSWORD_RUN:
		return "is a run of neighbouring characters";
	case MISTAKE_PASSWORD_NAME:
		return "is too much like a name or an address";
	case MISTAKE_PASSWORD_COMMON:
		return "is one of the first that anyone would try";
	case MISTAKE_NOT_DATE:
		return "is not a day (2026-11-28)";
	case MISTAKE_NOT_COLOUR:
		return "is not a colour (#rrggbb)";
	case MISTAKE_HARD_TO_READ:
		return "is too light: words in it could not be read";
	case MISTAKE_TOO_COMPLEX:
		return "has too much markup";
	}
	return "is wrong";
}

enum exit_code
call_mistakes(struct call *c, const struct form_errors *errors)
{
	for (size_t i = 0; i < errors->n; i++)
		call_fail(c, EXIT_USAGE, "%s %s", errors->v[i].field,
		    mistake_text(errors->v[i].mistake));
	return EXIT_USAGE;
}

const char *
call_path(struct call *c, const char *name)
{
	return arena_fmt(
	    c->arena, STR_FMT "/%s", STR_ARG(c->settings.data), name)
	    .p;
}

bool
call_is_remote(const struct call *c)
{
	return c->settings.store.n != 0;
}

/* Of a database server or of a file. */
static const char *
store_address(struct call *c, const char *file)
{
	return call_is_remote(c) ? arena_z(c->arena, c->settings.store)
				 : call_path(c, file);
}

/* An address that is not one would be a file of a strange name. */
static enum exit_code
check_address(struct call *c)
{
	if (!call_is_remote(c) || store_is_remote(c->settings.store))
		return EXIT_DONE;
	return call_fail(c, EXIT_USAGE,
	    "store: not the address of a database server; for a file in the "
	    "data directory leave it out");
}

enum exit_code
call_store_err(struct call *c, enum err e, const char *what)
{
	if (e == ERR_NOT_FOUND)
		return call_fail(
		    c, EXIT_NOT_FOUND, "there is no site in %s", what);
	if (e == ERR_DENIED)
		return call_fail(c, EXIT_FAILED,
		    "%s cannot be used; the line above says why", what);
	if (e == ERR_BUSY)
		return call_fail(c, EXIT_FAILED,
		    "%s does not answer, or is being changed by another "
		    "praatmee: try again later; a line above may say more",
		    what);
	if (e == ERR_CONFLICT)
		return call_fail(c, EXIT_FAILED,
		    "the site in %s was made by a newer praatmee", what);
	return call_err(c, e, what);
}

enum exit_code
call_lock(struct call *c, const char *dir, int *fd)
{
	const char *path = arena_fmt(c->arena, "%s/lock", dir).p;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd == -1 && errno == ENOENT)
		return EXIT_DONE; /* who opens the database says it better */
	if (*fd == -1)
		return call_fail(
		    c, EXIT_FAILED, "%s: %s", path, strerror(errno));
	if (flock(*fd, LOCK_EX | LOCK_NB) == -1)
		return call_fail(c, EXIT_TAKEN,
		    "the data directory %s is in use by another praatmee", dir);
	return EXIT_DONE;
}

enum exit_code
call_open(struct call *c)
{
	enum exit_code code = check_address(c);
	enum err e;

	if (code != EXIT_DONE)
		return code;
	e = store_open(store_address(c, "praatmee.db"), STORE_OPEN, &c->store);
	if (e == ERR_NOT_FOUND && call_is_remote(c))
		return call_fail(c, EXIT_NOT_FOUND,
		    "there is no site in the store yet; praatmee init makes "
		    "one");
	if (e != OK && call_is_remote(c))
		return call_store_err(c, e, "the store");
	if (e == ERR_NOT_FOUND)
		return call_fail(c, EXIT_NOT_FOUND,
		    "there is no site in " STR_FMT "; make one with: "
		    "praatmee init --data " STR_FMT,
		    STR_ARG(c->settings.data), STR_ARG(c->settings.data));
	if (e == ERR_CONFLICT)
		return call_fail(c, EXIT_FAILED,
		    "the site in " STR_FMT " was made by a newer praatmee",
		    STR_ARG(c->settings.data));
	if (e == OK)
		e = store_read_open(c->store, &c->read);
	return call_err(c, e, "opening the database");
}

/* The database while it is being made. */
#define MAKING "praatmee.db-making"

static void
forget_file(const char *path)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	struct buf b = { 0 };

	for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
		buf_clear(&b);
		buf_fmt(&b, "%s%s", path, endings[i]);
		buf_char(&b, '\0');
		unlink(b.p);
	}
	buf_free(&b);
}

enum exit_code
call_create(struct call *c, enum store_mode mode)
{
	const char *dir = arena_z(c->arena, c->settings.data);
	enum exit_code code = check_address(c);
	enum err e;

	if (code != EXIT_DONE)
		return code;
	if (mkdir(dir, 0700) == -1 && errno != EEXIST)
		return call_fail(
		    c, EXIT_FAILED, "%s: %s", dir, strerror(errno));
	if (!call_is_remote(c)) {
		if (access(call_path(c, "praatmee.db"), F_OK) == 0)
			return call_fail(c, EXIT_TAKEN,
			    "there is a site in %s already", dir);
		forget_file(call_path(c, MAKING));
	}
	e = store_open(store_address(c, MAKING), mode, &c->store);
	if (e == ERR_CONFLICT && call_is_remote(c))
		return call_fail(
		    c, EXIT_TAKEN, "there is a site in the store already");
	if (e != OK && call_is_remote(c))
		return call_store_err(c, e, "the store");
	if (e == OK)
		e = store_read_open(c->store, &c->read);
	return call_err(c, e, "making the database");
}

static void
call_close(struct call *c)
{
	store_read_close(c->read);
	store_close(c->store);
	c->read = NULL;
	c->store = NULL;
}

enum exit_code
call_keep_file(struct call *c, const char *making, const char *path)
{
	/* Unlike rename(), this never replaces what is there. */
	if (link(making, path) == -1)
		return call_fail(
		    c, EXIT_FAILED, "%s: %s", path, strerror(errno));
	forget_file(making);
	return EXIT_DONE;
}

enum exit_code
call_keep(struct call *c)
{
	enum err e = store_keep(c->store);

	call_close(c);
	if (e != OK || call_is_remote(c))
		return call_err(c, e, "keeping the site");
	return call_keep_file(
	    c, call_path(c, MAKING), call_path(c, "praatmee.db"));
}

enum exit_code
call_read_line(struct call *c, struct str *out)
{
	char line[LINE_BYTES_MAX];
	struct str s;

	if (fgets(line, sizeof(line), stdin) == NULL)
		return call_fail(
		    c, EXIT_USAGE, "expected a line on standard input");
	s = str_of(line);
	s.n = str_find(s, '\n');
	*out = arena_str(c->arena, s);
	crypto_wipe(line, sizeof(line));
	return EXIT_DONE;
}

static void
print_list(const struct command *list)
{
	for (const struct command *c = list; c->name != NULL; c++) {
		int n = printf("  %s %s", c->name, c->arguments);

		printf("%*s %s\n", n < 24 ? 24 - n : 0, "", c->summary);
	}
}

static void
print_usage(const struct command *own)
{
	printf("Usage: praatmee COMMAND [options]\n\n");
	print_list(own);
	for (size_t i = 0; command_lists[i] != NULL; i++)
		print_list(command_lists[i]);
	printf("\nEach has --help.  All take --data DIR [data].\n"
	       "Exit: 0 done, 1 could not, 2 wrong words, 3 not found, "
	       "4 taken.\n");
}

/* How many words of argv the command's name takes; 0 when it is another. */
static int
match_name(const struct command *command, int argc, char **argv)
{
	struct str rest = str_of(command->name), word;
	int n = 0;

	while (str_cut(&rest, ' ', &word)) {
		if (n >= argc || !str_eq(word, str_of(argv[n])))
			return 0;
		n++;
	}
	return n;
}

static const struct command *
find_in_list(const struct command *list, int argc, char **argv, int *n_words)
{
	for (const struct command *c = list; c->name != NULL; c++)
		if ((*n_words = match_name(c, argc, argv)) != 0)
			return c;
	return NULL;
}

static const struct command *
find_command(const struct command *own, int argc, char **argv, int *n_words)
{
	const struct command *found = find_in_list(own, argc, argv, n_words);

	for (size_t i = 0; found == NULL && command_lists[i] != NULL; i++)
		found = find_in_list(command_lists[i], argc, argv, n_words);
	return found;
}

static void
print_command_help(const struct command *c)
{
	printf("Usage: praatmee %s%s%s [options]\n\n%s\n\n", c->name,
	    c->n_arguments == 0 ? "" : " ", c->arguments, c->summary);
	if (c->options != NULL)
		options_help(c->options);
	if (c->options != settings_options)
		options_help(common_options);
	options_help(help_option);
}

static enum exit_code
call_run(struct call *c, int argc, char **argv)
{
	const struct option *lists[] = { help_option, common_options,
		c->command->options };
	size_t n_lists = c->command->options == NULL ? 2 : 3;
	struct str why = STR_NONE;

	if (options_parse(
		c->arena, lists, n_lists, argc, argv, &c->options, &why) != OK)
		return call_fail(c, EXIT_USAGE,
		    STR_FMT "; see praatmee %s --help", STR_ARG(why),
		    c->command->name);
	if (options_has(&c->options, "help")) {
		print_command_help(c->command);
		return EXIT_DONE;
	}
	if (c->options.n_arguments != c->command->n_arguments)
		return call_fail(c, EXIT_USAGE,
		    "usage: praatmee %s %s; see praatmee %s --help",
		    c->command->name, c->command->arguments, c->command->name);
	if (settings_load(c->arena, &c->options, &c->settings, &why) != OK)
		return call_fail(c, EXIT_USAGE, STR_FMT, STR_ARG(why));
	/* Commands speak for themselves; the log is for what goes wrong. */
	log_set_level(LOG_LEVEL_WARN);
	if (crypto_init() != OK)
		return call_fail(c, EXIT_FAILED, "no random numbers");
	return c->command->run(c);
}

int
command_main(const struct command *own, int argc, char **argv)
{
	struct call c = { 0 };
	enum exit_code code;
	int n_words = 0;

	if (argc < 2 || str_eq(str_of(argv[1]), STR("help")) ||
	    str_eq(str_of(argv[1]), STR("--help"))) {
		print_usage(own);
		return argc < 2 ? EXIT_USAGE : EXIT_DONE;
	}
	c.command = find_command(own, argc - 1, argv + 1, &n_words);
	if (c.command == NULL)
		return call_fail(&c, EXIT_USAGE,
		    "there is no command \"%s\"; see praatmee --help", argv[1]);
	c.arena = arena_new(0);
	code = call_run(&c, argc - 1 - n_words, argv + 1 + n_words);
	call_close(&c);
	arena_free(c.arena);
	return code;
}
