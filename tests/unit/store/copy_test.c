/* Every row from one store to another, whatever happens on the way. */
#include "store/copy_fixture.h"

#include <sys/wait.h>

#include "query/shelf.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* A shelf: id, name, time, is_open, keeper, below_id. */
#define SHELF(id, name, below)                                             \
	CELL_NUMBER(id), CELL_BYTES(name), CELL_NUMBER(0), CELL_NUMBER(1), \
	    CELL_NULL, below
/* A book with nothing that may be NULL: id, shelf, title, cover, is_lent … */
#define BOOK(id, title, cover)                                                 \
	CELL_NUMBER(id), CELL_NUMBER(1), CELL_BYTES(title), CELL_BYTES(cover), \
	    CELL_NUMBER(0), CELL_NUMBER(0), CELL_NULL, CELL_NULL, CELL_NULL,   \
	    CELL_NULL, CELL_NULL
#define LABEL(word, stamp, note) CELL_BYTES(word), CELL_BYTES(stamp), note

static void
every_kind_of_value_arrives(void **state)
{
	/* The schema numbers its search by the id + 100. */
	const int64_t huge = INT64_MAX - 200;
	const struct cell shelves[] = { SHELF(1, "One", CELL_NULL),
		CELL_NUMBER(huge), CELL_BYTES("'; DROP TABLE shelf; --"),
		CELL_NUMBER(INT64_MIN), CELL_NUMBER(0),
		CELL_BYTES("\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \\ \" %s"),
		CELL_NUMBER(1) };
	const struct cell books[] = { BOOK(-5, "", ""),
		BOOK(7, "\xf0\x9f\x93\x9a\n\t\x01\x7f", "\0\0"),
		CELL_NUMBER(huge), CELL_NUMBER(huge), CELL_BYTES("Full"),
		CELL_BYTES("a\0\xff"), CELL_NUMBER(1), CELL_NUMBER(INT64_MAX),
		CELL_NUMBER(1), CELL_BYTES(""), CELL_BYTES("\0"),
		CELL_NUMBER(0), CELL_NUMBER(INT64_MIN) };
	const struct cell labels[] = { LABEL("", "", CELL_NULL),
		LABEL("", "\0", CELL_BYTES("")),
		LABEL("", "\0\0", CELL_BYTES("NULL")),
		LABEL("Z", "\xff", CELL_NULL), LABEL("a", "", CELL_NULL),
		LABEL("a", "\x7f", CELL_NULL), LABEL("a", "\x80", CELL_NULL),
		LABEL("\xc3\xa9", "", CELL_NULL) };
	struct pair *p = *state;

	fill(&p->from, "shelf", shelves, 2);
	fill(&p->from, "book", books, 3);
	fill(&p->from, "label", labels, 8);
	assert_false(are_equal(p));
	assert_ok(copy_pair(p, NULL, NULL));
	assert_true(are_equal(p));
	assert_int_equal(count_rows(&p->to, "book"), 3);
	assert_int_equal(count_rows(&p->to, "label"), 8);
}

static void
a_row_knows_null_from_nothing(void **state)
{
	const struct cell null[] = { LABEL("a", "b", CELL_NULL) };
	const struct cell empty[] = { LABEL("a", "b", CELL_BYTES("")) };
	struct pair *p = *state;

	fill(&p->from, "label", null, 1);
	fill(&p->to, "label", empty, 1);
	assert_false(are_equal(p));
}

static void
a_row_knows_where_its_columns_end(void **state)
{
	const struct cell one[] = { LABEL("ab", "", CELL_BYTES("c")) };
	const struct cell other[] = { LABEL("a", "b", CELL_BYTES("c")) };
	struct pair *p = *state;

	fill(&p->from, "label", one, 1);
	fill(&p->to, "label", other, 1);
	assert_false(are_equal(p));
}

static enum err
add_shelf(struct store_write *w, void *id)
{
	return q_shelf_add(w, &(struct shelf_add_in){ STR("New") }, id);
}

static void
new_rows_are_numbered_behind_the_copied(void **state)
{
	const struct cell shelves[] = { SHELF(900, "Last", CELL_NULL) };
	struct pair *p = *state;
	int64_t id = 0;

	fill(&p->from, "shelf", shelves, 1);
	assert_ok(copy_pair(p, NULL, NULL));
	assert_ok(store_write(p->to.store, add_shelf, &id));
	assert_int_equal(id, 901);
}

/* More rows than a piece has, the first of which refer to the last. */
enum { MANY = 10000, FIRST = 3 };

static void
fill_shelves(struct side *s)
{
	struct cell *cells = test_calloc(MANY, 6 * sizeof(*cells)), *c = cells;
	char names[MANY][8];

	for (int i = 0; i < MANY; i++) {
		int n = snprintf(names[i], sizeof(names[i]), "%d", i);

		*c++ = CELL_NUMBER(i + 1);
		*c++ = (struct cell){ true, 0, { names[i], (size_t)n } };
		*c++ = CELL_NUMBER(i);
		*c++ = CELL_NUMBER(i % 2);
		*c++ = CELL_NULL;
		*c++ = i > FIRST ? CELL_NUMBER(i) : CELL_NULL;
	}
	fill(s, "shelf", cells, MANY);
	test_free(cells);
}

static enum err
turn_first(struct store_write *w, void *arg)
{
	const struct table *t = &tables[table_named("shelf")];
	char *row = calloc(1, t->page->row_size);
	enum err e = OK;

	(void)arg;
	for (int i = 1; e == OK && i <= FIRST; i++) {
		set_cell(&t->tie->in[0], row, CELL_NUMBER(i));
		set_cell(&t->tie->in[1], row, CELL_NUMBER(MANY + 1 - i));
		e = store_exec(w, t->tie, row);
	}
	free(row);
	return e;
}

static void
a_row_may_refer_to_a_later_one(void **state)
{
	struct pair *p = *state;

	fill_shelves(&p->from);
	assert_ok(store_write(p->from.store, turn_first, NULL));
	assert_ok(copy_pair(p, NULL, NULL));
	assert_true(are_equal(p));
}

/* Books so large that few go into a piece. */
static void
fill_books(struct side *s)
{
	static char cover[80000];
	struct cell cells[] = { BOOK(0, "", "") };
	char title[8];

	for (int i = 1; i <= 200; i++) {
		int n = snprintf(title, sizeof(title), "%d", i);

		memset(cover, i, sizeof(cover));
		cells[0].number = i;
		cells[2].bytes = (struct str){ title, (size_t)n };
		cells[3].bytes = (struct str){ cover, sizeof(cover) };
		fill(s, "book", cells, 1);
	}
}

/* The end of the process as soon as so many pieces are there. */
static void
die_at(void *arg, size_t n_rows)
{
	int *n_pieces = arg;

	(void)n_rows;
	if (--*n_pieces == 0)
		_exit(9);
}

/* In a process of its own, that ends like that; how it ended. */
static int
copy_and_die(struct pair *p, int n_pieces)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		if (open_store(&p->from, STORE_RESUME) != OK ||
		    open_store(&p->to, STORE_RESUME) != OK)
			_exit(1);
		_exit(copy_pair(p, die_at, &n_pieces) == OK ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
a_copy_goes_on_where_it_was_killed(void **state)
{
	struct pair *p = *state;
	int n_deaths = 0, end;

	fill_shelves(&p->from);
	assert_ok(store_write(p->from.store, turn_first, NULL));
	fill_books(&p->from);
	close_store(&p->from);
	close_store(&p->to);
	/* Threads do not survive a fork: nothing is open now. */
	while ((end = copy_and_die(p, 1)) == 9)
		n_deaths++;
	assert_int_equal(end, 0);
	assert_ok(open_store(&p->from, STORE_RESUME));
	assert_ok(open_store(&p->to, STORE_RESUME));
	assert_true(are_equal(p));
	assert_in_range(n_deaths, 6, 20);
}

static void
a_copy_that_is_whole_stays_as_it_is(void **state)
{
	const struct cell labels[] = { LABEL("a", "", CELL_NULL) };
	struct pair *p = *state;

	fill(&p->from, "label", labels, 1);
	assert_ok(copy_pair(p, NULL, NULL));
	assert_ok(copy_pair(p, NULL, NULL));
	assert_true(are_equal(p));
}

static void
what_is_no_beginning_of_the_source_is_left_alone(void **state)
{
	const struct cell ours[] = { LABEL("a", "", CELL_NULL),
		LABEL("b", "", CELL_NULL), LABEL("c", "", CELL_NULL) };
	const struct cell other_key[] = { LABEL("bb", "", CELL_NULL) };
	const struct cell behind[] = { LABEL("d", "", CELL_NULL) };
	const struct cell other_note[] = { LABEL("b", "", CELL_BYTES("x")) };
	const struct cell *const theirs[] = { other_key, behind, other_note };
	struct pair *p = *state;

	fill(&p->from, "label", ours, 3);
	for (size_t i = 0; i < LEN(theirs); i++) {
		empty_side(&p->to);
		fill(&p->to, "label", theirs[i], 1);
		assert_int_equal(copy_pair(p, NULL, NULL), ERR_CONFLICT);
		assert_int_equal(count_rows(&p->to, "label"), 1);
	}
}

static void
a_text_that_not_all_engines_keep_is_refused(void **state)
{
	const struct cell with_nul[] = { LABEL("a", "", CELL_BYTES("b\0c")) };
	const struct cell not_utf8[] = { LABEL("b", "", CELL_BYTES("\xc3")) };
	struct pair *p = *state;

	fill(&p->from, "label", with_nul, 1);
	assert_int_equal(copy_pair(p, NULL, NULL), ERR_INVALID);
	assert_int_equal(count_rows(&p->to, "label"), 0);
	empty_side(&p->from);
	fill(&p->from, "label", not_utf8, 1);
	assert_int_equal(copy_pair(p, NULL, NULL), ERR_INVALID);
}

static void
only_the_moment_at_which_it_began_is_copied(void **state)
{
	const struct cell before[] = { LABEL("a", "", CELL_NULL) };
	const struct cell after[] = { LABEL("b", "", CELL_NULL) };
	struct pair *p = *state;
	int64_t n = 0;

	fill(&p->from, "label", before, 1);
	assert_ok(store_begin(p->from.read));
	assert_ok(store_table_count(p->from.read, table_named("label"), &n));
	fill(&p->from, "label", after, 1);
	for (int i = 0; i < store_tables(); i++)
		assert_ok(
		    store_copy_table(&(struct store_copy){ .from = p->from.read,
					 .to = p->to.store,
					 .to_read = p->to.read },
			i));
	store_end(p->from.read);
	assert_int_equal(count_rows(&p->to, "label"), 1);
}

/* Without a server (PRAATMEE_TEST_PG) files alone. */
int
main(void)
{
	static const struct kind kinds[] = { { "file to file", false, false },
		{ "file to server", false, true },
		{ "server to file", true, false } };
	const struct CMUnitTest tests[] = {
		copy_test(every_kind_of_value_arrives),
		copy_test(a_row_knows_null_from_nothing),
		copy_test(a_row_knows_where_its_columns_end),
		copy_test(new_rows_are_numbered_behind_the_copied),
		copy_test(a_row_may_refer_to_a_later_one),
		copy_test(a_copy_goes_on_where_it_was_killed),
		copy_test(a_copy_that_is_whole_stays_as_it_is),
		copy_test(what_is_no_beginning_of_the_source_is_left_alone),
		copy_test(only_the_moment_at_which_it_began_is_copied),
	};
	/* No server takes such a text. */
	const struct CMUnitTest texts[] = { copy_test(
	    a_text_that_not_all_engines_keep_is_refused) };
	size_t n = test_store_database() == NULL ? 1 : LEN(kinds);
	int n_failed = 0;

	for (kind = kinds; kind < kinds + n; kind++) {
		n_failed += cmocka_run_group_tests_name(
		    kind->name, tests, NULL, NULL);
		if (!kind->is_from_remote)
			n_failed += cmocka_run_group_tests_name(
			    kind->name, texts, NULL, NULL);
	}
	return n_failed;
}
