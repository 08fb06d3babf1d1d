/*
 * emit.c: the C that runs the queries: structs, one constant struct query and
 * one typed function for each.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tools/sqlc/sqlc.h"

static void
emit_struct(struct tool_out *o, const char *name, const char *suffix,
    const struct fields *f)
{
	if (f->n == 0)
		return;
	tool_fmt(o, "struct %s_%s {\n", name, suffix);
	for (int i = 0; i < f->n; i++)
		tool_fmt(o, "\t%s %s;\n",
		    f->v[i].is_nullable ? f->v[i].type->c_nullable
					: f->v[i].type->c,
		    f->v[i].name);
	tool_fmt(o, "};\n");
}

static void
emit_signature(struct tool_out *o, const struct sql_query *q)
{
	bool reads = q->mode == MODE_ONE || q->mode == MODE_MANY;

	tool_fmt(o, "enum err\nq_%s(struct store_%s *s%s", q->name,
	    reads ? "read" : "write", reads ? ", struct arena *a" : "");
	if (q->in.n > 0)
		tool_fmt(o, ",\n    const struct %s_in *in", q->name);
	if (q->mode == MODE_ONE)
		tool_fmt(o, ", struct %s_row *out", q->name);
	if (q->mode == MODE_MANY)
		tool_fmt(o, ", struct %s_list *out", q->name);
	if (q->mode == MODE_INSERT)
		tool_fmt(o, ", int64_t *id");
	tool_fmt(o, ")");
}

static void
emit_declaration(struct tool_out *o, const struct sql_query *q)
{
	tool_fmt(o, "\n/*\n * %s\n */\n", q->doc.n == 0 ? q->name : q->doc.p);
	emit_struct(o, q->name, "in", &q->in);
	emit_struct(o, q->name, "row", &q->out);
	if (q->mode == MODE_MANY)
		tool_fmt(o,
		    "struct %s_list {\n\tstruct %s_row *v;\n"
		    "\tsize_t n;\n};\n",
		    q->name, q->name);
	emit_signature(o, q);
	tool_fmt(o, " MUST_CHECK;\n");
}

/* One line a field: kind and place in the struct. */
static void
emit_fields(struct tool_out *o, const char *name, const char *suffix,
    const struct fields *f)
{
	if (f->n == 0)
		return;
	tool_fmt(o, "static const struct query_field %s_%s_fields[] = {\n",
	    name, suffix);
	for (int i = 0; i < f->n; i++)
		tool_fmt(o, "\t{ %s, %s, offsetof(struct %s_%s, %s) },\n",
		    f->v[i].type->tag, f->v[i].is_nullable ? "true" : "false",
		    name, suffix, f->v[i].name);
	tool_fmt(o, "};\n");
}

/* A text as adjacent literals, each short enough for any compiler. */
static void
emit_text(struct tool_out *o, const char *text)
{
	size_t n = strlen(text);

	for (size_t i = 0; i < n || i == 0; i += TOOL_LITERAL_MAX) {
		tool_fmt(o, "\n\t    \"");
		tool_add_literal(o, text + i,
		    n - i < TOOL_LITERAL_MAX ? n - i : TOOL_LITERAL_MAX);
		tool_fmt(o, "\"");
	}
}

static void
emit_query(struct tool_out *o, const struct sql_query *q)
{
	struct tool_out sqlite = { 0 }, postgres = { 0 };

	query_translate(&sqlite, q, q->sql.p, false);
	query_translate(
	    &postgres, q, q->postgres != NULL ? q->postgres : q->sql.p, true);
	tool_fmt(o,
	    "static const struct query %s_query = {\n"
	    "\t.name = \"%s\",\n\t.number = %d,\n\t.sqlite =",
	    q->name, q->name, q->number);
	emit_text(o, sqlite.p);
	tool_fmt(o, ",\n\t.postgres =");
	emit_text(o, postgres.p);
	tool_fmt(o, ",\n");
	if (q->in.n > 0)
		tool_fmt(o, "\t.in = %s_in_fields,\n\t.n_in = %d,\n", q->name,
		    q->in.n);
	if (q->out.n > 0)
		tool_fmt(o,
		    "\t.out = %s_row_fields,\n\t.n_out = %d,\n"
		    "\t.row_size = sizeof(struct %s_row),\n",
		    q->name, q->out.n, q->name);
	tool_fmt(o, "};\n");
}

static void
emit_function(struct tool_out *o, const struct sql_query *q)
{
	const char *in = q->in.n > 0 ? "in" : "NULL";

	emit_signature(o, q);
	tool_fmt(o, "\n{\n");
	switch (q->mode) {
	case MODE_ONE:
		tool_fmt(o, "\treturn store_one(s, a, &%s_query, %s, out);\n",
		    q->name, in);
		break;
	case MODE_MANY:
		tool_fmt(o,
		    "\tvoid *rows = NULL;\n\tsize_t n = 0;\n"
		    "\tenum err e = store_many(s, a, &%s_query, %s, &rows, "
		    "&n);\n\n\tif (e == OK) {\n\t\tout->v = rows;\n"
		    "\t\tout->n = n;\n\t}\n\treturn e;\n",
		    q->name, in);
		break;
	case MODE_EXEC:
		tool_fmt(
		    o, "\treturn store_exec(s, &%s_query, %s);\n", q->name, in);
		break;
	case MODE_INSERT:
		tool_fmt(o, "\treturn store_insert(s, &%s_query, %s, id);\n",
		    q->name, in);
		break;
	}
	tool_fmt(o, "}\n");
}

static void
write_out(const char *dir, const char *name, const char *ending,
    const struct tool_out *o)
{
	struct tool_out path = { 0 };

	tool_fmt(&path, "%s/%s%s", dir, name, ending);
	tool_write(path.p, o);
}

void
emit_file(const char *dir, const struct sql_file *f)
{
	struct tool_out h = { 0 }, c = { 0 };
	char guard[NAME_SIZE];

	for (size_t i = 0; i < sizeof(guard); i++)
		guard[i] = (char)toupper((unsigned char)f->name[i]);
	tool_fmt(&h,
	    "/* Made from schema/queries/%s.sql; do not edit. */\n"
	    "#ifndef QUERY_%s_H\n#define QUERY_%s_H\n\n"
	    "#include \"store/store.h\"\n",
	    f->name, guard, guard);
	tool_fmt(&c,
	    "/* Made from schema/queries/%s.sql; do not edit. */\n"
	    "#include \"query/%s.h\"\n\n"
	    "#include \"store/query.h\"\n",
	    f->name, f->name);
	for (int i = 0; i < f->n; i++) {
		const struct sql_query *q = &f->queries[i];

		emit_declaration(&h, q);
		tool_fmt(&c, "\n");
		emit_fields(&c, q->name, "in", &q->in);
		emit_fields(&c, q->name, "row", &q->out);
		emit_query(&c, q);
		tool_fmt(&c, "\n");
		emit_function(&c, q);
	}
	tool_fmt(&h, "\n#endif\n");
	write_out(dir, f->name, ".h", &h);
	write_out(dir, f->name, ".c", &c);
}

static void
emit_migration(struct tool_out *o, const struct migration_text *m)
{
	const char *base = tool_base_name(m->path);
	int number;

	if (sscanf(base, "%4d_", &number) != 1)
		tool_fail(m->path, 0, "a migration is named NNNN_name.sql");
	tool_fmt(o,
	    "\t{ .number = %d, .name = \"%.*s\",\n\t    .sqlite =", number,
	    (int)strcspn(base, "."), base);
	emit_text(o, m->sqlite);
	tool_fmt(o, ",\n\t    .postgres =");
	emit_text(o, m->postgres);
	tool_fmt(o, " },\n");
}

void
emit_all(const char *dir, const struct migration_text *m, int n,
    const struct sql_file *const *files, int n_files, int n_queries)
{
	struct tool_out c = { 0 }, pg = { 0 };

	tool_fmt(&c,
	    "/* Made from schema/; do not edit. */\n"
	    "#include \"store/query.h\"\n\n"
	    "const int query_count = %d;\n"
	    "const int migration_count = %d;\n"
	    "const struct migration migrations[] = {\n",
	    n_queries, n);
	for (int i = 0; i < n; i++) {
		emit_migration(&c, &m[i]);
		tool_fmt(&pg, "%s\n", m[i].postgres);
	}
	tool_fmt(&c, "};\n");
	for (int i = 0; i < n_files; i++)
		for (int k = 0; k < files[i]->n; k++) {
			const struct sql_query *q = &files[i]->queries[k];

			tool_fmt(
			    &pg, "\\echo %s\nPREPARE %s AS ", q->name, q->name);
			query_translate(&pg, q,
			    q->postgres != NULL ? q->postgres : q->sql.p, true);
			tool_fmt(&pg, ";\n");
		}
	write_out(dir, "all", ".c", &c);
	write_out(dir, "all", ".pg.sql", &pg);
}
