/*
 * depcheck: keep the rooms of server/ in order.
 *
 *	depcheck server/rooms.txt server
 *
 * rooms.txt has one line per room, lowest first:  "forum: store crypto base"
 * A file may include its own room and the rooms named on its line.  Also
 * reports files longer than the limit.  Exit 1 when anything was reported.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOMS_MAX = 32, LINES_MAX = 600 };

static struct room {
	char name[32], allowed[256];
} rooms[ROOMS_MAX];
static int n_rooms, complaints;

static bool
may_include(const struct room *r, const char *target)
{
	char word[40];

	if (strcmp(r->name, target) == 0)
		return true;
	snprintf(word, sizeof(word), " %s ", target);
	return strstr(r->allowed, word) != NULL;
}

static bool
is_room(const char *name)
{
	for (int i = 0; i < n_rooms; i++)
		if (strcmp(rooms[i].name, name) == 0)
			return true;
	return false;
}

static void
check_file(const struct room *r, const char *path)
{
	char buf[1024], target[32];
	int line = 0;
	FILE *f = fopen(path, "r");

	if (f == NULL)
		return;
	while (fgets(buf, sizeof(buf), f) != NULL) {
		line++;
		if (sscanf(buf, "#include \"%31[^/\"]/", target) == 1 &&
		    is_room(target) && !may_include(r, target)) {
			printf("%s:%d: %s/ must not include %s/\n", path, line,
			    r->name, target);
			complaints++;
		}
	}
	fclose(f);
	if (line > LINES_MAX) {
		printf("%s: %d lines, limit %d\n", path, line, LINES_MAX);
		complaints++;
	}
}

int
main(int argc, char **argv)
{
	char line[512], path[1024];
	FILE *f;

	if (argc != 3 || (f = fopen(argv[1], "r")) == NULL)
		return 2;
	while (fgets(line, sizeof(line), f) != NULL && n_rooms < ROOMS_MAX) {
		struct room *r = &rooms[n_rooms];
		line[strcspn(line, "\n#")] = '\0';
		if (sscanf(line, "%31[^:]:", r->name) == 1 &&
		    strchr(line, ':') != NULL) {
			snprintf(r->allowed, sizeof(r->allowed), " %.250s ",
			    strchr(line, ':') + 1);
			n_rooms++;
		}
	}
	fclose(f);
	for (int i = 0; i < n_rooms; i++) {
		snprintf(path, sizeof(path), "%s/%s", argv[2], rooms[i].name);
		DIR *d = opendir(path);
		if (d == NULL)
			continue;
		for (struct dirent *e; (e = readdir(d)) != NULL;) {
			const char *dot = strrchr(e->d_name, '.');
			if (dot == NULL ||
			    (strcmp(dot, ".c") != 0 && strcmp(dot, ".h") != 0))
				continue;
			snprintf(path, sizeof(path), "%s/%s/%s", argv[2],
			    rooms[i].name, e->d_name);
			check_file(&rooms[i], path);
		}
		closedir(d);
	}
	return complaints != 0;
}
