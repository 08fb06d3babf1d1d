/*
 * poc: compile the catalogues of web/locales/ to C.
 *
 *	poc OUT_DIR web/locales/nl.po [web/locales/en.po ...]
 *
 * The first catalogue is the base: it says which messages there are and which
 * parameters each has, and must be complete.  What another one lacks is
 * counted and taken from the base.  Another one may not know a message that
 * the base does not, nor use other parameters.
 */
#include <stdio.h>
#include <string.h>

#include "tools/poc/poc.h"

/* The message that "x.zero" belongs to; NULL when it is no zero message. */
static const struct poc_message *
zero_owner(const struct poc_catalogue *c, const struct poc_message *m)
{
	size_t len = strlen(m->key);
	const char *key;

	if (len <= 5 || strcmp(m->key + len - 5, ".zero") != 0)
		return NULL;
	key = tool_copy(m->key, len - 5);
	return poc_find(c, key);
}

static void
check_base(const struct poc_catalogue *c, const struct poc_params *params)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct poc_message *m = &c->v[i];
		const struct poc_message *owner = zero_owner(c, m);

		if (m->n_forms == 0)
			tool_fail(c->path, m->line,
			    "'%s' has no text here, or a form is missing",
			    m->key);
		if (owner == NULL)
			continue;
		if (!owner->is_plural || m->is_plural)
			tool_fail(c->path, m->line,
			    "a zero message is plain, '%s' plural", owner->key);
		for (size_t p = 0; p < params->n; p++)
			if (m->uses[p] != POC_UNUSED &&
			    m->uses[p] != owner->uses[p])
				tool_fail(c->path, m->line,
				    "'%s' does not give {%s}", owner->key,
				    params->names[p]);
	}
}

/* {n} chooses the form of a plural message, which need not show it. */
static bool
may_leave_out(const struct poc_message *m, const char *param)
{
	return m->is_plural && strcmp(param, "n") == 0;
}

static void
check_message(const struct poc_catalogue *c, const struct poc_message *m,
    const struct poc_message *base, const struct poc_params *params)
{
	if (m->is_plural != base->is_plural)
		tool_fail(c->path, m->line,
		    "'%s' is plural in one language only", m->key);
	for (size_t p = 0; p < params->n && m->n_forms > 0; p++)
		if (m->uses[p] != base->uses[p] &&
		    !may_leave_out(m, params->names[p]))
			tool_fail(c->path, m->line,
			    "'%s' uses {%s} otherwise than the base", m->key,
			    params->names[p]);
}

static void
check_translation(const struct poc_catalogue *c,
    const struct poc_catalogue *base, const struct poc_params *params)
{
	const struct poc_message *m;
	const char *first = NULL;
	size_t n_missing = 0;

	for (size_t i = 0; i < c->n; i++) {
		if ((m = poc_find(base, c->v[i].key)) == NULL)
			tool_fail(c->path, c->v[i].line,
			    "'%s' is unknown in %s", c->v[i].key, base->path);
		check_message(c, &c->v[i], m, params);
	}
	for (size_t i = 0; i < base->n; i++) {
		m = poc_find(c, base->v[i].key);
		if (m != NULL && m->n_forms > 0)
			continue;
		n_missing++;
		if (first == NULL)
			first = base->v[i].key;
	}
	printf(
	    "%s: %zu of %zu messages", c->path, base->n - n_missing, base->n);
	if (n_missing > 0)
		printf(", the first that is missing is '%s'", first);
	printf("\n");
}

int
main(int argc, char **argv)
{
	struct poc_params params = { 0 };
	struct poc_catalogue *c;
	size_t n;

	if (argc < 3)
		tool_fail(
		    "poc", 0, "usage: poc OUT_DIR BASE.po [OTHER.po ...]");
	n = (size_t)argc - 2;
	c = tool_alloc(n * sizeof(*c));
	for (size_t i = 0; i < n; i++)
		poc_read(&c[i], argv[i + 2], &params);
	check_base(&c[0], &params);
	for (size_t i = 1; i < n; i++)
		check_translation(&c[i], &c[0], &params);
	poc_write(argv[1], c, n, &params);
	return 0;
}
