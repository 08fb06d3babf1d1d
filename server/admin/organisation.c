/*
 * organisation.c: `praatmee org add` and `praatmee theme add`.
 */
#include <inttypes.h>
#include <stdio.h>

#include "admin/commands.h"
#include "admin/policy_text.h"
#include "forum/organisation.h"

struct adding {
	struct arena *arena;
	struct organisation_form organisation;
	struct theme_form theme;
	int64_t id;
	struct str slug;
	struct form_errors errors;
};

static enum err
add_organisation(struct store_write *w, void *arg)
{
	struct adding *a = arg;

	return organisation_create(
	    w, a->arena, 0, &a->organisation, &a->id, &a->slug, &a->errors);
}

static enum err
add_theme(struct store_write *w, void *arg)
{
	struct adding *a = arg;

	return theme_create(
	    w, a->arena, 0, &a->theme, &a->id, &a->slug, &a->errors);
}

static enum exit_code
report(struct call *c, enum err e, const struct adding *a, const char *what)
{
	if (e == ERR_INVALID && a->errors.n > 0)
		return call_mistakes(c, &a->errors);
	if (e == OK)
		printf(STR_FMT "\n", STR_ARG(a->slug));
	return call_err(c, e, what);
}

static enum exit_code
run_organisation_add(struct call *c)
{
	const struct options *o = &c->options;
	struct adding a = { .arena = c->arena };
	enum exit_code code = call_open(c);

	if (code != EXIT_DONE)
		return code;
	a.organisation = (struct organisation_form){
		.slug = options_get(o, "slug"),
		.parent_slug = options_get(o, "umbrella"),
		.name = options_get(o, "name"),
		.body = options_get(o, "text"),
		.visiting_address = options_get(o, "visiting-address"),
		.postal_address = options_get(o, "postal-address"),
		.website = options_get(o, "website"),
		.contact_person = options_get(o, "contact-person"),
		.email = options_get(o, "email"),
		.phone = options_get(o, "phone"),
		.colour = options_get(o, "colour"),
	};
	return report(c, store_write(c->store, add_organisation, &a), &a,
	    "adding the organisation");
}

static enum exit_code
run_theme_add(struct call *c)
{
	const struct options *o = &c->options;
	struct adding a = { .arena = c->arena };
	enum exit_code code = call_open(c);

	if (code != EXIT_DONE)
		return code;
	a.theme = (struct theme_form){
		.slug = options_get(o, "slug"),
		.organisation_slug = options_get(o, "org"),
		.name = options_get(o, "name"),
		.about = options_get(o, "about"),
		.policy = POLICY_ALL,
		.openers = OPENERS_MEMBERS,
	};
	if (options_has(o, "policy") &&
	    policy_parse(options_get(o, "policy"), &a.theme) != OK)
		return call_fail(c, EXIT_USAGE,
		    "--policy is all, new:N (N from 1 to %d) or open",
		    POLICY_N_MAX);
	if (options_has(o, "opens") &&
	    openers_parse(options_get(o, "opens"), &a.theme) != OK)
		return call_fail(c, EXIT_USAGE, "--opens is members or hosts");
	return report(
	    c, store_write(c->store, add_theme, &a), &a, "adding the theme");
}

static const struct option organisation_options[] = {
	{ "name", "NAME", "of the organisation" },
	{ "slug", "SLUG", "its place in addresses [made from the name]" },
	{ "umbrella", "SLUG", "the organisation that it belongs to" },
	{ "text", "MARKDOWN", "what it is and does" },
	{ "visiting-address", "TEXT", "" }, { "postal-address", "TEXT", "" },
	{ "website", "URL", "" }, { "contact-person", "NAME", "" },
	{ "email", "ADDRESS", "" }, { "phone", "NUMBER", "" },
	{ "colour", "#RRGGBB", "of its pages" }, { NULL, NULL, NULL }
};
static const struct option theme_options[] = {
	{ "org", "SLUG", "the organisation that hosts it" },
	{ "name", "NAME", "of the theme" },
	{ "slug", "SLUG", "its place in addresses [made from the name]" },
	{ "about", "TEXT", "one or two sentences" },
	{ "policy", "POLICY",
	    "what a moderator reads first: all, new:N "
	    "(the first N posts of a member) or open [all]" },
	{ "opens", "WHO", "who may open a thread: members or hosts [members]" },
	{ NULL, NULL, NULL }
};

const struct command organisation_commands[] = {
	{ "org add", "", "add an organisation", organisation_options, 0,
	    run_organisation_add },
	{ "theme add", "", "add a theme", theme_options, 0, run_theme_add },
	{ NULL, NULL, NULL, NULL, 0, NULL }
};
