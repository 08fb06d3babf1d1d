/* Colours of organisations: whatever one chooses, words can be read. */
#include "forum/house.h"

#include "assets.h"
#include "base/num.h"
#include "crypto/crypto.h"
#include "forum/accent.h"

enum { COLOURS = 4000 };

struct job {
	struct arena *arena;
	struct str colour, slug;
	int64_t id, version;
	struct form_errors errors;
};

static enum err
write_organisation(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return organisation_create(w, job->arena, 0,
	    &(struct organisation_form){
		.name = STR("De Kleur"), .colour = job->colour },
	    &job->id, &job->slug, &job->errors);
}

static enum err
write_colour(struct store_write *w, void *arg)
{
	struct job *job = arg;

	job->errors.n = 0;
	return organisation_update(w, job->arena, 0, job->slug, job->version++,
	    &(struct organisation_form){
		.name = STR("De Kleur"), .colour = job->colour },
	    &job->errors);
}

/* The nth "--name: #rrggbb" of our stylesheet; 0: on light, 1: on dark. */
static struct colour
token(struct str name, int nth)
{
	struct str css = asset_files[ASSET_STYLE_CSS].bytes;
	struct colour c = { 0, 0, 0 };
	size_t n;

	do {
		css = str_skip(css, str_find_str(css, name));
		assert_true(css.n > name.n);
		css = str_skip(css, name.n);
	} while (nth-- > 0);
	css = str_trim(css);
	n = str_find(css, ';');
	assert_true(n < css.n);
	css.n = n;
	assert_ok(colour_parse(css, &c));
	return c;
}

static void
every_colour_has_a_readable_one_nearby(void **state)
{
	static const struct str grounds[] = { STR_INIT("--paper:"),
		STR_INIT("--sheet:"), STR_INIT("--sunk:"), STR_INIT("--tint:"),
		STR_INIT("--accent-ink:") };
	struct house *h = *state;
	uint32_t seed = 12345;

	for (int i = 0; i < COLOURS; i++) {
		struct form_errors errors = { 0 };
		struct colour c, dark;
		struct str typed, kept, proposal;

		seed = seed * 1664525 + 1013904223;
		typed = arena_fmt(h->arena, "#%06x", seed >> 8);
		proposal = accent_proposal(h->arena, typed);
		accent_typed(h->arena, proposal, &kept, &errors);
		assert_int_equal(errors.n, 0);
		assert_true(str_eq(kept, proposal));
		assert_ok(colour_parse(proposal, &c));
		dark = colour_apart(c, accent_ground_dark, ACCENT_CONTRAST);
		for (size_t j = 0; j < ARRAY_LEN(grounds); j++) {
			assert_true(
			    colour_contrast(c, token(grounds[j], 0)) >= 4.5);
			assert_true(
			    colour_contrast(dark, token(grounds[j], 1)) >= 4.5);
		}
	}
}

static void
a_poor_colour_is_refused(void **state)
{
	static const struct {
		struct str typed;
		enum mistake mistake;
	} poor[] = {
		{ STR_INIT("#ffcc00"), MISTAKE_HARD_TO_READ },
		{ STR_INIT("fff"), MISTAKE_HARD_TO_READ },
		{ STR_INIT("rood"), MISTAKE_NOT_COLOUR },
		{ STR_INIT("#0b5f57}*{color:red"), MISTAKE_NOT_COLOUR },
		{ STR_INIT("#0b5f57\r\nX: y"), MISTAKE_NOT_COLOUR },
	};
	struct house *h = *state;
	struct job job = { .arena = h->arena };
	struct site site;

	for (size_t i = 0; i < ARRAY_LEN(poor); i++) {
		job.colour = poor[i].typed;
		assert_int_equal(
		    store_write(h->store, write_organisation, &job),
		    ERR_INVALID);
		assert_int_equal(job.errors.n, 1);
		assert_string_equal(job.errors.v[0].field, "colour");
		assert_int_equal(job.errors.v[0].mistake, poor[i].mistake);
	}
	assert_ok(store_begin(h->read));
	assert_ok(site_load(h->read, h->arena, &site));
	store_end(h->read);
	assert_int_equal(site.colours.n, 0);
}

static struct str
name_of_all(struct house *h, struct job *job, const char *colour)
{
	struct accent_list list;
	struct site site;

	job->colour = str_of(colour);
	assert_ok(store_write(h->store, write_colour, job));
	assert_ok(store_begin(h->read));
	assert_ok(site_load(h->read, h->arena, &site));
	assert_ok(accent_list(h->read, h->arena, &list));
	store_end(h->read);
	assert_int_equal(list.n, colour[0] != '\0');
	if (list.n == 1) {
		assert_true(list.v[0].organisation_id == job->id);
		assert_true(str_eq(
		    colour_text(h->arena, list.v[0].light), job->colour));
	}
	return site.colours;
}

static void
each_change_gives_all_colours_another_name(void **state)
{
	struct house *h = *state;
	struct job job = { .arena = h->arena, .version = 1 };
	struct str first, second;

	assert_ok(store_write(h->store, write_organisation, &job));
	first = name_of_all(h, &job, "#0b5f57");
	assert_int_equal(first.n, 16);
	second = name_of_all(h, &job, "#700000");
	assert_int_equal(second.n, 16);
	assert_false(str_eq(first, second));
	assert_true(str_eq(name_of_all(h, &job, "#0b5f57"), first));
	assert_int_equal(name_of_all(h, &job, "").n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    every_colour_has_a_readable_one_nearby, house_set_up,
		    house_tear_down),
		cmocka_unit_test_setup_teardown(
		    a_poor_colour_is_refused, house_set_up, house_tear_down),
		cmocka_unit_test_setup_teardown(
		    each_change_gives_all_colours_another_name, house_set_up,
		    house_tear_down),
	};

	assert_ok(crypto_init());
	return cmocka_run_group_tests(tests, NULL, NULL);
}
