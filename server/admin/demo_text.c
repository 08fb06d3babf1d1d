#include "admin/demo_text.h"

#include "admin/policy_text.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/num.h"

/* The deepest post that the text format can mark with one digit. */
enum { DEPTH_MARK_MAX = 9 };

struct reader {
	struct arena *arena;
	struct demo *demo;
	struct str rest, line;
	int number;			 /* of the line */
	size_t last[DEPTH_MARK_MAX + 1]; /* newest post at each depth */
};

static bool
next_line(struct reader *r)
{
	r->number++;
	return str_cut(&r->rest, '\n', &r->line);
}

/* "field: value" of the line; false where it is not one. */
static bool
split_field(struct str line, struct str *field, struct str *value)
{
	*value = line;
	if (str_find(line, ':') == line.n || !str_cut(value, ':', field))
		return false;
	*value = str_trim(*value);
	return true;
}

static enum err
read_person(struct reader *r)
{
	struct demo_person *p = &r->demo->people[r->demo->n_people];
	struct str rest = r->line;

	if (r->demo->n_people == DEMO_PEOPLE_MAX ||
	    !str_cut(&rest, '|', &p->key) || !str_cut(&rest, '|', &p->name) ||
	    !str_cut(&rest, '|', &p->email))
		return ERR_INVALID;
	p->key = str_trim(p->key);
	p->name = str_trim(p->name);
	p->email = str_trim(p->email);
	p->roles = str_trim(rest);
	r->demo->n_people++;
	return OK;
}

/* "\n" in a one-line text stands for the end of a line. */
static struct str
unfold(struct arena *a, struct str s)
{
	struct buf b = { 0 };
	struct str out;

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == 'n') {
			buf_char(&b, '\n');
			i++;
		} else {
			buf_char(&b, s.p[i]);
		}
	out = arena_str(a, buf_text(&b));
	buf_free(&b);
	return out;
}

static enum err
read_organisation_field(struct reader *r, bool *is_new)
{
	struct demo *d = r->demo;
	struct organisation_form *o;
	struct str field, value;

	if (r->line.n == 0) {
		*is_new = true;
		return OK;
	}
	if (!split_field(r->line, &field, &value))
		return ERR_INVALID;
	if (*is_new && d->n_organisations == DEMO_ORGANISATIONS_MAX)
		return ERR_INVALID;
	d->n_organisations += *is_new;
	*is_new = false;
	o = &d->organisations[d->n_organisations - 1];
	if (str_eq(field, STR("slug")))
		o->slug = value;
	else if (str_eq(field, STR("name")))
		o->name = value;
	else if (str_eq(field, STR("parent")))
		o->parent_slug = value;
	else if (str_eq(field, STR("visiting")))
		o->visiting_address = value;
	else if (str_eq(field, STR("postal")))
		o->postal_address = value;
	else if (str_eq(field, STR("website")))
		o->website = value;
	else if (str_eq(field, STR("contact")))
		o->contact_person = value;
	else if (str_eq(field, STR("email")))
		o->email = value;
	else if (str_eq(field, STR("phone")))
		o->phone = value;
	else if (str_eq(field, STR("text")))
		o->body = unfold(r->arena, value);
	else
		return ERR_INVALID;
	return OK;
}

static enum err
read_site_line(struct reader *r)
{
	struct demo *d = r->demo;
	struct demo_page *page = d->n_pages == 0 ? NULL
						 : &d->pages[d->n_pages - 1];
	struct str field, value;

	if (str_has_prefix(r->line, STR("=== "))) {
		if (d->n_pages == DEMO_PAGES_MAX)
			return ERR_INVALID;
		page = &d->pages[d->n_pages++];
		page->name = str_trim(str_skip(r->line, 4));
		page->body = (struct str){ r->rest.p, 0 };
		return OK;
	}
	if (page != NULL) {
		/* The body grows up to the end of this line. */
		page->body.n = (size_t)(r->line.p + r->line.n - page->body.p);
		return OK;
	}
	if (!split_field(r->line, &field, &value))
		return r->line.n == 0 ? OK : ERR_INVALID;
	if (str_eq(field, STR("name")))
		d->site_name = value;
	else if (str_eq(field, STR("tagline")))
		d->tagline = value;
	else
		return ERR_INVALID;
	return OK;
}

static enum err
read_theme_field(struct reader *r, struct theme_form *theme)
{
	struct str field, value;

	if (r->line.n == 0)
		return OK;
	if (!split_field(r->line, &field, &value))
		return ERR_INVALID;
	if (str_eq(field, STR("policy")))
		return policy_parse(value, theme);
	if (str_eq(field, STR("opens")))
		return openers_parse(value, theme);
	if (str_eq(field, STR("name")))
		theme->name = value;
	else if (str_eq(field, STR("organisation")))
		theme->organisation_slug = value;
	else if (str_eq(field, STR("about")))
		theme->about = value;
	else
		return ERR_INVALID;
	return OK;
}

/* "21d4h30m" in milliseconds. */
static enum err
parse_age(struct str s, int64_t *out)
{
	int64_t age = 0, v = -1;

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		int64_t unit = c == 'd' ? DAY_MS
		    : c == 'h'		? HOUR_MS
		    : c == 'm'		? MINUTE_MS
					: 0;

		if (c >= '0' && c <= '9' && v < 10000) {
			v = (v < 0 ? 0 : v) * 10 + (c - '0');
		} else if (unit != 0 && v >= 0) {
			age += v * unit;
			v = -1;
		} else {
			return ERR_INVALID;
		}
	}
	if (v != -1 || age == 0)
		return ERR_INVALID;
	*out = age;
	return OK;
}

static enum err
read_option(struct reader *r, struct str word, struct demo_post *p)
{
	struct str state = str_skip(word, 6);

	if (str_eq(word, STR("closed"))) {
		r->demo->threads[p->thread].is_closed = true;
		return OK;
	}
	if (str_has_prefix(word, STR("lang="))) {
		p->language = str_skip(word, 5);
		return OK;
	}
	if (str_has_prefix(word, STR("reason="))) {
		/* To the end of the line. */
		p->reason = (struct str){ word.p + 7, 0 };
		p->reason.n = (size_t)(r->line.p + r->line.n - p->reason.p);
		return OK;
	}
	if (!str_has_prefix(word, STR("state=")))
		return ERR_INVALID;
	if (str_eq(state, STR("held")))
		p->state = POST_HELD;
	else if (str_eq(state, STR("rejected")))
		p->state = POST_REJECTED;
	else if (str_eq(state, STR("withdrawn")))
		p->state = POST_WITHDRAWN;
	else
		return ERR_INVALID;
	return OK;
}

/* "@1 person 3d2h state=held": the post whose body follows. */
static enum err
read_post_line(struct reader *r)
{
	struct demo *d = r->demo;
	struct demo_post *p = &d->posts[d->n_posts];
	struct str rest = str_skip(r->line, 1), word;
	enum err e;

	if (d->n_posts == DEMO_POSTS_MAX || d->n_threads == 0)
		return ERR_INVALID;
	*p = (struct demo_post){ .thread = d->n_threads - 1,
		.state = POST_SHOWN,
		.language = STR("nl") };
	if (rest.n > 0 && rest.p[0] != ' ') {
		p->depth = rest.p[0] - '0';
		if (p->depth < 1 || p->depth > DEPTH_MARK_MAX)
			return ERR_INVALID;
		rest = str_skip(rest, 1);
	}
	rest = str_skip(rest, 1);
	if (!str_cut(&rest, ' ', &p->person) || !str_cut(&rest, ' ', &word) ||
	    (e = parse_age(word, &p->age_ms)) != OK)
		return ERR_INVALID;
	while (p->reason.n == 0 && str_cut(&rest, ' ', &word))
		if ((e = read_option(r, word, p)) != OK)
			return e;
	r->last[p->depth] = d->n_posts;
	p->parent = p->depth == 0 ? d->n_posts : r->last[p->depth - 1];
	p->body = (struct str){ r->rest.p, 0 };
	d->n_posts++;
	return OK;
}

static enum err
read_theme_line(struct reader *r, struct theme_form *theme)
{
	struct demo *d = r->demo;
	struct demo_post *p;

	if (str_has_prefix(r->line, STR("# "))) {
		if (d->n_threads == DEMO_THREADS_MAX)
			return ERR_INVALID;
		d->threads[d->n_threads++] = (struct demo_thread){
			.theme = d->n_themes - 1,
			.title = str_trim(str_skip(r->line, 2)),
		};
		return OK;
	}
	if (str_has_prefix(r->line, STR("@")))
		return read_post_line(r);
	if (d->n_threads == 0 ||
	    d->threads[d->n_threads - 1].theme != d->n_themes - 1)
		return read_theme_field(r, theme);
	if (d->n_posts == 0)
		return ERR_INVALID;
	p = &d->posts[d->n_posts - 1];
	if (p->thread == d->n_threads - 1 && r->line.n > 0)
		p->body.n = (size_t)(r->line.p + r->line.n - p->body.p);
	return OK;
}

static enum err
read_lines(struct reader *r, struct str name)
{
	struct demo *d = r->demo;
	struct theme_form *theme = NULL;
	bool is_new = true;
	enum err e = OK;

	if (str_eq(name, STR("people.txt"))) {
		while (e == OK && next_line(r))
			e = r->line.n == 0 ? OK : read_person(r);
	} else if (str_eq(name, STR("organisations.txt"))) {
		while (e == OK && next_line(r))
			e = read_organisation_field(r, &is_new);
	} else if (str_eq(name, STR("site.txt"))) {
		while (e == OK && next_line(r))
			e = read_site_line(r);
	} else {
		if (d->n_themes == DEMO_THEMES_MAX)
			return ERR_INVALID;
		theme = &d->themes[d->n_themes++];
		theme->slug = (struct str){ name.p, str_find(name, '.') };
		while (e == OK && next_line(r))
			e = read_theme_line(r, theme);
	}
	return e;
}

enum err
demo_read(struct arena *a, struct str name, struct str text, struct demo *demo,
    struct str *why)
{
	struct reader r = { .arena = a, .demo = demo, .rest = text };
	enum err e = read_lines(&r, name);

	if (e != OK)
		*why = arena_fmt(
		    a, STR_FMT ":%d cannot be read", STR_ARG(name), r.number);
	return e;
}
