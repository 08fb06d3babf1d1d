#include <stdlib.h>
#include <string.h>

#include "tools/tplc/tplc.h"

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct tplc_entry *)a)->name,
	    ((const struct tplc_entry *)b)->name);
}

void
tplc_list_read(struct tplc_list *list, const char *path)
{
	char *line = tool_read(path, NULL), *end;

	*list = (struct tplc_list){ .path = path };
	for (; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		size_t name_len = strcspn(line, " \t\n");
		struct tplc_entry *e;

		*end = '\0';
		list->v = tool_grow(list->v, (list->n + 1) * sizeof(*list->v));
		e = &list->v[list->n++];
		e->name = line;
		e->rest = line + name_len + (line + name_len < end);
		line[name_len] = '\0';
	}
	if (list->n > 0)
		qsort(list->v, list->n, sizeof(*list->v), by_name);
}

const struct tplc_entry *
tplc_list_find(const struct tplc_list *list, const char *name, size_t len)
{
	struct tplc_entry key = { tool_copy(name, len), NULL };

	if (list->n == 0)
		return NULL;
	return bsearch(&key, list->v, list->n, sizeof(*list->v), by_name);
}
