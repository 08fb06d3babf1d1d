/* pg_address.c: what an address says, and what of it may be shown. */
#include "store/pg.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"

static const char *
option(const PQconninfoOption *options, const char *name)
{
	for (; options->keyword != NULL; options++)
		if (strcmp(options->keyword, name) == 0)
			return options->val;
	return NULL;
}

/*
 * What libpq makes of a password with an '@', a '/' or a '#' that was not
 * encoded: the rest of it is taken for a host or a port.
 */
static bool
is_plausible(const PQconninfoOption *options)
{
	const char *host = option(options, "host");
	const char *port = option(options, "port");

	return (host == NULL || strchr(host, '@') == NULL) &&
	    (port == NULL || port[strspn(port, "0123456789,")] == '\0');
}

/* Not a word of the address, nor of libpq's, which repeats it, is logged. */
enum err
pg_address_check(const char *address)
{
	PQconninfoOption *options = PQconninfoParse(address, NULL);
	bool is_good = options != NULL && is_plausible(options);

	PQconninfoFree(options);
	if (is_good)
		return OK;
	LOG_ERROR("store.address",
	    "what=\"an address is like postgresql://NAME:PASSWORD@HOST,HOST/"
	    "DATABASE?KEY=VALUE; in a password write %%25 for %%, %%2F for /, "
	    "%%3A for :, %%40 for @, %%23 for #, %%3F for ?\"");
	return ERR_DENIED;
}

static bool
is_secret(struct str parameter)
{
	struct str name = parameter;

	name.n = str_find(parameter, '=');
	return str_eq(name, STR("password")) ||
	    str_eq(name, STR("sslpassword"));
}

/* Names that are encoded themselves would be overlooked. */
static bool
has_secret(const char *address)
{
	PQconninfoOption *options = PQconninfoParse(address, NULL);
	bool has = options == NULL || option(options, "password") != NULL ||
	    option(options, "sslpassword") != NULL;

	PQconninfoFree(options);
	return has;
}

/* The name before the '@', without the password behind it. */
static void
add_user(struct buf *b, struct str user)
{
	user.n = str_find(user, ':');
	buf_str(b, user);
	buf_char(b, '@');
}

struct str
pg_address_shown(struct arena *a, const char *address)
{
	struct str s = str_of(address), part, shown;
	size_t n_scheme = str_find_str(s, STR("//")) + 2;
	struct str rest = str_skip(s, n_scheme), place = rest, user;
	char mark = '?';
	struct buf b = { 0 };

	place.n = str_find(rest, '?');
	rest = str_skip(rest, place.n + 1);
	user = place;
	user.n = str_find(place, '/');
	user.n = str_find(user, '@');
	buf_add(&b, s.p, n_scheme);
	if (str_skip(place, user.n).n != 0 && place.p[user.n] == '@') {
		add_user(&b, user);
		place = str_skip(place, user.n + 1);
	}
	buf_str(&b, place);
	while (str_cut(&rest, '&', &part)) {
		if (is_secret(part))
			continue;
		buf_char(&b, mark);
		buf_str(&b, part);
		mark = '&';
	}
	buf_char(&b, '\0');
	shown = has_secret(b.p) ? STR("ADDRESS") : arena_str(a, str_of(b.p));
	buf_free(&b);
	return shown;
}
