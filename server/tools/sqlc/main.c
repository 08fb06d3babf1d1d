#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/sqlc/sqlc.h"

enum { FILES_MAX = 64, MIGRATIONS_MAX = 256 };

/* DIR/pg/NAME.sql beside DIR/NAME.sql; NULL where there is none. */
static const char *
find_twin(const char *path)
{
	const char *base = tool_base_name(path);
	struct tool_out twin = { 0 };

	tool_add(&twin, path, (size_t)(base - path));
	tool_fmt(&twin, "pg/%s", base);
	return access(twin.p, R_OK) == 0 ? twin.p : NULL;
}

static void
read_migration(struct migration_text *m, const char *path)
{
	const char *twin = find_twin(path), *text = tool_read(path, NULL);
	struct tool_out sqlite = { 0 }, postgres = { 0 };

	migration_translate(&sqlite, path, text, false);
	if (twin == NULL)
		migration_translate(&postgres, path, text, true);
	*m = (struct migration_text){ path, sqlite.p,
		twin == NULL ? postgres.p : tool_read(twin, NULL) };
	check_migrate(path, m->sqlite);
}

/* Give the queries the text that PostgreSQL has of them, by name. */
static void
read_twin(struct sql_file *file)
{
	const char *path = find_twin(file->path);
	struct sql_file *twin;
	int found;

	if (path == NULL)
		return;
	twin = tool_alloc(sizeof(*twin));
	file_read(twin, path);
	for (int i = 0; i < twin->n; i++) {
		found = 0;
		for (int k = 0; k < file->n; k++)
			if (strcmp(file->queries[k].name,
				twin->queries[i].name) == 0) {
				file->queries[k].postgres = twin->queries[i]
								.sql.p;
				found = 1;
			}
		if (!found)
			tool_fail(path, twin->queries[i].line,
			    "%s has no namesake in %s", twin->queries[i].name,
			    file->path);
	}
}

static void
check_unique(const struct sql_file *const *files, int n_files,
    const struct sql_file *file, const struct sql_query *q)
{
	for (int i = 0; i < n_files; i++)
		for (int k = 0; k < files[i]->n; k++) {
			const struct sql_query *other = &files[i]->queries[k];

			if (other != q && strcmp(other->name, q->name) == 0)
				tool_fail(file->path, q->line,
				    "there is another query named %s", q->name);
		}
}

int
main(int argc, char **argv)
{
	static struct migration_text migrations[MIGRATIONS_MAX];
	static const struct sql_file *files[FILES_MAX];
	int n_migrations = 0, n_files = 0, n_queries = 0, i = 2;

	if (argc < 3) {
		fprintf(stderr,
		    "usage: sqlc OUTDIR MIGRATION.sql … -- "
		    "QUERIES.sql …\n");
		return 2;
	}
	check_open();
	for (; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (n_migrations == MIGRATIONS_MAX)
			tool_fail(argv[i], 0, "too many migrations");
		read_migration(&migrations[n_migrations++], argv[i]);
	}
	for (i++; i < argc; i++) {
		struct sql_file *file = tool_alloc(sizeof(*file));

		if (n_files == FILES_MAX)
			tool_fail(argv[i], 0, "too many files");
		file_read(file, argv[i]);
		read_twin(file);
		files[n_files++] = file;
		for (int k = 0; k < file->n; k++) {
			file->queries[k].number = n_queries++;
			query_refuse(file->path, &file->queries[k]);
			check_unique(files, n_files, file, &file->queries[k]);
			check_query(file->path, &file->queries[k]);
		}
	}
	for (i = 0; i < n_files; i++)
		emit_file(argv[1], files[i]);
	emit_all(argv[1], migrations, n_migrations, files, n_files, n_queries);
	return 0;
}
