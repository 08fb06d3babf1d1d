/*
 * copy.c: rows from store to store, by the queries that the compiler makes for
 * every table (see tools/sqlc/table.c).
 */
#include "store/copy.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/log.h"
#include "base/num.h"
#include "base/utf8.h"
#include "store/query.h"

/*
 * A row has at most some 600 kB (a post with its HTML), so that a page takes
 * 40 MB at the very worst.  A piece takes pages until it has so many bytes.
 */
enum { PAGE_ROWS = 64, PIECE_PAGES = 64, PIECE_BYTES = 4 << 20 };

int
store_tables(void)
{
	return table_count;
}

const char *
store_table_name(int table)
{
	CHECK(table >= 0 && table < table_count);
	return tables[table].name;
}

enum err
store_table_count(struct store_read *r, int table, int64_t *n)
{
	const struct query *q = tables[table].count;
	struct arena *a = arena_new(0);
	struct table_row *row = arena_alloc(a, q->row_size);
	enum err e = store_one(r, a, q, NULL, row);

	if (e == OK)
		*n = row->n;
	arena_free(a);
	return e;
}

/* Is the field set?  Its text; numbers have none. */
static bool
read_text(const struct query_field *f, const char *p, struct str *out)
{
	const struct opt_str *text = (const void *)p;

	if (f->is_nullable && !text->has)
		return false;
	*out = f->is_nullable ? text->v : *(const struct str *)(const void *)p;
	return true;
}

static bool
read_number(const struct query_field *f, const char *p, int64_t *out)
{
	const struct opt_i64 *number = (const void *)p;

	if (f->is_nullable && !number->has)
		return false;
	if (f->is_nullable)
		*out = number->v;
	else if (f->type == FIELD_BOOL)
		*out = *(const bool *)p;
	else
		*out = *(const int64_t *)(const void *)p;
	return true;
}

static bool
is_bytes(const struct query_field *f)
{
	return f->type == FIELD_TEXT || f->type == FIELD_BLOB;
}

/* 0; or 1 and the number; or 2, the length and the bytes. */
static void
add_field(struct buf *b, const struct query_field *f, const char *row)
{
	struct str text = STR_NONE;
	int64_t number = 0;
	bool is_set = is_bytes(f) ? read_text(f, row + f->offset, &text)
				  : read_number(f, row + f->offset, &number);
	uint64_t v = is_bytes(f) ? text.n : (uint64_t)number;

	buf_char(b, (char)(!is_set ? 0 : is_bytes(f) ? 2 : 1));
	for (int i = 56; is_set && i >= 0; i -= 8)
		buf_char(b, (char)(v >> i & 0xff));
	buf_str(b, text);
}

/* A column that is set when all rows are there. */
static bool
is_tied(const struct table *t, const struct query_field *f)
{
	for (int i = t->n_keys; t->tie != NULL && i < t->tie->n_in; i++)
		if (t->tie->in[i].offset == f->offset)
			return true;
	return false;
}

/*
 * A place in a table, and what comes behind it.  The key is a row of which the
 * key columns are set, with texts of its own.
 */
struct cursor {
	const struct table *table;
	const struct query *page;
	struct store_read *read;
	struct arena *arena; /* the key's */
	char *key;
	bool is_behind; /* the row of that key: it has been seen */
};

static void
cursor_init(struct cursor *c, const struct table *t, const struct query *page,
    struct store_read *r)
{
	const struct query_field *f;

	*c = (struct cursor){ t, page, r, arena_new(0), NULL, false };
	c->key = arena_alloc(c->arena, page->row_size);
	/* No text and no bytes come before none; no number before this one. */
	for (int i = 1; i <= t->n_keys; i++) {
		f = &page->in[i];
		if (!is_bytes(f))
			*(int64_t *)(void *)(c->key + f->offset) = INT64_MIN;
	}
}

static void
cursor_fini(struct cursor *c)
{
	arena_free(c->arena);
}

static void
cursor_set(struct cursor *c, const char *row)
{
	size_t size = c->page->row_size;
	struct str *text;

	arena_reset(c->arena);
	c->key = arena_alloc(c->arena, size);
	memcpy(c->key, row, size);
	for (int i = 1; i <= c->table->n_keys; i++) {
		text = (void *)(c->key + c->page->in[i].offset);
		if (is_bytes(&c->page->in[i]))
			*text = arena_str(c->arena, *text);
	}
	c->is_behind = true;
}

/* The next rows; none at the end. */
static enum err
cursor_next(struct cursor *c, struct arena *a, char **rows, size_t *n)
{
	struct table_row *in = (void *)c->key;
	size_t size = c->page->row_size;
	void *v = NULL;
	enum err e;

	in->max = PAGE_ROWS + c->is_behind;
	e = store_many(c->read, a, c->page, c->key, &v, n);
	if (e != OK)
		return e;
	*rows = v;
	if (c->is_behind && *n > 0) {
		*rows += size;
		--*n;
	}
	if (*n > 0)
		cursor_set(c, *rows + (*n - 1) * size);
	return OK;
}

struct store_walk {
	struct cursor cursor;
	struct arena *arena;
	struct buf row;
};

struct store_walk *
store_walk_new(struct store_read *r, int table)
{
	struct store_walk *w = xcalloc(1, sizeof(*w));

	cursor_init(&w->cursor, &tables[table], tables[table].page, r);
	w->arena = arena_new(0);
	return w;
}

void
store_walk_free(struct store_walk *w)
{
	cursor_fini(&w->cursor);
	arena_free(w->arena);
	buf_free(&w->row);
	free(w);
}

enum err
store_walk_step(struct store_walk *w, store_row_fn *fn, void *arg, size_t *n)
{
	const struct query *q = w->cursor.page;
	char *row = NULL;
	enum err e;

	arena_reset(w->arena);
	e = cursor_next(&w->cursor, w->arena, &row, n);
	for (size_t k = 0; e == OK && k < *n; k++, row += q->row_size) {
		buf_clear(&w->row);
		for (int i = 0; i < q->n_out; i++)
			add_field(&w->row, &q->out[i], row);
		fn(arg, buf_text(&w->row));
	}
	return e;
}

/* Rows that are written together. */
struct piece {
	const struct table *table;
	const struct query *query; /* insert or tie */
	struct {
		char *rows;
		size_t n;
	} pages[PIECE_PAGES];
	size_t n_pages, n_rows, n_bytes;
};

/* The number that is its key says which row it is, where there is one. */
static enum err
refuse_text(const struct table *t, int column, const char *row)
{
	const struct query_field *key = &t->page->in[1];
	int64_t id = 0;

	if (!is_bytes(key) && !read_number(key, row + key->offset, &id))
		id = 0;
	LOG_ERROR("store.copy",
	    "table=%s row=%" PRId64 " column=%s what=\"a text that is not "
	    "UTF-8 or has U+0000 in it\"",
	    t->name, id, t->columns[column]);
	return ERR_INVALID;
}

/* Look the rows of a page over and count their bytes. */
static enum err
weigh(struct piece *p, const char *row, size_t n)
{
	const struct query *q = p->table->page;
	const struct query_field *f;
	struct str s;

	for (; n > 0; n--, row += q->row_size) {
		p->n_rows++;
		p->n_bytes += q->row_size;
		for (int i = 0; i < q->n_out; i++) {
			f = &q->out[i];
			if (!is_bytes(f) || !read_text(f, row + f->offset, &s))
				continue;
			p->n_bytes += s.n;
			if (f->type == FIELD_TEXT &&
			    (!utf8_is_valid(s) || str_find(s, '\0') != s.n))
				return refuse_text(p->table, i, row);
		}
	}
	return OK;
}

static enum err
piece_fill(struct piece *p, struct cursor *c, struct arena *a)
{
	size_t n = 0;
	char *rows;
	enum err e;

	p->n_pages = p->n_rows = p->n_bytes = 0;
	while (p->n_pages < PIECE_PAGES && p->n_bytes < PIECE_BYTES) {
		e = cursor_next(c, a, &rows, &n);
		if (e != OK || n == 0)
			return e;
		p->pages[p->n_pages].rows = rows;
		p->pages[p->n_pages++].n = n;
		if ((e = weigh(p, rows, n)) != OK)
			return e;
	}
	return OK;
}

static enum err
piece_put(struct store_write *w, void *arg)
{
	const struct piece *p = arg;
	size_t size = p->table->page->row_size;
	enum err e = OK;

	for (size_t i = 0; e == OK && i < p->n_pages; i++)
		e = store_exec_each(
		    w, p->query, p->pages[i].rows, size, p->pages[i].n);
	return e;
}

/* Copy what is behind the cursor. */
static enum err
copy_rows(
    const struct store_copy *c, struct cursor *cursor, const struct query *put)
{
	struct piece *p = xcalloc(1, sizeof(*p));
	struct arena *a = arena_new(0);
	enum err e;

	p->table = cursor->table;
	p->query = put;
	while ((e = piece_fill(p, cursor, a)) == OK && p->n_rows > 0) {
		e = store_write(c->to, piece_put, p);
		if (e == ERR_CONFLICT || e == ERR_NOT_FOUND) {
			LOG_ERROR("store.copy",
			    "query=%s what=\"the target refuses a row\"",
			    put->name);
			e = ERR_INTERNAL;
		}
		if (e != OK)
			break;
		if (c->moved != NULL && put == p->table->insert)
			c->moved(c->arg, p->n_rows);
		arena_reset(a);
	}
	arena_free(a);
	free(p);
	return e;
}

/* The same row, but for what is tied later? */
static bool
is_same(const struct table *t, const char *row, const char *other)
{
	struct buf a = { 0 }, b = { 0 };
	bool same;

	for (int i = 0; i < t->page->n_out; i++)
		if (!is_tied(t, &t->page->out[i])) {
			add_field(&a, &t->page->out[i], row);
			add_field(&b, &t->page->out[i], other);
		}
	same = str_eq(buf_text(&a), buf_text(&b));
	buf_free(&a);
	buf_free(&b);
	return same;
}

/* Go behind the last row of the target, which has to be one of the source. */
static enum err
find_place(const struct store_copy *c, struct cursor *cursor)
{
	const struct table *t = cursor->table;
	struct arena *a = arena_new(0);
	char *last = arena_alloc(a, t->last->row_size), *rows = NULL;
	struct cursor place;
	size_t n = 0;
	enum err e = store_one(c->to_read, a, t->last, NULL, last);

	cursor_init(&place, t, t->page, c->from);
	if (e == OK) {
		cursor_set(&place, last);
		place.is_behind = false;
		e = cursor_next(&place, a, &rows, &n);
		if (e == OK && (n == 0 || !is_same(t, last, rows)))
			e = ERR_CONFLICT;
		if (e == OK)
			cursor_set(cursor, last);
	} else if (e == ERR_NOT_FOUND) {
		e = OK;
	}
	cursor_fini(&place);
	arena_free(a);
	return e;
}

/* Let rows refer to later ones. */
static enum err
tie_rows(const struct store_copy *c, const struct table *t)
{
	struct cursor cursor;
	enum err e;

	if (t->tie == NULL)
		return OK;
	cursor_init(&cursor, t, t->loose, c->from);
	e = copy_rows(c, &cursor, t->tie);
	cursor_fini(&cursor);
	return e;
}

static enum err
number_rows(struct store_write *w, void *arg)
{
	const struct table *t = arg;
	struct arena *a = arena_new(0);
	void *row = arena_alloc(a, t->number->row_size);
	enum err e = store_one(store_reads(w), a, t->number, NULL, row);

	arena_free(a);
	return e;
}

enum err
store_copy_table(const struct store_copy *c, int table)
{
	struct table t = tables[table];
	struct cursor cursor;
	enum err e;

	cursor_init(&cursor, &t, t.page, c->from);
	e = find_place(c, &cursor);
	if (e == OK)
		e = copy_rows(c, &cursor, t.insert);
	cursor_fini(&cursor);
	if (e == OK)
		e = tie_rows(c, &t);
	if (e == OK && t.number != NULL)
		e = store_write(c->to, number_rows, &t);
	return e;
}
