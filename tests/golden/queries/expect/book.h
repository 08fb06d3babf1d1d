/* Made by sqlc from queries/book.sql. */
#ifndef QUERY_BOOK_H
#define QUERY_BOOK_H

#include "store/store.h"

struct book_by_id_in {
	int64_t id;
};
struct book_by_id_row {
	int64_t id;
	int64_t shelf_id;
	struct str title;
	struct str cover;
	bool is_lent;
	int64_t added_at;
	struct opt_i64 n_pages;
	struct opt_str subtitle;
	struct opt_str stamp;
	struct opt_i64 is_read;
	struct opt_i64 back_at;
};
/*
 * Everything of a book.
 * It has two lines.
 */
enum err
q_book_by_id(struct store_read *s, struct arena *a,
    const struct book_by_id_in *in, struct book_by_id_row *out) MUST_CHECK;
void
q_book_by_id_ahead(struct store_read *s, const struct book_by_id_in *in);

struct book_add_in {
	int64_t shelf_id;
	struct str title;
	struct str cover;
	bool is_lent;
	int64_t added_at;
	struct opt_i64 n_pages;
	struct opt_str subtitle;
	struct opt_str stamp;
	struct opt_i64 is_read;
	struct opt_i64 back_at;
};
/*
 * ERR_CONFLICT where the shelf has one of that title.
 */
enum err
q_book_add(struct store_write *s,
    const struct book_add_in *in, int64_t *id) MUST_CHECK;

struct book_count_row {
	int64_t n;
	struct str last;
	int64_t pages;
	struct opt_i64 longest;
};
/*
 * Whose type no schema knows; says "never" where there is none.
 */
enum err
q_book_count(struct store_read *s, struct arena *a, struct book_count_row *out) MUST_CHECK;
void
q_book_count_ahead(struct store_read *s);

struct book_search_in {
	struct str word;
	int64_t max;
};
struct book_search_row {
	struct str title;
};
struct book_search_list {
	struct book_search_row *v;
	size_t n;
};
/*
 * By a word.
 */
enum err
q_book_search(struct store_read *s, struct arena *a,
    const struct book_search_in *in, struct book_search_list *out) MUST_CHECK;
void
q_book_search_ahead(struct store_read *s, const struct book_search_in *in);

#endif
