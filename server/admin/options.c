#include "admin/options.h"

#include <stdio.h>

static const struct option *
find(const struct option *const *lists, size_t n_lists, struct str name)
{
	for (size_t i = 0; i < n_lists; i++)
		for (const struct option *o = lists[i]; o->name != NULL; o++)
			if (str_eq(str_of(o->name), name))
				return o;
	return NULL;
}

/* Read one option at argv[*i]; steps over its value. */
static enum err
read_option(struct arena *a, const struct option *const *lists, size_t n_lists,
    int argc, char **argv, int *i, struct options *out, struct str *why)
{
	struct str word = str_skip(str_of(argv[*i]), 2), name = word, value;
	size_t equals = str_find(word, '=');
	const struct option *o;

	name.n = equals;
	value = str_skip(word, equals + 1);
	if ((o = find(lists, n_lists, name)) == NULL) {
		*why = arena_fmt(
		    a, "there is no option --" STR_FMT, STR_ARG(name));
		return ERR_INVALID;
	}
	if (o->value == NULL && equals < word.n) {
		*why = arena_fmt(a, "--%s takes no value", o->name);
		return ERR_INVALID;
	}
	if (o->value != NULL && equals == word.n) {
		if (*i + 1 >= argc) {
			*why = arena_fmt(a, "--%s needs a value", o->name);
			return ERR_INVALID;
		}
		value = str_of(argv[++*i]);
	}
	if (out->n_given == OPTIONS_GIVEN_MAX) {
		*why = STR("too many options");
		return ERR_INVALID;
	}
	out->given[out->n_given].name = name;
	out->given[out->n_given++].value = value;
	return OK;
}

enum err
options_parse(struct arena *a, const struct option *const *lists,
    size_t n_lists, int argc, char **argv, struct options *out, struct str *why)
{
	bool are_over = false;
	enum err e;

	*out = (struct options){ 0 };
	for (int i = 0; i < argc; i++) {
		struct str word = str_of(argv[i]);

		if (!are_over && str_eq(word, STR("--"))) {
			are_over = true;
		} else if (!are_over && str_has_prefix(word, STR("--"))) {
			e = read_option(
			    a, lists, n_lists, argc, argv, &i, out, why);
			if (e != OK)
				return e;
		} else if (out->n_arguments == ARGUMENTS_MAX) {
			*why = STR("too many arguments");
			return ERR_INVALID;
		} else {
			out->arguments[out->n_arguments++] = word;
		}
	}
	return OK;
}

struct str
options_get(const struct options *o, const char *name)
{
	struct str value = STR_NONE;

	for (size_t i = 0; i < o->n_given; i++)
		if (str_eq(o->given[i].name, str_of(name)))
			value = o->given[i].value;
	return value;
}

bool
options_has(const struct options *o, const char *name)
{
	for (size_t i = 0; i < o->n_given; i++)
		if (str_eq(o->given[i].name, str_of(name)))
			return true;
	return false;
}

void
options_help(const struct option *list)
{
	for (; list->name != NULL; list++) {
		int n = printf("  --%s%s%s", list->name,
		    list->value == NULL ? "" : " ",
		    list->value == NULL ? "" : list->value);

		printf("%*s  %s\n", n < 34 ? 34 - n : 0, "", list->help);
	}
}
