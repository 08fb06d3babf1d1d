#include "admin/role_text.h"

#include "forum/organisation.h"
#include "forum/role.h"
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

enum err
role_print(struct store_read *read, struct arena *a, const struct grant *g,
    struct str *out)
{
	struct str role = role_name(g->role), slug;
	struct theme theme;
	enum err e = OK;

	switch (g->scope) {
	case SCOPE_SITE:
		*out = role;
		break;
	case SCOPE_ORGANISATION:
		e = organisation_slug(read, a, g->scope_id, &slug);
		if (e == OK)
			*out = arena_fmt(a, STR_FMT ":org/" STR_FMT,
			    STR_ARG(role), STR_ARG(slug));
		break;
	case SCOPE_THEME:
		e = theme_by_id(read, a, g->scope_id, &theme);
		if (e == OK)
			*out = arena_fmt(a, STR_FMT ":theme/" STR_FMT,
			    STR_ARG(role), STR_ARG(theme.slug));
		break;
	}
	return e;
}
