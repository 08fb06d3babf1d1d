#include <stdio.h>
#include <string.h>

#include "tools/sqlc/sqlc.h"

const struct type types[] = { { "int64", "int64_t", "struct opt_i64",
				  "FIELD_INT64", "INTEGER", "bigint" },
	{ "bool", "bool", "struct opt_i64", "FIELD_BOOL", "INTEGER", "bigint" },
	{ "time", "int64_t", "struct opt_i64", "FIELD_TIME", "INTEGER",
	    "bigint" },
	{ "text", "struct str", "struct opt_str", "FIELD_TEXT", "TEXT",
	    "text" },
	{ "blob", "struct str", "struct opt_str", "FIELD_BLOB", "BLOB",
	    "bytea" },
	{ NULL, NULL, NULL, NULL, NULL, NULL } };

const struct type *
type_find(const char *name)
{
	for (const struct type *t = types; t->name != NULL; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

static bool
is_name(const char *s)
{
	size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return n > 0 && s[n] == '\0' && !(s[0] >= '0' && s[0] <= '9');
}

/* One "name type" or "name type?". */
static void
add_field(const char *path, int line, struct fields *f, char *text)
{
	struct field *field = &f->v[f->n];
	char type[NAME_SIZE], more[2];
	size_t n;

	if (f->n == FIELDS_MAX)
		tool_fail(path, line, "more than %d fields", FIELDS_MAX);
	if (sscanf(text, " %63s %63s %1s", field->name, type, more) != 2 ||
	    !is_name(field->name))
		tool_fail(
		    path, line, "expected \"name type\" near \"%s\"", text);
	n = strlen(type);
	field->is_nullable = type[n - 1] == '?';
	if (field->is_nullable)
		type[n - 1] = '\0';
	if ((field->type = type_find(type)) == NULL)
		tool_fail(path, line, "there is no type \"%s\"", type);
	for (int i = 0; i < f->n; i++)
		if (strcmp(f->v[i].name, field->name) == 0)
			tool_fail(path, line, "\"%s\" is declared twice",
			    field->name);
	f->n++;
}

static void
add_fields(const char *path, int line, struct fields *f, char *list)
{
	char *comma;

	for (; list != NULL; list = comma) {
		if ((comma = strchr(list, ',')) != NULL)
			*comma++ = '\0';
		/* A list may end in a comma and go on in the next line. */
		if (list[strspn(list, " \t")] != '\0')
			add_field(path, line, f, list);
	}
}

static enum mode
mode_of(const char *path, int line, const char *name)
{
	static const char *const names[] = { "one", "many", "exec", "insert" };

	for (int i = 0; i < 4; i++)
		if (strcmp(names[i], name) == 0)
			return (enum mode)i;
	tool_fail(path, line,
	    "a query is :one, :many, :exec or :insert, "
	    "not :%s",
	    name);
}

static struct sql_query *
begin_query(struct sql_file *f, int line, const char *text)
{
	struct sql_query *q = &f->queries[f->n];
	char mode[16], more[2];

	if (f->n == QUERIES_MAX)
		tool_fail(f->path, line, "more than %d queries", QUERIES_MAX);
	if (sscanf(text, " %63s :%15s %1s", q->name, mode, more) != 2 ||
	    !is_name(q->name))
		tool_fail(f->path, line, "expected \"-- name: name :mode\"");
	q->mode = mode_of(f->path, line, mode);
	q->line = line;
	f->n++;
	return q;
}

static void
add_sql(struct sql_query *q, int line, const char *text)
{
	if (q->sql.n == 0)
		q->sql_line = line;
	else
		tool_add(&q->sql, "\n", 1);
	tool_add(&q->sql, text, strlen(text));
}

/* Take the ';' off; true where there was one. */
static bool
end_sql(struct tool_out *sql)
{
	if (sql->n == 0 || sql->p[sql->n - 1] != ';')
		return false;
	sql->p[--sql->n] = '\0';
	return true;
}

static void
read_line(struct sql_file *f, struct sql_query **q, int line, char *text)
{
	bool is_comment = strncmp(text, "--", 2) == 0;

	if (strncmp(text, "-- name:", 8) == 0) {
		if (*q != NULL)
			tool_fail(f->path, line, "%s does not end in ';'",
			    (*q)->name);
		*q = begin_query(f, line, text + 8);
	} else if (text[0] == '\0' || (is_comment && *q == NULL)) {
		return;
	} else if (*q == NULL) {
		tool_fail(f->path, line, "a query begins with \"-- name:\"");
	} else if (strncmp(text, "-- in:", 6) == 0) {
		add_fields(f->path, line, &(*q)->in, text + 6);
	} else if (strncmp(text, "-- out:", 7) == 0) {
		add_fields(f->path, line, &(*q)->out, text + 7);
	} else if (is_comment && (*q)->sql.n == 0) {
		tool_fmt(&(*q)->doc, "%s%s", (*q)->doc.n == 0 ? "" : "\n * ",
		    text + strspn(text, "- "));
	} else {
		add_sql(*q, line, text);
		if (end_sql(&(*q)->sql))
			*q = NULL;
	}
}

void
file_read(struct sql_file *f, const char *path)
{
	char *text = tool_read(path, NULL), *end;
	const char *base = tool_base_name(path);
	struct sql_query *q = NULL;
	size_t n = strcspn(base, ".");
	int line = 0;

	memset(f, 0, sizeof(*f));
	f->path = path;
	if (n >= sizeof(f->name))
		tool_fail(path, 0, "the file's name is too long");
	memcpy(f->name, base, n);
	for (; text != NULL; text = end) {
		if ((end = strchr(text, '\n')) != NULL)
			*end++ = '\0';
		for (n = strlen(text); n > 0 && strchr(" \t\r", text[n - 1]);)
			text[--n] = '\0';
		read_line(f, &q, ++line, text);
	}
	if (q != NULL)
		tool_fail(path, q->line, "%s does not end in ';'", q->name);
}
