#include "tools/tool.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
reserve(struct tool_out *o, size_t n)
{
	size_t cap = o->cap == 0 ? 1024 : o->cap;

	while (cap - o->n <= n)
		cap *= 2;
	if (cap != o->cap)
		o->p = tool_grow(o->p, cap);
	o->cap = cap;
}

void
tool_add(struct tool_out *o, const char *p, size_t n)
{
	reserve(o, n);
	if (n > 0)
		memcpy(o->p + o->n, p, n);
	o->n += n;
	o->p[o->n] = '\0';
}

void
tool_fmt(struct tool_out *o, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	reserve(o, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(o->p + o->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	o->n += (size_t)n;
}

void
tool_add_literal(struct tool_out *o, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		if (c == '\n')
			tool_add(o, "\\n", 2);
		else if (c == '"' || c == '\\' || c == '?')
			tool_fmt(o, "\\%c", c);
		else if (c < 0x20 || c == 0x7f)
			tool_fmt(o, "\\%03o", c);
		else
			tool_add(o, p + i, 1);
	}
}

void
tool_add_constant(struct tool_out *o, const char *name)
{
	for (; *name != '\0'; name++) {
		int c = toupper((unsigned char)*name);
		char letter = (char)(isalnum(c) ? c : '_');

		tool_add(o, &letter, 1);
	}
}

void *
tool_alloc(size_t n)
{
	return memset(tool_grow(NULL, n), 0, n);
}

void *
tool_grow(void *old, size_t n)
{
	void *p = realloc(old, n == 0 ? 1 : n);

	if (p == NULL) {
		fprintf(stderr, "out of memory\n");
		exit(1);
	}
	return p;
}

char *
tool_copy(const char *p, size_t n)
{
	char *copy = tool_alloc(n + 1);

	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

/* NULL when it cannot be read. */
static char *
read_file(const char *path, size_t *n)
{
	struct tool_out o = { 0 };
	char part[4096];
	size_t got;
	FILE *f = fopen(path, "rb");
	int failed;

	if (f == NULL)
		return NULL;
	tool_add(&o, "", 0);
	while ((got = fread(part, 1, sizeof(part), f)) > 0)
		tool_add(&o, part, got);
	failed = ferror(f);
	fclose(f);
	if (failed)
		return NULL;
	if (n != NULL)
		*n = o.n;
	return o.p;
}

char *
tool_read(const char *path, size_t *n)
{
	char *p = read_file(path, n);

	if (p == NULL)
		tool_fail(path, 0, "cannot read it: %s", strerror(errno));
	return p;
}

void
tool_write(const char *path, const struct tool_out *o)
{
	size_t n;
	char *old = read_file(path, &n);
	FILE *f;

	if (old != NULL && n == o->n && memcmp(old, o->p, n) == 0) {
		free(old);
		return;
	}
	free(old);
	if ((f = fopen(path, "wb")) == NULL)
		tool_fail(path, 0, "cannot write it: %s", strerror(errno));
	if (fwrite(o->p, 1, o->n, f) != o->n || fclose(f) != 0) {
		remove(path);
		tool_fail(path, 0, "cannot write it: %s", strerror(errno));
	}
}

const char *
tool_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static void
complain(const char *path, int line, const char *fmt, va_list ap)
{
	if (line > 0)
		fprintf(stderr, "%s:%d: error: ", path, line);
	else
		fprintf(stderr, "%s: error: ", path);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

void
tool_complain(const char *path, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(path, line, fmt, ap);
	va_end(ap);
}

_Noreturn void
tool_fail(const char *path, int line, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain(path, line, fmt, ap);
	va_end(ap);
	exit(1);
}
