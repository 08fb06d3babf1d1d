/*
 * copy.c: `praatmee copy`: a site from one database to another, whatever
 * engines they are on.
 *
 * Until all of it is there and has been compared the copy is no site: a file
 * has another name, a server's database is not kept (store_keep).
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/commands.h"
#include "admin/progress.h"
#include "base/buf.h"
#include "crypto/crypto.h"
#include "store/copy.h"

/* One end: what --from or --to says. */
struct side {
	const char *option;
	const char *dir;    /* a data directory; NULL: none */
	const char *file;   /* of the database; NULL: it is on a server */
	const char *making; /* the file while it is being made */
	int lock;	    /* of the directory, or -1 */
	struct store *store;
	struct store_read *read;
};

/* What a table has on one side. */
struct proof {
	int64_t n_rows;
	uint8_t digest[DIGEST_BYTES];
	struct progress *progress;
	struct buf bytes;
};

struct copying {
	struct call *call;
	struct side from, to;
	struct progress progress;
	bool differs;
};

/* A directory, a file, or the address of a server. */
static void
read_side(struct call *c, const char *option, struct side *s)
{
	struct str said = options_get(&c->options, option);
	bool is_file = str_has_suffix(said, STR(".db"));
	const char *path = arena_z(c->arena, said);
	struct stat st;

	*s = (struct side){ .option = option, .lock = -1 };
	if (store_is_remote(said))
		return;
	if (stat(path, &st) == 0)
		is_file = !S_ISDIR(st.st_mode);
	if (!is_file)
		s->dir = path;
	s->file = is_file ? path
			  : arena_fmt(c->arena, "%s/praatmee.db", path).p;
	s->making = arena_fmt(c->arena, "%s-copying", s->file).p;
}

static void
close_store(struct side *s)
{
	store_read_close(s->read);
	store_close(s->store);
	s->read = NULL;
	s->store = NULL;
}

static void
close_side(struct side *s)
{
	close_store(s);
	if (s->lock != -1)
		close(s->lock);
}

/* The address is never printed: there may be a password in it. */
static enum exit_code
open_store(struct call *c, struct side *s, const char *file,
    enum store_mode mode, const char *conflict)
{
	const char *address = s->file != NULL
	    ? file
	    : arena_z(c->arena, options_get(&c->options, s->option));
	enum err e = store_open(address, mode, &s->store);

	if (e == ERR_NOT_FOUND)
		return call_fail(c, EXIT_NOT_FOUND,
		    "--%s: there is no site there", s->option);
	if (e == ERR_CONFLICT)
		return call_fail(
		    c, EXIT_TAKEN, "--%s: %s", s->option, conflict);
	if (e == OK)
		e = store_read_open(s->store, &s->read);
	return call_err(c, e, arena_fmt(c->arena, "opening --%s", s->option).p);
}

static enum exit_code
open_source(struct call *c, struct side *s)
{
	enum exit_code code = EXIT_DONE;

	if (s->dir != NULL)
		code = call_lock(c, s->dir, &s->lock);
	if (code == EXIT_DONE)
		code = open_store(c, s, s->file, STORE_OPEN,
		    "it was made by a newer praatmee");
	return code;
}

static enum exit_code
open_target(struct call *c, struct side *s)
{
	static const char taken[] = "there is a site already; a copy is made "
				    "where nothing is, or goes on where one "
				    "was not finished";
	enum exit_code code = EXIT_DONE;

	if (s->dir != NULL && mkdir(s->dir, 0700) == -1 && errno != EEXIST)
		return call_fail(
		    c, EXIT_FAILED, "%s: %s", s->dir, strerror(errno));
	if (s->file != NULL && access(s->file, F_OK) == 0)
		return call_fail(c, EXIT_TAKEN, "--%s: %s", s->option, taken);
	if (s->dir != NULL)
		code = call_lock(c, s->dir, &s->lock);
	if (code == EXIT_DONE)
		code = open_store(c, s, s->making, STORE_RESUME, taken);
	return code;
}

/* From here on it is a site. */
static enum exit_code
keep_target(struct call *c, struct side *s)
{
	enum err e = store_keep(s->store);

	close_store(s);
	if (e != OK || s->file == NULL)
		return call_err(c, e, "keeping the copy");
	return call_keep_file(c, s->making, s->file);
}

/* Rows to copy, and all rows to read again on both sides. */
static enum exit_code
count_rows(struct copying *m)
{
	int64_t n, n_there, total = 0;
	enum err e = OK;

	for (int i = 0; e == OK && i < store_tables(); i++) {
		e = store_table_count(m->from.read, i, &n);
		if (e == OK)
			e = store_table_count(m->to.read, i, &n_there);
		if (e == OK)
			total += 3 * n - n_there;
	}
	progress_begin(&m->progress, total);
	return call_err(m->call, e, "counting the rows");
}

static void
on_moved(void *arg, size_t n_rows)
{
	progress_add(arg, (int64_t)n_rows);
}

static enum exit_code
copy_table(struct copying *m, int table)
{
	struct store_copy copy = { .from = m->from.read,
		.to = m->to.store,
		.to_read = m->to.read,
		.moved = on_moved,
		.arg = &m->progress };
	const char *what = arena_fmt(
	    m->call->arena, "copying %s", store_table_name(table))
			       .p;
	enum err e;

	progress_step(&m->progress, what);
	e = store_copy_table(&copy, table);
	if (e != OK)
		progress_end(&m->progress);
	if (e == ERR_CONFLICT)
		return call_fail(m->call, EXIT_TAKEN,
		    "--to: what is in its table %s is no unfinished copy of "
		    "this site as it is now: make it empty and begin again",
		    store_table_name(table));
	if (e == ERR_INVALID)
		return call_fail(m->call, EXIT_FAILED,
		    "%s: the line above says which text cannot be kept", what);
	return call_err(m->call, e, what);
}

/* Each digest is of the one before it and a row: so it is of all rows. */
static void
on_row(void *arg, struct str row)
{
	struct proof *p = arg;

	p->n_rows++;
	buf_clear(&p->bytes);
	buf_add(&p->bytes, p->digest, sizeof(p->digest));
	buf_str(&p->bytes, row);
	crypto_digest(buf_text(&p->bytes), p->digest);
	progress_add(p->progress, 1);
}

static void
print_proof(struct call *c, const char *name, const struct proof *p)
{
	struct str digest = { (const char *)p->digest, sizeof(p->digest) };

	printf("%-14s %10" PRId64 "  " STR_FMT "\n", name, p->n_rows,
	    STR_ARG(crypto_hex(c->arena, digest)));
}

/* All rows of a table on both sides, by turns. */
static enum err
read_both(struct copying *m, int table, struct proof *from, struct proof *to)
{
	struct store_walk *a = store_walk_new(m->from.read, table);
	struct store_walk *b = store_walk_new(m->to.read, table);
	size_t n_from = 1, n_to = 1;
	enum err e = OK;

	from->progress = to->progress = &m->progress;
	while (e == OK && (n_from > 0 || n_to > 0)) {
		if (n_from > 0)
			e = store_walk_step(a, on_row, from, &n_from);
		if (e == OK && n_to > 0)
			e = store_walk_step(b, on_row, to, &n_to);
	}
	store_walk_free(a);
	store_walk_free(b);
	buf_free(&from->bytes);
	buf_free(&to->bytes);
	return e;
}

/* Read a table again on both sides and say what it is there. */
static enum exit_code
prove_table(struct copying *m, int table)
{
	const char *name = store_table_name(table);
	const char *what = arena_fmt(m->call->arena, "comparing %s", name).p;
	struct proof from = { 0 }, to = { 0 };
	enum err e;

	progress_step(&m->progress, what);
	e = read_both(m, table, &from, &to);
	progress_end(&m->progress);
	if (e != OK)
		return call_err(m->call, e, what);
	print_proof(m->call, name, &from);
	if (from.n_rows == to.n_rows &&
	    memcmp(from.digest, to.digest, sizeof(to.digest)) == 0)
		return EXIT_DONE;
	print_proof(m->call, "  in the copy", &to);
	m->differs = true;
	return EXIT_DONE;
}

static enum exit_code
copy_all(struct copying *m)
{
	enum exit_code code = count_rows(m);

	for (int i = 0; code == EXIT_DONE && i < store_tables(); i++)
		code = copy_table(m, i);
	progress_end(&m->progress);
	if (code == EXIT_DONE)
		printf("%-14s %10s  BLAKE2b of all rows\n", "table", "rows");
	for (int i = 0; code == EXIT_DONE && i < store_tables(); i++)
		code = prove_table(m, i);
	if (code == EXIT_DONE && m->differs)
		return call_fail(m->call, EXIT_FAILED,
		    "--to: the copy is not what --from is, see above, and is "
		    "no site: make it empty and begin again");
	return code;
}

/* One moment of the source, whoever writes there meanwhile. */
static enum exit_code
copy_moment(struct copying *m)
{
	enum exit_code code;
	enum err e = store_begin(m->from.read);

	if (e != OK)
		return call_err(m->call, e, "reading --from");
	code = copy_all(m);
	store_end(m->from.read);
	if (code == EXIT_DONE)
		code = keep_target(m->call, &m->to);
	if (code == EXIT_DONE)
		printf("Both sides are equal.\n");
	return code;
}

static enum exit_code
run_copy(struct call *c)
{
	struct copying m = { .call = c };
	enum exit_code code;

	if (!options_has(&c->options, "from") ||
	    !options_has(&c->options, "to"))
		return call_fail(c, EXIT_USAGE,
		    "say what to copy with --from and whereto with --to; see "
		    "praatmee copy --help");
	read_side(c, "from", &m.from);
	read_side(c, "to", &m.to);
	code = open_source(c, &m.from);
	if (code == EXIT_DONE)
		code = open_target(c, &m.to);
	if (code == EXIT_DONE)
		code = copy_moment(&m);
	close_side(&m.to);
	close_side(&m.from);
	return code;
}

/* clang-format off */
static const struct option copy_options[] = {
	{ "from", "PLACE", "the site: a data directory, a database file or the "
	    "address of a database server; what is written there meanwhile is "
	    "not copied: stop its server first" },
	{ "to", "PLACE", "where nothing is, or a copy that was interrupted, "
	    "which goes on; it gets the database alone, no settings and no "
	    "certificate" },
	{ NULL, NULL, NULL }
};
/* clang-format on */

const struct command copy_commands[] = {
	{ "copy", "", "copy a site to another database and compare all rows",
	    copy_options, 0, run_copy },
	{ NULL, NULL, NULL, NULL, 0, NULL }
};
