/* Made by sqlc from the tables of migrations/. */
#include "store/query.h"

struct copy_shelf_row {
	int64_t n, max;
	int64_t id;
	struct str name;
	int64_t time;
	bool is_open;
	struct opt_str keeper;
	struct opt_i64 below_id;
};
static const struct query_field copy_shelf_count_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, n) },
};
static const struct query copy_shelf_count_query = {
	.name = "copy_shelf_count",
	.number = 15,
	.sqlite =
	    "SELECT count(*) AS n FROM \"shelf\"",
	.postgres =
	    "SELECT count(*) AS n FROM \"shelf\"",
	.out = copy_shelf_count_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct copy_shelf_row),
};

static const struct query_field copy_shelf_page_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, max) },
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, id) },
};
static const struct query_field copy_shelf_page_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, id) },
	{ FIELD_TEXT, false, offsetof(struct copy_shelf_row, name) },
	{ FIELD_TIME, false, offsetof(struct copy_shelf_row, time) },
	{ FIELD_BOOL, false, offsetof(struct copy_shelf_row, is_open) },
	{ FIELD_TEXT, true, offsetof(struct copy_shelf_row, keeper) },
	{ FIELD_INT64, true, offsetof(struct copy_shelf_row, below_id) },
};
static const struct query copy_shelf_page_query = {
	.name = "copy_shelf_page",
	.number = 16,
	.sqlite =
	    "SELECT \"id\", \"name\", \"time\", \"is_open\", \"keeper\", "
	    "\"below_id\" FROM \"shelf\" WHERE (\"id\") >= (\?2) ORDER BY \"id\" "
	    "LIMIT \?1",
	.postgres =
	    "SELECT \"id\", \"name\", \"time\", \"is_open\", \"keeper\", "
	    "\"below_id\" FROM \"shelf\" WHERE (\"id\") >= ($2::bigint) ORDER "
	    "BY \"id\" LIMIT $1::bigint",
	.in = copy_shelf_page_in_fields,
	.n_in = 2,
	.out = copy_shelf_page_row_fields,
	.n_out = 6,
	.row_size = sizeof(struct copy_shelf_row),
};

static const struct query_field copy_shelf_last_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, id) },
	{ FIELD_TEXT, false, offsetof(struct copy_shelf_row, name) },
	{ FIELD_TIME, false, offsetof(struct copy_shelf_row, time) },
	{ FIELD_BOOL, false, offsetof(struct copy_shelf_row, is_open) },
	{ FIELD_TEXT, true, offsetof(struct copy_shelf_row, keeper) },
	{ FIELD_INT64, true, offsetof(struct copy_shelf_row, below_id) },
};
static const struct query copy_shelf_last_query = {
	.name = "copy_shelf_last",
	.number = 17,
	.sqlite =
	    "SELECT \"id\", \"name\", \"time\", \"is_open\", \"keeper\", "
	    "\"below_id\" FROM \"shelf\" ORDER BY \"id\" DESC LIMIT 1",
	.postgres =
	    "SELECT \"id\", \"name\", \"time\", \"is_open\", \"keeper\", "
	    "\"below_id\" FROM \"shelf\" ORDER BY \"id\" DESC LIMIT 1",
	.out = copy_shelf_last_row_fields,
	.n_out = 6,
	.row_size = sizeof(struct copy_shelf_row),
};

static const struct query_field copy_shelf_insert_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, id) },
	{ FIELD_TEXT, false, offsetof(struct copy_shelf_row, name) },
	{ FIELD_TIME, false, offsetof(struct copy_shelf_row, time) },
	{ FIELD_BOOL, false, offsetof(struct copy_shelf_row, is_open) },
	{ FIELD_TEXT, true, offsetof(struct copy_shelf_row, keeper) },
	{ FIELD_INT64, true, offsetof(struct copy_shelf_row, below_id) },
};
static const struct query copy_shelf_insert_query = {
	.name = "copy_shelf_insert",
	.number = 18,
	.sqlite =
	    "INSERT INTO \"shelf\" (\"id\", \"name\", \"time\", \"is_open\", "
	    "\"keeper\", \"below_id\") VALUES (\?1, \?2, \?3, \?4, \?5, CASE WHEN "
	    "\?6 <= \?1 THEN \?6 END)",
	.postgres =
	    "INSERT INTO \"shelf\" (\"id\", \"name\", \"time\", \"is_open\", "
	    "\"keeper\", \"below_id\") VALUES ($1::bigint, $2::text, "
	    "$3::bigint, $4::bigint, $5::text, CASE WHEN $6::bigint <= "
	    "$1::bigint THEN $6::bigint END)",
	.in = copy_shelf_insert_in_fields,
	.n_in = 6,
};

static const struct query_field copy_shelf_loose_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, max) },
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, id) },
};
static const struct query_field copy_shelf_loose_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, id) },
	{ FIELD_TEXT, false, offsetof(struct copy_shelf_row, name) },
	{ FIELD_TIME, false, offsetof(struct copy_shelf_row, time) },
	{ FIELD_BOOL, false, offsetof(struct copy_shelf_row, is_open) },
	{ FIELD_TEXT, true, offsetof(struct copy_shelf_row, keeper) },
	{ FIELD_INT64, true, offsetof(struct copy_shelf_row, below_id) },
};
static const struct query copy_shelf_loose_query = {
	.name = "copy_shelf_loose",
	.number = 19,
	.sqlite =
	    "SELECT \"id\", \"name\", \"time\", \"is_open\", \"keeper\", "
	    "\"below_id\" FROM \"shelf\" WHERE (\"id\") >= (\?2) AND "
	    "(\"below_id\" > \"id\") ORDER BY \"id\" LIMIT \?1",
	.postgres =
	    "SELECT \"id\", \"name\", \"time\", \"is_open\", \"keeper\", "
	    "\"below_id\" FROM \"shelf\" WHERE (\"id\") >= ($2::bigint) AND "
	    "(\"below_id\" > \"id\") ORDER BY \"id\" LIMIT $1::bigint",
	.in = copy_shelf_loose_in_fields,
	.n_in = 2,
	.out = copy_shelf_loose_row_fields,
	.n_out = 6,
	.row_size = sizeof(struct copy_shelf_row),
};

static const struct query_field copy_shelf_tie_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_shelf_row, id) },
	{ FIELD_INT64, true, offsetof(struct copy_shelf_row, below_id) },
};
static const struct query copy_shelf_tie_query = {
	.name = "copy_shelf_tie",
	.number = 20,
	.sqlite =
	    "UPDATE \"shelf\" SET \"below_id\" = \?2 WHERE \"id\" = \?1",
	.postgres =
	    "UPDATE \"shelf\" SET \"below_id\" = $2::bigint WHERE \"id\" = "
	    "$1::bigint",
	.in = copy_shelf_tie_in_fields,
	.n_in = 2,
};

static const struct query_field copy_shelf_number_row_fields[] = {
	{ FIELD_INT64, true, offsetof(struct copy_shelf_row, id) },
};
static const struct query copy_shelf_number_query = {
	.name = "copy_shelf_number",
	.number = 21,
	.sqlite =
	    "SELECT max(\"id\") AS \"id\" FROM \"shelf\"",
	.postgres =
	    "SELECT setval(pg_get_serial_sequence('\"shelf\"', 'id'), "
	    "max(\"id\")) AS \"id\" FROM \"shelf\" WHERE \"id\" > 0",
	.out = copy_shelf_number_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct copy_shelf_row),
};

static const char *const copy_shelf_columns[] = {
	"id", "name", "time", "is_open",
	"keeper", "below_id",
};

struct copy_book_row {
	int64_t n, max;
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
static const struct query_field copy_book_count_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_book_row, n) },
};
static const struct query copy_book_count_query = {
	.name = "copy_book_count",
	.number = 22,
	.sqlite =
	    "SELECT count(*) AS n FROM \"book\"",
	.postgres =
	    "SELECT count(*) AS n FROM \"book\"",
	.out = copy_book_count_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct copy_book_row),
};

static const struct query_field copy_book_page_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_book_row, max) },
	{ FIELD_INT64, false, offsetof(struct copy_book_row, id) },
};
static const struct query_field copy_book_page_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_book_row, id) },
	{ FIELD_INT64, false, offsetof(struct copy_book_row, shelf_id) },
	{ FIELD_TEXT, false, offsetof(struct copy_book_row, title) },
	{ FIELD_BLOB, false, offsetof(struct copy_book_row, cover) },
	{ FIELD_BOOL, false, offsetof(struct copy_book_row, is_lent) },
	{ FIELD_TIME, false, offsetof(struct copy_book_row, added_at) },
	{ FIELD_INT64, true, offsetof(struct copy_book_row, n_pages) },
	{ FIELD_TEXT, true, offsetof(struct copy_book_row, subtitle) },
	{ FIELD_BLOB, true, offsetof(struct copy_book_row, stamp) },
	{ FIELD_BOOL, true, offsetof(struct copy_book_row, is_read) },
	{ FIELD_TIME, true, offsetof(struct copy_book_row, back_at) },
};
static const struct query copy_book_page_query = {
	.name = "copy_book_page",
	.number = 23,
	.sqlite =
	    "SELECT \"id\", \"shelf_id\", \"title\", \"cover\", \"is_lent\", "
	    "\"added_at\", \"n_pages\", \"subtitle\", \"stamp\", \"is_read\", "
	    "\"back_at\" FROM \"book\" WHERE (\"id\") >= (\?2) ORDER BY \"id\" "
	    "LIMIT \?1",
	.postgres =
	    "SELECT \"id\", \"shelf_id\", \"title\", \"cover\", \"is_lent\", "
	    "\"added_at\", \"n_pages\", \"subtitle\", \"stamp\", \"is_read\", "
	    "\"back_at\" FROM \"book\" WHERE (\"id\") >= ($2::bigint) ORDER BY "
	    "\"id\" LIMIT $1::bigint",
	.in = copy_book_page_in_fields,
	.n_in = 2,
	.out = copy_book_page_row_fields,
	.n_out = 11,
	.row_size = sizeof(struct copy_book_row),
};

static const struct query_field copy_book_last_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_book_row, id) },
	{ FIELD_INT64, false, offsetof(struct copy_book_row, shelf_id) },
	{ FIELD_TEXT, false, offsetof(struct copy_book_row, title) },
	{ FIELD_BLOB, false, offsetof(struct copy_book_row, cover) },
	{ FIELD_BOOL, false, offsetof(struct copy_book_row, is_lent) },
	{ FIELD_TIME, false, offsetof(struct copy_book_row, added_at) },
	{ FIELD_INT64, true, offsetof(struct copy_book_row, n_pages) },
	{ FIELD_TEXT, true, offsetof(struct copy_book_row, subtitle) },
	{ FIELD_BLOB, true, offsetof(struct copy_book_row, stamp) },
	{ FIELD_BOOL, true, offsetof(struct copy_book_row, is_read) },
	{ FIELD_TIME, true, offsetof(struct copy_book_row, back_at) },
};
static const struct query copy_book_last_query = {
	.name = "copy_book_last",
	.number = 24,
	.sqlite =
	    "SELECT \"id\", \"shelf_id\", \"title\", \"cover\", \"is_lent\", "
	    "\"added_at\", \"n_pages\", \"subtitle\", \"stamp\", \"is_read\", "
	    "\"back_at\" FROM \"book\" ORDER BY \"id\" DESC LIMIT 1",
	.postgres =
	    "SELECT \"id\", \"shelf_id\", \"title\", \"cover\", \"is_lent\", "
	    "\"added_at\", \"n_pages\", \"subtitle\", \"stamp\", \"is_read\", "
	    "\"back_at\" FROM \"book\" ORDER BY \"id\" DESC LIMIT 1",
	.out = copy_book_last_row_fields,
	.n_out = 11,
	.row_size = sizeof(struct copy_book_row),
};

static const struct query_field copy_book_insert_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_book_row, id) },
	{ FIELD_INT64, false, offsetof(struct copy_book_row, shelf_id) },
	{ FIELD_TEXT, false, offsetof(struct copy_book_row, title) },
	{ FIELD_BLOB, false, offsetof(struct copy_book_row, cover) },
	{ FIELD_BOOL, false, offsetof(struct copy_book_row, is_lent) },
	{ FIELD_TIME, false, offsetof(struct copy_book_row, added_at) },
	{ FIELD_INT64, true, offsetof(struct copy_book_row, n_pages) },
	{ FIELD_TEXT, true, offsetof(struct copy_book_row, subtitle) },
	{ FIELD_BLOB, true, offsetof(struct copy_book_row, stamp) },
	{ FIELD_BOOL, true, offsetof(struct copy_book_row, is_read) },
	{ FIELD_TIME, true, offsetof(struct copy_book_row, back_at) },
};
static const struct query copy_book_insert_query = {
	.name = "copy_book_insert",
	.number = 25,
	.sqlite =
	    "INSERT INTO \"book\" (\"id\", \"shelf_id\", \"title\", \"cover\", "
	    "\"is_lent\", \"added_at\", \"n_pages\", \"subtitle\", \"stamp\", "
	    "\"is_read\", \"back_at\") VALUES (\?1, \?2, \?3, \?4, \?5, \?6, \?7, "
	    "\?8, \?9, \?10, \?11)",
	.postgres =
	    "INSERT INTO \"book\" (\"id\", \"shelf_id\", \"title\", \"cover\", "
	    "\"is_lent\", \"added_at\", \"n_pages\", \"subtitle\", \"stamp\", "
	    "\"is_read\", \"back_at\") VALUES ($1::bigint, $2::bigint, "
	    "$3::text, $4::bytea, $5::bigint, $6::bigint, $7::bigint, "
	    "$8::text, $9::bytea, $10::bigint, $11::bigint)",
	.in = copy_book_insert_in_fields,
	.n_in = 11,
};

static const struct query_field copy_book_number_row_fields[] = {
	{ FIELD_INT64, true, offsetof(struct copy_book_row, id) },
};
static const struct query copy_book_number_query = {
	.name = "copy_book_number",
	.number = 26,
	.sqlite =
	    "SELECT max(\"id\") AS \"id\" FROM \"book\"",
	.postgres =
	    "SELECT setval(pg_get_serial_sequence('\"book\"', 'id'), "
	    "max(\"id\")) AS \"id\" FROM \"book\" WHERE \"id\" > 0",
	.out = copy_book_number_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct copy_book_row),
};

static const char *const copy_book_columns[] = {
	"id", "shelf_id", "title", "cover",
	"is_lent", "added_at", "n_pages", "subtitle",
	"stamp", "is_read", "back_at",
};

struct copy_mark_row {
	int64_t n, max;
	int64_t book_id;
	int64_t page;
};
static const struct query_field copy_mark_count_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, n) },
};
static const struct query copy_mark_count_query = {
	.name = "copy_mark_count",
	.number = 27,
	.sqlite =
	    "SELECT count(*) AS n FROM \"mark\"",
	.postgres =
	    "SELECT count(*) AS n FROM \"mark\"",
	.out = copy_mark_count_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct copy_mark_row),
};

static const struct query_field copy_mark_page_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, max) },
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, book_id) },
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, page) },
};
static const struct query_field copy_mark_page_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, book_id) },
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, page) },
};
static const struct query copy_mark_page_query = {
	.name = "copy_mark_page",
	.number = 28,
	.sqlite =
	    "SELECT \"book_id\", \"page\" FROM \"mark\" WHERE (\"book_id\", "
	    "\"page\") >= (\?2, \?3) ORDER BY \"book_id\", \"page\" LIMIT \?1",
	.postgres =
	    "SELECT \"book_id\", \"page\" FROM \"mark\" WHERE (\"book_id\", "
	    "\"page\") >= ($2::bigint, $3::bigint) ORDER BY \"book_id\", "
	    "\"page\" LIMIT $1::bigint",
	.in = copy_mark_page_in_fields,
	.n_in = 3,
	.out = copy_mark_page_row_fields,
	.n_out = 2,
	.row_size = sizeof(struct copy_mark_row),
};

static const struct query_field copy_mark_last_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, book_id) },
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, page) },
};
static const struct query copy_mark_last_query = {
	.name = "copy_mark_last",
	.number = 29,
	.sqlite =
	    "SELECT \"book_id\", \"page\" FROM \"mark\" ORDER BY \"book_id\" "
	    "DESC, \"page\" DESC LIMIT 1",
	.postgres =
	    "SELECT \"book_id\", \"page\" FROM \"mark\" ORDER BY \"book_id\" "
	    "DESC, \"page\" DESC LIMIT 1",
	.out = copy_mark_last_row_fields,
	.n_out = 2,
	.row_size = sizeof(struct copy_mark_row),
};

static const struct query_field copy_mark_insert_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, book_id) },
	{ FIELD_INT64, false, offsetof(struct copy_mark_row, page) },
};
static const struct query copy_mark_insert_query = {
	.name = "copy_mark_insert",
	.number = 30,
	.sqlite =
	    "INSERT INTO \"mark\" (\"book_id\", \"page\") VALUES (\?1, \?2)",
	.postgres =
	    "INSERT INTO \"mark\" (\"book_id\", \"page\") VALUES ($1::bigint, "
	    "$2::bigint)",
	.in = copy_mark_insert_in_fields,
	.n_in = 2,
};

static const char *const copy_mark_columns[] = {
	"book_id", "page",
};

struct copy_label_row {
	int64_t n, max;
	struct str word;
	struct str stamp;
	struct opt_str note;
};
static const struct query_field copy_label_count_row_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_label_row, n) },
};
static const struct query copy_label_count_query = {
	.name = "copy_label_count",
	.number = 31,
	.sqlite =
	    "SELECT count(*) AS n FROM \"label\"",
	.postgres =
	    "SELECT count(*) AS n FROM \"label\"",
	.out = copy_label_count_row_fields,
	.n_out = 1,
	.row_size = sizeof(struct copy_label_row),
};

static const struct query_field copy_label_page_in_fields[] = {
	{ FIELD_INT64, false, offsetof(struct copy_label_row, max) },
	{ FIELD_TEXT, false, offsetof(struct copy_label_row, word) },
	{ FIELD_BLOB, false, offsetof(struct copy_label_row, stamp) },
};
static const struct query_field copy_label_page_row_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct copy_label_row, word) },
	{ FIELD_BLOB, false, offsetof(struct copy_label_row, stamp) },
	{ FIELD_TEXT, true, offsetof(struct copy_label_row, note) },
};
static const struct query copy_label_page_query = {
	.name = "copy_label_page",
	.number = 32,
	.sqlite =
	    "SELECT \"word\", \"stamp\", \"note\" FROM \"label\" WHERE (\"word\", "
	    "\"stamp\") >= (\?2, \?3) ORDER BY \"word\", \"stamp\" LIMIT \?1",
	.postgres =
	    "SELECT \"word\", \"stamp\", \"note\" FROM \"label\" WHERE (\"word\", "
	    "\"stamp\") >= ($2::text, $3::bytea) ORDER BY \"word\", \"stamp\" "
	    "LIMIT $1::bigint",
	.in = copy_label_page_in_fields,
	.n_in = 3,
	.out = copy_label_page_row_fields,
	.n_out = 3,
	.row_size = sizeof(struct copy_label_row),
};

static const struct query_field copy_label_last_row_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct copy_label_row, word) },
	{ FIELD_BLOB, false, offsetof(struct copy_label_row, stamp) },
	{ FIELD_TEXT, true, offsetof(struct copy_label_row, note) },
};
static const struct query copy_label_last_query = {
	.name = "copy_label_last",
	.number = 33,
	.sqlite =
	    "SELECT \"word\", \"stamp\", \"note\" FROM \"label\" ORDER BY \"word\" "
	    "DESC, \"stamp\" DESC LIMIT 1",
	.postgres =
	    "SELECT \"word\", \"stamp\", \"note\" FROM \"label\" ORDER BY \"word\" "
	    "DESC, \"stamp\" DESC LIMIT 1",
	.out = copy_label_last_row_fields,
	.n_out = 3,
	.row_size = sizeof(struct copy_label_row),
};

static const struct query_field copy_label_insert_in_fields[] = {
	{ FIELD_TEXT, false, offsetof(struct copy_label_row, word) },
	{ FIELD_BLOB, false, offsetof(struct copy_label_row, stamp) },
	{ FIELD_TEXT, true, offsetof(struct copy_label_row, note) },
};
static const struct query copy_label_insert_query = {
	.name = "copy_label_insert",
	.number = 34,
	.sqlite =
	    "INSERT INTO \"label\" (\"word\", \"stamp\", \"note\") VALUES (\?1, "
	    "\?2, \?3)",
	.postgres =
	    "INSERT INTO \"label\" (\"word\", \"stamp\", \"note\") VALUES "
	    "($1::text, $2::bytea, $3::text)",
	.in = copy_label_insert_in_fields,
	.n_in = 3,
};

static const char *const copy_label_columns[] = {
	"word", "stamp", "note",
};

const struct table tables[] = {
	{ .name = "shelf",
	    .columns = copy_shelf_columns,
	    .n_keys = 1,
	    .count = &copy_shelf_count_query,
	    .page = &copy_shelf_page_query,
	    .last = &copy_shelf_last_query,
	    .insert = &copy_shelf_insert_query,
	    .loose = &copy_shelf_loose_query,
	    .tie = &copy_shelf_tie_query,
	    .number = &copy_shelf_number_query,
	},
	{ .name = "book",
	    .columns = copy_book_columns,
	    .n_keys = 1,
	    .count = &copy_book_count_query,
	    .page = &copy_book_page_query,
	    .last = &copy_book_last_query,
	    .insert = &copy_book_insert_query,
	    .number = &copy_book_number_query,
	},
	{ .name = "mark",
	    .columns = copy_mark_columns,
	    .n_keys = 2,
	    .count = &copy_mark_count_query,
	    .page = &copy_mark_page_query,
	    .last = &copy_mark_last_query,
	    .insert = &copy_mark_insert_query,
	},
	{ .name = "label",
	    .columns = copy_label_columns,
	    .n_keys = 2,
	    .count = &copy_label_count_query,
	    .page = &copy_label_page_query,
	    .last = &copy_label_last_query,
	    .insert = &copy_label_insert_query,
	},
};
const int table_count = 4;
