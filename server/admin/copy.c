/*
 * copy.c: `praatmee copy`: a site from one database to another, whatever
 * engines they are on.
 *
 * The row of the table site is written last, when all else is there and has
 * been compared: a database without one is no site, and one with rows but
 * without that is a copy that was not finished.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
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
	const char *dir;  /* a data directory; NULL: none */
	const char *path; /* of the store */
	int lock;	  /* of the directory, or -1 */
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
	int site; /* the table of that name */
	bool differs;
};

/* A directory, a file, or an address, which is the engine's to read. */
static void
read_side(struct call *c, const char *option, struct side *s)
{
	struct str said = options_get(&c->options, option);
	bool is_file = str_has_suffix(said, STR(".db"));
	struct stat st;

	*s = (struct side){ .option = option, .lock = -1 };
	s->path = arena_z(c->arena, said);
	if (str_find_str(said, STR("://")) < said.n)
		return;
	if (stat(s->path, &st) == 0)
		is_file = !S_ISDIR(st.st_mode);
	if (is_file)
		return;
	s->dir = s->path;
	s->path = arena_fmt(c->arena, "%s/praatmee.db", s->dir).p;
}

static void
close_side(struct side *s)
{
	store_read_close(s->read);
	store_close(s->store);
	if (s->lock != -1)
		close(s->lock);
}

static enum exit_code
open_side(struct call *c, struct side *s, enum store_mode mode)
{
	enum exit_code code = EXIT_DONE;
	enum err e;

	if (s->dir != NULL)
		code = call_lock(c, s->dir, &s->lock);
	if (code != EXIT_DONE)
		return code;
	e = store_open(s->path, STORE_OPEN, &s->store);
	if (e == ERR_NOT_FOUND && mode == STORE_CREATE)
		e = store_open(s->path, STORE_CREATE, &s->store);
	if (e == ERR_NOT_FOUND)
		return call_fail(c, EXIT_NOT_FOUND,
		    "--%s: there is no site there", s->option);
	if (e == ERR_CONFLICT)
		return call_fail(c, EXIT_FAILED,
		    "--%s: it was made by a newer praatmee", s->option);
	if (e == OK)
		e = store_read_open(s->store, &s->read);
	return call_err(c, e, arena_fmt(c->arena, "opening --%s", s->option).p);
}

/* Has it a row in the table site, and so a site? */
static enum exit_code
look_for_site(struct copying *m, const struct side *s, bool *has_site)
{
	int64_t n = 0;
	enum err e = store_table_count(s->read, m->site, &n);

	*has_site = n > 0;
	return call_err(
	    m->call, e, arena_fmt(m->call->arena, "reading --%s", s->option).p);
}

static enum exit_code
open_sides(struct copying *m)
{
	struct call *c = m->call;
	bool has_site = false;
	enum exit_code code = open_side(c, &m->from, STORE_OPEN);

	if (code == EXIT_DONE)
		code = look_for_site(m, &m->from, &has_site);
	if (code == EXIT_DONE && !has_site)
		return call_fail(c, EXIT_NOT_FOUND,
		    "--from: there is no site there, or an unfinished copy of "
		    "one");
	if (code == EXIT_DONE && m->to.dir != NULL &&
	    mkdir(m->to.dir, 0700) == -1 && errno != EEXIST)
		return call_fail(
		    c, EXIT_FAILED, "%s: %s", m->to.dir, strerror(errno));
	if (code == EXIT_DONE)
		code = open_side(c, &m->to, STORE_CREATE);
	if (code == EXIT_DONE)
		code = look_for_site(m, &m->to, &has_site);
	if (code == EXIT_DONE && has_site)
		return call_fail(c, EXIT_TAKEN,
		    "--to: there is a site already; a copy is made where "
		    "nothing is, or goes on where one was not finished");
	return code;
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

static enum exit_code
prove_side(struct copying *m, const struct side *s, int table, struct proof *p)
{
	const char *what = arena_fmt(m->call->arena, "reading %s of --%s",
	    store_table_name(table), s->option)
			       .p;
	enum err e;

	p->progress = &m->progress;
	progress_step(&m->progress, what);
	e = store_walk_table(s->read, table, on_row, p);
	buf_free(&p->bytes);
	if (e != OK)
		progress_end(&m->progress);
	return call_err(m->call, e, what);
}

static void
print_proof(struct call *c, const char *name, const struct proof *p)
{
	struct str digest = { (const char *)p->digest, sizeof(p->digest) };

	printf("%-14s %10" PRId64 "  " STR_FMT "\n", name, p->n_rows,
	    STR_ARG(crypto_hex(c->arena, digest)));
}

/* Read a table again on both sides and say what it is there. */
static enum exit_code
prove_table(struct copying *m, int table)
{
	struct proof from = { 0 }, to = { 0 };
	enum exit_code code = prove_side(m, &m->from, table, &from);

	if (code == EXIT_DONE)
		code = prove_side(m, &m->to, table, &to);
	if (code != EXIT_DONE)
		return code;
	progress_end(&m->progress);
	print_proof(m->call, store_table_name(table), &from);
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
		if (i != m->site)
			code = copy_table(m, i);
	if (code == EXIT_DONE)
		printf("%-14s %10s  BLAKE2b of all rows\n", "table", "rows");
	for (int i = 0; code == EXIT_DONE && i < store_tables(); i++)
		if (i != m->site)
			code = prove_table(m, i);
	if (code == EXIT_DONE && !m->differs)
		code = copy_table(m, m->site);
	if (code == EXIT_DONE && !m->differs)
		code = prove_table(m, m->site);
	progress_end(&m->progress);
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
	if (code == EXIT_DONE && m->differs)
		return call_fail(m->call, EXIT_FAILED,
		    "--to: the copy is not what --from is, see above, and is "
		    "no site: make it empty and begin again");
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
	while (strcmp(store_table_name(m.site), "site") != 0)
		m.site++;
	read_side(c, "from", &m.from);
	read_side(c, "to", &m.to);
	if ((code = open_sides(&m)) == EXIT_DONE)
		code = copy_moment(&m);
	close_side(&m.to);
	close_side(&m.from);
	return code;
}

static const struct option copy_options[] = {
	{ "from", "PLACE",
	    "the site: a data directory, a database file or the address "
	    "(…://…) "
	    "of a database; what is written there meanwhile is not copied: "
	    "stop "
	    "its server first" },
	{ "to", "PLACE",
	    "where nothing is, or a copy that was interrupted, which goes on; "
	    "it gets the database alone, no settings and no certificate" },
	{ NULL, NULL, NULL }
};

const struct command copy_commands[] = {
	{ "copy", "", "copy a site to another database and compare all rows",
	    copy_options, 0, run_copy },
	{ NULL, NULL, NULL, NULL, 0, NULL }
};
