/*
 * scope.c: which tables a query reads and how they are joined.
 *
 * SQLite tells from which table a column of the result comes, but not that an
 * outer join may have left it NULL; that is read from the text here.  It looks
 * at FROM and JOIN only, and judges a column only when it is one name, an
 * aggregate or a query in brackets: what other expressions make of NULL is left
 * to the run, where it is an error.
 */
#include "tools/sqlc/sqlc.h"

#include <stdlib.h>
#include <string.h>

static const struct token *
at(const struct query *q, size_t i)
{
	return token_at(&q->sql, i);
}

static bool
same_name(const struct token *a, const struct token *b)
{
	char word[128];

	if (a == NULL || b == NULL || b->n >= sizeof(word))
		return false;
	memcpy(word, b->p, b->n);
	word[b->n] = '\0';
	return token_is(a, word);
}

/* A word that may follow a table and is not its alias. */
static bool
ends_item(const struct token *t)
{
	static const char *const words[] = { "ON", "USING", "WHERE", "LEFT",
		"RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "JOIN", "GROUP",
		"ORDER", "HAVING", "LIMIT", "UNION", "EXCEPT", "INTERSECT",
		"WINDOW", "SET", "RETURNING", "INDEXED", "NOT", "FOR" };

	if (t == NULL || t->kind != TOKEN_WORD)
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (token_is(t, words[i]))
			return true;
	return false;
}

static bool
is_left_join(const struct query *q, size_t join)
{
	if (!token_is(at(q, join), "JOIN") || join == 0)
		return false;
	join -= token_is(at(q, join - 1), "OUTER") && join > 1;
	return token_is(at(q, join - 1), "LEFT");
}

/* The table, or the query in brackets, behind FROM, JOIN or a comma at i. */
static void
read_item(const struct query *q, size_t i, struct scope *scope)
{
	struct scope_item item = { .is_left = is_left_join(q, i) };
	const struct token *t = at(q, ++i);

	if (t == NULL)
		return;
	item.depth = t->depth;
	if (token_is(t, "(")) {
		while (at(q, ++i) != NULL && at(q, i)->depth > item.depth)
			continue;
	} else {
		item.table = item.alias = t;
	}
	if (token_is(at(q, ++i), "AS"))
		i++;
	if (!ends_item(at(q, i)))
		item.alias = at(q, i);
	if (scope->n == ITEMS_MAX)
		tool_fail(q->source->path, t->line, "%s: more than %d tables",
		    q->name, ITEMS_MAX);
	scope->v[scope->n++] = item;
}

/* A comma that separates tables: the last clause at its depth is FROM. */
static bool
is_table_comma(const struct query *q, size_t comma)
{
	const struct token *t, *c = at(q, comma);

	if (!token_is(c, ","))
		return false;
	for (size_t i = comma; i-- > 0;) {
		t = at(q, i);
		if (t->depth < c->depth)
			return false;
		if (t->depth > c->depth)
			continue;
		if (token_is(t, "FROM"))
			return true;
		if (token_is(t, "SELECT") || token_is(t, "WHERE") ||
		    token_is(t, "BY") || token_is(t, "SET") ||
		    token_is(t, "VALUES") || token_is(t, "WITH"))
			return false;
	}
	return false;
}

void
scope_read(const struct query *q, struct scope *scope)
{
	const struct token *t;

	scope->n = 0;
	for (size_t i = 0; (t = at(q, i)) != NULL; i++) {
		if (token_is(t, "FROM") && i > 0 &&
		    token_is(at(q, i - 1), "DISTINCT"))
			continue;
		if (token_is(t, "FROM") || token_is(t, "JOIN") ||
		    is_table_comma(q, i))
			read_item(q, i, scope);
	}
}

/*
 * The first token of column i of the first SELECT, and in *end the place
 * behind the last.
 */
static size_t
find_column(const struct query *q, int i, size_t *end)
{
	size_t first = 0;

	while (at(q, first) != NULL &&
	    !(token_is(at(q, first), "SELECT") && at(q, first)->depth == 0))
		first++;
	first++;
	first += token_is(at(q, first), "DISTINCT");
	for (*end = first; at(q, *end) != NULL; ++*end) {
		if (at(q, *end)->depth > 0)
			continue;
		if (token_is(at(q, *end), "FROM"))
			break;
		if (token_is(at(q, *end), ",") && i-- == 0)
			break;
		if (token_is(at(q, *end), ","))
			first = *end + 1;
	}
	return first;
}

static bool
is_named(const struct token *name, const char *table)
{
	return name != NULL && token_is(name, table);
}

static bool
is_left_somewhere(const struct scope *scope, const char *table, int depth)
{
	for (int i = 0; i < scope->n; i++)
		if (scope->v[i].is_left && scope->v[i].depth >= depth &&
		    is_named(scope->v[i].table, table))
			return true;
	return false;
}

bool
scope_is_outer(
    const struct query *q, const struct scope *scope, int i, const char *table)
{
	const struct scope_item *item = NULL;
	size_t end, first = find_column(q, i, &end);

	if (!token_is(at(q, first + 1), "."))
		return table != NULL && is_left_somewhere(scope, table, 0);
	if (end - first != 3 && !token_is(at(q, first + 3), "AS"))
		return false;
	for (int k = 0; k < scope->n; k++)
		if (scope->v[k].depth == 0 &&
		    same_name(scope->v[k].alias, at(q, first)))
			item = &scope->v[k];
	if (item == NULL || table == NULL)
		return item != NULL && item->is_left;
	if (item->is_left || is_named(item->table, table))
		return item->is_left;
	return is_left_somewhere(scope, table, 1);
}

/* Gives NULL over no rows. */
static bool
is_hollow_aggregate(const struct token *t)
{
	return token_is(t, "max") || token_is(t, "min") || token_is(t, "sum") ||
	    token_is(t, "avg");
}

bool
scope_is_hollow(const struct query *q, int i)
{
	size_t end, first = find_column(q, i, &end);
	const struct token *t = at(q, first + 2);

	if (is_hollow_aggregate(at(q, first)))
		return token_is(at(q, first + 1), "(");
	if (!token_is(at(q, first), "(") ||
	    !token_is(at(q, first + 1), "SELECT") || token_is(t, "count"))
		return false;
	if (!token_is(t, "coalesce") && !token_is(t, "CAST"))
		return true;
	/* Without an aggregate there may be no row for coalesce to see. */
	for (first += 2; first < end && !token_is(at(q, first), "FROM");
	     first++)
		if (is_hollow_aggregate(at(q, first)))
			return false;
	return true;
}

/* The only table that a column can mean: the one of that alias, or the one. */
static const struct scope_item *
find_item(const struct scope *scope, const struct token *alias, int depth)
{
	const struct scope_item *found = NULL;

	for (int i = 0; i < scope->n; i++) {
		if (scope->v[i].depth != depth ||
		    (alias != NULL && !same_name(scope->v[i].alias, alias)))
			continue;
		if (found != NULL)
			return NULL;
		found = &scope->v[i];
	}
	return found;
}

static bool
item_may_be_null(
    struct sqlc *c, const struct scope_item *item, const struct token *column)
{
	if (item == NULL || item->table == NULL || item->is_left)
		return item != NULL && item->is_left;
	return column_may_be_null(c, tool_copy(item->table->p, item->table->n),
	    tool_copy(column->p, column->n));
}

/* One term of an ORDER BY, from first up to end, without ASC and DESC. */
static bool
term_may_be_null(struct sqlc *c, const struct query *q,
    const struct scope *scope, size_t first, size_t end)
{
	const struct token *t = at(q, first);
	int nth;

	if (end - first == 3 && token_is(at(q, first + 1), "."))
		return item_may_be_null(
		    c, find_item(scope, t, t->depth), at(q, first + 2));
	if (end - first != 1)
		return false;
	if (t->kind == TOKEN_NUMBER && t->depth == 0) {
		nth = (int)strtol(t->p, NULL, 10);
		return nth >= 1 && nth <= q->out.n &&
		    q->out.v[nth - 1].is_nullable;
	}
	for (int i = 0; i < q->out.n && t->depth == 0; i++)
		if (token_is(t, q->out.v[i].name))
			return q->out.v[i].is_nullable;
	return t->kind == TOKEN_WORD &&
	    item_may_be_null(c, find_item(scope, NULL, t->depth), t);
}

static bool
ends_term(const struct token *t, int depth)
{
	return t == NULL || t->depth < depth ||
	    (t->depth == depth &&
		(token_is(t, ",") || token_is(t, ")") || token_is(t, "LIMIT") ||
		    token_is(t, "ROWS") || token_is(t, "RANGE")));
}

/* The terms behind ORDER BY; first is the place of the first one. */
static void
check_terms(struct sqlc *c, const struct query *q, const struct scope *scope,
    size_t first)
{
	const struct token *t = at(q, first);
	bool says_nulls;
	size_t i, end;
	int depth;

	if (t == NULL)
		return;
	depth = t->depth;
	for (i = first;; first = ++i) {
		says_nulls = false;
		end = 0;
		for (; !ends_term(t = at(q, i), depth); i++) {
			says_nulls |= token_is(t, "NULLS");
			if (end == 0 &&
			    (token_is(t, "ASC") || token_is(t, "DESC") ||
				token_is(t, "NULLS")))
				end = i;
		}
		end = end == 0 ? i : end;
		if (!says_nulls && end > first &&
		    term_may_be_null(c, q, scope, first, end))
			tool_fail(q->source->path, at(q, first)->line,
			    "%s: ORDER BY on what may be NULL needs NULLS "
			    "FIRST or NULLS LAST",
			    q->name);
		if (!token_is(t, ",") || t->depth != depth)
			return;
	}
}

void
scope_check_order(struct sqlc *c, const struct query *q)
{
	struct scope scope;

	scope_read(q, &scope);
	for (size_t i = 1; i < q->sql.n; i++)
		if (token_is(at(q, i), "BY") && token_is(at(q, i - 1), "ORDER"))
			check_terms(c, q, &scope, i + 1);
}
