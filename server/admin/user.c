/*
 * user.c: `praatmee user …`: accounts and their roles.
 */
#include <inttypes.h>
#include <stdio.h>

#include "admin/commands.h"
#include "admin/role_text.h"
#include "forum/account.h"
#include "forum/role.h"
#include "forum/site.h"

enum { LIST_PAGE = 200 };

struct user_add {
	struct arena *arena;
	struct account_new new;
	struct str hash;
	bool has_role;
	struct grant role;
	int64_t account_id;
	struct form_errors errors;
};

static enum err
add_in_store(struct store_write *w, void *arg)
{
	struct user_add *u = arg;
	enum err e = account_create(
	    w, u->arena, &u->new, u->hash, &u->account_id, &u->errors);

	if (e != OK || u->account_id == 0 || !u->has_role)
		return e;
	return role_give(w, u->arena, 0, u->account_id, &u->role);
}

/* --role, where it was given. */
static enum exit_code
read_role(struct call *c, const char *option, bool *has, struct grant *role)
{
	struct str text = options_get(&c->options, option);
	enum err e;

	*has = text.n != 0;
	if (!*has)
		return EXIT_DONE;
	e = role_parse(c->read, c->arena, text, role);
	if (e == ERR_INVALID)
		return call_fail(c, EXIT_USAGE,
		    "--%s: \"" STR_FMT "\" is not admin, moderator, "
		    "moderator:org/SLUG, moderator:theme/SLUG or host:org/SLUG",
		    option, STR_ARG(text));
	return call_err(c, e, arena_z(c->arena, text));
}

static enum exit_code
read_password(struct call *c, struct str *password)
{
	if (!options_has(&c->options, "password-stdin"))
		return call_fail(c, EXIT_USAGE,
		    "the password comes from standard input: give "
		    "--password-stdin");
	return call_read_line(c, password);
}

static enum exit_code
run_add(struct call *c)
{
	struct user_add u = { .arena = c->arena };
	enum exit_code code;
	struct site site;
	enum err e;

	if ((code = call_open(c)) != EXIT_DONE ||
	    (code = read_role(c, "role", &u.has_role, &u.role)) != EXIT_DONE ||
	    (code = read_password(c, &u.new.password)) != EXIT_DONE)
		return code;
	if ((e = site_load(c->read, c->arena, &site)) != OK)
		return call_err(c, e, "reading the site");
	u.new.name = options_get(&c->options, "name");
	u.new.email = options_get(&c->options, "email");
	u.new.site_name = site.name;
	e = account_prepare(c->arena, &u.new, &u.hash, &u.errors);
	if (e == OK)
		e = store_write(c->store, add_in_store, &u);
	if (e == ERR_INVALID && u.errors.n > 0)
		return call_mistakes(c, &u.errors);
	if (e != OK)
		return call_err(c, e, "adding the account");
	if (u.account_id == 0)
		return call_fail(c, EXIT_TAKEN,
		    "there is an account with that e-mail address");
	printf("%" PRId64 "\n", u.account_id);
	return EXIT_DONE;
}

/* The account that the first argument names. */
static enum exit_code
find_account(struct call *c, int64_t *id)
{
	return call_err(c,
	    account_find(c->read, c->arena, c->options.arguments[0], id),
	    arena_z(c->arena, c->options.arguments[0]));
}

struct role_change {
	struct arena *arena;
	int64_t account_id;
	bool is_given, is_taken;
	struct grant give, take;
};

static enum err
change_roles(struct store_write *w, void *arg)
{
	struct role_change *r = arg;
	enum err e = OK;

	if (r->is_given)
		e = role_give(w, r->arena, 0, r->account_id, &r->give);
	if (e == OK && r->is_taken)
		e = role_take(w, r->arena, 0, r->account_id, &r->take);
	return e;
}

static enum exit_code
run_role(struct call *c)
{
	struct role_change r = { .arena = c->arena };
	enum exit_code code;

	if ((code = call_open(c)) != EXIT_DONE ||
	    (code = find_account(c, &r.account_id)) != EXIT_DONE ||
	    (code = read_role(c, "give", &r.is_given, &r.give)) != EXIT_DONE ||
	    (code = read_role(c, "take", &r.is_taken, &r.take)) != EXIT_DONE)
		return code;
	if (!r.is_given && !r.is_taken)
		return call_fail(c, EXIT_USAGE, "give --give or --take");
	return call_err(
	    c, store_write(c->store, change_roles, &r), "changing the role");
}

struct password_change {
	int64_t account_id;
	struct str hash;
};

static enum err
set_password(struct store_write *w, void *arg)
{
	struct password_change *p = arg;

	return account_set_password(w,
	    &(struct account_secret){ .account_id = p->account_id }, p->hash,
	    STR_NONE);
}

static enum exit_code
run_password(struct call *c)
{
	struct form_errors errors = { 0 };
	struct account_new who = { 0 };
	struct password_change p = { 0 };
	struct account_self self;
	enum exit_code code;
	struct site site;
	enum err e;

	if ((code = call_open(c)) != EXIT_DONE ||
	    (code = find_account(c, &p.account_id)) != EXIT_DONE ||
	    (code = read_password(c, &who.password)) != EXIT_DONE)
		return code;
	if ((e = site_load(c->read, c->arena, &site)) == OK)
		e = account_self(c->read, c->arena, p.account_id, &self);
	if (e == OK) {
		who.name = self.name;
		who.email = self.email;
		who.site_name = site.name;
		e = password_prepare(c->arena, &who, &p.hash, &errors);
	}
	if (e == ERR_INVALID)
		return call_mistakes(c, &errors);
	if (e == OK)
		e = store_write(c->store, set_password, &p);
	return call_err(c, e, "setting the password");
}

static enum err
print_account(struct call *c, const struct account_row *row)
{
	struct str role;
	enum err e;

	printf("%" PRId64 "\t" STR_FMT "\t" STR_FMT "\t", row->id,
	    STR_ARG(row->name), STR_ARG(row->email));
	for (size_t i = 0; i < row->n_grants; i++) {
		e = role_print(c->read, c->arena, &row->grants[i], &role);
		if (e != OK)
			return e;
		printf("%s" STR_FMT, i == 0 ? "" : ",", STR_ARG(role));
	}
	putchar('\n');
	return OK;
}

static enum exit_code
run_list(struct call *c)
{
	struct account_list list = { 0 };
	enum exit_code code;
	int64_t after = 0;
	enum err e;

	if ((code = call_open(c)) != EXIT_DONE)
		return code;
	do {
		e = account_list(c->read, c->arena, after, LIST_PAGE, &list);
		for (size_t i = 0; e == OK && i < list.n; i++)
			e = print_account(c, &list.v[i]);
		if (e != OK)
			return call_err(c, e, "listing the accounts");
		if (list.n > 0)
			after = list.v[list.n - 1].id;
	} while (list.n == LIST_PAGE);
	return EXIT_DONE;
}

static const struct option add_options[] = { { "name", "NAME",
						 "as others see it" },
	{ "email", "ADDRESS", "to sign in with" },
	{ "role", "ROLE",
	    "admin, moderator[:org/SLUG|:theme/SLUG], "
	    "host:org/SLUG" },
	{ "password-stdin", NULL, "read the password from standard input" },
	{ NULL, NULL, NULL } };
static const struct option role_options[] = {
	{ "give", "ROLE",
	    "admin, moderator[:org/SLUG|:theme/SLUG], "
	    "host:org/SLUG" },
	{ "take", "ROLE", "the same" }, { NULL, NULL, NULL }
};
static const struct option password_options[] = {
	{ "password-stdin", NULL, "read the password from standard input" },
	{ NULL, NULL, NULL }
};

const struct command user_commands[] = { { "user add", "", "make an account",
					     add_options, 0, run_add },
	{ "user role", "NAME", "give or take a role", role_options, 1,
	    run_role },
	{ "user password", "NAME", "set a new password, end all sessions",
	    password_options, 1, run_password },
	{ "user list", "", "id, name, e-mail and roles of all accounts", NULL,
	    0, run_list },
	{ NULL, NULL, NULL, NULL, 0, NULL } };
