#include "admin/role_text.h"

#include <inttypes.h>

#include "forum/organisation.h"
#include "forum/theme.h"

static enum err
parse_scope(
    struct store_read *read, struct arena *a, struct str text, struct grant *g)
{
	struct organisation organisation;
	struct theme theme;
	enum err e;

	if (str_has_prefix(text, STR("org/"))) {
		e = organisation_by_slug(
		    read, a, str_skip(text, 4), &organisation);
		if (e == OK) {
			g->scope = SCOPE_ORGANISATION;
			g->scope_id = organisation.id;
		}
		return e;
	}
	if (str_has_prefix(text, STR("theme/"))) {
		e = theme_by_slug(read, a, str_skip(text, 6), &theme);
		if (e == OK) {
			g->scope = SCOPE_THEME;
			g->scope_id = theme.id;
		}
		return e;
	}
	return ERR_INVALID;
}

enum err
role_parse(struct store_read *read, struct arena *a, struct str text,
    struct grant *out)
{
	struct grant g = { .scope = SCOPE_SITE };
	struct str name = STR_NONE;
	enum err e;

	(void)str_cut(&text, ':', &name);
	if (str_eq(name, STR("admin")))
		g.role = ROLE_ADMIN;
	else if (str_eq(name, STR("moderator")))
		g.role = ROLE_MODERATOR;
	else if (str_eq(name, STR("host")))
		g.role = ROLE_HOST;
	else
		return ERR_INVALID;
	if (text.n != 0 && (e = parse_scope(read, a, text, &g)) != OK)
		return e;
	if ((g.role == ROLE_HOST && g.scope != SCOPE_ORGANISATION) ||
	    (g.role == ROLE_ADMIN && g.scope != SCOPE_SITE))
		return ERR_INVALID;
	*out = g;
	return OK;
}

static const char *
role_name(enum role role)
{
	switch (role) {
	case ROLE_MODERATOR:
		return "moderator";
	case ROLE_HOST:
		return "host";
	case ROLE_ADMIN:
		return "admin";
	}
	return "?";
}

struct str
role_print(struct arena *a, const struct grant *g)
{
	switch (g->scope) {
	case SCOPE_SITE:
		return str_of(role_name(g->role));
	case SCOPE_ORGANISATION:
		return arena_fmt(
		    a, "%s:org/%" PRId64, role_name(g->role), g->scope_id);
	case SCOPE_THEME:
		return arena_fmt(
		    a, "%s:theme/%" PRId64, role_name(g->role), g->scope_id);
	}
	return STR("?");
}
