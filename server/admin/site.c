/*
 * site.c: `praatmee site`: the site's own settings, also for an administrator
 * whom a wrong address has locked out of the pages.
 */
#include <stdio.h>

#include "admin/commands.h"
#include "base/num.h"
#include "forum/site.h"

struct site_change {
	struct arena *arena;
	struct site site;
	struct form_errors errors;
};

static enum err
change_site(struct store_write *w, void *arg)
{
	struct site_change *s = arg;

	s->errors.n = 0;
	return site_update(w, s->arena, 0, &s->site, &s->errors);
}

static void
print_setting(const char *name, struct str value)
{
	printf("%-10s " STR_FMT "\n", name, STR_ARG(value));
}

static enum exit_code
run_site(struct call *c)
{
	struct site_change s = { .arena = c->arena };
	struct {
		const char *option;
		struct str *value;
	} settings[] = { { "name", &s.site.name },
		{ "tagline", &s.site.tagline }, { "url", &s.site.url },
		{ "time-zone", &s.site.time_zone },
		{ "language", &s.site.language } };
	enum exit_code code = call_open(c);
	bool is_changed = false;
	enum err e;

	if (code != EXIT_DONE)
		return code;
	if ((e = site_load(c->read, c->arena, &s.site)) != OK)
		return call_err(c, e, "reading the site");
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		if (options_has(&c->options, settings[i].option)) {
			*settings[i].value = options_get(
			    &c->options, settings[i].option);
			is_changed = true;
		}
	if (is_changed) {
		e = store_write(c->store, change_site, &s);
		if (e == ERR_INVALID && s.errors.n > 0)
			return call_mistakes(c, &s.errors);
		if (e != OK)
			return call_err(c, e, "changing the site");
	}
	for (size_t i = 0; i < ARRAY_LEN(settings); i++)
		print_setting(settings[i].option, *settings[i].value);
	return EXIT_DONE;
}

static const struct option site_options[] = { { "name", "TEXT", "of the site" },
	{ "tagline", "TEXT", "one sentence below it" },
	{ "url", "URL", "https://HOST[:PORT]; empty: this machine only" },
	{ "time-zone", "NAME", "such as Europe/Amsterdam; after a restart" },
	{ "language", "TAG", "nl or en" }, { NULL, NULL, NULL } };

const struct command site_commands[] = {
	{ "site", "", "show or change the site's settings", site_options, 0,
	    run_site },
	{ NULL, NULL, NULL, NULL, 0, NULL }
};
