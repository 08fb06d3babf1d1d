/* emit.c: the C that comes out, and a script for PostgreSQL. */
#include "tools/sqlc/sqlc.h"

#include <string.h>

enum engine { SQLITE, POSTGRES };

/* C promises no longer string than this; a line of ours is shorter. */
enum { LITERAL_MAX = 4095, WIDTH_MAX = 60 };

/*
 * For the session in which PostgreSQL runs them: so that it walks as SQLite
 * does, by the indexes there are, from table to table as they are written, and
 * plans each query once and the same at every size.  Left to itself it takes a
 * parameter in LIMIT to be a tenth of all rows, and reads and sorts or hashes
 * whole tables to be ready for them.
 */
static const char planner[] = "SET plan_cache_mode = force_generic_plan; "
			      "SET join_collapse_limit = 1; "
			      "SET from_collapse_limit = 1; "
			      "SET enable_seqscan = off; "
			      "SET enable_hashjoin = off; "
			      "SET enable_mergejoin = off; "
			      "SET random_page_cost = 1.1; "
			      "SET max_parallel_workers_per_gather = 0; "
			      "SET jit = off";

static void
add_param(struct tool_out *out, const struct query *q, const struct token *t,
    enum engine engine)
{
	int i = param_index(q, t);

	if (engine == SQLITE)
		tool_fmt(out, "?%d", i + 1);
	else
		tool_fmt(
		    out, "$%d::%s", i + 1, type_words(q->in.v[i].type)->param);
}

/* The query on one line, as the engine wants it. */
static struct tool_out
query_text(const struct query *q, enum engine engine)
{
	struct tool_out out = { 0 };
	const struct tokens *sql = engine == SQLITE ? &q->sql : &q->postgres;
	const struct token *t, *before = NULL;

	for (size_t i = 0; i < sql->n; i++) {
		t = &sql->v[i];
		/* INDEXED BY name is SQLite's; PostgreSQL has statistics. */
		if (engine == POSTGRES && token_is(t, "INDEXED")) {
			i += 2;
			continue;
		}
		if (before != NULL && before->p + before->n != t->p)
			tool_fmt(&out, " ");
		if (t->kind == TOKEN_PARAM)
			add_param(&out, q, t, engine);
		else
			tool_add(&out, t->p, t->n);
		before = t;
	}
	if (q->mode == MODE_INSERT)
		tool_fmt(&out, " RETURNING %s", q->identity);
	if (out.n > LITERAL_MAX)
		tool_fail(q->source->path, q->line, "%s: longer than %d bytes",
		    q->name, LITERAL_MAX);
	return out;
}

/* A text of any length, in literals that every compiler takes. */
static void
add_text(struct tool_out *out, const char *p)
{
	size_t n, rest = strlen(p);

	do {
		n = rest < WIDTH_MAX ? rest : WIDTH_MAX;
		while (n > 0 && n < rest && p[n - 1] != ' ' && p[n - 1] != '\n')
			n--;
		n = n == 0 ? rest : n;
		tool_fmt(out, "\n\t    \"");
		tool_add_literal(out, p, n);
		tool_fmt(out, "\"");
		p += n;
		rest -= n;
	} while (rest > 0);
}

static void
add_members(struct tool_out *out, const struct fields *list)
{
	const struct type_words *w;

	for (int i = 0; i < list->n; i++) {
		w = type_words(list->v[i].type);
		tool_fmt(out, "\t%s %s;\n",
		    list->v[i].is_nullable ? w->c_null : w->c, list->v[i].name);
	}
}

static void
add_struct(struct tool_out *out, const struct query *q, const char *suffix,
    const struct fields *list)
{
	if (list->n == 0)
		return;
	tool_fmt(out, "struct %s_%s {\n", q->name, suffix);
	add_members(out, list);
	tool_fmt(out, "};\n");
}

static bool
is_read(const struct query *q)
{
	return q->mode == MODE_ONE || q->mode == MODE_MANY;
}

static void
add_signature(struct tool_out *out, const struct query *q)
{
	tool_fmt(out, "enum err\nq_%s(", q->name);
	tool_fmt(out,
	    is_read(q) ? "struct store_read *s, struct arena *a"
		       : "struct store_write *s");
	if (q->in.n > 0)
		tool_fmt(out, ",\n    const struct %s_in *in", q->name);
	if (q->mode == MODE_ONE)
		tool_fmt(out, ", struct %s_row *out", q->name);
	if (q->mode == MODE_MANY)
		tool_fmt(out, ", struct %s_list *out", q->name);
	if (q->mode == MODE_INSERT)
		tool_fmt(out, ", int64_t *id");
	tool_fmt(out, ")");
}

/* The same question, of which the answer is wanted later. */
static void
add_ahead_signature(struct tool_out *out, const struct query *q)
{
	tool_fmt(out, "void\nq_%s_ahead(struct store_read *s", q->name);
	if (q->in.n > 0)
		tool_fmt(out, ", const struct %s_in *in", q->name);
	tool_fmt(out, ")");
}

static void
add_declarations(struct tool_out *out, const struct query *q)
{
	add_struct(out, q, "in", &q->in);
	add_struct(out, q, "row", &q->out);
	if (q->mode == MODE_MANY)
		tool_fmt(out,
		    "struct %s_list {\n\tstruct %s_row *v;\n\tsize_t n;\n};\n",
		    q->name, q->name);
	if (q->doc.n > 0) {
		tool_fmt(out, "/*\n * ");
		tool_add(out, q->doc.p, q->doc.n);
		tool_fmt(out, "\n */\n");
	}
	add_signature(out, q);
	tool_fmt(out, " MUST_CHECK;\n");
	if (is_read(q)) {
		add_ahead_signature(out, q);
		tool_fmt(out, ";\n");
	}
	tool_fmt(out, "\n");
}

/* Where the fields of a list stand in a struct. */
static void
add_fields(struct tool_out *out, const struct query *q, const char *suffix,
    const struct fields *list, const char *in)
{
	if (list->n == 0)
		return;
	tool_fmt(out, "static const struct query_field %s_%s_fields[] = {\n",
	    q->name, suffix);
	for (int i = 0; i < list->n; i++)
		tool_fmt(out, "\t{ %s, %s, offsetof(struct %s, %s) },\n",
		    type_words(list->v[i].type)->field,
		    list->v[i].is_nullable ? "true" : "false", in,
		    list->v[i].name);
	tool_fmt(out, "};\n");
}

static void
add_body(struct tool_out *out, const struct query *q)
{
	const char *in = q->in.n > 0 ? "in" : "NULL";

	tool_fmt(out, "\n{\n");
	switch (q->mode) {
	case MODE_ONE:
		tool_fmt(out, "\treturn store_one(s, a, &%s_query, %s, out);\n",
		    q->name, in);
		break;
	case MODE_MANY:
		tool_fmt(out,
		    "\tvoid *rows = NULL;\n\tsize_t n = 0;\n\tenum err e;\n\n"
		    "\te = store_many(s, a, &%s_query, %s, &rows, &n);\n"
		    "\tif (e == OK)\n"
		    "\t\t*out = (struct %s_list){ rows, n };\n\treturn e;\n",
		    q->name, in, q->name);
		break;
	case MODE_EXEC:
		tool_fmt(out, "\treturn store_exec(s, &%s_query, %s);\n",
		    q->name, in);
		break;
	case MODE_INSERT:
		tool_fmt(out, "\treturn store_insert(s, &%s_query, %s, id);\n",
		    q->name, in);
		break;
	}
	tool_fmt(out, "}\n\n");
}

/* The query as store/ takes it, with rows and parameters in such structs. */
static void
add_query(struct tool_out *out, const struct query *q, const char *in,
    const char *row)
{
	struct tool_out sqlite = query_text(q, SQLITE);
	struct tool_out postgres = query_text(q, POSTGRES);

	add_fields(out, q, "in", &q->in, in);
	add_fields(out, q, "row", &q->out, row);
	tool_fmt(out, "static const struct query %s_query = {\n", q->name);
	tool_fmt(out,
	    "\t.name = \"%s\",\n\t.number = %d,\n\t.sqlite =", q->name,
	    q->number);
	add_text(out, sqlite.p);
	tool_fmt(out, ",\n\t.postgres =");
	add_text(out, postgres.p);
	tool_fmt(out, ",\n");
	if (q->touches != NULL)
		tool_fmt(out, "\t.is_sure = true,\n");
	if (q->in.n > 0)
		tool_fmt(out, "\t.in = %s_in_fields,\n\t.n_in = %d,\n", q->name,
		    q->in.n);
	if (q->out.n > 0)
		tool_fmt(out,
		    "\t.out = %s_row_fields,\n\t.n_out = %d,\n"
		    "\t.row_size = sizeof(struct %s),\n",
		    q->name, q->out.n, row);
	tool_fmt(out, "};\n\n");
}

static void
add_definition(struct tool_out *out, const struct query *q)
{
	struct tool_out in = { 0 }, row = { 0 };

	tool_fmt(&in, "%s_in", q->name);
	tool_fmt(&row, "%s_row", q->name);
	add_query(out, q, in.p, row.p);
	add_signature(out, q);
	add_body(out, q);
	if (!is_read(q))
		return;
	add_ahead_signature(out, q);
	tool_fmt(out, "\n{\n\tstore_ahead(s, &%s_query, %s);\n}\n\n", q->name,
	    q->in.n > 0 ? "in" : "NULL");
}

static void
write_in(const char *dir, const char *name, const char *ending,
    const struct tool_out *t)
{
	struct tool_out path = { 0 };

	tool_fmt(&path, "%s/%s%s", dir, name, ending);
	tool_write(path.p, t);
}

void
emit_source(struct sqlc *c, const struct source *s, const char *dir)
{
	struct tool_out h = { 0 }, code = { 0 }, guard = { 0 };
	static const char made[] = "/* Made by sqlc from queries/%s.sql. */\n";

	tool_add_constant(&guard, s->name);
	tool_fmt(&h, made, s->name);
	tool_fmt(
	    &h, "#ifndef QUERY_%s_H\n#define QUERY_%s_H\n\n", guard.p, guard.p);
	tool_fmt(&h, "#include \"store/store.h\"\n\n");
	tool_fmt(&code, made, s->name);
	tool_fmt(&code, "#include \"query/%s.h\"\n\n", s->name);
	tool_fmt(&code, "#include \"store/query.h\"\n\n");
	for (const struct query *q = c->first; q != NULL; q = q->next) {
		if (q->source != s)
			continue;
		add_declarations(&h, q);
		add_definition(&code, q);
	}
	tool_fmt(&h, "#endif\n");
	write_in(dir, s->name, ".h", &h);
	write_in(dir, s->name, ".c", &code);
}

/*
 * One struct for all queries of a table, so that what one reads another writes.
 * A parameter or a result that is no column stands before the columns.
 */
static void
add_table_queries(
    struct tool_out *out, const struct sqlc *c, const struct table *t)
{
	struct tool_out row = { 0 };

	tool_fmt(&row, "copy_%s_row", t->name);
	tool_fmt(out, "struct %s {\n\tint64_t n, max;\n", row.p);
	add_members(out, &t->columns);
	tool_fmt(out, "};\n");
	for (const struct query *q = c->first; q != NULL; q = q->next)
		if (q->source == t->queries)
			add_query(out, q, row.p, row.p);
}

static void
add_table(struct tool_out *out, const struct table *t)
{
	const char *name = t->name;

	tool_fmt(out,
	    "\t{ .name = \"%s\",\n\t    .columns = copy_%s_columns,\n"
	    "\t    .n_keys = %d,\n\t    .count = &copy_%s_count_query,\n"
	    "\t    .page = &copy_%s_page_query,\n"
	    "\t    .last = &copy_%s_last_query,\n"
	    "\t    .insert = &copy_%s_insert_query,\n",
	    name, name, t->keys.n, name, name, name, name);
	if (t->ties.n > 0)
		tool_fmt(out,
		    "\t    .loose = &copy_%s_loose_query,\n"
		    "\t    .tie = &copy_%s_tie_query,\n",
		    name, name);
	if (t->identity != NULL)
		tool_fmt(out, "\t    .number = &copy_%s_number_query,\n", name);
	tool_fmt(out, "\t},\n");
}

void
emit_tables(struct sqlc *c, const char *dir)
{
	struct tool_out out = { 0 }, list = { 0 };
	const struct table *t;

	tool_fmt(&out, "/* Made by sqlc from the tables of migrations/. */\n");
	tool_fmt(&out, "#include \"store/query.h\"\n\n");
	for (int i = 0; i < c->n_tables; i++) {
		t = &c->tables[i];
		add_table_queries(&out, c, t);
		tool_fmt(&out, "static const char *const copy_%s_columns[] = {",
		    t->name);
		for (int k = 0; k < t->columns.n; k++)
			tool_fmt(&out, "%s\"%s\",", k % 4 == 0 ? "\n\t" : " ",
			    t->columns.v[k].name);
		tool_fmt(&out, "\n};\n\n");
		add_table(&list, t);
	}
	tool_fmt(&out,
	    "const struct table tables[] = {\n%s};\n"
	    "const int table_count = %d;\n",
	    list.p, c->n_tables);
	write_in(dir, "tables", ".c", &out);
}

static const char *
skip_blanks(const char *p)
{
	return p + strspn(p, " \t\n");
}

void
emit_all(struct sqlc *c, const char *dir)
{
	struct tool_out out = { 0 };
	const struct migration *m;

	tool_fmt(&out, "/* Made by sqlc from migrations/. */\n");
	tool_fmt(&out, "#include \"store/query.h\"\n\n");
	tool_fmt(&out, "const int query_count = %d;\n", c->n_queries);
	tool_fmt(&out, "const char query_planner[] =");
	add_text(&out, planner);
	tool_fmt(&out, ";\nconst struct migration migrations[] = {");
	for (int i = 0; i < c->n_migrations; i++) {
		m = &c->migrations[i];
		tool_fmt(&out, "\n\t{ .number = %d,\n\t    .name = \"%s\",",
		    m->number, m->name);
		tool_fmt(&out, "\n\t    .sqlite =");
		add_text(&out, skip_blanks(m->sqlite.p));
		tool_fmt(&out, ",\n\t    .postgres =");
		add_text(&out, skip_blanks(m->postgres.p));
		tool_fmt(&out, " },");
	}
	tool_fmt(
	    &out, "\n};\nconst int migration_count = %d;\n", c->n_migrations);
	write_in(dir, "all", ".c", &out);
}

/* The query prepared with its types; what it gives, for the test to compare. */
static void
add_psql(
    struct tool_out *script, struct tool_out *wanted, const struct query *q)
{
	struct tool_out sql = query_text(q, POSTGRES);

	tool_fmt(script, "\\echo query %s\nPREPARE q_%s", q->name, q->name);
	for (int i = 0; i < q->in.n; i++)
		tool_fmt(script, "%s%s", i == 0 ? " (" : ", ",
		    type_words(q->in.v[i].type)->param);
	tool_fmt(script, "%sAS\n%s;\n", q->in.n > 0 ? ") " : " ", sql.p);
	tool_fmt(wanted, "query %s\n", q->name);
	if (q->out.n > 0)
		tool_fmt(script, "%s \\gdesc\n", sql.p);
	for (int i = 0; i < q->out.n; i++)
		tool_fmt(wanted, "%s|%s%s\n", q->out.v[i].name,
		    type_words(q->out.v[i].type)->name,
		    q->out.v[i].is_nullable ? "?" : "");
}

void
emit_postgres(struct sqlc *c, const char *dir)
{
	struct tool_out script = { 0 }, wanted = { 0 };

	tool_fmt(&script, "-- Made by sqlc, for psql.\n%s;\n", planner);
	for (int i = 0; i < c->n_migrations; i++)
		tool_fmt(&script, "\\echo migration %s\nBEGIN;\n%s\nCOMMIT;\n",
		    c->migrations[i].name,
		    skip_blanks(c->migrations[i].postgres.p));
	for (int i = 0; i < c->n_migrations; i++)
		tool_fmt(&wanted, "migration %s\n", c->migrations[i].name);
	for (const struct query *q = c->first; q != NULL; q = q->next)
		add_psql(&script, &wanted, q);
	write_in(dir, "all", ".pg.sql", &script);
	write_in(dir, "all", ".pg.txt", &wanted);
}
