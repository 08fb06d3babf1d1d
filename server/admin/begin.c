/*
 * begin.c: `praatmee init` and `praatmee demo`: how a site begins.
 */
#include <stdio.h>

#include "admin/commands.h"
#include "admin/demo.h"
#include "base/clock.h"
#include "forum/site.h"
#include "jobs/index.h"

/* The one-time address of a new site is good for a week. */
enum { SETUP_DAYS = 7, DEMO_POSTS_MOST = 20000000 };

struct beginning {
	struct arena *arena;
	struct str token;
};

static enum err
renew_token(struct store_write *w, void *arg)
{
	struct beginning *b = arg;

	return setup_token_create(
	    w, b->arena, (int64_t)SETUP_DAYS * DAY_MS, &b->token);
}

static enum err
begin_site(struct store_write *w, void *arg)
{
	struct site site = { .name = STR("Praat mee"),
		.time_zone = STR("Europe/Amsterdam"),
		.language = STR("nl") };
	enum err e = site_create(w, &site);

	return e == OK ? renew_token(w, arg) : e;
}

static void
print_address(struct call *c, const struct beginning *b)
{
	printf("Start the server (praatmee serve --data " STR_FMT
	       ") and open this address once, within %d days:\n\n"
	       "  https://localhost:%lld/setup?token=" STR_FMT "\n",
	    STR_ARG(c->settings.data), SETUP_DAYS, (long long)c->settings.port,
	    STR_ARG(b->token));
}

/* A new address for a site that nobody has set up yet. */
static enum exit_code
init_again(struct call *c, struct beginning *b)
{
	struct site site;
	enum exit_code code = call_open(c);
	enum err e;

	if (code != EXIT_DONE)
		return code;
	e = site_load(c->read, c->arena, &site);
	if (e == OK && site.is_set_up)
		return call_fail(c, EXIT_FAILED,
		    "the site has an administrator; another is made with: "
		    "praatmee user add --role admin");
	if (e == OK)
		e = store_write(c->store, renew_token, b);
	return call_err(c, e, "making the address");
}

static enum exit_code
init_new(struct call *c, struct beginning *b)
{
	enum exit_code code = call_create(c, STORE_CREATE);

	if (code == EXIT_DONE)
		code = call_err(
		    c, store_write(c->store, begin_site, b), "making the site");
	return code == EXIT_DONE ? call_keep(c) : code;
}

static enum exit_code
run_init(struct call *c)
{
	struct beginning b = { .arena = c->arena };
	enum exit_code code = options_has(&c->options, "again")
	    ? init_again(c, &b)
	    : init_new(c, &b);

	if (code == EXIT_DONE)
		print_address(c, &b);
	return code;
}

static enum exit_code
run_demo(struct call *c)
{
	struct str text = options_get(&c->options, "posts");
	enum exit_code code;
	int64_t n_posts = 0;

	if (text.n != 0 && parse_i64(text, 1, DEMO_POSTS_MOST, &n_posts) != OK)
		return call_fail(c, EXIT_USAGE,
		    "--posts is a number from 1 to %d", DEMO_POSTS_MOST);
	if ((code = call_create(c, STORE_BULK)) != EXIT_DONE ||
	    (code = demo_make(c)) != EXIT_DONE)
		return code;
	if (n_posts > 0 && (code = demo_fill(c, n_posts)) != EXIT_DONE)
		return code;
	code = call_err(c, indexer_finish(c->store), "indexing");
	if (code != EXIT_DONE)
		return code;
	if ((code = call_keep(c)) == EXIT_DONE)
		demo_print_accounts();
	return code;
}

static const struct option init_options[] = {
	{ "again", NULL, "a new address for a site that was never set up" },
	{ "port", "N", "the port in the address [8443]" }, { NULL, NULL, NULL }
};
static const struct option demo_options[] = {
	{ "posts", "N", "so many more posts, for benchmarks" },
	{ NULL, NULL, NULL }
};

const struct command begin_commands[] = { { "init", "", "make an empty site",
					      init_options, 0, run_init },
	{ "demo", "", "make a site with demonstration content", demo_options, 0,
	    run_demo },
	{ NULL, NULL, NULL, NULL, 0, NULL } };
