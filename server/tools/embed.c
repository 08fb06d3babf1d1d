/*
 * embed: files as a C table, for what the binary carries with it.
 *
 *	embed PREFIX URL OUT.h OUT.c OUT.lst [FILE ...]
 *
 * With URL "/static/" each file has the path /static/NAME.HASH.EXT, so that a
 * browser may keep it for ever; with URL "" its path is its name.  A stylesheet
 * loses its comments and indentation, and url("NAME") in it, a small picture,
 * becomes that picture's bytes (a data: address, RFC 2397), so that a first
 * visit needs no request for it.  PREFIX names what is made: for "asset" enum
 * asset_id, struct asset, asset_files[], asset_find().  OUT.lst has a line
 * "NAME<tab>PATH" for each file.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "tools/tool.h"

struct file {
	const char *name;
	const char *type;
	char *bytes;
	size_t n;
	struct tool_out path;
};

static const char *
content_type(const char *path)
{
	static const char *const types[][2] = {
		{ ".css", "text/css; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".ico", "image/x-icon" },
		{ ".woff2", "font/woff2" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".txt", "text/plain; charset=utf-8" },
	};
	const char *dot = strrchr(path, '.');

	for (size_t i = 0; dot != NULL && i < sizeof(types) / sizeof(*types);
	     i++)
		if (strcmp(dot, types[i][0]) == 0)
			return types[i][1];
	tool_fail(path, 0, "embed knows no content type for this name");
}

/* FNV-1a: tells versions of our own files apart; nobody attacks it. */
static uint64_t
hash(const char *p, size_t n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
	return h;
}

/* Fails for a name that is no file of ours. */
static const struct file *
find_file(const char *path, const struct file *files, size_t n,
    const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++)
		if (files[i].path.n > 0 && strlen(files[i].name) == len &&
		    memcmp(files[i].name, name, len) == 0)
			return &files[i];
	tool_fail(
	    path, 0, "url(\"%.*s\") is no file beside it", (int)len, name);
}

/* Larger pictures are better asked for once and kept. */
enum { INLINE_BYTES_MAX = 1024 };

/* The picture where its name stood; SVG is text, a few marks are escaped. */
static void
add_picture(struct tool_out *o, const char *path, const struct file *f)
{
	if (strcmp(f->type, "image/svg+xml") != 0 || f->n > INLINE_BYTES_MAX)
		tool_fail(path, 0, "url(\"%s\") is no SVG of at most %d bytes",
		    f->name, INLINE_BYTES_MAX);
	tool_fmt(o, "data:%s,", f->type);
	for (const char *p = f->bytes; *p != '\0'; p++)
		if (strchr("%#\"<>\n", *p) != NULL)
			tool_fmt(o, "%%%02X", (unsigned)*p);
		else
			tool_add(o, p, 1);
}

/* url("tile.svg") in a stylesheet becomes that file. */
static void
link_files(
    struct file *css, const char *path, const struct file *files, size_t n)
{
	static const char begin[] = "url(\"";
	struct tool_out o = { 0 };
	const char *rest = css->bytes, *at;
	size_t len;

	while ((at = strstr(rest, begin)) != NULL) {
		at += sizeof(begin) - 1;
		len = strcspn(at, "\"");
		tool_add(&o, rest, (size_t)(at - rest));
		add_picture(&o, path, find_file(path, files, n, at, len));
		rest = at + len;
	}
	tool_add(&o, rest, strlen(rest));
	css->bytes = o.p;
	css->n = o.n;
}

/* Leave out what only people read: comments, and what lines begin with. */
static void
strip(struct file *css, const char *path)
{
	struct tool_out o = { 0 };
	const char *p = css->bytes, *end;

	while (*p != '\0') {
		p += strspn(p, " \t\n");
		if (strncmp(p, "/*", 2) == 0) {
			end = strstr(p, "*/");
			if (end == NULL)
				tool_fail(path, 0, "a comment does not end");
			p = end + 2;
			continue;
		}
		tool_add(&o, p, strcspn(p, "\n"));
		p += strcspn(p, "\n");
		if (*p == '\n')
			tool_add(&o, "\n", 1);
	}
	css->bytes = o.p;
	css->n = o.n;
}

static void
set_path(struct file *f, const char *url)
{
	const char *dot = strrchr(f->name, '.');

	if (url[0] == '\0')
		tool_fmt(&f->path, "%s", f->name);
	else
		tool_fmt(&f->path, "%s%.*s.%016" PRIx64 "%s", url,
		    (int)(dot - f->name), f->name, hash(f->bytes, f->n), dot);
}

static bool
is_css(const struct file *f)
{
	return strncmp(f->type, "text/css", 8) == 0;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(
	    ((const struct file *)a)->name, ((const struct file *)b)->name);
}

static struct file *
load(const char *url, char **paths, size_t n)
{
	struct file *files = tool_alloc(n * sizeof(*files));

	for (size_t i = 0; i < n; i++) {
		struct file *f = &files[i];

		f->name = tool_base_name(paths[i]);
		f->type = content_type(paths[i]);
		f->bytes = tool_read(paths[i], &f->n);
		if (!is_css(f))
			set_path(f, url);
	}
	/* Others stand in a stylesheet, so its hash comes after them. */
	for (size_t i = 0; i < n; i++) {
		struct file *f = &files[i];

		if (!is_css(f))
			continue;
		strip(f, paths[i]);
		link_files(f, paths[i], files, n);
		set_path(f, url);
	}
	qsort(files, n, sizeof(*files), by_name);
	return files;
}

static void
write_header(
    const char *path, const char *prefix, const struct file *files, size_t n)
{
	struct tool_out o = { 0 }, up = { 0 };

	tool_add_constant(&up, prefix);
	tool_fmt(&o,
	    "/* Generated by embed; do not edit. */\n"
	    "#ifndef GEN_%s_FILES_H\n#define GEN_%s_FILES_H\n\n"
	    "#include \"base/str.h\"\n\nenum %s_id {\n",
	    up.p, up.p, prefix);
	for (size_t i = 0; i < n; i++) {
		tool_fmt(&o, "\t%s_", up.p);
		tool_add_constant(&o, files[i].name);
		tool_fmt(&o, ",\n");
	}
	tool_fmt(&o,
	    "\t%s_N\n};\n\n"
	    "struct %s {\n"
	    "\tstruct str name;\t/* of the source file */\n"
	    "\tstruct str path;\t/* where it is served */\n"
	    "\tstruct str content_type;\n"
	    "\tstruct str bytes;\n"
	    "};\n\n"
	    "/* By enum %s_id, in order of name; one empty entry ends it. */\n"
	    "extern const struct %s %s_files[%s_N + 1];\n\n"
	    "/* The file with that path; NULL if there is none. */\n"
	    "const struct %s *%s_find(struct str path);\n\n#endif\n",
	    up.p, prefix, prefix, prefix, prefix, up.p, prefix, prefix);
	tool_write(path, &o);
}

static void
add_bytes(struct tool_out *o, const struct file *f, size_t number)
{
	tool_fmt(o, "static const unsigned char bytes_%zu[] = { /* %s */",
	    number, f->name);
	for (size_t i = 0; i < f->n; i++)
		tool_fmt(o, "%s%u,", i % 20 == 0 ? "\n" : "",
		    (unsigned)(unsigned char)f->bytes[i]);
	tool_fmt(o, "\n0 };\n\n");
}

static void
write_source(const char *path, const char *header, const char *prefix,
    const struct file *files, size_t n)
{
	struct tool_out o = { 0 }, up = { 0 };

	tool_add_constant(&up, prefix);
	tool_fmt(&o,
	    "/* Generated by embed; do not edit. */\n#include \"%s\"\n\n",
	    tool_base_name(header));
	for (size_t i = 0; i < n; i++)
		add_bytes(&o, &files[i], i);
	tool_fmt(&o, "const struct %s %s_files[%s_N + 1] = {\n", prefix, prefix,
	    up.p);
	for (size_t i = 0; i < n; i++)
		tool_fmt(&o,
		    "\t{ STR_INIT(\"%s\"), STR_INIT(\"%s\"),\n"
		    "\t    STR_INIT(\"%s\"),\n"
		    "\t    { (const char *)bytes_%zu, %zu } },\n",
		    files[i].name, files[i].path.p, files[i].type, i,
		    files[i].n);
	tool_fmt(&o,
	    "\t{ { 0 }, { 0 }, { 0 }, { 0 } }\n};\n\n"
	    "const struct %s *\n%s_find(struct str path)\n{\n"
	    "\tconst struct %s *f = %s_files;\n\n"
	    "\tfor (; f->name.n > 0; f++)\n"
	    "\t\tif (str_eq(f->path, path))\n"
	    "\t\t\treturn f;\n"
	    "\treturn NULL;\n}\n",
	    prefix, prefix, prefix, prefix);
	tool_write(path, &o);
}

int
main(int argc, char **argv)
{
	struct tool_out list = { 0 };
	struct file *files;
	size_t n;

	if (argc < 6)
		tool_fail("embed", 0,
		    "usage: embed PREFIX URL OUT.h OUT.c OUT.lst [FILE ...]");
	n = (size_t)argc - 6;
	files = load(argv[2], argv + 6, n);
	write_header(argv[3], argv[1], files, n);
	write_source(argv[4], argv[3], argv[1], files, n);
	tool_add(&list, "", 0);
	for (size_t i = 0; i < n; i++)
		tool_fmt(&list, "%s\t%s\n", files[i].name, files[i].path.p);
	tool_write(argv[5], &list);
	return 0;
}
