/*
 * test_file.h: files that tests read.
 */
#ifndef TEST_FILE_H
#define TEST_FILE_H

#include <stdio.h>

#include "base/arena.h"
#include "base/buf.h"

/* A whole file in the arena, or a text with p == NULL where there is none. */
static inline struct str
test_file_read(struct arena *a, const char *path)
{
	char part[4096];
	struct buf b = { 0 };
	struct str s = STR_NONE;
	size_t n;
	FILE *f = fopen(path, "rb");

	if (f == NULL)
		return s;
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(&b, part, n);
	fclose(f);
	s = arena_str(a, buf_text(&b));
	buf_free(&b);
	return s;
}

#endif
