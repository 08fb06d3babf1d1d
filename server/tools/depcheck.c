/*
 * depcheck: keep the rooms of server/ in order.
 *
 *	depcheck server/rooms.txt server [DIR ...]
 *
 * rooms.txt has lines "NAME: ROOM ROOM ...".  For a room they say which other
 * rooms it may include; for the beginning of a header, such as <event2/, which
 * rooms may include that; for "*", headers that every room may include.
 *
 * Complains about includes that no line allows, about quoted includes without
 * their room, and about files longer than the limit, in the other directories
 * too.  Exit 1 when anything was.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/tool.h"

enum { LINES_MAX = 600, DEPTH_MAX = 8 };

struct rule {
	const char *name;
	struct tool_out allowed; /* " a b c " */
};

struct check {
	struct rule *rules;
	size_t n_rules;
	int n_complaints;
};

static void
read_rules(struct check *c, const char *path)
{
	char *line = tool_read(path, NULL), *end, *colon;
	struct rule *r;

	for (int n = 1; (end = strchr(line, '\n')) != NULL; n++) {
		*end = '\0';
		line[strcspn(line, "#")] = '\0';
		if (line[strspn(line, " \t")] != '\0') {
			if ((colon = strchr(line, ':')) == NULL)
				tool_fail(path, n, "a rule is NAME: ROOM ...");
			*colon = '\0';
			c->rules = tool_grow(
			    c->rules, (c->n_rules + 1) * sizeof(*c->rules));
			r = &c->rules[c->n_rules++];
			*r = (struct rule){ .name = line };
			tool_fmt(&r->allowed, " %s ", colon + 1);
		}
		line = end + 1;
	}
}

static bool
names(const struct rule *r, const char *word)
{
	struct tool_out spaced = { 0 };
	bool found;

	tool_fmt(&spaced, " %s ", word);
	found = strstr(r->allowed.p, spaced.p) != NULL;
	free(spaced.p);
	return found;
}

/* The rule for a room; NULL where there is none of that name. */
static const struct rule *
find_room(const struct check *c, const char *name, size_t len)
{
	for (size_t i = 0; i < c->n_rules; i++)
		if (strlen(c->rules[i].name) == len &&
		    memcmp(c->rules[i].name, name, len) == 0)
			return &c->rules[i];
	return NULL;
}

/* header with its first quote or bracket, and for <> with its last. */
static bool
may_include_header(
    const struct check *c, const struct rule *room, const char *header)
{
	for (size_t i = 0; i < c->n_rules; i++) {
		const struct rule *r = &c->rules[i];

		if (strcmp(r->name, "*") == 0 && names(r, header))
			return true;
		if (strchr("<\"", r->name[0]) != NULL &&
		    strncmp(header, r->name, strlen(r->name)) == 0)
			return names(r, room->name);
	}
	return false;
}

static bool
may_include(const struct check *c, const struct rule *room, const char *header)
{
	size_t len = strcspn(header + 1, "/");
	const struct rule *target = NULL;

	if (header[0] == '"' && header[1 + len] == '/')
		target = find_room(c, header + 1, len);
	if (target != NULL)
		return target == room || names(room, target->name);
	return may_include_header(c, room, header);
}

static void
check_include(struct check *c, const struct rule *room, const char *path,
    int line, const char *text)
{
	char header[128];
	size_t len;

	text += strspn(text, " \t");
	if (text[0] != '#')
		return;
	text += 1 + strspn(text + 1, " \t");
	if (strncmp(text, "include", 7) != 0)
		return;
	text += 7 + strspn(text + 7, " \t");
	len = text[0] == '<' ? strcspn(text, ">") + 1
			     : 1 + strcspn(text + 1, "\"");
	if (len >= sizeof(header))
		len = sizeof(header) - 1;
	memcpy(header, text, len);
	header[len] = '\0';
	if (may_include(c, room, header))
		return;
	tool_complain(path, line, "%s/ must not include %s%s", room->name,
	    header, header[0] == '"' ? "\"" : "");
	c->n_complaints++;
}

/* room is NULL where anything may be included. */
static void
check_file(struct check *c, const struct rule *room, const char *path)
{
	char *text = tool_read(path, NULL), *end, *line = text;
	int n = 0;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		*end = '\0';
		n++;
		if (room != NULL)
			check_include(c, room, path, n, line);
	}
	if (n > LINES_MAX) {
		tool_complain(
		    path, 0, "%d lines, the limit is %d", n, LINES_MAX);
		c->n_complaints++;
	}
	free(text);
}

static bool
is_source(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL &&
	    (strcmp(dot, ".c") == 0 || strcmp(dot, ".h") == 0);
}

/*
 * All sources below dir.  The directories of the top level are rooms where
 * has_rooms says so.
 */
static void
walk(struct check *c, const char *dir, const struct rule *room, bool has_rooms,
    int depth)
{
	struct dirent *e;
	struct stat st;
	DIR *d = opendir(dir);

	if (d == NULL || depth > DEPTH_MAX)
		tool_fail(dir, 0, "cannot read this directory");
	while ((e = readdir(d)) != NULL) {
		struct tool_out path = { 0 };
		const struct rule *inside = room;

		/* What npm puts there, and takes away, is not ours. */
		if (e->d_name[0] == '.' ||
		    strcmp(e->d_name, "node_modules") == 0)
			continue;
		tool_fmt(&path, "%s/%s", dir, e->d_name);
		if (stat(path.p, &st) == 0 && S_ISDIR(st.st_mode)) {
			if (has_rooms)
				inside = find_room(
				    c, e->d_name, strlen(e->d_name));
			if (has_rooms && inside == NULL)
				tool_fail(path.p, 0, "no rule for this room");
			walk(c, path.p, inside, false, depth + 1);
		} else if (is_source(e->d_name)) {
			check_file(c, room, path.p);
		}
		free(path.p);
	}
	closedir(d);
}

int
main(int argc, char **argv)
{
	struct check c = { 0 };

	if (argc < 3)
		tool_fail("depcheck", 0,
		    "usage: depcheck ROOMS.txt DIR [OTHER_DIR ...]");
	read_rules(&c, argv[1]);
	walk(&c, argv[2], NULL, true, 0);
	for (int i = 3; i < argc; i++)
		walk(&c, argv[i], NULL, false, 0);
	return c.n_complaints != 0;
}
