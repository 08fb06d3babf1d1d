/*
 * tool.h: what the programs that the build runs have in common: text being
 * written, files, complaints.
 *
 * A tool reads everything, writes its output to memory and then to files, so
 * that a failed run leaves no half-made file behind.  Memory is given back by
 * the end of the process.
 */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include <stdbool.h>
#include <stddef.h>

/* Text being written; starts as { 0 }, NUL-terminated once it is not empty. */
struct tool_out {
	char *p;
	size_t n, cap; /* bytes */
};

void tool_add(struct tool_out *, const char *p, size_t n);
void tool_fmt(struct tool_out *, const char *fmt, ...);

/*
 * n bytes as the inside of a C string literal: no trigraph, no escape that
 * eats the next digit.  C compilers need not take more than TOOL_LITERAL_MAX
 * bytes in one literal; the caller cuts.
 */
enum { TOOL_LITERAL_MAX = 2000 };
void tool_add_literal(struct tool_out *, const char *p, size_t n);

/* A name as a C identifier in capitals: "style.css" gives STYLE_CSS. */
void tool_add_constant(struct tool_out *, const char *name);

/* malloc and realloc that end the program when there is no memory. */
void *tool_alloc(size_t n);
void *tool_grow(void *old, size_t n);
/* A copy of n bytes with a NUL behind it. */
char *tool_copy(const char *p, size_t n);

/* The whole file with a NUL behind it; n may be NULL. */
char *tool_read(const char *path, size_t *n);
/* Write the file unless it holds just that already. */
void tool_write(const char *path, const struct tool_out *);

/* The part of a path behind the last slash. */
const char *tool_base_name(const char *path);

/*
 * Print "path:line: error: ..." (without the line where it is 0) and exit; or
 * go on, for mistakes of which all are worth knowing: the caller fails later.
 */
_Noreturn void tool_fail(const char *path, int line, const char *fmt, ...);
void tool_complain(const char *path, int line, const char *fmt, ...);

#endif
