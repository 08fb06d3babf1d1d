/*
 * replay.c: give a fuzz target every file in the directories named, once.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "fuzz.h"
#include "test_file.h"

static int
replay(struct arena *a, const char *dir)
{
	DIR *d = opendir(dir);
	int n = 0;

	if (d == NULL) {
		fprintf(stderr, "cannot open %s\n", dir);
		return 0;
	}
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		struct str s;

		if (e->d_name[0] == '.')
			continue;
		s = test_file_read(a, arena_fmt(a, "%s/%s", dir, e->d_name).p);
		if (s.p == NULL)
			continue;
		LLVMFuzzerTestOneInput((const uint8_t *)s.p, s.n);
		n++;
	}
	closedir(d);
	return n;
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new(0);
	int n = 0;

	for (int i = 1; i < argc; i++)
		n += replay(a, argv[i]);
	arena_free(a);
	printf("%d inputs\n", n);
	return n > 0 ? 0 : 1;
}
